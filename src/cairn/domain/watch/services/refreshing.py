"""Work rows out anew from what they rest on. The one place where they are written; doing it again changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from cairn.domain.cases.api import accounts_tied, as_system
from cairn.domain.records.api import Extract
from cairn.domain.watch.models import OnList, WatchContact, WatchDecision, WatchRow, WatchSpell
from cairn.domain.watch.people import Who, surely_same
from cairn.domain.watch.queries.reported import A_YEAR, Told, marks_in, rows_of, told_of
from cairn.domain.watch.queries.rules import rules_of
from cairn.domain.watch.terms import Decided, Standing
from cairn.foundation.access.references import new_references
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import Guarded, save_together
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.repeats.watch import (
    NOT_KNOWN,
    Contact,
    ContactKind,
    Decision,
    DecisionKind,
    Pair,
    Row,
    Stands,
    WatchRules,
    watch,
)
from cairn.kernel.same_person.births import Born
from cairn.kernel.same_person.finding import Known
from cairn.kernel.uk_time import day_of

AT_ONCE = 500  # people whose rows are worked out together
_SPOKE = (ContactKind.MADE, ContactKind.DECLINED)
GONE = "What it rested on is no longer in the records, or is told in another row since records were joined."


def follow_extract(extract: Extract, *, at: datetime) -> int:
    """Work out the rows of everybody in what came; returns how many rows changed."""
    rules = rules_of(extract.partnership_id)
    with as_system(extract.partnership_id):
        marks = marks_in(extract, since=day_of(at) - timedelta(days=rules.window + 1))
    return refresh(extract.partnership_id, marks, at=at)


def follow_tie(partnership_id: int, words: frozenset[str], at: datetime) -> None:
    """Look again at open rows of people with one of the names of whom somebody on the staff declared a tie."""
    named = Q()
    for word in words:
        named |= Q(victim_name__icontains=word) | Q(suspect_name__icontains=word)
    with as_system(partnership_id):
        rows = WatchRow.objects.filter(named, partnership_id=partnership_id).exclude(stands=Standing.CLOSED)
        marks = {mark for two in rows.values_list("victim", "suspect") for mark in two} if words else set()
    refresh(partnership_id, marks, at=at)


def refresh(partnership_id: int, marks: Iterable[str], *, at: datetime) -> int:
    """Work out anew the rows of some people as those harmed; returns how many changed.

    Args:
        marks: of people harmed. Where roles are contested, both of the two.
    """
    wanted, changed = sorted(set(marks) - {NOT_KNOWN}), 0
    for begin in range(0, len(wanted), AT_ONCE):
        with as_system(partnership_id):
            changed += _refresh(partnership_id, set(wanted[begin : begin + AT_ONCE]), at=at)
    return changed


def _refresh(partnership_id: int, marks: set[str], *, at: datetime) -> int:
    """As Cairn itself, for as many people as are worked out at once; one act with one command, or none."""
    desk = _gathered(partnership_id, marks, at=at)
    found = watch(
        [one.report for told in desk.told.values() for one in told], desk.contacts(), desk.decisions(),
        as_of=desk.today, referrals=desk.referrals(), rules=desk.rules,
    )  # fmt: skip
    rows = {(row.victim, row.suspect): row for row in found.rows if row.victim in marks and desk.keeps(row)}
    new = [pair for pair in rows if pair not in desk.rows]
    for pair, ref in zip(new, new_references("WA", len(new), taken=WatchRow, long=True), strict=True):
        desk.rows[pair] = WatchRow(partnership_id=partnership_id, ref=ref, victim=pair[0], suspect=pair[1])
    shut = desk.shut_out(list(rows))
    for pair, row in rows.items():
        desk.put(row, shut[pair])
    for pair in desk.rows.keys() - rows.keys():
        if pair[0] in marks:
            desk.put_gone(desk.rows[pair])
    return desk.save()


@dataclass(slots=True)
class _Desk:
    """All that the rows of some people rest on, and those rows.

    Attributes:
        told, made, decided: by the two people, each under the mark that stands for all of theirs.
        rows: as they stand, under whichever mark.
        same: marks that are surely one person's, to the one that stands for all.
        lists, spells: of those rows, by the key of the row; the latest spell last.
    """

    partnership_id: int
    at: datetime
    rules: WatchRules
    told: dict[Pair, list[Told]]
    rows: dict[Pair, WatchRow]
    same: dict[str, str]
    lists: dict[int, list[OnList]] = field(default_factory=lambda: defaultdict(list))
    spells: dict[int, list[WatchSpell]] = field(default_factory=lambda: defaultdict(list))
    made: dict[Pair, list[WatchContact]] = field(default_factory=dict)
    decided: dict[Pair, list[WatchDecision]] = field(default_factory=dict)
    dirty: list[Guarded] = field(default_factory=list)
    over: list[OnList] = field(default_factory=list)

    @property
    def today(self) -> date:
        return day_of(self.at)

    # ---- as the kernel asks it

    def contacts(self) -> list[Contact]:
        return [
            Contact(pair[0], None if one.about_all else pair[1], one.on, ContactKind(one.kind), one.by.name)
            for pair, made in self.made.items()
            for one in made
        ]

    def decisions(self) -> list[Decision]:
        """In the order they were taken; that two people in cases are meant is no decision of the kernel's."""
        taken = [(pair, one) for pair, kept in self.decided.items() for one in kept if one.kind in Decided.values]
        return [
            Decision(
                *pair, DecisionKind(one.kind), day_of(one.at), one.by.name, one.why,
                leader=one.leader.name if one.leader else "",
                victims=frozenset(self.same.get(mark, mark) for mark in one.victims),
            )
            for pair, one in sorted(taken, key=lambda each: (each[1].at, each[1].pk))
        ]  # fmt: skip

    def referrals(self) -> dict[Pair, date]:
        """When two people were last referred to the conference from here."""
        referred = {pair: [one for one in kept if one.refer] for pair, kept in self.decided.items()}
        return {pair: day_of(kept[-1].at) for pair, kept in referred.items() if kept}

    def keeps(self, row: Row) -> bool:
        """Whether there is, or is to be, a row: none is made of what was over before anybody looked."""
        return (row.victim, row.suspect) in self.rows or row.stands is not Stands.CLOSED

    # ---- who is kept from a row

    def workers(self, pair: Pair | None) -> list[int]:
        """The accounts that work with somebody harmed."""
        contacts = {one.by_id for one in self.made.get(pair, ())}
        return sorted(contacts | {one.leader_id for one in self.decided.get(pair, ()) if one.leader_id})

    def shut_out(self, pairs: Sequence[Pair]) -> dict[Pair, list[int]]:
        """For each row, the accounts that may be one of its people, or be tied to them."""
        people = [_known(who) for pair in pairs for who in (self.told[pair][-1].victim, self.told[pair][-1].suspect)]
        found = accounts_tied(people, self.partnership_id, at=self.at)
        return {pair: sorted({*found[2 * n], *found[2 * n + 1]}) for n, pair in enumerate(pairs)}

    # ---- what is written

    def put(self, found: Row, shut_out: list[int]) -> None:
        """Put a row as the kernel found it."""
        pair = found.victim, found.suspect
        row, told = self.rows[pair], self.told[pair]
        decided = self.decided.get(pair, [])
        leads = [one.leader for one in decided if one.kind == Decided.LEAD]
        leader, lead_agency = (leads[-1], leads[-1].agency_id) if leads else (None, None)
        asked = next((one.by for one in found.owed if "referral" in one.what), None)
        newest = self.today - timedelta(days=found.day)
        reported = {one.incident.agency_id for one in told if str(one.incident.pk) in found.reports}
        self._put(row, {
            "victim_name": told[-1].victim.name, "suspect_name": told[-1].suspect.name,
            "victim_person_id": _person(decided, of_victim=True),
            "suspect_person_id": _person(decided, of_victim=False),
            "stands": found.stands.value, "why": found.why, "opened_on": found.opened_on, "newest_on": newest,
            "until_on": newest + timedelta(days=self.rules.window),
            "due_on": found.owed[0].by if found.owed else None,
            "owed": [[one.what, one.by.isoformat()] for one in found.owed],
            "reports": [{**one.shown(), "spell": str(one.incident.pk) in found.reports} for one in told],
            "events": found.events, "leader_id": leader and leader.pk, "lead_agency_id": lead_agency,
            "last_contact_on": found.contacts[-1].on if found.contacts else None,
            "last_contact": found.contacts[-1].kind.value if found.contacts else "",
            "contested": found.contested, "kept_out": self.workers(found.other_party), "shut_out": shut_out,
            "agencies": sorted(reported | ({lead_agency} if lead_agency else set())),
            "rules_met_on": asked or (row.rules_met_on if row.opened_on == found.opened_on else None),
            "version": found.version,
        })  # fmt: skip
        self._put_on_lists(row, reported)
        if found.stands is not Stands.HELD:
            self._put_spell(row, found)

    def put_gone(self, row: WatchRow) -> None:
        """Close a row whose incidents are no longer in force, or are told of other people now."""
        self._put(row, {"stands": Standing.CLOSED.value, "why": GONE, "owed": [], "due_on": None, "reports": [],
                        "contested": False})  # fmt: skip
        self._put_on_lists(row, set(row.agencies) - {row.lead_agency_id})

    def _put_spell(self, row: WatchRow, found: Row) -> None:
        """The newest spell: one that is told to have begun earlier stays the same."""
        spells = self.spells[row.pk] if row.pk else ()
        later = next((one for one in spells if one.opened_on >= found.opened_on), None)
        self._put(later or WatchSpell(partnership_id=self.partnership_id, row=row), {
            "opened_on": found.opened_on,
            "due_on": found.opened_on + timedelta(days=self.rules.contact_within),
            "contacted_on": min((one.on for one in found.contacts if one.kind in _SPOKE), default=None),
        })  # fmt: skip

    def _put_on_lists(self, row: WatchRow, reported: set[int]) -> None:
        """On the lists of those who reported it, and of those who lead."""
        there = {one.agency_id: one for one in self.lists[row.pk]} if row.pk else {}
        for agency in reported | ({row.lead_agency_id} if row.lead_agency_id else set()):
            one = there.pop(agency, None) or OnList(partnership_id=self.partnership_id, row=row, agency_id=agency)
            self._put(one, {
                "reported": agency in reported, "leads": agency == row.lead_agency_id,
                "open": row.stands != Standing.CLOSED, "due_on": row.due_on,
            })  # fmt: skip
        self.over += there.values()

    def _put(self, row: Guarded, facts: Mapping[str, object]) -> None:
        if row.pk and all(getattr(row, name) == value for name, value in facts.items()):
            return
        for name, value in facts.items():
            setattr(row, name, value)
        self.dirty.append(row)

    def save(self) -> int:
        """Save what changed in one command; returns how many rows of the watch did."""
        if not (self.dirty or self.over):
            return 0
        with command("watch.refresh", by=system_actor(self.partnership_id), at=self.at):
            for model in (WatchRow, WatchSpell, OnList):  # the rows first: the others name them
                mine = [row for row in self.dirty if type(row) is model]
                save_together([row for row in mine if row.pk is None])
                for row in mine:
                    row.save()
            for row in self.over:
                row.delete()
        return sum(type(row) is WatchRow for row in self.dirty)


