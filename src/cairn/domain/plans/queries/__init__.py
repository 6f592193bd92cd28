"""Reads about plans: each takes an actor and returns rows or frozen values."""
