"""Appeals: what was said, by whom, where, through which channel, and what became of it."""
