"""Fixtures of every suite: real servers, a shop of its own for each test, and the marker each folder stands for."""
