"""Runs and their batches: planned, applied and remembered in SQL."""
