"""Floor 2. The evidence store, and the door through which modules show what they can prove."""
