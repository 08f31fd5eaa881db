"""Dashboards: figures with their definitions, folded from facts; they can be emptied and rebuilt."""
