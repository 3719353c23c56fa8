"""The demo shop: its assortment, pictures, policies and voice, all invented, all made by one seeded command."""
