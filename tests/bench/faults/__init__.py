"""The fault run: parts are killed while webhooks and files arrive doubled, late and shuffled; nothing may be lost."""
