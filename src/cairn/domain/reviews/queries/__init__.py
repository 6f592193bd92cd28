"""Reads of annual reviews."""
