"""One case as its page shows it: where it stands, what is due under which law, what may be done, what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from cairn.domain.cases.models import CaseEvent
from cairn.domain.cases.policies import STEP
from cairn.domain.cases.queries.telling import Telling, clock_is_open, reason_is_open, tellings
from cairn.domain.cases.queries.wording import CLOCK_LOOKS, Wording, agencies_here, due_in_words, plain, stands_apart
from cairn.domain.cases.queries.work_list import looks_of
from cairn.domain.cases.terms import ShareAs
from cairn.domain.cases.web.frame import CaseHere
from cairn.domain.cases.web.steps_open import steps_of
from cairn.foundation.ui.forms import lower_first
from cairn.kernel.processes.clocks import ClockState, newest
from cairn.kernel.processes.detail_values import is_given
from cairn.kernel.processes.process import BUILT_IN, CORRECT, EXTEND, PAUSE, RESUME, Detail, Happening, Move, Process
from cairn.kernel.processes.steps import RUNS
from cairn.kernel.processes.terms import Purpose, Sensitivity, Status
from cairn.kernel.processes.words_of_days import days_of
from cairn.kernel.so_many import so_many

_BUILT_IN_WORDS = {
    PAUSE: "Stood still", RESUME: "Ran again", EXTEND: "Ran longer", CORRECT: "Put right",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock in words, with the law it rests on, and what she may do to it: (name of the step, words)."""

    key: str
    of: str
    of_words: str
    title: str
    length: str
    due: str
    looks: str
    status: str
    law: tuple[str, ...]
    acts: tuple[tuple[str, str], ...]
    is_window: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step she may take, or what stands in its way."""

    key: str
    title: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer; ``words`` is "" where it is kept apart."""

    title: str
    words: str
    kept_apart: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One event of the history in words."""

    ref: str
    title: str
    at: datetime
    by: str
    role: str
    facts: tuple[Fact, ...]
    reason: str
    may_correct: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the page shows, besides the parts other modules add.

    Attributes:
        because: the reason given with the step that brought the case where it stands, where she may read it.
        moves, waits, closed: what she may do now; her own moves that something is missing for; what else is closed.
    """

    ref: str
    kind: str
    about: str
    state: str
    means: str
    looks: str
    since: datetime
    because: str
    opened_at: datetime
    restricted: bool
    lead: str
    others: tuple[str, ...]
    running: tuple[ClockLine, ...]
    finished: tuple[ClockLine, ...]
    moves: tuple[StepLine, ...]
    waits: tuple[StepLine, ...]
    closed: tuple[StepLine, ...]
    events: tuple[StepLine, ...]
    sections: tuple[tuple[str, tuple[Fact, ...]], ...]
    has_kept_apart: bool
    history: tuple[Told, ...]


def with_history(here: CaseHere) -> list[CaseEvent]:
    """The rows of the history with who wrote them, fetched once for everything that asks."""
    rows = CaseEvent.objects.select_related("by", "agency")
    prefetch_related_objects([here.case], Prefetch("events", rows))
    return list(here.case.events.all())


def people_named(here: CaseHere) -> dict[str, str]:
    """Reference of each person in the case, to name and what they are in it."""
    parties = here.process.parties
    return {
        row.person.ref: f"{row.person.name} ({parties[row.party].title.lower() if row.party in parties else row.party})"
        for row in here.people
    }


def wording_of(here: CaseHere) -> Wording:
    """Words for the answers of one case; people by their names, for whom the page is open."""
    return Wording(agencies_here(here.case.partnership_id), people_named(here))


