"""The 30-day watch: who had an incident reported lately, what was done, and what is owed today. Pure rules on days.

One row for each victim and suspect, and one for a victim whose suspect is not known. Work goes by the day of the
report, so the window begins then, and begins anew with each further report. How long it is and how soon contact is
owed are set by the partnership: there is no national rule, so the rules carry a version.

Where two people are each named as the other's victim within a day, roles are contested. Until a named practitioner has
decided and said why: no row opens for the party reported later; nobody who works with one is offered the other; and
neither row may show the other's contact, place or support. Where both were reported at once, neither opens, and the
decision is owed at once. When it happens again after a decision, whoever had a row keeps it, and the two are kept apart
again until somebody has decided anew.

A link that the matcher made by itself never opens a row or changes one. Whoever calls names victims and suspects as the
agencies or a reviewer do; incidents whose people rest on the matcher alone are marked, and only counted here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from cairn.kernel.repeats.contests import Contest, contest_between
from cairn.kernel.uk_time import day_of

NOT_KNOWN = ""
Pair = tuple[str, str]  # victim and suspect


class ContactKind(StrEnum):
    """What came of a contact."""

    OFFERED = "offered"
    ATTEMPTED = "attempted"
    MADE = "made"
    DECLINED = "declined"


class DecisionKind(StrEnum):
    """What a practitioner decides about a row."""

    ROLES = "roles"  # who may have a row, where roles are contested
    LEAD = "lead"  # who leads from now on; again for a hand-over
    REFERRAL = "referral"  # whether the drafted MARAC referral goes out
    CLOSE = "close"


class Stands(StrEnum):
    """Where a row stands."""

    OPEN = "open"
    HELD = "held"  # roles are contested, and this party was reported later or at once
    CLOSED = "closed"


class ToDo(StrEnum):
    """What a row asks for, in words."""

    ROLES = "Decide about the contested roles"
    LEAD = "Agree who leads"
    CONTACT = "Make contact"
    CONTACT_AGAIN = "Try to make contact again"
    REFERRAL = "Decide about the drafted MARAC referral"


@dataclass(frozen=True, slots=True)
class Report:
    """A qualifying incident as an agency reported it.

    Attributes:
        ref: its reference.
        victim: who was harmed.
        suspect: by whom; "" where nobody is known.
        happened: on which day.
        reported: when it was reported.
        matched_only: that these are the people rests on the matcher alone.
    """

    ref: str
    victim: str
    suspect: str
    happened: date
    reported: datetime
    matched_only: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact with a victim, or one that was tried or offered.

    Attributes:
        victim: with whom.
        suspect: about whom; None where it was about everybody.
        on: day.
        kind: what came of it.
        by: the practitioner.
        at: when it was written down; None where only the day is known.
    """

    victim: str
    suspect: str | None
    on: date
    kind: ContactKind
    by: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a named practitioner decided about a row, and why.

    Attributes:
        victim: whose row.
        suspect: about whom.
        kind: what was decided.
        on: day.
        by: who decided.
        why: in words.
        leader: who leads, for a lead.
        victims: whose rows may open, for contested roles; one of the two, or both.
        knew: references of the reports that whoever decided knew of; None where the day alone says it.

    Raises:
        ValueError: nobody is named, or no reason is given.
    """

    victim: str
    suspect: str
    kind: DecisionKind
    on: date
    by: str
    why: str
    leader: str = ""
    victims: frozenset[str] = frozenset()
    knew: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.why.strip():
            raise ValueError("A decision names who took it and says why.")


@dataclass(frozen=True, slots=True)
class WatchRules:
    """What a partnership agreed on.

    Attributes:
        version: kept with each row.
        window: days after a report in which the row stays open.
        contested_within: days between two records that say the opposite.
        contact_within: days after a report until contact must have been made or tried.
        try_again_after: days after a try that came to nothing.
        incidents: so many days with an incident in a year draft a MARAC referral.
    """

    version: str = "neutral 1"
    window: int = 30
    contested_within: int = 1
    contact_within: int = 2
    try_again_after: int = 3
    incidents: int = 3


@dataclass(frozen=True, slots=True)
class Owed:
    """Something to do.

    Attributes:
        what: which.
        by: the day it is due.
        late: that day has passed.
    """

    what: ToDo
    by: date
    late: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the watch.

    Attributes:
        victim: who was harmed.
        suspect: by whom; "" where nobody is known.
        stands: open, held or closed.
        why: why, in a sentence.
        opened_on: the day of the first report of this spell.
        day: day of the window, 0 on the day of the newest report.
        reports: all reports of the spell; two of one day are both here.
        events: days with an incident in the spell, as the measures count.
        leader: who leads, or "".
        owed: what is owed, the soonest first.
        contacts: contacts since the spell began.
        in_time: contact was made in time; None while there is time left.
        contested: roles are contested and nobody has decided.
        other_party: the row whose contact, place and support must not be shown here, and the other way round.
        kept_out: practitioners who work with the other party; this row is not offered to them.
        version: of the rules.
    """

    victim: str
    suspect: str
    stands: Stands
    why: str
    opened_on: date
    day: int
    reports: tuple[str, ...]
    events: int
    leader: str = ""
    owed: tuple[Owed, ...] = ()
    contacts: tuple[Contact, ...] = ()
    in_time: bool | None = None
    contested: bool = False
    other_party: Pair | None = None
    kept_out: frozenset[str] = field(default_factory=frozenset)
    version: str = ""

    def may_be_offered_to(self, practitioner: str) -> bool:
        """Whether this practitioner may work on the row."""
        return self.stands is Stands.OPEN and practitioner not in self.kept_out


