"""Screens of annual reviews."""
