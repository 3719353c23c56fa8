"""Deliveries: what shops' webhooks say, taken from the inbox that the gateway fills, newest first for each product."""
