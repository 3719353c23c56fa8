"""What products can be filtered and sorted by: every attribute, whatever its name, measure or word."""
