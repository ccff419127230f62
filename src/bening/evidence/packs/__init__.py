"""Evidence packs: one ZIP that anybody can keep, open without us, and verify without us."""
