"""Titles and addresses stay in a browser's history, where somebody else may read them: they tell nothing."""

from __future__ import annotations

from cairn.kernel.neutral_words import telling_words


class NotNeutral(ValueError):
    """A title or an address tells what the page is about; the message names the words."""


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
