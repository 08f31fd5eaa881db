"""Reading what the desks keep."""
