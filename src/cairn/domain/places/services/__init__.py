"""Writes of open data."""
