"""Rules of devices: pure."""
