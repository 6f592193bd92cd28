"""Writes of feeds, extracts and what is in them."""
