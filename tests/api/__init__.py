"""The interface as a whole: rights, words, bad input, repeated presses, and being killed."""
