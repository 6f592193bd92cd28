"""The refusal of every context: a sentence for the person who asked, and the field it is about."""

from __future__ import annotations


class Refused(ValueError):
    """The facts do not allow it; nothing was saved.

    Args:
        sentence: what is wrong and what to do.
        field: the form field it is about, or "".
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