def case_page(here: CaseHere) -> CasePage:
    """The page of a case; the caller has recorded that it was opened."""
    rows = with_history(here)
    words = wording_of(here)
    process, stands = here.process, here.standing
    shares = [share for share in here.shares if share.is_open(here.at)]
    today = timezone.localdate(here.at)
    clocks = [(state, _clock(here, state, words, today)) for state in _clocks(here)]
    state = process.states[stands.state]
    sections = tuple(_sections(here, words))
    history = tuple(reversed(list(told(here, rows, words))))
    return CasePage(
        ref=here.case.ref, kind=process.title, about=process.about, state=state.title, means=state.means,
        looks=looks_of(here.case, today=today), since=stands.since, because=_because(here, history),
        opened_at=here.case.opened_at,
        restricted=here.case.restricted,
        lead=next((share.agency.name for share in shares if share.standing == ShareAs.LEAD), "Nobody"),
        others=tuple(share.agency.name for share in shares if share.standing != ShareAs.LEAD),
        running=tuple(line for state, line in sorted(clocks, key=_by_due) if state.status in RUNS),
        finished=tuple(line for state, line in clocks if state.status not in RUNS),
        **_what_is_open(here),
        sections=sections, has_kept_apart=any(True for _ in _kept_apart(here)),
        history=history,
    )  # fmt: skip


def _what_is_open(here: CaseHere) -> dict[str, tuple[StepLine, ...]]:
    """Her steps, as ``CasePage`` has them: a move of her own that waits stands with those she may take.

    Else whoever begins a referral sees nothing to send it with, and takes it for sent.
    """
    found: dict[str, list[StepLine]] = {"moves": [], "waits": [], "closed": [], "events": []}
    for step, why in steps_of(here):
        if isinstance(step, Happening):
            which = "closed" if why else "events"
        elif why:
            which = "closed" if here.roles.isdisjoint(step.who) else "waits"
        else:
            which = "moves"
        found[which].append(StepLine(step.key, step.title, why))
    return {which: tuple(lines) for which, lines in found.items()}


def _because(here: CaseHere, history: Sequence[Told]) -> str:
    moves = (event.ref for event in reversed(here.standing.events) if event.name in here.process.move_keys)
    newest_move = next(moves, "")
    return next((line.reason for line in history if line.ref == newest_move), "")


def kept_apart_in(here: CaseHere) -> tuple[Fact, ...]:
    """The answers that stand on no page, in words; the caller has recorded what for they are opened."""
    words = wording_of(here)
    return tuple(Fact(each.title, words.of(each, here.standing.details[each.key])) for each in _kept_apart(here))


def keeps_ways_apart(here: CaseHere) -> bool:
    """Whether something about how people are reached was written with the case, and is open to her."""
    return any(each.sensitivity is Sensitivity.CONTACT for each in _kept_apart(here))


def _kept_apart(here: CaseHere) -> Iterator[Detail]:
    """The details that stand on no page and have an answer she may open."""
    for key, detail in here.process.details.items():
        if stands_apart(detail) and detail.section in here.sections and is_given(here.standing.details.get(key)):
            yield detail


def told_to(here: CaseHere) -> tuple[Told, ...]:
    """The whole history as she may read it, oldest first."""
    return tuple(told(here, with_history(here), wording_of(here)))


def _sections(here: CaseHere, words: Wording) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    told_below = _told_below(here)
    for key, section in here.process.sections.items():
        if key not in here.sections:
            continue
        facts = tuple(
            _fact(here.process, name, here.standing.details[name], words)
            for name, detail in here.process.details.items()
            if detail.section == key and is_given(here.standing.details.get(name)) and name not in told_below
        )
        if facts:
            yield section.title, facts


def _told_below(here: CaseHere) -> frozenset[str]:
    """Details that come only with events a part of the page shows one by one: the last alone would mislead."""
    shown = {
        event
        for each in here.process.shown.values()
        if each.section in here.sections
        for event in (*each.events, *each.asks, *each.answers, *each.chases)
    }
    steps = (*here.process.moves, *here.process.happenings.values())
    elsewhere = {name for step in steps if step.key not in shown for name in (*step.requires, *step.accepts)}
    return frozenset(here.process.details) - elsewhere


def _fact(process: Process, name: str, value: Any, words: Wording) -> Fact:
    detail = process.details[name]
    apart = stands_apart(detail)
    return Fact(detail.title, "" if apart else words.of(detail, value), apart)


# ---- clocks


def _clocks(here: CaseHere) -> list[ClockState]:
    """The clocks she may read of: none that runs for each of what is closed to her."""
    found = newest(here.standing).values()
    return [state for state in found if clock_is_open(here.process, state.clock, here.sections)]


