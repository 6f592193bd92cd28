"""Screens of conferences."""
