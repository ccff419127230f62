"""Keeping a house: taking it away whole, bringing it back, and saying what is wrong with it."""
