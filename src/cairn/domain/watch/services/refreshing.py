"""Work rows out anew from what they rest on. The one place where they are written; doing it again changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from cairn.domain.cases.api import accounts_tied, as_system
from cairn.domain.records.api import InWatch, learned_in_watch
from cairn.domain.watch.models import HandOver, OnList, ToldTo, WatchContact, WatchDecision, WatchRow, WatchSpell
from cairn.domain.watch.people import JOINED, Who, surely_same
from cairn.domain.watch.queries.reported import A_YEAR, Told, known_since, rows_of, told_of
from cairn.domain.watch.queries.rules import rules_of
from cairn.domain.watch.queries.same_event import events_among
from cairn.domain.watch.services.proposing import propose_again
from cairn.domain.watch.services.telling import handed_to, name_for_all, told_to
from cairn.domain.watch.terms import Answer, Decided, Standing
from cairn.foundation.access.references import new_references
from cairn.foundation.agencies.models import Agency
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
    Report,
    Row,
    Stands,
    ToDo,
    WatchRules,
    watch,
)
from cairn.kernel.same_person.births import Born
from cairn.kernel.same_person.finding import Known
from cairn.kernel.uk_time import day_of

AT_ONCE = 500  # people whose rows are worked out together
_SPOKE = (ContactKind.MADE, ContactKind.DECLINED)
_OF_WHAT_WAS_KNOWN = (Decided.CLOSE, Decided.REFERRAL)  # decisions that a report nobody knew of leaves behind
_NOT_ANSWERED = "The row was closed before it was answered."
_BEFORE = "the reason stands in the row it had before records were joined."
GONE = "What it rested on is no longer in the records, or is told in another row since records were joined."


def refresh(partnership_id: int, marks: Iterable[str], *, at: datetime, clearing: bool = False) -> int:
    """Work out anew the rows of some people as those harmed; returns how many changed.

    Args:
        marks: of people harmed. Where roles are contested, both of the two.
        clearing: what is missing was cleared, its time being over, and not taken back: it was, and stays counted.
    """
    wanted, changed = sorted(set(marks) - {NOT_KNOWN}), 0
    for begin in range(0, len(wanted), AT_ONCE):
        with as_system(partnership_id):
            changed += _refresh(partnership_id, set(wanted[begin : begin + AT_ONCE]), at=at, clearing=clearing)
    return changed


def _refresh(partnership_id: int, marks: set[str], *, at: datetime, clearing: bool) -> int:
    """As Cairn itself, for as many people as are worked out at once; one act with one command, or none."""
    desk = _gathered(partnership_id, marks, at=at)
    found = watch(
        desk.reports(), desk.contacts(), desk.decisions(),
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
        if pair[0] in marks and not desk.is_past(desk.rows[pair]):
            desk.put_gone(desk.rows[pair], clearing=clearing)
    desk.end_requests()
    changed = desk.save()
    propose_again(partnership_id, [one for told in desk.told.values() for one in told], at=at)
    return changed


@dataclass(slots=True)
class _Desk:
    """All that the rows of some people rest on, and those rows.

    Attributes:
        told, made, decided: by the two people, each under the mark that stands for all of theirs.
        rows: as they stand, under whichever mark.
        same: marks that are surely one person's, to the one that stands for all.
        learned: feeds whose incidents may stand beside other agencies', to what these may learn.
        handed: hand-overs that were accepted, by the two people.
        asked: of a row, by its key, the request to lead it that nobody has answered.
        events: incidents that several agencies surely reported, each to the one that stands for all of the same.
        known: since when incidents are known about the same two, of rows in which somebody decided by what was known.
        as_sent: of each incident in a row, the marks of the two as its agency gives them.
        stood: the two people of each row, by its key, as they stand in it.
        lists, told_to: what there is of each row, by its key and by agency.
        spells: of each row, by its key; the latest last.
    """

    partnership_id: int
    at: datetime
    rules: WatchRules
    told: dict[Pair, list[Told]]
    rows: dict[Pair, WatchRow]
    same: dict[str, str]
    spells: dict[int, list[WatchSpell]] = field(default_factory=lambda: defaultdict(list))
    made: dict[Pair, list[WatchContact]] = field(default_factory=dict)
    decided: dict[Pair, list[WatchDecision]] = field(default_factory=dict)
    learned: Mapping[int, str] = field(default_factory=dict)
    agencies: Mapping[int, Agency] = field(default_factory=dict)
    handed: dict[Pair, list[HandOver]] = field(default_factory=dict)
    asked: dict[int, HandOver] = field(default_factory=dict)
    events: Mapping[int, int] = field(default_factory=dict)
    known: Mapping[int, datetime] = field(default_factory=dict)
    as_sent: dict[Pair, dict[int, Pair]] = field(default_factory=lambda: defaultdict(dict))
    stood: dict[int, Pair] = field(default_factory=dict)
    lists: dict[int, dict[int, OnList]] = field(default_factory=dict)
    told_to: dict[int, dict[int, ToldTo]] = field(default_factory=dict)
    dirty: list[Guarded] = field(default_factory=list)
    over: list[Guarded] = field(default_factory=list)

    @property
    def today(self) -> date:
        return day_of(self.at)

    # ---- as the kernel asks it

    def reports(self) -> list[Report]:
        """Each report; of one incident that several agencies reported, all on the day that the first of them says.

        So an incident that two agencies date differently is one day with an incident, and none that followed another.
        """
        told = {one.incident.pk: one.report for told in self.told.values() for one in told}
        days = {key: told[stands].happened for key, stands in self.events.items() if key in told and stands in told}
        return [
            replace(one.report, happened=days.get(one.incident.pk, one.report.happened))
            for told in self.told.values() for one in told
        ]  # fmt: skip

    def contacts(self) -> list[Contact]:
        return [
            Contact(pair[0], None if one.about_all else pair[1], one.on, ContactKind(one.kind), one.by.name, one.at)
            for pair, made in self.made.items()
            for one in made
        ]

    def decisions(self) -> list[Decision]:
        """In the order they were taken; that two people in cases are meant is no decision of the kernel's."""
        taken = [(pair, one) for pair, kept in self.decided.items() for one in _in_force(kept)]
        return [
            Decision(
                *pair, DecisionKind(one.kind), day_of(one.at), one.by.name, self._why(pair, one),
                leader=one.leader.name if one.leader else "",
                victims=frozenset(self.same.get(mark, mark) for mark in one.victims), knew=self._knew(pair, one),
            )
            for pair, one in sorted(taken, key=lambda each: (each[1].at, each[1].pk))
        ]  # fmt: skip

    def _knew(self, pair: Pair, one: WatchDecision) -> frozenset[str] | None:
        """The reports that stood in the row in which somebody decided, where what was known weighs in it."""
        if one.kind not in _OF_WHAT_WAS_KNOWN:
            return None
        row, sent = self.stood[one.row_id], self.as_sent[pair]
        joined = any(mark.startswith(JOINED) for mark in row)
        return frozenset(
            str(key) for key, two in sent.items() if self.known.get(key, one.at) <= one.at and (joined or two == row)
        )

    def _why(self, pair: Pair, one: WatchDecision) -> str:
        """Its reason, where everybody who has the row had the row in which it was given."""
        row = self.rows.get(pair)
        return one.why if not pair[0].startswith(JOINED) or (row is not None and row.pk == one.row_id) else _BEFORE

    def referrals(self) -> dict[Pair, date]:
        """When two people were last referred to the conference from here."""
        referred = {pair: [one for one in _in_force(kept) if one.refer] for pair, kept in self.decided.items()}
        return {pair: day_of(kept[-1].at) for pair, kept in referred.items() if kept}

    def keeps(self, row: Row) -> bool:
        """Whether there is, or is to be, a row: none is made of what was over before anybody looked."""
        return (row.victim, row.suspect) in self.rows or row.stands is not Stands.CLOSED

    def last_contact(self, row: WatchRow, found: Row) -> Contact | WatchContact | None:
        """The last contact since the spell began; of a row in common, of those recorded in it by whoever had it."""
        if not row.victim.startswith(JOINED):
            return found.contacts[-1] if found.contacts else None
        made = [one for one in self.made.get((row.victim, row.suspect), ()) if one.row_id == row.pk]
        here = [one for one in made if found.opened_on <= one.on <= self.today]
        return max(here, key=lambda one: (one.on, one.pk), default=None)

    def is_past(self, row: WatchRow) -> bool:
        """Whether a row rests on what was not asked for, so that nothing can be said of it now: it stays as it was.

        A row in common is never past: whether its agencies may still have it is looked at anew.
        """
        return row.newest_on < self.today - A_YEAR and not row.victim.startswith(JOINED)

    # ---- who is kept from a row

    def workers(self, pair: Pair | None) -> list[int]:
        """The accounts that work with somebody harmed."""
        contacts = {one.by_id for one in self.made.get(pair, ())}
        return sorted(contacts | {one.leader_id for one in self.decided.get(pair, ()) if one.leader_id})

    def shut_out(self, pairs: Sequence[Pair]) -> dict[Pair, list[int]]:
        """For each row, the accounts that may be one of its people, or be tied to them."""
        people: dict[Pair, list[Known]] = {}
        for pair in pairs:
            # As every agency calls them: the newest report of each.
            newest = {one.incident.agency_id: one for one in self.told[pair]}
            people[pair] = [_known(who) for one in newest.values() for who in (one.victim, one.suspect)]
        tied = iter(accounts_tied([each for them in people.values() for each in them], self.partnership_id, at=self.at))
        return {pair: sorted({account for _ in them for account in next(tied)}) for pair, them in people.items()}

    # ---- what is written

    def put(self, found: Row, shut_out: list[int]) -> None:
        """Put a row as the kernel found it."""
        pair = found.victim, found.suspect
        row, told = self.rows[pair], self.told[pair]
        decided = self.decided.get(pair, [])
        leads = [one.leader for one in decided if one.kind == Decided.LEAD]
        leader, lead_agency = (leads[-1], leads[-1].agency_id) if leads else (None, None)
        asked = next((one.by for one in found.owed if one.what is ToDo.REFERRAL), None)
        newest = self.today - timedelta(days=found.day)
        last = self.last_contact(row, found)
        reported = {one.incident.agency_id for one in told if str(one.incident.pk) in found.reports}
        self._put(row, {
            "victim_name": name_for_all(told, of_victim=True), "suspect_name": name_for_all(told, of_victim=False),
            "victim_person_id": _person(decided, of_victim=True),
            "suspect_person_id": _person(decided, of_victim=False),
            "stands": found.stands.value, "why": found.why, "opened_on": found.opened_on, "newest_on": newest,
            "until_on": newest + timedelta(days=self.rules.window),
            "due_on": found.owed[0].by if found.owed else None,
            "owed": [[one.what, one.by.isoformat()] for one in found.owed],
            "reports": [
                one.shown() | {"spell": str(one.incident.pk) in found.reports} | self.same_event(one) for one in told
            ],
            "events": found.events, "leader_id": leader and leader.pk, "lead_agency_id": lead_agency,
            "last_contact_on": last and last.on, "last_contact": ContactKind(last.kind).value if last else "",
            "contested": found.contested, "kept_out": self.workers(found.other_party), "shut_out": shut_out,
            "agencies": sorted(reported | ({lead_agency} if lead_agency else set())),
            "rules_met_on": asked or (row.rules_met_on if row.opened_on == found.opened_on else None),
            "version": found.version, "set_aside": False,
            "rested_on": sorted({*row.rested_on, *(one.incident.feed_id for one in told)}),
        })  # fmt: skip
        self._put_on_lists(row, reported)
        self._put_told_to(row, pair, reported)
        if found.stands is not Stands.HELD:
            self._put_spell(row, found)

    def end_requests(self) -> None:
        """Nobody is asked to lead a row that is closed: who asked reads why the request ended."""
        for row in self.rows.values():
            asked = self.asked.get(row.pk)
            if asked is not None and row.stands == Standing.CLOSED:
                self._put(asked, {"answer": Answer.OVER, "answer_why": _NOT_ANSWERED, "answered_at": self.at})

    def same_event(self, told: Told) -> dict[str, int]:
        """For a report whose incident another agency surely reported too: the incident that stands for all of them."""
        stands = self.events.get(told.incident.pk)
        return {} if stands is None else {"event": stands}

    def put_gone(self, row: WatchRow, *, clearing: bool) -> None:
        """Close a row whose incidents are no longer in force, or are of other people now: nobody is named in it."""
        told_now = {one.incident.pk for told in self.told.values() for one in told}
        elsewhere = any(one["incident"] in told_now for one in row.reports)
        # What was cleared, or is older than what was asked for, was once so: its days stay in the figures.
        was_so = clearing or row.newest_on < self.today - A_YEAR
        gone = {
            "stands": Standing.CLOSED.value, "why": GONE, "owed": [], "due_on": None, "reports": [], "contested": False,
            "victim_name": "", "suspect_name": "", "rules_met_on": None,
            "set_aside": row.set_aside or elsewhere or not was_so,
        }  # fmt: skip
        if row.victim.startswith(JOINED):
            # What stands in it was told while agencies shared it: from now on, to those alone who wrote it.
            pair = (row.victim, row.suspect)
            wrote = [*self.made.get(pair, ()), *self.decided.get(pair, ())]
            gone["agencies"] = sorted({one.agency_id for one in wrote if one.row_id == row.pk})
            gone |= {"lead_agency_id": None, "leader_id": None}
        self._put(row, gone)
        self._put_on_lists(row, set(row.agencies) - {row.lead_agency_id})
        self.over += self.told_to.get(row.pk, {}).values()

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
        there = dict(self.lists.get(row.pk, {}))
        for agency in reported | ({row.lead_agency_id} if row.lead_agency_id else set()):
            one = there.pop(agency, None) or OnList(partnership_id=self.partnership_id, row=row, agency_id=agency)
            self._put(one, {
                "reported": agency in reported, "leads": agency == row.lead_agency_id,
                "open": row.stands != Standing.CLOSED, "due_on": row.due_on,
            })  # fmt: skip
        self.over += there.values()

    def _put_told_to(self, row: WatchRow, pair: Pair, reported: set[int]) -> None:
        """What each agency that has the row may see of it: agreements are with those that reported it too."""
        there = dict(self.told_to.get(row.pk, {}))
        opened = {feed for feed, learned in self.learned.items() if learned == InWatch.SHOWN}
        handed = handed_to(self.handed.get(pair, ()))
        for agency in row.agencies:
            one = there.pop(agency, None) or ToldTo(partnership_id=self.partnership_id, row=row, agency_id=agency)
            facts = told_to(
                agency, self.told[pair], opened=opened if agency in reported else (), handed=handed.get(agency, ()),
                short=self.agencies,
            )  # fmt: skip
            self._put(one, facts)
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
            for model in (WatchRow, WatchSpell, OnList, ToldTo, HandOver):  # the rows first: the others name them
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
    learned = learned_in_watch(partnership_id, day_of(at))
    told, same = _told_with_same(by, marks, since, learned)
    others = {one.suspect.mark for one in told} - marks - {NOT_KNOWN}
    if others:
        more, too = _told_with_same(by, others, since, learned)
        told, same = [*told, *more], same | too
    pairs: dict[Pair, dict[int, Told]] = defaultdict(dict)
    as_sent: dict[Pair, dict[int, Pair]] = defaultdict(dict)
    for one in sorted(told, key=lambda one: (one.report.reported, one.incident.pk)):
        sent, one = one.pair, one.under(same)
        pairs[one.pair][one.incident.pk] = one
        as_sent[one.pair][one.incident.pk] = sent
    rows = rows_of(marks | others)
    desk = _Desk(
        partnership_id, at, rules_of(partnership_id), {pair: list(found.values()) for pair, found in pairs.items()},
        rows, same, learned=learned, as_sent=as_sent, stood={row.pk: pair for pair, row in rows.items()},
    )  # fmt: skip
    desk.events = events_among(
        by, [[one.incident for one in told] for pair, told in desk.told.items() if pair[1] != NOT_KNOWN]
    )
    desk.agencies = Agency.objects.in_bulk({one.incident.agency_id for one in told})
    places = {row.pk: (same.get(row.victim, row.victim), same.get(row.suspect, row.suspect)) for row in rows.values()}
    for one in WatchSpell.objects.filter(row__in=places):
        desk.spells[one.row_id].append(one)
    for one in WatchContact.objects.filter(row__in=places).select_related("by"):
        desk.made.setdefault(places[one.row_id], []).append(one)
    for one in HandOver.objects.filter(row__in=places, answer__in=(Answer.ACCEPTED, Answer.WAITS)):
        if one.answer == Answer.WAITS:
            desk.asked[one.row_id] = one
        else:
            desk.handed.setdefault(places[one.row_id], []).append(one)
    for model, kept in ((OnList, desk.lists), (ToldTo, desk.told_to)):
        for one in model.objects.filter(row__in=places):
            kept.setdefault(one.row_id, {})[one.agency_id] = one
    for one in WatchDecision.objects.filter(row__in=places).select_related("by", "leader__agency"):
        desk.decided.setdefault(places[one.row_id], []).append(one)
    weighed = {pair for pair, kept in desk.decided.items() if any(one.kind in _OF_WHAT_WAS_KNOWN for one in kept)}
    desk.known = known_since([one for pair in weighed for one in desk.told.get(pair, ())])
    return desk


