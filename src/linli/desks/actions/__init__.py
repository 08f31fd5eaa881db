"""Writing what the desks keep."""
