"""Bening: a Zona Integritas, run, proven, scored and explained."""

__version__ = "0.1.0"
