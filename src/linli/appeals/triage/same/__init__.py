"""The same matter, not the same words (R5-6; ADR 0035).

`reading` takes a text apart, `stream` learns from the texts that came in which of its pieces name a place and how much
they tell, `likeness` compares two texts, `around` looks at what stands near both, `events` gathers a stream.
"""
