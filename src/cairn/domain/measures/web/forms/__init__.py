"""Forms of measures."""
