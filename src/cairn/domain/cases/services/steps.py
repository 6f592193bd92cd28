"""Open a case and take its steps: what the process allows, by whom the policy allows, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.details import kept
from cairn.domain.cases.errors import CaseMoved, StepRefused
from cairn.domain.cases.kinds import Version, kind_of
from cairn.domain.cases.models import Case, CaseEvent, CaseMember, Post, Share
from cairn.domain.cases.queries.checklists import NOT_COUNTED, decides_by_score, not_recorded
from cairn.domain.cases.queries.days import calendar_of
from cairn.domain.cases.queries.local_values import process_here
from cairn.domain.cases.queries.people import nobody_as, person_rows
from cairn.domain.cases.queries.roles import roles_of, sections_open, sections_to_give
from cairn.domain.cases.queries.standings import history_of, process_for, projection_of
from cairn.domain.cases.queries.workings import working_of
from cairn.domain.cases.services.flags import note_step
from cairn.domain.cases.services.proposing import propose_repeats
from cairn.domain.cases.services.wall import look_again
from cairn.domain.cases.services.writing import way_in
from cairn.domain.cases.terms import ShareAnswer, ShareAs
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.queries import actors_in, given_grants
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.processes.history import Event, Standing, standing
from cairn.kernel.processes.process import BUILT_IN, CORRECT, Process
from cairn.kernel.processes.steps import Refusal, refusals
from cairn.kernel.processes.terms import FieldKind, Sensitivity

_MADE_FOR_WAYS = (Sensitivity.CONTACT, Sensitivity.ADDRESS, Sensitivity.LOCATION)


def open_case(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    move: str,
    details: Mapping[str, Any] | None = None,
    reason: str = "",
    restricted: bool = False,
    agency_id: int | None = None,
    as_it_came: bool = False,
) -> Case:
    """Open a case of a kind by one of the moves that open it.

    Args:
        by: a practitioner, whose agency then has it.
        kind: a folder of ``casetypes``.
        move: a move of its process that opens a case.
        details: what is given with it, by the names of the process.
        restricted: open only to people named on it.
        agency_id: of the agency that opens it, where Cairn itself loads a case.
        as_it_came: the words are those of another area and nobody here can put them right.

    Raises:
        Forbidden: by somebody who is no practitioner.
        StepRefused: with everything that stands in the way.
    """
    policies.OPEN.require(by, Partnership.objects.get(pk=by.partnership_id))
    found = kind_of(kind)
    version = found.on(timezone.localdate(at)) if found else None
    if version is None:
        raise Refused("There is no process for this kind of case on that day.", field="kind")
    process = process_here(by.partnership_id, version.process, on=timezone.localdate(at))
    event = _event(process, None, by=by, at=at, name=move, details=details or {}, reason=reason)
    ways = () if as_it_came else _ways(process, event, by=by)
    calendar = calendar_of(by.partnership_id)
    if found_faults := [*refusals(standing(process, (), at=at, calendar=calendar), event), *ways]:
        raise StepRefused(found_faults)
    with command("cases.open_case", by=by, at=at):
        case = _new_case(version, process, event, by=by)
        case.restricted = restricted
        opening = agency_id or by.agency_id
        # The share comes first: row-level security gives back no row that nobody's share opens yet.
        _share(case, opening, ShareAs.LEAD, by=by, at=at)
        case.save(force_insert=True)
        if restricted and by.user_id is not None:
            _name(case, by.user_id, on=timezone.localdate(at))
        _add(case, event, by=by, agency_id=opening)
        if not process.states[case.state].unsent:
            _hand_over(case, process, by=by, at=at)
    return case


def take_step(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    name: str,
    details: Mapping[str, Any] | None = None,
    reason: str = "",
    clock: str = "",
    of: str = "",
    corrects: str = "",
    seen: int | None = None,
) -> CaseEvent:
    """Add one event to a case: a move, something that happened, a pause of a clock, or a correction.

    Args:
        by: somebody to whom the case is open, in a role that the process names.
        name: of a move or an event of the process, or pause, resume, extend, correct.
        details: what is given with it, typed as the process says.
        seen: how many events the case had when the person read it; None where nothing was read.

    Raises:
        Forbidden: where the case may not be changed.
        CaseMoved: when somebody else wrote meanwhile.
        StepRefused: with everything that stands in the way; nothing is saved.
    """
    policies.STEP.require(by, case)
    process = process_for(case)
    with command("cases.take_step", by=by, at=at):
        # Locked, so that of two people who write at once the second one is told.
        fresh = Case.objects.select_for_update().get(pk=case.pk)
        if seen is not None and fresh.events_count != seen:
            raise CaseMoved
        history = history_of(process, fresh.events.all())
        before = standing(process, history, at=at, calendar=calendar_of(case.partnership_id))
        event = _event(
            process, before.state, by=by, at=at, name=name, details=details or {}, reason=reason, clock=clock, of=of,
            corrects=corrects, history=history,
        )  # fmt: skip
        missing = nobody_as(process, process.move(name, before.state), person_rows(fresh))
        if found := [
            *_closed(fresh, process, event, by=by), *refusals(before, event), *_ways(process, event, by=by),
            *_uncounted(fresh, process, event, before),
            *(Refusal("people", says) for says in missing),
        ]:  # fmt: skip
            raise StepRefused(found)
        working = working_of(replace(before, details={**before.details, **event.details}), event.name)
        saved = _add(fresh, event, by=by, agency_id=by.agency_id, working=working)
        _project(fresh, process, [*history, event], at=at)
        was_unsent = before.state is not None and process.states[before.state].unsent
        if was_unsent and not process.states[fresh.state].unsent:
            _hand_over(fresh, process, by=by, at=at)
        note_step(fresh, process, name, at=at)
    for column in ("state", "since", "is_over", "due_on", "due_clock", "events_count"):
        setattr(case, column, getattr(fresh, column))
    return saved


def refresh(case: Case, *, at: datetime) -> bool:
    """Put the columns lists are asked by right, inside a command; true where something had to be changed.

    A bank holiday that was proclaimed since, or a day that the partnership set, moves what is due without any event.
    """
    process = process_for(case)
    return _project(case, process, history_of(process, case.events.all()), at=at)


def is_stale(case: Case, *, at: datetime) -> bool:
    """Whether ``refresh`` would change anything; asks for the events, unless they were fetched with the case."""
    process = process_for(case)
    return bool(_differing(case, process, history_of(process, case.events.all()), at=at))


# ---- parts of the acts above


def _closed(case: Case, process: Process, event: Event, *, by: Actor) -> Iterator[Refusal]:
    """What is given into a section of the case that is closed to the person; Cairn itself gives everything.

    A step may ask a role for what the role does not read; only what is open to her is corrected.
    """
    if by.is_system:
        return
    ask = sections_open if event.name == CORRECT else sections_to_give
    may = ask(by, case, process, roles=roles_of(by, process))
    for name in event.details:
        if name in process.details and process.details[name].section not in may:
            yield Refusal(name, f"{process.details[name].title} is in a section of this case that is not open to you.")


def _ways(process: Process, event: Event, *, by: Actor) -> Iterator[Refusal]:
    """Ways to reach somebody in the reason, or in any text but those that are made to hold them."""
    free = {
        key: each.title for key, each in process.details.items()
        if each.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) and each.sensitivity not in _MADE_FOR_WAYS
    }  # fmt: skip
    given = {name: str(value) for name, value in event.details.items() if name in free and value}
    for name, text in {**given, "reason": event.reason}.items():
        called = f"“{free[name]}”" if name in free else "The reason"
        if says := way_in(by=by, text=text, called=called):
            yield Refusal(name, says)


def _uncounted(case: Case, process: Process, event: Event, before: Standing) -> Iterator[Refusal]:
    """Nobody is turned away by a threshold while a checklist was answered whose score nobody recorded."""
    step = process.happenings.get(event.name) or process.move(event.name, before.state)
    if step and decides_by_score(process, step) and not_recorded(case, process, before.events):
        yield Refusal("checklist", NOT_COUNTED)


def _event(
    process: Process,
    state: str | None,
    *,
    by: Actor,
    at: datetime,
    name: str,
    details: Mapping[str, Any],
    reason: str,
    clock: str = "",
    of: str = "",
    corrects: str = "",
    history: list[Event] | None = None,
) -> Event:
    role = _role(process, state, by=by, name=name, clock=clock, reason=reason, corrects=corrects, history=history or [])
    return Event(
        at=at, name=name, role=role, by=str(by.user_id or ""), details=dict(details), reason=reason.strip(),
        clock=clock, of=of, ref=new_reference("L", taken=CaseEvent, long=True), corrects=corrects,
        agency=str(by.agency_id or ""),
    )  # fmt: skip


def _role(
    process: Process,
    state: str | None,
    *,
    by: Actor,
    name: str,
    clock: str,
    reason: str,
    corrects: str,
    history: list[Event],
) -> str:
    """The first role the process names for the step that the person holds; "" where she holds none."""
    held = roles_of(by, process)
    if name == CORRECT:
        name = next((event.name for event in history if event.ref == corrects), "")
    wanted: tuple[str, ...] = ()
    if name in process.happenings:
        wanted = process.happenings[name].who
    elif (move := process.move(name, state)) is not None:
        wanted = move.who
    elif name in process.move_keys:
        wanted = next(each.who for each in process.moves if each.key == name)
    elif name in BUILT_IN and clock in process.clocks:
        rows = (*process.clocks[clock].pauses, *process.clocks[clock].extensions)
        wanted = next((each.who for each in rows if each.key == reason), tuple(who for row in rows for who in row.who))
    return next((role for role in wanted if role in held), "")


def _add(
    case: Case, event: Event, *, by: Actor, agency_id: int | None, working: Mapping[str, Any] | None = None
) -> CaseEvent:
    row = CaseEvent(
        partnership_id=case.partnership_id,
        case=case,
        ref=event.ref,
        at=event.at,
        name=event.name,
        role=event.role,
        by_id=by.user_id,
        agency_id=agency_id,
        details=kept(event.details),
        reason=event.reason,
        clock=event.clock,
        of=event.of,
        corrects=event.corrects,
        working=dict(working or {}),
    )
    row.save()
    return row


def _project(case: Case, process: Process, history: list[Event], *, at: datetime) -> bool:
    columns = _differing(case, process, history, at=at)
    for name, value in columns.items():
        setattr(case, name, value)
    if columns:
        case.save(update_fields=list(columns))
    return bool(columns)


def _differing(case: Case, process: Process, history: list[Event], *, at: datetime) -> dict[str, Any]:
    """The columns lists are asked by that do not say what the history says, with what it says."""
    calendar = calendar_of(case.partnership_id)
    wanted = projection_of(standing(process, history, at=at, calendar=calendar))
    columns = {
        "state": wanted.state, "since": wanted.since, "is_over": wanted.is_over, "due_on": wanted.due_on,
        "due_clock": wanted.due_clock, "events_count": len(history),
    }  # fmt: skip
    return {name: value for name, value in columns.items() if getattr(case, name) != value}


def _new_case(version: Version, process: Process, event: Event, *, by: Actor) -> Case:
    """A case as it stands after the event that opens it, with its number, not saved yet."""
    calendar = calendar_of(by.partnership_id)
    after = projection_of(standing(process, (event,), at=event.at, calendar=calendar))
    case = Case(
        partnership_id=by.partnership_id,
        ref=new_reference("K", taken=Case, long=True),
        kind=process.kind,
        version_from=process.valid_from,
        digest=version.digest,
        local=dict(process.local),
        opened_at=event.at,
        opened_by_id=by.user_id,
        state=after.state,
        since=after.since,
        is_over=after.is_over,
        due_on=after.due_on,
        due_clock=after.due_clock,
        events_count=1,
    )
    case.pk = _number()
    return case


def _name(case: Case, user_id: int, *, on: date) -> None:
    CaseMember(partnership_id=case.partnership_id, case=case, user_id=user_id, from_on=on).save()


def _number() -> int:
    """The number of a case before it is saved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('cases_case', 'id'))")
        return cursor.fetchone()[0]


