"""Floor 6. What the public sees."""
