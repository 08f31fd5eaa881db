"""Asking the room dispatch."""
