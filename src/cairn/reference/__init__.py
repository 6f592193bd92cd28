"""The generated reference: what is true of the code, written into ``docs/reference``."""
