"""The deeds of the room appeals; doors and higher rooms call them by their modules."""
