"""Screens of the needs assessment."""
