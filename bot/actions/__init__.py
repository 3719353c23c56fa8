"""Rasa actions: each only turns a tracker into a question and a reply into messages and slots."""
