"""Decide about two records, and take a decision back: the people concerned are made anew at once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from cairn.domain.cases.api import as_system
from cairn.domain.hub import policies
from cairn.domain.hub.models import Doubt, HubPerson, Link, PairDecision
from cairn.domain.hub.queries.behind import in_groups, one_number, rows_of
from cairn.domain.hub.queries.learned import learned_now
from cairn.domain.hub.queries.newest import decisions_now, links_now
from cairn.domain.hub.queries.tables import as_record
from cairn.domain.hub.terms import Says, Standing
from cairn.domain.records.api import SourceRecord, records_in_force
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.references import ALPHABET, LONG, encode
from cairn.kernel.settled_groups import as_decided, named_as_before

# What contexts above do once somebody decided who is who, with ``partnership_id``, ``records`` (keys of the agency
# records of everybody concerned) and ``at``; the act itself is over.
SETTLED: list[Callable[..., None]] = []
_WORDS = {
    Says.SAME: "Somebody decided that it is this person.",
    Says.APART: "Somebody decided that it is not the same person as another record.",
    Says.WITHDRAWN: "Somebody took a decision back.",
}


def decide(*, by: Actor, at: datetime, doubt: Doubt, says: str, why: str) -> PairDecision:
    """Say whether two records are one person, or take back what was said.

    The people behind the two are parted or put together at once, and stay so when all records are linked anew. What
    cannot be told changes nobody.

    Args:
        says: ``Says``.
        why: naming nobody beside the two.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without an answer or a reason, or where there is nothing to take back.
    """
    policies.DECIDE.require(by, doubt)
    why = why.strip()
    if not why:
        raise Refused("Say what you went by.", field="why")
    if says not in Says.values:
        raise Refused("Choose one of the answers.", field="says")
    before = PairDecision.objects.filter(first=doubt.first_id, second=doubt.second_id).last()
    if says == Says.WITHDRAWN and (before is None or before.says == Says.WITHDRAWN):
        raise Refused("Nothing is decided about these two records, so there is nothing to take back.")
    act = before.act if says == Says.WITHDRAWN else ""
    [decision] = decide_pairs(
        by=by, at=at, pairs=[(doubt.first_id, doubt.second_id)], says=says, why=why, act=act or new_act()
    )
    return decision


def decide_pairs(
    *, by: Actor, at: datetime, pairs: Collection[tuple[int, int]], says: str, why: str, act: str
) -> list[PairDecision]:  # fmt: skip
    """Write down the same of several pairs, as one act, and make the people concerned anew at once.

    Whoever calls has asked the policy.

    Args:
        pairs: keys of agency records, the lower first.
        says: ``Says``.
        act: its reference.
    """
    with command("hub.decide", by=by, at=at, reason=why):
        decisions = [
            PairDecision(
                partnership_id=by.partnership_id, act=act, first_id=first, second_id=second, says=says, why=why,
                by_id=by.user_id, at=at,
            )
            for first, second in pairs
        ]  # fmt: skip
        for decision in decisions:
            decision.save()
        if says == Says.UNSURE:
            return decisions
        with as_system(by.partnership_id):
            concerned = _settle_again(by, at, {key for pair in pairs for key in pair}, Says(says), why)
    for follow in SETTLED:
        follow(partnership_id=by.partnership_id, records=concerned, at=at)
    return decisions


def new_act() -> str:
    """A reference for what is decided at one time."""
    while True:
        act = encode("PS", secrets.randbelow(len(ALPHABET) ** LONG), length=LONG)
        if not PairDecision.objects.filter(act=act).exists():
            return act


def _settle_again(by: Actor, at: datetime, records: Iterable[int], says: Says, why: str) -> frozenset[int]:
    """Make the people behind some records anew, out of all their records; inside ``as_system``.

    Returns:
        Keys of every agency record of the people concerned.
    """
    here, system = by.partnership_id, system_actor(by.partnership_id)
    # Nobody links, or decides about, the same people meanwhile.
    Partnership.objects.select_for_update(no_key=True).get(pk=here)
    people = set(links_now(here).filter(record__in=list(records)).values_list("person", flat=True))
    links = {link.record_id: link for link in links_now(here).filter(person__in=people).select_related("record")}
    rows = rows_of(records_in_force(system), [link.record for link in links.values()])
    rows = {key: rows[key] for key in sorted(rows)}
    said = list(decisions_now(here).filter(first__in=list(rows), second__in=list(rows)))
    same = [(row.first_id, row.second_id) for row in said if row.says == Says.SAME]
    found = _as_matched(here, rows) if says == Says.WITHDRAWN else {k: links[k].person_id for k in rows}
    learned = learned_now(here)

    def fits(one: int, other: int) -> float:
        return learned.odds(as_record(rows[one]), [as_record(rows[other])])[0] if learned else 0.0

    apart = [(row.first_id, row.second_id) for row in said if row.says == Says.APART]
    now = as_decided(found, same=same, apart=apart, fits=fits)
    names = named_as_before(now, {key: links[key].person_id for key in rows})
    standing = standings(rows, now, same)
    moved = [key for key in rows if (names.get(now[key]), standing[key]) != (links[key].person_id, links[key].standing)]
    if not moved:
        return frozenset(links)
    with command("hub.move", by=system, at=at, reason=why):
        for group in dict.fromkeys(now[key] for key in moved):
            if group not in names:
                person = HubPerson(partnership_id=here, ref=new_reference("PN", taken=HubPerson, long=True), made_at=at)
                person.save()
                names[group] = person.pk
        for key in moved:
            Link(
                partnership_id=here, record_id=key, person_id=names[now[key]], standing=standing[key],
                why=_WORDS[says], made_by_id=by.user_id, made_at=at,
            ).save()  # fmt: skip
    return frozenset(links)


def standings(
    rows: Mapping[int, SourceRecord], group: Mapping[int, int], same: list[tuple[int, int]]
) -> dict[int, str]:  # fmt: skip
    """On what it rests that each record is of its person."""
    joined = [pair for pair in same if group[pair[0]] == group[pair[1]]]
    keys = list(rows)
    joined += [
        (one, two) for place, one in enumerate(keys) for two in keys[place + 1 :]
        if group[one] == group[two] and one_number(rows[one], rows[two])
    ]  # fmt: skip
    sure = list(in_groups(keys, joined).values())
    tops = dict(zip(keys, sure, strict=True))
    sizes = list(group.values())
    return {
        key: Standing.ALONE.value if sizes.count(group[key]) == 1
        else Standing.CONFIRMED.value if sure.count(tops[key]) > 1 else Standing.MATCHED.value
        for key in keys
    }  # fmt: skip


def _as_matched(partnership_id: int, rows: Mapping[int, SourceRecord]) -> dict[int, int]:
    """The groups the matcher alone would make of some records, taking one after the other."""
    learned = learned_now(partnership_id)
    groups: dict[int, list[int]] = {}
    for key, row in rows.items():
        known = {group: [as_record(rows[each]) for each in inside] for group, inside in groups.items()}
        joined = learned.place_in(as_record(row), known) if learned else None
        groups.setdefault(key if joined is None else joined.group, []).append(key)
    return {key: group for group, inside in groups.items() for key in inside}
