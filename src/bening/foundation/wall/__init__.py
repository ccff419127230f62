"""What keeps people apart: the rules of separation on a page, and the database's own wall between units."""
