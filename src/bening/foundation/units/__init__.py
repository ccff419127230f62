"""Instansi and their tree of work units."""
