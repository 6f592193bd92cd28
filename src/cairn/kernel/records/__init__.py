"""Agencies' extracts as they are written, and what they are understood to say. Pure: no file, no clock, no database."""
