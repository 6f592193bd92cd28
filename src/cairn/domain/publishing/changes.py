"""What differs between two documents of one strategy, promise by promise, for whoever checks the newer one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cairn.domain.publishing.words import status_words


@dataclass(frozen=True, slots=True)
class Changed:
    """What is new about one promise.

    Args:
        id: of the promise.
        plain: its words for residents.
        parts: what differs, one sentence each.
    """

    id: str
    plain: str
    parts: tuple[str, ...]


def changes_between(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Changed]:
    """What a reader of the newer document would find different, in its order.

    Args:
        before: the document residents see now; None or empty where they see none, and everything is new.
        after: the document proposed.
    """
    known = {row["id"]: row for row in _promises(before or {})}
    words = status_words(ended=after["ended"], plan_year=after["plan_year"])
    found = [(row, tuple(_parts(known.pop(row["id"], None), row, words))) for row in _promises(after)]
    gone = [Changed(row["id"], row["plain"], ("No longer shown.",)) for row in known.values()]
    return [Changed(row["id"], row["plain"], parts) for row, parts in found if parts] + gone


def folds_of(
    document: Mapping[str, Any], changed: Iterable[Changed], *, first: bool
) -> list[tuple[Mapping[str, Any], str]]:
    """Each theme of a document with the words it folds under: how many promises, and how many of them differ.

    Args:
        document: an account as ``Account.as_document`` gives it.
        changed: what ``changes_between`` found in it.
        first: residents see nothing of it now, so that all of it is new.
    """
    differing = {row.id for row in changed}
    folds = []
    for theme in document["themes"]:
        found = [row["id"] for row in theme["commitments"]]
        different = len(differing.intersection(found))
        said = "all new" if first else f"{different} different" if different else "none different"
        folds.append((theme, f"{theme['title']}: {len(found)} promise{'' if len(found) == 1 else 's'}, {said}"))
    return folds


def _promises(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for theme in document.get("themes", ()):
        yield from theme["commitments"]


def _parts(was: Mapping[str, Any] | None, now: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    if was is None:
        yield "New to residents."
        return
    if was["status"] != now["status"]:
        yield f"Was “{words[was['status']]}”, now “{words[now['status']]}”."
    if was["plain"] != now["plain"]:
        yield "Its words are different."
    if list(was["responsible"]) != list(now["responsible"]):
        yield "Who is responsible is different."
    if (closed := now.get("closed")) and was.get("closed") != closed:
        yield f"Closed: {closed['reason']}"
    before = {action["ref"]: action for action in was["actions"]}
    for action in now["actions"]:
        yield from _about(before.pop(action["ref"], None), action, words)
    for action in before.values():
        yield f"No longer shown: {action['text']}"


def _about(was: Mapping[str, Any] | None, now: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    if was is None:
        yield f"New: {now['text']}"
    elif was != now:
        told = len(now["said"]) - len(was["said"])
        parts = [
            f"{told} new update{'' if told == 1 else 's'}" if told > 0 else "",
            f"now “{words[now['status']]}”" if was["status"] != now["status"] else "",
            "a date moved" if was["due"] != now["due"] else "",
            "its words are different" if was["text"] != now["text"] else "",
        ]
        yield f"{now['text']}: {', '.join(filter(None, parts)) or 'details differ'}."
