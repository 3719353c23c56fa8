"""Drawn product pictures: small SVGs in the product's own colour."""
