"""The text of a document of a case: made of its template, and kept back where it would name who must not learn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from cairn.domain.cases.kinds import version_of
from cairn.domain.cases.models import Case, CasePerson
from cairn.domain.cases.queries.contact import may_reach_person, plan_open_to
from cairn.domain.cases.queries.recorded_ways import recorded_ways
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.queries.wording import Wording
from cairn.domain.cases.queries.workings import Working, kept_working, working_now
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.actors import Actor
from cairn.kernel.contact_safety import Channel
from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.detail_values import is_given, same_words
from cairn.kernel.processes.documents import Document
from cairn.kernel.processes.history import Standing
from cairn.kernel.processes.letters import details_in, filled
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.terms import Sensitivity
from cairn.kernel.processes.words_of_days import in_words
from cairn.kernel.same_person.holding import names_held

_WAYS = {Channel.LETTER: "By post", Channel.E_MAIL: "By e-mail", Channel.CALL: "Read out on the telephone"}
KEPT_BACK = (
    "This text would name somebody who must not learn of the case, or hold an address or a number of somebody in it."
    " Put right what was written down, then make it again."
)
NO_DAY = "the day that we tell you"
OTHERS_TOO = "Others reported it too. So that nobody learns who, the days are not told here."


@dataclass(frozen=True, slots=True)
class Offered:
    """One document that can be made now."""

    key: str
    title: str
    for_whom: str


@dataclass(frozen=True, slots=True)
class Reached:
    """How whoever a document goes to is safely reached now.

    Args:
        ways: each way that is safe, with how; none where nothing may go to them.
        not_by: each other way, with why it is none.
        why: why nothing may, a sentence each.
        said_more: the person who said more of it, in their own words, by their reference; "" where nobody did.
    """

    ways: tuple[tuple[str, str], ...] = ()
    not_by: tuple[tuple[str, str], ...] = ()
    why: tuple[str, ...] = ()
    said_more: str = ""


def letters_of(case: Case, stands: Standing, *, roles: frozenset[str], sections: frozenset[str]) -> tuple[Offered, ...]:
    """The documents that tell of a step that stands, for whoever makes them and reads all that is in them."""
    process, templates = stands.process, version_of(case.kind, case.version_from).templates
    return tuple(
        Offered(each.key, each.title, each.for_whom)
        for each in process.documents.values()
        if each.key in templates and _still_true(stands, each) and not roles.isdisjoint(_who(process, each))
        and all(process.details[name].section in sections for name in details_in(templates[each.key]))
    )  # fmt: skip


def reached(actor: Actor, case: Case, process: Process, key: str, *, at: datetime) -> Reached | None:
    """How whoever a document goes to may be reached, by the one rule; None where it reaches nobody in the case.

    That it is not a safe time now holds back no text: it says when.
    """
    parties = process.documents[key].to
    if not parties:
        return None
    rows = CasePerson.objects.filter(case=case, party__in=parties, removed_at__isnull=True).select_related("person")
    found = sorted(rows, key=lambda row: parties.index(row.party))
    if not found:
        return Reached(why=("Nobody it could go to is in the case.",))
    answers = {way: may_reach_person(actor, found[0].person, way, at=at) for way in _WAYS}
    ways = tuple((_WAYS[way], one.how) for way, one in answers.items() if one.allowed or one.how)
    if not ways:
        return Reached(why=tuple(dict.fromkeys(one.why for one in answers.values())))
    plan = plan_open_to(actor, found[0].person)
    not_by = tuple((_WAYS[way], one.why) for way, one in answers.items() if not (one.allowed or one.how))
    return Reached(ways, not_by, said_more=found[0].person.ref if plan is not None and plan.note else "")


def letter(case: Case, stands: Standing, key: str, *, words: Wording, at: datetime) -> tuple[str, ...]:
    """The paragraphs of one document, as of its last step.

    Raises:
        Refused: where it would name somebody who must not learn of the case, or hold an address or a number.
    """
    text = version_of(case.kind, case.version_from).templates[key]
    document = stands.process.documents[key]
    made = filled(text, lambda parts: _said(case, stands, document, parts, words=words, at=at))
    if gives_away(case, stands.process, made):
        raise Refused(KEPT_BACK)
    return tuple(part.strip() for part in made.split("\n\n") if part.strip())


def _still_true(stands: Standing, document: Document) -> bool:
    """Whether a step it tells of was taken, and none after it that makes it true no longer."""
    told = stands.named((*document.at, *document.until))
    return bool(told) and told[-1].name in document.at


def _who(process: Process, document: Document) -> set[str]:
    steps = (*process.moves, *process.happenings.values())
    return set(document.who) or {role for step in steps if step.key in document.at for role in step.who}


def _said(
    case: Case, stands: Standing, document: Document, parts: tuple[str, ...], *, words: Wording, at: datetime
) -> str:
    process = stands.process
    if parts[0] in ("ref", "day", "kind"):
        return {"ref": case.ref, "day": in_words(timezone.localdate(at)), "kind": process.title}[parts[0]]
    if parts[0] == "working":
        return _working(case, stands, document, parts[1])
    if parts[0] == "detail":
        return words.of(process.details[parts[1]], stands.details.get(parts[1])) or "Nothing was written down."
    if parts[0] == "until":
        return last_day(stands, parts[1]) or NO_DAY
    _, event, name = parts
    given = [one.details.get(name) for one in stands.named((event,))]
    lines = [f"- {words.of(process.details[name], value)}" for value in given if is_given(value)]
    return "\n".join(lines) or "None."


def last_day(stands: Standing, clock: str) -> str:
    """The last day of a clock in words, by the process of the case, with what its locality set; "" where it has none.

    It is never a day of our own.
    """
    found = next((each for (key, _), each in newest(stands).items() if key == clock), None)
    return in_words(found.due) if found is not None and found.due is not None else ""


def _working(case: Case, stands: Standing, document: Document, key: str) -> str:
    """As it was shown with the decision the document tells of; as it is now where none was kept."""
    step = stands.named(document.at)[-1]
    row = case.events.filter(ref=step.ref).first()
    kept = kept_working(row.working.get(key, ())) if row is not None else ()
    lines: list[str] = []
    for one in kept or working_now(stands, key):
        lines.append(f"{one.title}: {one.said.lower()}.")
        lines += _in_short(one) if _tells_of_others(stands, one.title) else _in_full(one)
    return "\n".join(lines)


def _in_full(one: Working) -> list[str]:
    return [*(f"- {named}: {why}" for named, _, why in one.reports), *one.lines]


def _in_short(one: Working) -> list[str]:
    """Without the days: a day is enough for a neighbour to know who reported, or for whoever reported to be known."""
    if not one.reports:
        return [OTHERS_TOO]
    counting = sum(counts for _, counts, _ in one.reports)
    said = f"{len(one.reports)} reports were looked at; {counting} of them {'counts' if counting == 1 else 'count'}."
    return [said, OTHERS_TOO, *one.lines]


def _tells_of_others(stands: Standing, title: str) -> bool:
    """Whether what a threshold counts was not all said by the same people, as far as is written down who said it."""
    process = stands.process
    events = next((each.events for each in process.thresholds.values() if each.title == title), ())
    steps = [step for key, step in process.happenings.items() if key in events]
    told_by = {
        name for step in steps for name in (*step.requires, *step.accepts)
        if process.details[name].sensitivity is Sensitivity.CONTACT
    }  # fmt: skip
    given = stands.named(events)
    return any(len({same_words(event.details.get(name) or "") for event in given}) > 1 for name in told_by)


def gives_away(case: Case, process: Process, text: str) -> bool:
    """Whether a text names somebody who must not learn of the case, or holds an address or a number of anybody in it.

    Asked wider than whoever makes it may look: nothing of what is found is told to her.
    """
    with as_system(case.partnership_id):
        people = list(CasePerson.objects.filter(case=case).select_related("person"))
    hidden = [
        row.person for row in people if row.party in process.parties and process.parties[row.party].must_not_learn
    ]
    names = [name for person in hidden for name in (person.name, *person.other_names)]
    return bool(names_held(text, names)) or recorded_ways(case.partnership_id, [case.ref]).held_by(text, case=case.ref)
