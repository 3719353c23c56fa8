"""Keeping the index in step with the shop's catalogue."""
