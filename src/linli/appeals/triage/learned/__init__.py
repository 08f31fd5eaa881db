"""What is learned from closed cases (ADR 0032, 0034): a linear model over words and characters.

`words` and `features` say what of a text counts, `model` scores it with plain numpy, `store` reads and writes the file;
only `training` needs a learning library.
"""
