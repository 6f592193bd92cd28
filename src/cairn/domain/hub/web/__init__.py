"""Screens of people behind records."""
