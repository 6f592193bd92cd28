"""Writes of measures."""
