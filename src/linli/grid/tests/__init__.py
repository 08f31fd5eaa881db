"""What the grid is held to."""
