"""Hidden, hostile or misleading text, told before it is synced."""
