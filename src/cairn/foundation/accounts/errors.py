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


class SavedMeanwhile(Refused):
    """What a form changes was saved by somebody else, or in another window, first; nothing was saved.

    Args:
        theirs: (label, words) as they stand now: the form shows them beside what was typed.
        version: the version that is saved, for the next attempt.
    """

    def __init__(self, *, theirs: tuple[tuple[str, str], ...], version: int) -> None:
        super().__init__("This was changed while you were typing. Nothing of yours is lost.")
        self.theirs = theirs
        self.version = version
