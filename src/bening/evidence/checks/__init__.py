"""Checks that explain themselves: plain rules over plain values, each with a sentence, a place and a way to clear it.

None judges a proof: a check says what it sees, a person mends it or says why it is all right.
"""
