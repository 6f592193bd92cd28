"""Finds who might be the same person, by rules one can read: for asking somebody who decides, never for deciding."""
