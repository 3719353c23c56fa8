"""Fakes that the contract suites prove equal to the real things."""
