"""Words that hurt or mislead in notes about people, found as somebody types: prompts, never a refusal.

The list is a file in the form ``cairn-words/1``: short wordings, what to write instead, and why. A
machine sees words and not meaning, so a quotation of what somebody said is left alone, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cairn.kernel.so_many import so_many
from cairn.kernel.toml_lines import Problem
from cairn.kernel.written_file import Field, WrittenFile

FORMAT = "cairn-words/1"
ABOUT = ("domestic_abuse", "safeguarding", "children", "antisocial_behaviour", "identity", "any")

_TEXTS = Field("texts", True)
TOP = {"format": Field(), "title": Field(required=True, limit=160)}
SOURCE = {"key": Field("name", True, limit=60), "title": Field(required=True, limit=250), "address": Field("address")}
WORD = {
    "key": Field("name", True, limit=60), "says": _TEXTS, "instead": _TEXTS, "why": Field(required=True, limit=400),
    "about": Field(required=True, choices=ABOUT), "not_in": Field("texts"), "source": Field("name", True, limit=60),
}  # fmt: skip
_GAP = r"[\s-]+"
# Between straight, curly or single curly marks: somebody's own words.
_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|‘[^’\n]*’')


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of the list, with its forms and what to write instead."""

    key: str
    says: tuple[str, ...]
    instead: tuple[str, ...]
    why: str
    about: str
    source: str
    not_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prompt:
    """A place in a text to look at again.

    Args:
        begins, ends: characters of the text, the end not in it.
        words: as they were typed.
    """

    begins: int
    ends: int
    words: str
    wording: Wording


@dataclass
class WordFile(WrittenFile):
    """A list as it was written, and what must be put right."""

    def summary(self) -> str:
        """What the file holds, in a sentence."""
        return f"{so_many(len(self.values.get('word', [])), 'wording')}."

    def wordings(self) -> tuple[Wording, ...]:
        """The list; only for a file without problems."""
        return tuple(
            Wording(
                row["key"], tuple(row["says"]), tuple(row["instead"]), row["why"], row["about"], row["source"],
                tuple(row.get("not_in", ())),
            )
            for _path, row in self.top("word")
        )  # fmt: skip


def read_words(text: str) -> WordFile:
    """Read and check one list."""
    return WordFile.read(text, _check)


def prompts(text: str, wordings: Sequence[Wording]) -> list[Prompt]:
    """Where a text might be put better, in its order; the longest wording counts where two overlap.

    Args:
        text: what was typed so far.
        wordings: the list.
    """
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    found = [each for wording in wordings for each in _found(text, wording)]
    found.sort(key=lambda each: (each.begins, each.begins - each.ends))
    kept: list[Prompt] = []
    for each in found:
        inside = any(begins <= each.begins and each.ends <= ends for begins, ends in quoted)
        if not inside and (not kept or each.begins >= kept[-1].ends):
            kept.append(each)
    return kept


def _found(text: str, wording: Wording) -> Iterator[Prompt]:
    spared = [match.span() for words in wording.not_in for match in _pattern(words).finditer(text)]
    for words in wording.says:
        for match in _pattern(words).finditer(text):
            if not any(begins <= match.start() and match.end() <= ends for begins, ends in spared):
                yield Prompt(match.start(), match.end(), match.group(), wording)


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """Whole words, in small letters or capitals, however many spaces; * stands for any ending of a word."""
    parts = [re.escape(part).replace(r"\*", r"\w*").replace("'", "['’]") for part in words.split()]
    return re.compile(r"(?<![\w'’])" + _GAP.join(parts) + r"(?!\w)", re.IGNORECASE)


def _check(file: WordFile) -> Iterator[Problem]:
    if file.values.get("format") != FORMAT:
        yield Problem(file.line("format"), f'The file must begin with format = "{FORMAT}".')
        return
    shape = list(file.check_lists([((name,), file.values.get(name, [])) for name in ("source", "word")]))
    yield from shape
    if shape:
        return
    yield from file.check_fields(file.values, TOP, (), ("source", "word"))
    for name, fields in (("source", SOURCE), ("word", WORD)):
        yield from file.check_unique("key", name, file.top(name))
        for path, row in file.top(name):
            yield from file.check_fields(row, fields, path)
    sources = {row.get("key") for _, row in file.top("source")}
    for path, row in file.top("word"):
        yield from file.check_known(path, row, "source", sources, "source")
