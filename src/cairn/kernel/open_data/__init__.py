"""Readers of open data in the formats its publishers use: bytes in, facts and rejected rows out."""
