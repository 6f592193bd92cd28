"""Which steps of a case somebody may take now, and what stands in the way of the others; in her words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.policies import STEP
from cairn.domain.cases.queries.checklists import NOT_COUNTED, decides_by_score, not_recorded
from cairn.domain.cases.queries.people import nobody_as
from cairn.domain.cases.queries.roles import roles_of
from cairn.domain.cases.queries.telling import clock_is_open
from cairn.domain.cases.web.frame import CaseHere
from cairn.foundation.ui.forms import lower_first
from cairn.kernel.actors import Actor
from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.guards import stands_in_the_way, waits_for_an_answer
from cairn.kernel.processes.parts import requests_of
from cairn.kernel.processes.process import CORRECT, EXTEND, PAUSE, RESUME, Happening, Move, Process
from cairn.kernel.processes.shown import Sort
from cairn.kernel.processes.steps import RUNS, Refusal
from cairn.kernel.processes.terms import Status

_SETTLE_FIRST = "Something that is not open to you has to be settled first. Ask whoever runs the case."


@dataclass(frozen=True, slots=True)
class Asked:
    """One step as its form asks for it.

    Args:
        closed: why it cannot be taken now, a sentence each; empty where it can.
        asks_reason: words over the box for a reason; "" for none.
        reasons: key to title, where the reason is out of a list.
        given: what the boxes begin with.
    """

    name: str
    title: str
    requires: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    asks_reason: str = ""
    reasons: Mapping[str, str] | None = None
    clock: str = ""
    of: str = ""
    corrects: str = ""
    closed: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opening:
    """One move that opens a case of a kind."""

    kind: str
    kind_title: str
    about: str
    move: Move
    process: Process


def openings(actor: Actor, *, today: date) -> tuple[Opening, ...]:
    """The moves by which somebody may open a case today, kind by kind."""
    found = []
    for key, kind in kinds().items():
        version = kind.on(today)
        if version is None:
            continue
        process = version.process
        roles = roles_of(actor, process)
        found += [
            Opening(key, process.title, process.about, move, process)
            for move in process.moves_from(None)
            if not roles.isdisjoint(move.who)
        ]
    return tuple(found)


def in_the_way(here: CaseHere, step: Move | Happening) -> tuple[str, ...]:
    """What keeps her from a step before anything is typed; a guard on what is given with it is asked later.

    Whoever has not the role is told that alone: a guard may speak of a section that is closed to her.
    """
    process, stands = here.process, here.standing
    if here.roles.isdisjoint(step.who):
        return (f"This is for: {', '.join(lower_first(process.roles[role].title) for role in step.who)}.",)
    found = []
    during = step.from_states if isinstance(step, Move) else step.during
    if during and stands.state not in during:
        found.append(f"This cannot be done while the case stands at “{process.states[stands.state].title}”.")
    with_it = {*step.requires, *step.accepts}
    for guard in step.guards:
        if waits_for_an_answer(guard, with_it):
            continue
        me = {"by": str(here.actor.user_id or ""), "agency": str(here.actor.agency_id or "")}
        if (says := stands_in_the_way(stands, guard, **me)) is not None:
            found.append(_SETTLE_FIRST if _is_closed(here, guard.of) else says)
    if decides_by_score(process, step) and not_recorded(here.case, process, stands.events):
        found.append(NOT_COUNTED)
    return tuple(dict.fromkeys([*found, *nobody_as(process, step, here.people)]))


def as_told(here: CaseHere, refusals: Iterable[Refusal], *, given: Collection[str]) -> tuple[Refusal, ...]:
    """What stood in the way of a step in words that tell her nothing of what is closed to her.

    Args:
        given: names of what she gave with it herself.
    """
    found = []
    for one in refusals:
        detail = here.process.details.get(one.of)
        if detail and one.of not in given and detail.required_if and _is_closed(here, detail.required_if):
            one = Refusal(one.of, f"{detail.title} is missing; it is needed here.")
        elif detail and one.of not in given and _is_closed(here, one.of) and one.says != f"{detail.title} is missing.":
            one = Refusal("", _SETTLE_FIRST)
        found.append(one)
    return tuple(dict.fromkeys(found))


def _is_closed(here: CaseHere, name: str) -> bool:
    """Whether it is a detail of a section that is closed to her."""
    return name in here.process.details and here.process.details[name].section not in here.sections


def steps_of(here: CaseHere) -> Iterator[tuple[Move | Happening, tuple[str, ...]]]:
    """The moves from where the case stands, then what may be written down, each with what is in its way.

    None at all for somebody who reads the case and may not change it, such as by breaking the glass.
    """
    if not here.decides(STEP).allowed:
        return
    for move in here.process.moves_from(here.standing.state):
        yield move, in_the_way(here, move)
    for happening in here.process.happenings.values():
        is_hers = not here.roles.isdisjoint(happening.who)
        if is_hers and (not happening.during or here.standing.state in happening.during):
            yield happening, in_the_way(here, happening)


def asked_of(here: CaseHere, name: str, *, clock: str = "", of: str = "", corrects: str = "") -> Asked | None:
    """The form of one step; None where the process knows no such step."""
    process = here.process
    if name in (PAUSE, RESUME, EXTEND):
        return _of_clock(here, name, clock, of)
    if name == CORRECT:
        return _correction(here, corrects)
    step = process.happenings.get(name) or process.move(name, here.standing.state) or _elsewhere(process, name)
    if step is None:
        return None
    given = _own_request(here, step)
    if isinstance(step, Move):
        given = {
            key: here.standing.details[key]
            for key in (*step.requires, *step.accepts)
            if key in here.standing.details and process.details[key].section in here.sections
        }
    return Asked(
        step.key, step.title, step.requires, step.accepts, "What is the reason?" if step.reason else "",
        closed=in_the_way(here, step), given=given,
    )  # fmt: skip


def _own_request(here: CaseHere, step: Move | Happening) -> dict[str, Any]:
    """Where her agency was asked and has not answered, the answer begins with it: else she may answer for another."""
    own = next((share.agency.slug for share in here.shares if share.agency_id == here.actor.agency_id), "")
    for shown in here.process.shown.values():
        if shown.sort is not Sort.REQUESTS or step.key not in shown.answers or shown.each not in step.requires:
            continue
        if any(one.of == own and one.answered is None for one in requests_of(here.standing, shown)):
            return {shown.each: own}
    return {}


def _elsewhere(process: Process, name: str) -> Move | None:
    return next((move for move in process.moves if move.key == name), None)


def _of_clock(here: CaseHere, name: str, clock: str, of: str) -> Asked | None:
    known = here.process.clocks.get(clock)
    if known is None or not clock_is_open(here.process, known, here.sections):
        return None
    state = newest(here.standing).get((clock, of))
    title = {PAUSE: "Let it stand still", RESUME: "Let it run again", EXTEND: "Let it run longer"}[name]
    closed: tuple[str, ...] = ()
    if state is None or state.status not in RUNS:
        closed = ("This clock does not run.",)
    elif (state.status is Status.PAUSED) != (name == RESUME) and name != EXTEND:
        closed = ("This clock stands still already.",) if name == PAUSE else ("This clock does not stand still.",)
    rows = known.extensions if name == EXTEND else known.pauses
    mine = {row.key: row.title for row in rows if not here.roles.isdisjoint(row.who)}
    if not mine and not closed:
        closed = ("Your roles do not do this to this clock.",)
    return Asked(
        name, f"{known.title}: {title[:1].lower()}{title[1:]}", clock=clock, of=of, closed=closed,
        asks_reason="" if name == RESUME else "What is the reason?", reasons=None if name == RESUME else mine,
    )  # fmt: skip


def _correction(here: CaseHere, corrects: str) -> Asked | None:
    event = next((each for each in here.standing.events if corrects and each.ref == corrects), None)
    if event is None:
        return None
    step = here.process.happenings.get(event.name) or _elsewhere(here.process, event.name)
    if step is None:
        return None
    closed: tuple[str, ...] = ()
    if here.roles.isdisjoint(step.who):
        titles = ", ".join(lower_first(here.process.roles[role].title) for role in step.who)
        closed = (f"This is for: {titles}.",)
    names = tuple(key for key in (*step.requires, *step.accepts) if here.process.details[key].section in here.sections)
    return Asked(
        CORRECT, f"Put right: {step.title[:1].lower()}{step.title[1:]}", accepts=names,
        asks_reason="What was wrong, and how do you know?", corrects=corrects, closed=closed,
        given={key: event.details[key] for key in names if key in event.details},
    )  # fmt: skip
