"""Floor 0. The calculation: standard library and Decimal only, no clock, no files."""
