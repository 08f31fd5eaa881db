"""Fieldwork: the round over the grid, what is found on it, and the diary of the day (S-044, S-045, S-085). ADR 0029."""
