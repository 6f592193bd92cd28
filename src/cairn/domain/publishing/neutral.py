"""Titles and addresses stay in a browser's history, where somebody else may read them: they tell nothing."""

from __future__ import annotations

import re

#: Beginnings of words that would tell what was read, or of whom.
TELLING = (
    "abus", "assault", "coerc", "domestic", "escap", "exploit", "harass", "perpetrat", "rape", "refuge",
    "sexual", "stalk", "surviv", "vawg", "victim", "violen", "women",
)  # fmt: skip
_TELLING = re.compile(rf"(?<![a-z])(?:{'|'.join(TELLING)})", re.IGNORECASE)


class NotNeutral(ValueError):
    """A title or an address tells what the page is about; the message names the words."""


def telling_words(text: str) -> list[str]:
    """The beginnings of words in a title or an address that tell too much; none when it is neutral."""
    return sorted({found.lower() for found in _TELLING.findall(text)})


def require_neutral(*texts: str) -> None:
    """Refuse titles and addresses that tell.

    Raises:
        NotNeutral: naming the text and the words in it.
    """
    for text in texts:
        if words := telling_words(text):
            raise NotNeutral(
                f"“{text}” would stand in the history of a browser that somebody else may read."
                f" Use the area and the years only, without: {', '.join(words)}."
            )
