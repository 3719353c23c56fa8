"""Finding the facts: products by identity, products by search, and the evidence that answers a question."""
