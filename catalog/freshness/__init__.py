"""How fresh the index is: what waits, how long it takes from the shop to the index, and how old each source is."""
