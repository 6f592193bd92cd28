"""Cairn's own guarded command on the same row, fenced by the database as every table of Cairn is."""
