"""What the journeys know."""

from linli.journeys.queries.files import foreseen

__all__ = ["foreseen"]
