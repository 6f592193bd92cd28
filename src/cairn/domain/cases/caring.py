"""The words Cairn knows of that hurt or mislead, and what to write instead: a file of the repository, read once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from cairn.kernel.caring_words import Prompt, Wording, prompts, read_words


class UnsoundWords(RuntimeError):
    """The list must not be used; the message says what to put right."""


@cache
def wordings() -> Sequence[Wording]:
    """The list."""
    file = read_words((files("cairn") / "content" / "words" / "caring.toml").read_text(encoding="utf-8"))
    if file.problems:
        raise UnsoundWords("; ".join(f"line {problem.line}: {problem.says}" for problem in file.problems))
    return file.wordings()


def look_again(text: str) -> list[Prompt]:
    """Where a text might be put better; it never stands in the way."""
    return prompts(text, wordings())


def while_typing() -> list[dict[str, str]]:
    """The list for the script that looks as somebody types; each on one line, to stand in an attribute."""
    return [
        {
            "says": "|".join(wording.says),
            "instead": " or ".join(f"“{one}”" for one in wording.instead),
            "why": wording.why,
            "spared": "|".join(wording.not_in),
        }
        for wording in wordings()
    ]
