"""Deeds of the journeys: a post becomes an appeal, a table of hotline orders becomes appeals."""
