"""Sources that are synced by themselves, and how often: `file` says how that is written. No two syncs overlap."""
