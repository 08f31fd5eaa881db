"""The owners' assembly (业主大会): who is on the roll, what was voted, what is decided. Exact, by area and by heads."""
