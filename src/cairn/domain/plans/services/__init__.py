"""Writes about plans: one file per group of verbs."""
