"""A page that is answered several times: add an entry, change one, take one away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cairn.intake.forms import in_words
from cairn.kernel.applying import Step


def put(entries: list[Any], number: int, entry: Mapping[str, Any]) -> list[Any]:
    """The entries with one changed, or added where there is none of that number."""
    if 1 <= number <= len(entries):
        return [*entries[: number - 1], dict(entry), *entries[number:]]
    return [*entries, dict(entry)]


def without(step: Step, entries: list[Any], number: int) -> list[Any]:
    """The entries with one taken away; those that were the same as another still are, where it is still there."""
    if not 1 <= number <= len(entries):
        return entries
    same = [question.key for question in step.questions if question.kind == "same_as"]
    left = []
    for place, entry in enumerate(entries, start=1):
        if place == number:
            continue
        moved = dict(entry)
        for key in same:
            said = int(moved.get(key) or 0)
            if said == number:
                moved.pop(key)
            elif said > number:
                moved[key] = str(said - 1)
        left.append(moved)
    return left


def rows(step: Step, entries: list[Any], *, easy: bool) -> list[dict[str, Any]]:
    """Each entry as it is listed: its number and its answers in words."""
    return [{"number": number, "lines": said(step, entry, easy=easy)} for number, entry in enumerate(entries, start=1)]


def said(step: Step, given: Mapping[str, Any], *, easy: bool) -> list[dict[str, str]]:
    """The answers to one page in words, without those that nobody asked for."""
    return [
        {
            "key": question.easy if easy else question.asks,
            "value": in_words(question, given.get(question.key), easy=easy),
        }
        for question in step.questions
        if question.wanted(given) and not (question.kind == "same_as" and not given.get(question.key))
    ]
