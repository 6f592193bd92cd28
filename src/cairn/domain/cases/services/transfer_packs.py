"""What goes with a case to another area: its people, what was written in the sections of the rule, and the day.

How people are reached goes apart from it, only where it is open to the sender, and each reading of it is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cairn.domain.cases.contact_policies import contact_sections
from cairn.domain.cases.details import kept
from cairn.domain.cases.models import Case, CaseEvent, CasePerson, Person, Relationship
from cairn.domain.cases.queries.contact import addresses_open_to, is_current, plan_open_to
from cairn.domain.cases.queries.people import person_rows
from cairn.domain.cases.queries.places_that_hold import MORE_TEXTS
from cairn.domain.cases.queries.roles import roles_of, sections_open
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.queries.telling import Telling, tellings
from cairn.domain.cases.queries.wording import Wording, agencies_here, plain
from cairn.domain.cases.services.contact import open_address, open_contact
from cairn.domain.cases.services.people import FACTS
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.actors import Actor
from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.history import Standing
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.rules_between import TransferRule
from cairn.kernel.uk_time import day_of

FORM = "cairn-transfer-pack/1"
PLAN = ("safe", "ways", "times", "never_leave_message", "code_word", "phones", "e_mails", "note")


def pack_of(actor: Actor, case: Case, rule: TransferRule, *, at: datetime) -> dict[str, Any]:
    """Everything that goes as a whole, as JSON keeps it.

    Raises:
        Refused: where the case lacks what opens it there.
    """
    process, stands = process_for(case), standing_of(case, at=at)
    apart = contact_sections(process)
    details = _details(process, stands, rule, apart=apart, inside=False)
    window = newest(stands).get((rule.window, ""))
    referred = day_of(window.started_at) if window else day_of(case.opened_at)
    rows = person_rows(case)
    keys = {row.person_id: str(place) for place, row in enumerate(rows, start=1)}
    return {
        "form": FORM,
        "kind": case.kind,
        "last_on": referred.isoformat(),
        "state": process.states[stands.state or case.state].title,
        "restricted": case.restricted,
        "details": kept(details),
        "people": [_person(row, keys[row.person_id]) for row in rows],
        "ties": [
            {"first": keys[tie.first_id], "second": keys[tie.second_id], "relation": tie.relation, "note": tie.note}
            for tie in Relationship.objects.filter(case=case, ended_at__isnull=True)
            if tie.first_id in keys and tie.second_id in keys
        ],
        "texts": _texts(actor, case, process, rule, rows),
    }


def contact_of(actor: Actor, case: Case, rule: TransferRule, *, purpose: str, at: datetime) -> dict[str, Any]:
    """How everybody in a case is reached, by the same door as on a screen: what is not open stays, each read is kept.

    Raises:
        Forbidden: where the way to its people is not open to the sender.
        Refused: without a purpose.
    """
    process = process_for(case)
    rows = person_rows(case)
    keys = {row.person.ref: str(place) for place, row in enumerate(rows, start=1)}
    people = {}
    for row in rows:
        open_contact(by=actor, at=at, case=case, person=row.person, purpose=purpose)
        ways = _ways(actor, case, row.person, keys, purpose=purpose, at=at)
        if ways:
            people[keys[row.person.ref]] = ways
    stands = standing_of(case, at=at)
    details = _details(process, stands, rule, apart=contact_sections(process), inside=True)
    return {"details": kept(details), "people": people}


def _ways(
    actor: Actor, case: Case, person: Person, keys: Mapping[str, str], *, purpose: str, at: datetime
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if (plan := plan_open_to(actor, person)) is not None:
        found["plan"] = {name: getattr(plan, name) for name in PLAN}
        found["plan"]["unsafe_people"] = [keys[ref] for ref in plan.unsafe_people if ref in keys]
    current = [row for row in addresses_open_to(actor, person) if is_current(row, on=day_of(at))]
    for row in current:
        open_address(by=actor, at=at, case=case, address=row, purpose=purpose)
    if current:
        found["addresses"] = [
            {
                "lines": row.lines, "postcode": row.postcode, "letters": row.letters, "is_refuge": row.is_refuge,
                "from_on": row.from_on.isoformat() if row.from_on else None,
                "lived_in_by": [keys[ref] for ref in row.lived_in_by if ref in keys],
                "safe_from": [keys[ref] for ref in row.safe_from if ref in keys],
            }
            for row in current
        ]  # fmt: skip
    return found


def _details(
    process: Process, stands: Standing, rule: TransferRule, *, apart: frozenset[str], inside: bool
) -> dict[str, Any]:
    """What opens the case there, of the sections kept apart or of the others."""
    move = next(each for each in process.moves if each.key == rule.opens)
    found = {}
    for name in (*move.requires, *move.accepts):
        if (process.details[name].section in apart) is not inside:
            continue
        if name in stands.details:
            found[name] = stands.details[name]
        elif name in move.requires and not inside:
            title = process.details[name].title
            raise Refused(f"Before it is sent on, the case must say: {title}. Record that first.")
    return found


def _person(row: CasePerson, key: str) -> dict[str, Any]:
    person = row.person
    return {
        "key": key, "party": row.party, "name": person.name, "other_names": list(person.other_names),
        "born": [person.born_year, person.born_month, person.born_day], "note": row.note,
        "facts": {name: getattr(person, name) for name in FACTS},
    }  # fmt: skip


def _texts(
    actor: Actor, case: Case, process: Process, rule: TransferRule, rows: Iterable[CasePerson]
) -> list[dict[str, str]]:
    """The history in words, section by section, and what other contexts wrote; only what is open to the sender."""
    goes = frozenset(rule.sections) & sections_open(actor, case, process, roles=roles_of(actor, process))
    words = Wording(agencies_here(case.partnership_id), {row.person.ref: row.person.name for row in rows})
    lines: dict[str, list[str]] = {}
    for one in tellings(CaseEvent.objects.filter(case=case), process, sections=goes, limited=False):
        if one.details or one.reason:
            section = next((process.details[name].section for name in one.details), rule.sections[0])
            lines.setdefault(section, []).append(_line(process, one, words))
    found = [
        {"section": key, "title": process.sections[key].title, "text": "\n".join(lines[key])}
        for key in rule.sections
        if key in lines
    ]
    for provide in MORE_TEXTS:
        found += [
            {"section": section, "title": title, "text": text}
            for section, title, text in provide(actor, case)
            if section in goes
        ]
    return found


def _line(process: Process, one: Telling, words: Wording) -> str:
    title = one.step.title if one.step else plain(one.row.name)
    day = day_of(one.row.at)
    said = [
        f"{process.details[name].title}: {words.of(process.details[name], value).rstrip('.')}"
        for name, value in one.details.items()
        if words.of(process.details[name], value)
    ]
    reason = [f"Reason: {one.reason.rstrip('.')}"] if one.reason else []
    return f"{day.day} {day:%B %Y}. {title}. {'. '.join([*said, *reason])}."
