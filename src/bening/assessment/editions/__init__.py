"""Editions of the LKE: read from their files, shown, and held against the ministry's master list."""