@dataclass(frozen=True, slots=True)
class Watch:
    """The watch of a day.

    Attributes:
        rows: what is late first, then what is due soonest; closed rows last.
        not_confirmed: reports whose people rest on the matcher alone: they opened nothing.
    """

    rows: tuple[Row, ...]
    not_confirmed: tuple[str, ...]


def watch(
    reports: Iterable[Report], contacts: Sequence[Contact], decisions: Sequence[Decision], *, as_of: date,
    referrals: Mapping[Pair, date] | None = None, rules: WatchRules | None = None,
) -> Watch:  # fmt: skip
    """The rows of a day.

    Args:
        reports: qualifying incidents; those reported after the day are not known yet.
        contacts: contacts with victims.
        decisions: what practitioners decided, in the order in which they did.
        as_of: the day.
        referrals: the last MARAC referral of a pair.
        rules: what the partnership agreed on.
    """
    rules, referrals = rules or WatchRules(), referrals or {}
    known = sorted((one for one in reports if day_of(one.reported) <= as_of), key=lambda one: (one.reported, one.ref))
    pairs: dict[Pair, list[Report]] = defaultdict(list)
    for one in known:
        if not one.matched_only:
            pairs[one.victim, one.suspect].append(one)
    contacts = [one for one in contacts if one.on <= as_of]
    decisions = sorted((one for one in decisions if one.on <= as_of), key=lambda one: one.on)
    rows = []
    for pair, them in pairs.items():
        desk = _Desk(pair, them, contacts, decisions, as_of, rules)
        rows.append(desk.row(_contest(pair, pairs, rules), referrals.get(pair)))
    far = date.max
    rows.sort(
        key=lambda row: (row.stands is Stands.CLOSED, row.owed[0].by if row.owed else far, row.opened_on, row.victim)
    )
    return Watch(tuple(rows), tuple(one.ref for one in known if one.matched_only))


def _contest(pair: Pair, pairs: Mapping[Pair, list[Report]], rules: WatchRules) -> Contest | None:
    """Whether a report of the other party says the opposite of one of these within the agreed days."""
    victim, suspect = pair
    theirs = pairs.get((suspect, victim), []) if suspect != NOT_KNOWN and suspect != victim else []
    return contest_between(pairs[pair], theirs, within=rules.contested_within, window=rules.window)


