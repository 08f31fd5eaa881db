"""Asking the room appeals; doors and higher rooms call these by their modules."""
