"""Deeds of the channels."""
