"""What `./linli score` runs: each task predicts for others' rows and measures itself on the collected material.

Nothing here runs in the product; the product's own pieces (`appeals.triage`) are called as they are.
"""
