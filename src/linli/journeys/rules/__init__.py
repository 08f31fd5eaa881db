"""Rules of the journeys."""
