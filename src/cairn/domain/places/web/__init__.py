"""Screens of places."""
