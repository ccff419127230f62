"""PostgreSQL as Django speaks it, with the wall: every cursor acts on somebody's behalf, or sees no unit."""
