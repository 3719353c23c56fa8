"""Celery: its app, its tasks, messages as files, and the watch over a worker that stands still."""
