"""Screens of voice."""
