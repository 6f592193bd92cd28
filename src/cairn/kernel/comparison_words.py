"""Captions of pictures that compare groups or places at one time, by rule.

Two groups are called different only where an interval says so: of a funnel the 99.8% limits, of a share
its Wilson interval (domain/strategy.md C2). A map ranks nothing; it names the ends and says that small
numbers move by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cairn.kernel.funnels import Funnel, Limits, Place, Stands, wilson

_NAMED = 3  # more are counted


class Differs(StrEnum):
    """How a group compares with what it is held against."""

    LOWER = "lower"
    ALIKE = "alike"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True)
class Share:
    """A group's share of clients beside its share of residents.

    Attributes:
        share: of clients, 0 to 1.
        interval: Wilson's, of that share.
        residents: the group's share of residents, 0 to 1.
    """

    name: str
    clients: int
    of: int
    share: float
    interval: Limits
    residents: float
    differs: Differs


def share_of(name: str, clients: int, of: int, residents: float, *, confidence: float = 0.95) -> Share:
    """Hold a group's share of clients against its share of residents.

    Args:
        clients: in the group.
        of: all clients whose group is known.
        residents: the group's share of residents, 0 to 1.

    Raises:
        ValueError: nobody to take a share of, more clients than there are, or a share outside 0 to 1.
            The words name the group.
    """
    if of <= 0:
        raise ValueError(f"{name}: there is nobody to take a share of.")
    if not 0 <= clients <= of:
        raise ValueError(f"{name}: the number of clients must lie between 0 and {of}.")
    if not 0 <= residents <= 1:
        raise ValueError(f"{name}: the share of residents must lie between 0 and 1.")
    interval = wilson(clients / of, of, confidence=confidence)
    differs = (
        Differs.LOWER if interval.upper < residents else Differs.HIGHER if interval.lower > residents else Differs.ALIKE
    )
    return Share(name, clients, of, clients / of, interval, residents, differs)


def equity_caption(shares: Sequence[Share]) -> str:
    """Who is reached less, or more, than their share of residents."""
    if not shares:
        return "No figures yet."
    fewer = [one.name for one in shares if one.differs is Differs.LOWER]
    more = [one.name for one in shares if one.differs is Differs.HIGHER]
    if not fewer and not more:
        return "No group's share of clients differs from its share of residents by more than chance explains."
    said = []
    if fewer:
        said.append(f"Reached less than their share of residents: {listed(fewer)}.")
    if more:
        said.append(f"Reached more than their share of residents: {listed(more)}.")
    return " ".join([*said, "Chance does not explain this. A share of residents is not a share of need."])


def funnel_caption(found: Funnel, *, things: str = "areas") -> str:
    """Which places differ by more than their size explains."""
    alarms = [one for one in found.places if one.stands is Stands.ALARM]
    alerts = [one for one in found.places if one.stands is Stands.ALERT]
    many = len(found.places)
    if not alarms and not alerts:
        return f"None of the {many} {things} differs from all together by more than its size explains."
    said = []
    if alarms:
        said.append(
            f"{_count(alarms, many, things)} {_differ(alarms)} by more than chance explains: {_which(alarms, found)}."
        )
    else:
        said.append(f"None of the {many} {things} lies outside the 99.8% limits.")
    if alerts:
        said.append(f"Worth a second look, outside the 95% limits only: {_which(alerts, found)}.")
    return " ".join(said)


def breakdown_caption(
    rows: Sequence[tuple[str, Limits | None]],
    whole: float | None,
    *,
    withheld: int = 0,
    whole_words: str = "all together",
) -> str:
    """Which groups differ from the whole.

    Args:
        rows: name of each group and the interval of its value; None where there is none.
        whole: the value of all together, in the same unit; None where there is none.
        withheld: how many groups are not shown.
    """
    said = []
    if whole is not None:
        higher = [name for name, interval in rows if interval and interval.lower > whole]
        lower = [name for name, interval in rows if interval and interval.upper < whole]
        said += [f"Higher than {whole_words}: {listed(higher)}."] if higher else []
        said += [f"Lower than {whole_words}: {listed(lower)}."] if lower else []
        if not said and any(interval for _, interval in rows):
            said = [f"No group differs from {whole_words} by more than chance explains."]
    if withheld:
        what = "One group is" if withheld == 1 else f"{withheld} groups are"
        said.append(f"{what} withheld because the numbers are small.")
    return " ".join(said)


def map_caption(values: Sequence[tuple[str, float, str]], *, withheld: int = 0, things: str = "areas") -> str:
    """The ends of a map.

    Args:
        values: name, value and the value in words of each place that is shown.
        withheld: how many are not shown.
    """
    hidden = ""
    if withheld:
        hidden = f" {withheld} {things} are" if withheld > 1 else f" One of the {things} is"
        hidden += " withheld because the numbers are small."
    if not values:
        return f"No figures are shown.{hidden}"
    ordered = sorted(values, key=lambda one: one[1])
    low, high = ordered[0], ordered[-1]
    if len(values) == 1:
        return f"One of the {things} is shown: {low[2]} in {low[0]}.{hidden}"
    if low[1] == high[1]:
        return f"All {len(values)} {things} shown have {low[2]}.{hidden}"
    return f"From {low[2]} in {low[0]} to {high[2]} in {high[0]}. Places with small numbers move by chance.{hidden}"


def listed(names: Sequence[str]) -> str:
    """Up to three names; more are counted."""
    if len(names) > _NAMED + 1:
        return listed([*names[:_NAMED], f"{len(names) - _NAMED} more"])
    if len(names) < 2:
        return "".join(names)
    comma = "; " if any("," in name for name in names) else ", "
    return f"{comma.join(names[:-1])}{';' if comma == '; ' else ''} and {names[-1]}"


def _differ(places: Sequence[Place]) -> str:
    return "differs from all together" if len(places) == 1 else "differ from all together"


def _count(places: Sequence[Place], many: int, things: str) -> str:
    return f"{'One' if len(places) == 1 else len(places)} of the {many} {things}"


def _which(places: Sequence[Place], found: Funnel) -> str:
    ordered = sorted(places, key=lambda one: -abs(one.value - found.baseline))
    return listed([f"{one.name} ({'higher' if one.value > found.baseline else 'lower'})" for one in ordered])
