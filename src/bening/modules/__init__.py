"""Floor 3. Peers, all built alike, that do not know one another."""
