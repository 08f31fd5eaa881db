"""The rules of places: pure, each with its source (ADR 0043 for our own choices)."""
