"""Measures computed from records: which rules there are, what each reads, and what it makes of the records.

A rule names the fields it reads, as ``app.Model.field``. Cairn refuses to start when one of them does
not exist (``checks.py``), so that a change elsewhere that would break a measure is refused before it can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet

from cairn.domain.measures.services.defining import Words
from cairn.kernel.actors import Actor
from cairn.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Counted:
    """What a rule made of the records of one period.

    Args:
        numerator, denominator: references of what counts, and of all that could. Their numbers are the
            figure, so that a figure can never differ from what it opens to.
        contributing: references of the records because of which something counts.
    """

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    contributing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tallied:
    """What a rule made of records that not everybody here may know of: numbers alone, and no reference is kept.

    Args:
        top, bottom: the figure, and what it is out of; None where it is out of nothing, or out of residents.
        residents: it is out of the number of residents of the measure.
    """

    top: int
    bottom: Decimal | None = None
    residents: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """No figure can be made yet; ``says`` what it waits for, in a sentence."""

    says: str


@dataclass(frozen=True, slots=True)
class Opened:
    """One record behind a figure, for somebody who may see it.

    Args:
        screen, about: URL name of its page, and what that is about.
    """

    ref: str
    title: str
    screen: str
    about: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One measure computed from records.

    Args:
        key: short and stable; a measure names it.
        version: goes up with each change of what the rule makes of the same records.
        reads: every field it reads, as ``app.Model.field``.
        words: what the measure says.
        count: from a partnership's key and a period to what counts.
        opens: from an actor and references to the contributing records that the actor may see.
        opens_in: instead, from an actor and a period to the records behind it that are open to the actor. Those that
            are not open are not told, not even that there are any.
        posts: from an actor to rows of which there is one where she runs all that is counted, and so reads its small
            figures as they are.
        indicator: key of the indicator of the library that it fills, or "".
        settles_after: months after a period's end before its figure can be said.
    """

    key: str
    version: int
    reads: tuple[str, ...]
    words: Words
    count: Callable[[int, Period], Counted | Tallied | Waits]
    opens: Callable[[Actor, Sequence[str]], list[Opened]] | None = None
    opens_in: Callable[[Actor, Period], list[Opened]] | None = None
    posts: Callable[[Actor], QuerySet] | None = None
    indicator: str = ""
    settles_after: int = 0

    @property
    def of_records(self) -> bool:
        """It counts what agencies sent, and not the partnership's own cases."""
        return any(field.startswith("records.") for field in self.reads)

    @property
    def query(self) -> str:
        """The function that makes it, by its whole name."""
        return f"{self.count.__module__}.{self.count.__qualname__}"


#: Indicators that records could fill, and cannot yet: key to what they wait for, in a sentence.
WAITING: dict[str, str] = {}
#: Every rule by its key. Contexts above add theirs at start-up, with ``register``.
RULES: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Add a rule.

    Raises:
        ValueError: another rule has the key.
    """
    if RULES.setdefault(rule.key, rule) != rule:
        raise ValueError(f"Two rules are called {rule.key}.")


def broken_reads(rule: Rule) -> list[str]:
    """What a rule reads that is not there, each in a sentence; empty when it is sound."""
    found = []
    for read in rule.reads:
        try:
            app, model, name = read.split(".")
            apps.get_model(app, model)._meta.get_field(name)
        except (ValueError, LookupError, FieldDoesNotExist):
            found.append(f"The measure computed by “{rule.key}” reads {read}, which is not there.")
    return found
