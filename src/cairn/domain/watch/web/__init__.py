"""Screens of the 30-day watch."""
