"""Rules of the channels."""
