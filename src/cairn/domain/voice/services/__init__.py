"""Writes of voice."""
