"""The field: what a grid worker carries along where there is no line (S-306). ADR 0020."""
