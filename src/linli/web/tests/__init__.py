"""Tests of the parts pages are made of."""
