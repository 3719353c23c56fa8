"""What a shopper looks for: read from the words, decided by what the category really states, and kept over turns."""
