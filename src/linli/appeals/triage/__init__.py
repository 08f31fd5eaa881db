"""Triage: words and rules that propose; a person confirms (domain-spec §5.2 R5-1). Pure: no database, no clock.

The seam for a trained model is `category.rank`: whatever ranks leaves with a score may stand in its place.
"""
