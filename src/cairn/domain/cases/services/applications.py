"""Make cases of what residents sent, and put where they see it how theirs stands.

An application becomes a case in one transaction, with its people, how they are safely reached, and the conflict
wall, before anybody sees it. What goes wrong leaves it waiting, whole, and says why without saying what it holds.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cairn.domain.applications import api as applications
from cairn.domain.cases import policies
from cairn.domain.cases.details import read_back
from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.models import Case, CasePerson, Person, PublicForm, SentApplication
from cairn.domain.cases.queries.applications import leads_kind, progress_of, text_told
from cairn.domain.cases.queries.letters import KEPT_BACK, gives_away
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.services.contact import WAYS, change_address, record_plan
from cairn.domain.cases.services.local_values import tell_residents
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.services.steps import lead_agency, open_case, take_step
from cairn.domain.cases.services.wall import look_again
from cairn.foundation.access.once import remembering
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.applying import ApplyForm, Question, Step
from cairn.kernel.contact_safety import Channel, Safe
from cairn.kernel.same_person.births import read_born
from cairn.kernel.same_person.names import words_of

log = logging.getLogger("cairn.jobs")
OURS = "Something went wrong in Cairn. It is tried again each minute; if it stays here, tell whoever looks after Cairn."
WAITS_FOR_CODE = "Do not contact. They come back with the code on their screen."
_WAYS = {str(way): way for way in WAYS}


def take_in_waiting(*, at: datetime) -> int:
    """Make a case of everything that was sent, in all partnerships; how many cases were made.

    Each is a transaction of its own: one that cannot be taken in holds up no other.
    """
    made = 0
    for partnership in Partnership.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            set_scope(system_actor(partnership))
            found = applications.waiting()
            moved = list(_moved(partnership))
        made += sum(take_in(partnership, each, at=at) for each in found)
        for number in moved:
            with transaction.atomic():
                set_scope(system_actor(partnership))
                _show_as_it_stands(number, by=system_actor(partnership), at=at)
    return made


def take_in(partnership_id: int, sent: applications.Waiting, *, at: datetime) -> bool:
    """Make a case of one application; false where it waits on, which it then says why.

    Asked twice it makes one case: the application is locked, and tells nothing once a case was made of it.
    """
    by = system_actor(partnership_id)
    problem = ""
    try:
        with transaction.atomic(), remembering():
            set_scope(by)
            return _made_a_case(sent, by=by, at=at)
    except (Refused, Forbidden) as refused:
        problem = getattr(refused, "sentence", "") or str(refused)
    except Exception:  # whatever it is, what somebody sent must not be lost, and others wait behind it
        log.exception("an application could not be taken in", extra={"job": "cases.take_in_applications"})
        problem = OURS
    with transaction.atomic():
        set_scope(by)
        row = _row(sent, by=by, at=at)
        if row.problem != problem:
            with command("cases.note_application_problem", by=by, at=at):
                row.problem, row.tried_at = problem, at
                row.save(update_fields=["problem", "tried_at"])
    return False


def clear_applications() -> int:
    """Delete drafts and progress that are over; how many."""
    return applications.clear()


def set_public_form(*, by: Actor, at: datetime, kind: str, helpline: str, is_open: bool) -> PublicForm:
    """Open the public form of a kind for this partnership, change the number residents call, or close it.

    Raises:
        Forbidden: by somebody who does not run cases of that kind.
        Refused: naming the field.
    """
    partnership = Partnership.objects.get(pk=by.partnership_id)
    policies.APPLICATIONS.require(by, partnership)
    if applications.form_of(kind) is None or not leads_kind(by, kind):
        raise Refused("Choose a kind of case that you run.", field="kind")
    if not helpline.strip():
        raise Refused("Enter the telephone number that residents may call instead.", field="helpline")
    row = PublicForm.objects.filter(kind=kind).first() or PublicForm(partnership_id=by.partnership_id, kind=kind)
    row.area, row.helpline, row.is_open = partnership.area, helpline.strip(), is_open
    row.set_at, row.set_by_id = at, by.user_id
    with command("cases.set_public_form", by=by, at=at):
        row.save()
        with as_system(by.partnership_id):
            applications.set_form(
                kind=kind, area=row.area, helpline=row.helpline, invented=not settings.PRODUCTION, is_open=is_open
            )
        tell_residents(by.partnership_id, kind)
    return row


def release(*, by: Actor, at: datetime, case: Case, words: str = "") -> None:
    """Let the applicant see where the case stands now, with the working and words of one's own.

    Raises:
        Forbidden: by somebody who does not run cases of its kind.
        Refused: where there is nothing to release, or the words say what an applicant must not be told.
    """
    policies.RUN.require(by, case)
    row, form = _of_case(case)
    shown = form.shown.get(case.state)
    if shown is None or not shown.released:
        raise Refused("There is nothing to release now: the applicant sees what there is by themselves.")
    if row.stopped_at is not None:
        raise Refused("The code of this application was stopped, so nobody can see it.")
    _fit_to_be_told(case, form, words)
    with command("cases.release_to_applicant", by=by, at=at):
        row.released_state, row.released_at, row.released_by_id = case.state, at, by.user_id
        row.words, row.seen_state = words.strip(), case.state
        row.save()
        seen = progress_of(case, row, form, at=at) or {"tells": []}
        if gives_away(case, process_for(case), text_told(seen)):
            raise Refused(KEPT_BACK)
        with as_system(case.partnership_id):
            applications.show(row.number, seen)


def stop_code(*, by: Actor, at: datetime, case: Case) -> None:
    """Let the applicant's code open nothing any more: they lost it, or somebody else found it.

    Raises:
        Forbidden: by somebody who does not run cases of its kind.
        Refused: where it was stopped before.
    """
    policies.RUN.require(by, case)
    row, _form = _of_case(case)
    if row.stopped_at is not None:
        raise Refused("The code was stopped already.")
    with command("cases.stop_code", by=by, at=at):
        row.stopped_at = at
        row.save(update_fields=["stopped_at"])
        with as_system(case.partnership_id):
            applications.stop(row.number)


# ---- one application becomes a case


def _made_a_case(sent: applications.Waiting, *, by: Actor, at: datetime) -> bool:
    said = applications.answers_of(sent.number)
    if said is None:
        return False  # somebody else takes it in this moment, or did
    row = _row(sent, by=by, at=at)
    form, kind = applications.form_of(sent.kind), kind_of(sent.kind)
    day = timezone.localdate(sent.sent_at)
    version = kind.on(day) if kind else None
    if form is None or version is None:
        raise Refused("There is no process for this kind of case on the day it was sent.")
    leading = lead_agency(version.process, by.partnership_id, on=day)
    if leading is None:
        title = version.process.roles[version.process.lead_role].title.lower()
        raise Refused(f"Nobody was named as {title} on the day it was sent. Name somebody from that day on.")
    with command("cases.take_in_application", by=by, at=at):
        # It was made when it was sent: periods of law count from that day, however long it waited here.
        case = open_case(
            by=by, at=sent.sent_at, kind=sent.kind, move=form.move, agency_id=leading,
            details=read_back(version.process, dict(_details(form.questions, _flat(form, said)))),
        )  # fmt: skip
        people = _people(case, form, said, by=by, at=sent.sent_at)
        _reached(case, form, said, people, by=by, at=sent.sent_at)
        row.case, row.problem, row.tried_at = case, "", at
        row.entries = list(_events(case, form, said, by=by, at=sent.sent_at))
        row.save()
        applications.mark_taken(sent.number)
        look_again(case, at)
    _show_as_it_stands(row.pk, by=by, at=at)
    return True


def _row(sent: applications.Waiting, *, by: Actor, at: datetime) -> SentApplication:
    row = SentApplication.objects.filter(number=sent.number).first()
    if row is None:
        row = SentApplication(
            partnership_id=by.partnership_id, number=sent.number, kind=sent.kind, sent_at=sent.sent_at, tried_at=at
        )
        with command("cases.keep_application", by=by, at=at):
            row.save()
    return row


def _flat(form: ApplyForm, said: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of every page that is answered once, by question."""
    return {key: value for step in form.steps if not step.several for key, value in said.get(step.key, {}).items()}


