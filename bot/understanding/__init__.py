"""How well the dialogue's own language understanding does on labelled utterances of any bot."""
