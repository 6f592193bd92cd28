"""Reads of feeds, deliveries and their quality."""
