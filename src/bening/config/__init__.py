"""Floor 7. Settings, addresses and verbs; the only package that lists everybody."""
