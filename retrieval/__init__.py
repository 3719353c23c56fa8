"""Finding the facts: products by identity, products by search, and the evidence that answers a question."""

import os

# Haystack reads this once, when it is imported: without it, it writes into the home directory and reports each run.
os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")
