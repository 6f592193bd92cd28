"""Screens of action plans."""
