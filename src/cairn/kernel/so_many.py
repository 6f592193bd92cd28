"""A number and what it is of, in words that agree: 1 threshold, 2 thresholds."""


def so_many(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    Args:
        one: for 1.
        many: for any other number; "" for ``one`` with an s.
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
