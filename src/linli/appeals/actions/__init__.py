"""What can be done with an appeal. Every deed has the five beats: lock, ask, decide, write, tell."""
