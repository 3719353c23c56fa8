"""Running the whole product on one machine: `make run`, `make services`, `make stop`."""
