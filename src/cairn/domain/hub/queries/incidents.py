"""Incidents in which somebody may be whom one must not come upon: they are left out of every list of incidents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from itertools import compress

from cairn.domain.cases.api import as_system
from cairn.domain.hub.queries.behind import known_records
from cairn.domain.hub.queries.hidden import hidden_past_the_fence, which_may_be_hidden
from cairn.domain.hub.queries.newest import links_now
from cairn.domain.hub.queries.rows import Row, rows_behind
from cairn.domain.records.api import IncidentRole, SourceRecord
from cairn.kernel.actors import Actor

Facts = tuple[str, str, str, date | None]  # by which somebody is compared


def hidden_incidents(actor: Actor, incidents: Collection[int]) -> set[int]:
    """Keys of those with somebody whom a conflict wall or a restricted case hides from the actor; in doubt it is one.

    Everybody in every incident is compared, whoever is hidden, so that it takes the same time. Somebody is hidden by
    whichever of their records says so, of any agency.

    Args:
        incidents: keys of a page of them.
    """
    if not incidents or actor.is_system:
        return set()
    with as_system(actor.partnership_id):
        inside = _everybody(actor.partnership_id, incidents)
        told = {_facts(row): row for rows in inside.values() for row in rows}  # who is in several is compared once
        shut: set[Facts] = set()
        for unborn in (False, True):  # whose birth is known is compared with few, others with everybody who is hidden
            rows = {facts: row for facts, row in told.items() if (row.born is None) == unborn}
            said = which_may_be_hidden([*rows.values()], hidden_past_the_fence(actor, rows.values()))
            shut |= set(compress(rows, said))
    return {incident for incident, rows in inside.items() if any(_facts(row) in shut for row in rows)}


def _facts(row: SourceRecord | Row) -> Facts:
    return row.given, row.family, row.other_names, row.born


def _everybody(partnership_id: int, incidents: Collection[int]) -> dict[int, list[SourceRecord | Row]]:
    """Each incident with every record of everybody in it: as it was sent, and those joined to it."""
    roles = list(IncidentRole.objects.filter(incident__in=incidents).select_related("record"))
    named = known_records(partnership_id, [role.record for role in roles if role.record is not None])
    # Whoever is named by a number alone may be known by it.
    numbered = known_records(partnership_id, [role for role in roles if role.record is None and role.key])
    known = {role.pk: numbered.get(role.pk) if role.record is None else named.get(role.record_id) for role in roles}
    links = links_now(partnership_id).filter(record__in={key for key in known.values() if key is not None})
    people = dict(links.values_list("record_id", "person_id"))
    behind: dict[int, list[Row]] = defaultdict(list)
    for row in rows_behind(set(people.values())):
        behind[row.person_id].append(row)
    found: dict[int, list[SourceRecord | Row]] = defaultdict(list)
    for role in roles:
        found[role.incident_id] += behind.get(people.get(known[role.pk], 0), [])
        if role.record is not None:
            found[role.incident_id].append(role.record)
    return found
