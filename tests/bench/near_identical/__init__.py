"""The near-identical-products benchmark: see the README of this folder."""
