"""A product of our own that changes every minute and is asked about as a shopper would: how fresh are the answers?"""
