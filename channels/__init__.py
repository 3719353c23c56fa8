"""The public door: sessions, signatures, rate limits, and the channels customers write on."""
