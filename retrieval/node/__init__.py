"""A local Elasticsearch: fetched, configured, started, stopped."""
