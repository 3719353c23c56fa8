"""From a question to a reply: resolve, retrieve, plan, draft, phrase, verify. No framework, no environment."""