def _gathered(partnership_id: int, marks: set[str], *, at: datetime) -> _Desk:
    """What rows of some people rest on, and of those they are harmed by. Adds to ``marks`` who is surely the same."""
    by, since = system_actor(partnership_id), day_of(at) - A_YEAR
    told, same = _told_with_same(by, marks, since)
    others = {one.suspect.mark for one in told} - marks - {NOT_KNOWN}
    if others:
        more, too = _told_with_same(by, others, since)
        told, same = [*told, *more], same | too
    pairs: dict[Pair, dict[int, Told]] = defaultdict(dict)
    for one in sorted(told, key=lambda one: (one.report.reported, one.incident.pk)):
        one = one.under(same)
        pairs[one.pair][one.incident.pk] = one
    rows = rows_of(marks | others)
    desk = _Desk(
        partnership_id, at, rules_of(partnership_id), {pair: list(found.values()) for pair, found in pairs.items()},
        rows, same,
    )  # fmt: skip
    places = {row.pk: (same.get(row.victim, row.victim), same.get(row.suspect, row.suspect)) for row in rows.values()}
    for one in OnList.objects.filter(row__in=places):
        desk.lists[one.row_id].append(one)
    for one in WatchSpell.objects.filter(row__in=places):
        desk.spells[one.row_id].append(one)
    for one in WatchContact.objects.filter(row__in=places).select_related("by"):
        desk.made.setdefault(places[one.row_id], []).append(one)
    for one in WatchDecision.objects.filter(row__in=places).select_related("by", "leader__agency"):
        desk.decided.setdefault(places[one.row_id], []).append(one)
    return desk


def _told_with_same(by: Actor, marks: set[str], since: date) -> tuple[list[Told], dict[str, str]]:
    """Incidents of some people under every mark of theirs; those marks are added to ``marks``."""
    told = _told(by, marks, since)
    same = surely_same(by, [who for one in told for who in (one.victim, one.suspect)])
    mine = {same[one.victim.mark] for one in told if one.victim.mark in same}
    more = {mark for mark, stands in same.items() if stands in mine} - marks
    if more:
        marks |= more
        told += _told(by, more, since)
    return told, same


def _told(by: Actor, marks: Collection[str], since: date) -> list[Told]:
    kept = [one["incident"] for row in rows_of(marks).values() for one in row.reports]
    return told_of(by, marks, also=kept, since=since)


def _person(decided: Sequence[WatchDecision], *, of_victim: bool) -> int | None:
    said = [one for one in decided if one.kind == WatchDecision.PERSON and one.of_victim == of_victim]
    return said[-1].person_id if said else None


def _known(who: Who) -> Known:
    born = Born.on(who.born) if who.born else None
    return Known(who.mark, (who.name,) if who.name else (), born, (who.phone,) if who.phone else (), (),
                 (who.address,) if who.address else ())  # fmt: skip
