"""What the shop's platform tells us of its products: signed webhooks in, one row of the catalogue's inbox each."""
