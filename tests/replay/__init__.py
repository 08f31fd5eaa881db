"""Real cases with their real dates, carried through the real actions on a simulated clock."""
