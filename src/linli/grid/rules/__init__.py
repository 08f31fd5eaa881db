"""Rules of the grid: pure, sourced."""
