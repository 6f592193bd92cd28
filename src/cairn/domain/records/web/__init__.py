"""Screens of feeds and extracts."""