def _told_with_same(
    by: Actor, marks: set[str], since: date, joins: Collection[int]
) -> tuple[list[Told], dict[str, str]]:
    """Incidents of some people under every mark of theirs; those marks are added to ``marks``.

    Of a row in which several agencies' incidents stand, or stood, these have the marks each agency gives.
    """
    told = _told(by, marks, since)
    same = _same_in(by, told, joins)
    raw = {one.victim.mark for one in told}
    mine = {same[mark] for mark in raw if mark in same}
    more = ({mark for mark, stands in same.items() if stands in mine} | mine | raw) - marks
    if more:
        marks |= more
        told += _told(by, more, since)
        same |= _same_in(by, told, joins)
    return told, same


def _same_in(by: Actor, told: Sequence[Told], joins: Collection[int]) -> dict[str, str]:
    return surely_same(by, [who for one in told for who in (one.victim, one.suspect)], joins)


def _told(by: Actor, marks: Collection[str], since: date) -> list[Told]:
    kept = [one["incident"] for row in rows_of(marks).values() for one in row.reports]
    return told_of(by, marks, also=kept, since=since)


def _in_force(decided: Sequence[WatchDecision]) -> list[WatchDecision]:
    """What was decided, of what the kernel knows: without a referral whose draft went unsent."""
    unsent = {one.draft for one in decided if one.kind == WatchDecision.UNSENT}
    return [one for one in decided if one.kind in Decided.values and not (one.draft and one.draft in unsent)]


def _person(decided: Sequence[WatchDecision], *, of_victim: bool) -> int | None:
    said = [one for one in decided if one.kind == WatchDecision.PERSON and one.of_victim == of_victim]
    return said[-1].person_id if said else None


def _known(who: Who) -> Known:
    born = Born.on(who.born) if who.born else None
    return Known(who.mark, (who.name,) if who.name else (), born, (who.phone,) if who.phone else (), (),
                 (who.address,) if who.address else ())  # fmt: skip
