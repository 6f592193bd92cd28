"""Which applications wait, what public forms are open, and what an applicant sees of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from cairn.domain.applications.api import form_of, forms
from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.models import Case, CaseEvent, Post, PublicForm, SentApplication
from cairn.domain.cases.policies import IN_FORCE
from cairn.domain.cases.queries.days import calendar_of
from cairn.domain.cases.queries.letters import last_day
from cairn.domain.cases.queries.standings import history_of, process_for, standing_of
from cairn.domain.cases.queries.wording import Wording, agencies_here
from cairn.domain.cases.queries.workings import kept_working
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.applied_telling import DAY, Shown, Tells
from cairn.kernel.applying import ApplyForm
from cairn.kernel.processes.detail_values import is_given
from cairn.kernel.processes.history import Event, Standing, standing
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.thresholds import Outcome, outcome

IN_PERSON = "There is more, which is told to you in person. Call the telephone number on this page."


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One application of which no case was made yet: no word of what it says."""

    title: str
    sent_at: datetime
    problem: str


def leads_kind(actor: Actor, kind: str) -> bool:
    """Whether somebody is named for the role that leads a kind; Cairn itself always is."""
    found = kind_of(kind)
    if found is None or actor.is_system:
        return found is not None
    posts = Post.objects.filter(IN_FORCE, partnership_id=actor.partnership_id, user_id=actor.user_id)
    return posts.filter(kind=kind, role=found.newest.lead_role).exists()


def kinds_with_form(actor: Actor) -> list[str]:
    """The kinds somebody runs for which residents apply by a public form."""
    return [key for key in forms() if leads_kind(actor, key)]


def applications_waiting(actor: Actor) -> list[WaitingLine]:
    """What could not be taken in, of the kinds somebody runs, the oldest first."""
    rows = SentApplication.objects.filter(case__isnull=True, kind__in=kinds_with_form(actor)).order_by("sent_at")
    return [WaitingLine(title_of(row.kind), row.sent_at, row.problem) for row in rows]


def applications_to_see(actor: Actor, kind: str = "") -> int | None:
    """How many could not be taken in, for somebody who runs a kind with a public form; None for everybody else.

    Args:
        kind: of this kind alone.
    """
    kinds_run = [key for key in kinds_with_form(actor) if kind in ("", key)]
    if not kinds_run:
        return None
    return SentApplication.objects.filter(case__isnull=True, kind__in=kinds_run).count()


def public_forms(actor: Actor) -> dict[str, PublicForm]:
    """The public forms of a partnership by kind, of the kinds somebody runs."""
    return {row.kind: row for row in PublicForm.objects.filter(kind__in=kinds_with_form(actor))}


def title_of(kind: str) -> str:
    """What a kind is called."""
    found = kind_of(kind)
    return found.title if found else kind


def application_of(case: Case) -> SentApplication | None:
    """The application a case was made of, or None."""
    return SentApplication.objects.filter(case=case).first() if form_of(case.kind) else None


def progress_of(case: Case, row: SentApplication, form: ApplyForm, *, at: datetime) -> dict[str, Any] | None:
    """What the applicant sees of a case in the state it stands in; None where that state tells them nothing.

    Only the applicant's own entries are told of, and only what the form's file says of a state: nothing of
    whoever else is in the case, of what bodies returned, or of what is asked apart.
    """
    shown = form.shown.get(case.state)
    if shown is None:
        return None
    released = shown.released and is_released(row, case)
    return {
        "state": shown.state,
        "title": shown.title,
        "says": shown.says,
        "easy": shown.easy,
        "on": timezone.localdate(row.released_at if released else case.since).isoformat(),
        "working": working_told(case, shown, frozenset(row.entries), at=at) if shown.working else [],
        "words": row.words if released else "",
        **_further(case, shown, form, at=at),
    }


def text_told(seen: Mapping[str, Any]) -> str:
    """What an applicant would see of what was written down in the case, as one text."""
    return "\n".join(line for part in seen["tells"] for line in part["lines"])


def _further(case: Case, shown: Shown, form: ApplyForm, *, at: datetime) -> dict[str, Any]:
    """What was written down in the case under each heading that has any, and until when a clock of the process runs."""
    if not (shown.tells or shown.until):
        return {"tells": [], "until": "", "until_easy": ""}
    stands = standing_of(case, at=at)
    until = last_day(stands, shown.until) if shown.until else ""
    return {
        "tells": [one for each in shown.tells if (one := _told_of(case, stands, each, form))["lines"]],
        "until": shown.until_says.replace(DAY, until) if until else "",
        "until_easy": shown.until_easy.replace(DAY, until) if until else "",
    }


def _told_of(case: Case, stands: Standing, told: Tells, form: ApplyForm) -> dict[str, Any]:
    """Under one heading; a line with a word that must not stand on a screen says that there is more."""
    words, detail = Wording(agencies_here(case.partnership_id)), stands.process.details[told.detail]
    events = stands.named((told.event,)) if told.event else [stands]
    given = [one.details.get(told.detail) for one in events]
    said = [words.of(detail, each) for each in given if is_given(each)]
    lines = list(dict.fromkeys(IN_PERSON if form.forbidden_in(line) else line for line in said))
    return {"title": told.title, "easy": told.easy, "lines": lines}


def is_released(row: SentApplication, case: Case) -> bool:
    """Whether what the state of a case tells was released since it came into that state."""
    return row.released_state == case.state and row.released_at is not None and row.released_at >= case.since


def working_told(case: Case, shown: Shown, entries: frozenset[str], *, at: datetime) -> list[str]:
    """How the applicant's own entries were counted, and why else it was decided so, so that it agrees with the letter.

    What else is a sentence of the form's file for each part that was met in the working kept with the decision: no
    report of anybody else, and no body that holds one, is told of.
    """
    own = _own_outcome(case, shown.working, entries, at=at)
    decisions = {move.key for move in process_for(case).moves if move.keeps} | {each.step for each in shown.also}
    decided = case.events.filter(name__in=decisions).order_by("-at", "-pk").first()
    met = _met_by(case, decided) - ({shown.working} if own.met else set())
    return [
        *own.working,
        *(each.says for each in shown.also if each.threshold in met or (decided and each.step == decided.name)),
    ]


def _met_by(case: Case, decided: CaseEvent | None) -> set[str]:
    """Which thresholds were met in what was kept with a decision; it was kept as shown, by their titles."""
    titles = {threshold.title: key for key, threshold in process_for(case).thresholds.items()}
    kept = [one for rows in (decided.working or {}).values() for one in kept_working(rows)] if decided else []
    return {titles[one.title] for one in kept if one.met and one.title in titles}


def _own_outcome(case: Case, threshold: str, entries: frozenset[str], *, at: datetime) -> Outcome:
    process = process_for(case)
    history = [event for event in history_of(process, case.events.all()) if _own(process, threshold, event, entries)]
    here = standing(process, history, at=at, calendar=calendar_of(case.partnership_id))
    return outcome(here, threshold)


def _own(process: Process, threshold: str, event: Event, entries: frozenset[str]) -> bool:
    about = event.corrects or event.ref
    counted = event.name in process.thresholds[threshold].events or event.corrects
    return not counted or about in entries


def told_so_far(row: SentApplication, form: ApplyForm) -> str:
    """What the applicant was last let see, in a line for the staff."""
    if row.stopped_at is not None:
        return "The code was stopped: nobody sees anything."
    if row.released_state and row.released_at and row.released_state in form.shown:
        return f"“{form.shown[row.released_state].title}”, released on {day_in_words(row.released_at)}."
    return "What needs no release: that it was received, and how far it has come."
