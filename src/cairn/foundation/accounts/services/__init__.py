"""Writes about people, their roles and how they sign in."""
