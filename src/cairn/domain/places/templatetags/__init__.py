"""Words of places in templates."""
