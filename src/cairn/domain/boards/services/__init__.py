"""Writes of boards."""