@dataclass(frozen=True, slots=True)
class _Desk:
    """All there is about one pair on a day."""

    pair: Pair
    reports: list[Report]
    contacts: Sequence[Contact]
    decisions: Sequence[Decision]
    as_of: date
    rules: WatchRules

    def row(self, contest: Contest | None, referred: date | None) -> Row:
        spell = self._spell()
        opened, newest = day_of(spell[0].reported), day_of(spell[-1].reported)
        made = self._contacts(self.pair, spell[0].reported)
        roles = self._roles() if contest else None
        contested = contest is not None and (roles is None or roles.on < contest.newest)
        stands, why = self._kept_back(contest, roles, contested) or self._stands(newest, made)
        turned = (self.pair[1], self.pair[0])
        return Row(
            *self.pair,
            stands=stands,
            why=why,
            opened_on=opened,
            day=(self.as_of - newest).days,
            reports=tuple(one.ref for one in spell),
            events=len({one.happened for one in spell}),
            leader=self._leader(),
            owed=self._owed(stands, contested, spell[-1].reported, made, referred),
            contacts=tuple(made),
            in_time=None if stands is Stands.HELD else self._in_time(opened, made),
            contested=contested,
            other_party=turned if contested else None,
            kept_out=self._workers_with(turned) if contested else frozenset(),
            version=self.rules.version,
        )

    def _spell(self) -> list[Report]:
        """The newest reports that follow each other within the window."""
        spell = [self.reports[-1]]
        for one in reversed(self.reports[:-1]):
            if (day_of(spell[0].reported) - day_of(one.reported)).days > self.rules.window:
                break
            spell.insert(0, one)
        return spell

    def _contacts(self, pair: Pair, since: datetime) -> list[Contact]:
        mine = (one for one in self.contacts if one.victim == pair[0] and one.suspect in (None, pair[1]))
        return sorted((one for one in mine if _after(one, since)), key=lambda one: one.on)

    def _decided(self, kind: DecisionKind, pair: Pair) -> Decision | None:
        found = [one for one in self.decisions if one.kind is kind and (one.victim, one.suspect) == pair]
        return found[-1] if found else None

    def _roles(self) -> Decision | None:
        """The newest decision about contested roles, on whichever of the two rows it was taken."""
        either = (self.pair, (self.pair[1], self.pair[0]))
        found = [
            one for one in self.decisions if one.kind is DecisionKind.ROLES and (one.victim, one.suspect) in either
        ]
        return found[-1] if found else None

    def _leader(self, pair: Pair | None = None) -> str:
        lead = self._decided(DecisionKind.LEAD, pair or self.pair)
        return lead.leader if lead else ""

    def _workers_with(self, pair: Pair) -> frozenset[str]:
        contacts = {one.by for one in self.contacts if one.victim == pair[0] and one.suspect in (None, pair[1])}
        leads = {
            one.leader for one in self.decisions if one.kind is DecisionKind.LEAD and (one.victim, one.suspect) == pair
        }
        return frozenset(contacts | leads) - {""}

    def _kept_back(self, contest: Contest | None, roles: Decision | None, contested: bool) -> tuple[Stands, str] | None:
        """Why no row opens for this party; None where one may."""
        if contest is None or (roles and self.pair[0] in roles.victims):
            return None
        if roles and not contested:
            return Stands.CLOSED, f"{roles.by} decided about the roles that no row opens here: {roles.why}"
        if roles:
            return Stands.HELD, "Roles are contested again since they were decided. Nobody has decided anew."
        if contest.ours_first < contest.theirs_first:
            return None
        later = contest.ours_first > contest.theirs_first
        first, when = ("the other party was", "first") if later else ("both were", "at once")
        return Stands.HELD, f"Roles are contested, and {first} reported {when}. Nobody has decided yet."

    def _stands(self, newest: date, made: list[Contact]) -> tuple[Stands, str]:
        closing = self._decided(DecisionKind.CLOSE, self.pair)
        if closing and not self._overtaken(closing, newest):
            return Stands.CLOSED, f"{closing.by} closed it: {closing.why}"
        if (self.as_of - newest).days > self.rules.window:
            spoke = any(one.kind in (ContactKind.MADE, ContactKind.DECLINED) for one in made)
            after = "" if spoke else " Contact was never made."
            return Stands.CLOSED, f"{self.rules.window} days passed without a further report.{after}"
        late = " A report came in after the row was closed." if closing and closing.on >= newest else ""
        return Stands.OPEN, f"An incident was reported on {newest.day} {newest:%B %Y}.{late}"

    def _overtaken(self, decided: Decision, newest: date) -> bool:
        """Whether something was reported within the window that whoever decided did not know of.

        Files come days after the reports in them: a row that was closed meanwhile is open again.
        """
        if decided.on < newest or decided.knew is None:
            return decided.on < newest
        window = [one for one in self.reports if (self.as_of - day_of(one.reported)).days <= self.rules.window]
        return any(one.ref not in decided.knew for one in window)

    def _owed(
        self, stands: Stands, contested: bool, last: datetime, made: list[Contact], referred: date | None
    ) -> tuple[Owed, ...]:
        if stands is Stands.CLOSED:
            return ()
        newest = day_of(last)
        owed = [(ToDo.ROLES, newest)] if contested else []
        if stands is Stands.OPEN:
            if not self._leader():
                owed.append((ToDo.LEAD, newest))
            if (contact := self._contact_owed(last, made)) is not None:
                owed.append(contact)
            if self._referral_owed(newest, referred):
                owed.append((ToDo.REFERRAL, newest))
        return tuple(Owed(what, by, self.as_of > by) for what, by in sorted(owed, key=lambda one: (one[1], one[0])))

    def _contact_owed(self, last: datetime, made: list[Contact]) -> tuple[ToDo, date] | None:
        since = [one for one in made if _after(one, last)]
        if any(one.kind in (ContactKind.MADE, ContactKind.DECLINED) for one in since):
            return None
        if since:
            return ToDo.CONTACT_AGAIN, since[-1].on + timedelta(days=self.rules.try_again_after)
        return ToDo.CONTACT, day_of(last) + timedelta(days=self.rules.contact_within)

    def _referral_owed(self, newest: date, referred: date | None) -> bool:
        """A repeat within twelve months of the last referral, or so many days with an incident in a year."""
        decided = self._decided(DecisionKind.REFERRAL, self.pair)
        if (decided and not self._overtaken(decided, newest)) or (referred and referred >= newest):
            return False
        days = {one.happened for one in self.reports if timedelta() <= self.as_of - one.happened < timedelta(days=365)}
        repeat = referred is not None and any(referred < day <= _year_after(referred) for day in days)
        return repeat or len(days) >= self.rules.incidents

    def _in_time(self, opened: date, made: list[Contact]) -> bool | None:
        due = opened + timedelta(days=self.rules.contact_within)
        spoke = (ContactKind.MADE, ContactKind.DECLINED)
        if any(one.kind in spoke and one.on <= due for one in made):
            return True
        return None if self.as_of <= due else False


def _after(contact: Contact, moment: datetime) -> bool:
    """Whether a contact followed a report; what was written down before it, did not, though it was the same day."""
    day = day_of(moment)
    return contact.on > day or (contact.on == day and (contact.at is None or contact.at >= moment))


def _year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
