"""Quantities with units: read from words, stated by attributes, and made comparable."""
