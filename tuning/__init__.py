"""The brand voice: its data, its models, and the generator that rewords drafts."""