def _details(questions: tuple[Question, ...], given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for question in questions:
        if question.detail and question.kind != "same_as" and given.get(question.key) not in (None, ""):
            yield question.detail, given[question.key]


def _people(case: Case, form: ApplyForm, said: Mapping[str, Any], *, by: Actor, at: datetime) -> dict[str, Person]:
    given, people = _flat(form, said), {}
    for party in dict.fromkeys(question.party for question in form.questions if question.party):
        parts = {question.part: given.get(question.key) for question in form.questions if question.party == party}
        if parts.get("name"):
            row = add_person(
                by=by, at=at, case=case, party=party, name=parts["name"], born=_born(parts.get("born"), at=at),
                somebody_else=True,
            )  # fmt: skip
            people[party] = row.person
    return people


def _born(typed: Any, *, at: datetime) -> tuple[int | None, int | None, int | None]:
    """A date of birth that can be one; no application fails for one that cannot."""
    if not typed:
        return (None, None, None)
    day = date.fromisoformat(typed)
    try:
        read_born(day.year, day.month, day.day, today=timezone.localdate(at))
    except ValueError:
        return (None, None, None)
    return (day.year, day.month, day.day)


def _reached(
    case: Case, form: ApplyForm, said: Mapping[str, Any], people: Mapping[str, Person], *, by: Actor, at: datetime
) -> None:
    """How whoever applied is reached, as they chose; where they chose nothing, not at all."""
    given = _flat(form, said)
    told = {question.plan: given.get(question.key) for question in form.questions if question.plan}
    lived = {question.address: given.get(question.key) for question in form.questions if question.address}
    way = next((given.get(each.key) for each in form.questions if each.options and each.detail and _is_way(each)), "")
    asks = next((person for party, person in people.items() if party != form.harmed), people.get(form.harmed))
    if asks is None:
        raise Refused("It names nobody.")
    if way not in _WAYS:
        note = " ".join(filter(None, (WAITS_FOR_CODE, told.get("note"))))
        record_plan(by=by, at=at, case=case, person=asks, safe=Safe.NO, note=note)
    else:
        ways = {str(each): Safe.YES if str(each) == way else Safe.NO for each in WAYS}
        record_plan(
            by=by, at=at, case=case, person=asks, safe=Safe.YES, ways=ways, phones=filter(None, [told.get("phones")]),
            e_mails=filter(None, [told.get("e_mails")]), note=told.get("note") or "",
        )  # fmt: skip
    if (lines := lived.get("lines") or lived.get("postcode")) and form.harmed in people:
        letters = Safe.YES if way == Channel.LETTER and asks == people[form.harmed] else Safe.UNKNOWN
        change_address(
            by=by, at=at, case=case, person=people[form.harmed], lines=lines,
            postcode=lived.get("postcode") or "", letters=letters,
        )  # fmt: skip


def _is_way(question: Question) -> bool:
    return any(option.value in _WAYS for option in question.options)


def _events(case: Case, form: ApplyForm, said: Mapping[str, Any], *, by: Actor, at: datetime) -> Iterator[str]:
    """One event for each entry; entries of one incident say so, by the same words."""
    process = process_for(case)
    for step in (step for step in form.steps if step.several):
        names: list[str] = []
        for place, entry in enumerate(said.get(step.key, []), start=1):
            details = dict(_details(step.questions, entry))
            names.append(_incident(step, entry, names, place))
            for question in step.questions:
                if question.kind == "same_as":
                    details[question.detail] = names[-1]
            event = take_step(by=by, at=at, case=case, name=step.event, details=read_back(process, details))
            yield event.ref


def _incident(step: Step, entry: Mapping[str, Any], before: list[str], place: int) -> str:
    said = next((entry.get(question.key) for question in step.questions if question.kind == "same_as"), None)
    earlier = int(said) if said and str(said).isdigit() else 0
    return before[earlier - 1] if 1 <= earlier <= len(before) else f"Incident {place} of the application"


# ---- what the applicant sees


def _moved(partnership_id: int) -> Iterator[int]:
    """Applications whose case stands elsewhere than their applicant was last told."""
    rows = SentApplication.objects.filter(
        partnership_id=partnership_id, case__isnull=False, stopped_at__isnull=True
    ).exclude(seen_state=F("case__state"))
    return rows.values_list("pk", flat=True).iterator()


def _show_as_it_stands(pk: int, *, by: Actor, at: datetime) -> None:
    """Put there what needs no release; what does, waits for it, and what was seen before stays meanwhile."""
    row = SentApplication.objects.select_related("case").get(pk=pk)
    form = applications.form_of(row.kind)
    shown = form.shown.get(row.case.state) if form else None
    with command("cases.show_to_applicant", by=by, at=at):
        row.seen_state = row.case.state
        row.save(update_fields=["seen_state"])
        if form and shown and not shown.released and (seen := progress_of(row.case, row, form, at=at)):
            applications.show(row.number, seen)


def _of_case(case: Case) -> tuple[SentApplication, ApplyForm]:
    row, form = SentApplication.objects.filter(case=case).first(), applications.form_of(case.kind)
    if row is None or form is None:
        raise Refused("This case was not opened by a public form.")
    return row, form


def _fit_to_be_told(case: Case, form: ApplyForm, words: str) -> None:
    """Nothing that an applicant must never read, and nobody else of the case by name."""
    if word := form.forbidden_in(words):
        raise Refused(f"Leave out “{word}”: whoever is next to the screen reads it too.", field="words")
    process = process_for(case)
    others = [key for key, party in process.parties.items() if party.must_not_learn]
    people = CasePerson.objects.filter(case=case, party__in=others, removed_at__isnull=True).select_related("person")
    typed = set(words_of(words))
    for row in people:
        if typed & {word for word in words_of(row.person.name) if len(word) > 2}:
            raise Refused("Do not name anybody else who is in the case.", field="words")
