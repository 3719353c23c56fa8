"""Reading feed records from files, one at a time."""
