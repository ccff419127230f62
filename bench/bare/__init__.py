"""The raw limit of a save: a Django view that inserts one row and does nothing else."""
