"""Addresses: how they are written, what parts they have, and whether two of them mean one place (ADR 0036).

Rules work from the first day. What is learned (`parsing`, `matching`) is learned from rows that a user brings, and
loads its library only then.
"""
