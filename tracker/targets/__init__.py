"""Targets: a number in a unit over a period, what counts towards it, its pace and where it will land."""
