"""The generated reference: what is true of the code, written into ``docs/reference``.

Each module makes one page out of the code itself; ``pages`` gathers them. ``cairn reference``
writes them, ``cairn reference --check`` says which are out of date.
"""