def _share(case: Case, agency_id: int | None, standing_as: str, *, by: Actor, at: datetime) -> None:
    if agency_id is None:
        raise Refused("Say which agency opens the case.", field="agency")
    Share(
        partnership_id=case.partnership_id,
        case=case,
        ref=new_reference("H", taken=Share, long=True),
        agency_id=agency_id,
        standing=standing_as,
        answer=ShareAnswer.ACCEPTED,
        offered_at=at,
        offered_by_id=by.user_id,
        answered_at=at,
        answered_by_id=by.user_id,
    ).save()


def _hand_over(case: Case, process: Process, *, by: Actor, at: datetime) -> None:
    """The agency of whoever is named for the leading role leads from now on; who opened it keeps a share."""
    leading = lead_agency(process, case.partnership_id, on=timezone.localdate(at))
    if leading is None:
        title = process.roles[process.lead_role].title.lower()
        raise Refused(f"Nobody is named as {title} in this partnership yet, so nobody would receive it.")
    propose_repeats(case, at)
    share = Share.objects.get(case=case, standing=ShareAs.LEAD, ended_at__isnull=True)
    if share.agency_id == leading:
        look_again(case, at)
        return
    share.standing = ShareAs.OPENED
    share.save(update_fields=["standing"])
    _share(case, leading, ShareAs.LEAD, by=by, at=at)
    look_again(case, at)


def lead_agency(process: Process, partnership_id: int, *, on: date) -> int | None:
    """The agency of whoever has been named for the leading role of a kind longest; None where nobody is.

    Of those who are practitioners that day, of an agency that is a member: nobody else could open the case.
    """
    posts = Post.objects.filter(
        given_grants(on), partnership_id=partnership_id, kind=process.kind, role=process.lead_role
    )
    actors = actors_in(partnership_id, on=on)
    members = set(current_members(partnership_id, on).values_list("agency_id", flat=True))
    named = (actors.get(user) for user in posts.order_by("from_on", "pk").values_list("user_id", flat=True))
    return next(
        (
            actor.agency_id
            for actor in named
            if actor and actor.has(policies.PRACTITIONER) and actor.agency_id in members
        ),
        None,
    )
