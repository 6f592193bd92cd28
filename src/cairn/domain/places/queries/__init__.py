"""Reads of open data: areas and codes, populations, crimes, and pages."""
