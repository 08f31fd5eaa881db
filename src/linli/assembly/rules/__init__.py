"""Rules of assembly: pure, in whole numbers."""
