"""Short references that mean nothing, can be read aloud, and catch a slip of the pen.

The alphabet has no vowels, so that no reference is ever a word: in this work some words would wound.
Of figures and letters that look alike it keeps the figure (0 not O, 5 not S, 8 not B); what sounds alike
(M and N, V and W) or looks like two others (1, I and L) it leaves out. The last character is a check
letter (weighted sum modulo a prime, as ISBN-10 does), which catches every single wrong character and
every swap of neighbours.
"""

from __future__ import annotations

ALPHABET = "023456789CDFGHJKPQRTXYZ"  # 23 characters, a prime, so that the check letter works
LENGTH = 6
LONG = 8  # for things of which an installation has hundreds of thousands
SPACE = len(ALPHABET) ** LENGTH


def encode(prefix: str, number: int, *, length: int = LENGTH) -> str:
    """Write a number as a reference.

    Args:
        prefix: one or two capital letters naming the kind of thing, such as ``A`` for an action.
        number: 0 <= number < ``len(ALPHABET) ** length``; draw it at random.
        length: characters before the check letter: LENGTH or LONG.

    Returns:
        ``A-4K7PDX9``: six characters and a check letter.

    Raises:
        ValueError: when the number is out of range.
    """
    space = len(ALPHABET) ** length
    if not 0 <= number < space:
        raise ValueError(f"A reference number lies between 0 and {space - 1}; this is {number}.")
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(digit)
    body = "".join(ALPHABET[digit] for digit in digits)
    return f"{prefix}-{body}{_check_letter(body)}"


def is_sound(reference: str) -> bool:
    """True when the check letter agrees with the rest."""
    _prefix, _, body = reference.upper().partition("-")
    if len(body) not in (LENGTH + 1, LONG + 1) or any(letter not in ALPHABET for letter in body):
        return False
    return _check_letter(body[:-1]) == body[-1]


def _check_letter(body: str) -> str:
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, start=2))
    return ALPHABET[total % len(ALPHABET)]
