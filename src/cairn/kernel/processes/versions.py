"""The dated versions of one kind of case: a case keeps the version it was opened under."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cairn.kernel.processes.history import History
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.words_of_days import in_words


def version_on(versions: Sequence[Process], day: date) -> Process | None:
    """The version under which a case is opened that day; None where the kind has none."""
    return max((each for each in versions if each.is_valid_on(day)), key=lambda each: each.valid_from, default=None)


def version_of(versions: Sequence[Process], history: History) -> Process | None:
    """The version of a case: that of the day it was opened, whatever came since."""
    return version_on(versions, history[0].day) if history else None


def clashes(versions: Sequence[Process]) -> Iterator[str]:
    """What is wrong between the versions of a kind, in sentences."""
    ordered = sorted(versions, key=lambda each: each.valid_from)
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        if earlier.kind != later.kind:
            yield f'These are versions of two kinds: "{earlier.kind}" and "{later.kind}".'
        if earlier.valid_until is None or earlier.valid_until >= later.valid_from:
            yield (
                f"The version from {in_words(earlier.valid_from)} is still valid on {in_words(later.valid_from)}, when"
                " the next begins. Give it a valid_until."
            )
