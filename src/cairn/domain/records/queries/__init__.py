"""Reads of feeds, extracts and their quality."""
