"""How fast the house is, each figure beside the raw limit measured in the same run. ``python -m bench`` prints JSON."""
