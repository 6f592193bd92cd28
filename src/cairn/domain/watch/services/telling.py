"""What each agency may see of a row: its own reports in full, others' only as an agreement or a hand-over lets it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from cairn.domain.watch.models import HandOver
from cairn.domain.watch.people import Who
from cairn.domain.watch.queries.reported import Told
from cairn.foundation.agencies.models import Agency


def told_to(
    agency: int, told: Sequence[Told], *, opened: Collection[int], handed: Collection[int], short: Mapping[int, Agency]
) -> dict[str, Any]:
    """The facts of ``ToldTo`` for one agency.

    Args:
        agency: its key.
        told: all reports of the row, the newest last.
        opened: feeds whose agreement lets it see what was reported; none, unless incidents of its own stand in the row.
        handed: agencies that handed the row to this one, and so let it see what they reported.
        short: agencies by key.
    """
    mine = [one for one in told if one.incident.agency_id == agency]
    theirs = [one for one in told if one.incident.agency_id in handed]
    reports = {}
    for one in told:
        by_right = one.incident.agency_id == agency or one.incident.agency_id in handed
        if by_right or one.incident.feed_id in opened:
            content = one.content()
            if one.incident.agency_id != agency:
                content["ref"] = ""  # a reference is for the agency that gave it
            reports[str(one.incident.pk)] = {**content, "opened": not by_right}
    last = (mine or theirs or [None])[-1]
    own = short[agency].short if mine and agency in short else ""
    return {
        "victim_name": _called(last.victim, own) if last else "",
        "suspect_name": _called(last.suspect, own) if last else "",
        "reports": reports,
    }


def handed_to(asked: Iterable[HandOver]) -> dict[int, set[int]]:
    """Each agency that was handed a row, to those whose reports it was handed: a hand-over passes on what was handed.

    Args:
        asked: hand-overs that were accepted, in their order.
    """
    sees: dict[int, set[int]] = {}
    for one in asked:
        passed = sees.get(one.from_agency_id, set()) | {one.from_agency_id}
        sees.setdefault(one.to_agency_id, set()).update(passed)
    return sees


def name_for_all(told: Sequence[Told], *, of_victim: bool) -> str:
    """How somebody is called, where every agency that told calls them the same; "" where one would learn a name."""
    names = {}
    for one in told:
        who = one.victim if of_victim else one.suspect
        names[one.incident.agency_id] = who.name
    return next(iter(names.values())) if len({name.casefold() for name in names.values()}) == 1 else ""


def _called(who: Who, own: str) -> str:
    return who.name or (f"{who.reference} of {own}" if own and who.reference else "")
