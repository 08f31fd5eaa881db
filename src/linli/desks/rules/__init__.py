"""The rules of desks."""
