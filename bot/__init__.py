"""Holding the conversation: the answering path, the action server that Rasa calls, and the command line."""
