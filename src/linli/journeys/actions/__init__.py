"""Deeds of the journeys: a post or a table of hotline orders becomes appeals; a picture proves a posting."""
