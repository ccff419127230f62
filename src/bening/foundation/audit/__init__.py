"""The append-only record of every write, each entry holding the hash of the one before."""
