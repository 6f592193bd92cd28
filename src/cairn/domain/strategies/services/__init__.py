"""Writes about strategies."""
