"""Rules of past: pure."""
