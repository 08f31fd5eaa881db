"""The kernel: what every room speaks. Pure Python; no Django, no clock, no database."""