def _by_due(pair: tuple[ClockState, ClockLine]) -> tuple[bool, str]:
    due = pair[0].due
    return due is None, due.isoformat()[:10] if due else ""


def _clock(here: CaseHere, state: ClockState, words: Wording, today: date) -> ClockLine:
    clock, process = state.clock, here.process
    looks, status = CLOCK_LOOKS[state.status]
    if clock.purpose is Purpose.WINDOW and state.status in RUNS:
        status = "Applies"
    due = due_in_words(state.due, today=today) if state.status in RUNS else ""
    if state.status is Status.PAUSED:
        reason = next((row.title for row in clock.pauses if row.key == state.paused_for), "")
        if not reason_is_open(process, clock, here.sections, limited=here.limited):
            reason = CLOCK_LOOKS[Status.PAUSED][1]
        left = "" if state.left is None else f"; {days_of(clock.unit, state.left)} left when it runs again"
        due = f"{reason}{left}"
    elif state.ended_at is not None:
        due = f"Ended on {timezone.localdate(state.ended_at).strftime('%-d %B %Y')}"
    return ClockLine(
        key=clock.key, of=state.of, of_words=words.of(process.details[clock.each], state.of) if state.of else "",
        title=clock.title, length=_length(state), due=due, looks=looks, status=status,
        law=tuple(_law(process, key) for key in clock.basis), acts=tuple(_acts(here, state)),
        is_window=clock.purpose is Purpose.WINDOW,
    )  # fmt: skip


def _length(state: ClockState) -> str:
    """How long a clock is, with what it was extended by."""
    clock, extra = state.clock, state.extended * state.clock.extend_by
    return f"{clock.length}, and {so_many(extra, clock.unit.words.removesuffix('s'))} more" if extra else clock.length


def _law(process: Process, key: str) -> str:
    basis = process.basis[key]
    return f"{basis.title}, {basis.section}" if basis.section else basis.title


def _acts(here: CaseHere, state: ClockState) -> Iterator[tuple[str, str]]:
    if state.status not in RUNS or not here.decides(STEP).allowed:
        return
    mine = [row for row in state.clock.pauses if not here.roles.isdisjoint(row.who)]
    if mine and state.status is Status.PAUSED:
        yield RESUME, "Let it run again"
    elif mine:
        yield PAUSE, "Let it stand still"
    longer = any(not here.roles.isdisjoint(row.who) for row in state.clock.extensions)
    if longer and state.clock.extend_by and state.extended < state.clock.extend_times:
        yield EXTEND, "Let it run longer"


# ---- history


def told(here: CaseHere, rows: Sequence[CaseEvent], words: Wording) -> Iterator[Told]:
    """The history in words, oldest first: what belongs to a section that is closed to her is left out."""
    for one in tellings(rows, here.process, sections=here.sections, limited=here.limited):
        yield _told(here, one, words)


def _told(here: CaseHere, one: Telling, words: Wording) -> Told:
    row, step, roles = one.row, one.step, here.process.roles
    facts = tuple(_fact(here.process, key, value, words) for key, value in one.details.items() if is_given(value))
    asks = step is not None and (step.requires or step.accepts)
    return Told(
        ref=row.ref, title=_title(here.process, row, step), at=row.at,
        by=", ".join(filter(None, [row.by.name if row.by else "Cairn", row.agency.short if row.agency else ""])),
        role=lower_first(roles[row.role].title) if row.role in roles else "", facts=facts, reason=one.reason,
        may_correct=row.name not in BUILT_IN and bool(asks) and not here.roles.isdisjoint(step.who)
        and here.decides(STEP).allowed,
    )  # fmt: skip


def _title(process: Process, row: CaseEvent, step: Move | Happening | None) -> str:
    if row.name == CORRECT:
        return f"Put right: {step.title}" if step else "Put right"
    if row.name in _BUILT_IN_WORDS:
        clock = process.clocks.get(row.clock)
        return f"{_BUILT_IN_WORDS[row.name]}: {clock.title}" if clock else _BUILT_IN_WORDS[row.name]
    return step.title if step else plain(row.name)
