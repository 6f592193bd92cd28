"""Writes about agencies and partnerships."""
