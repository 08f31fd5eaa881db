"""The journal: facts told once, in the transaction that makes them true; everything else follows from them."""
