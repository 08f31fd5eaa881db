"""PostgreSQL as Django speaks to it here; Django's ENGINE names this package."""
