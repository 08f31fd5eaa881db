"""Rules of fieldwork: pure, sourced."""
