"""What the product is measured with; `python -m tests.bench` runs it."""
