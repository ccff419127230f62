"""Links for people without an account: to one document or to a unit's evidence of a year, for a while, logged."""
