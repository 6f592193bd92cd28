"""Writes of feeds, deliveries and what is in them."""
