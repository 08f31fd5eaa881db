"""Rules of the channels: when to try again, how long to keep, what an answer means."""
