"""`./linli score` on the collected material: the figures hold what an issue asks."""
