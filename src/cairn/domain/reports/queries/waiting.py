"""What reports put on My work: what waits for a second person, and what was taken down and must be made anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from cairn.domain.plans.api import Section, Task
from cairn.domain.reports import policies
from cairn.domain.reports.models import Report, ReportRelease
from cairn.domain.reports.terms import Outcome
from cairn.kernel.actors import Actor
from cairn.kernel.disclosure import Audience


def reports_waiting(actor: Actor) -> QuerySet[ReportRelease]:
    """Proposals that wait for this person's eyes."""
    return policies.CHECK.rows(actor)


def reports_to_check(actor: Actor, today: date) -> Iterator[Section]:
    """The proposals of ``reports_waiting``, for My work."""
    waiting = reports_waiting(actor).select_related("report", "proposed_by").order_by("proposed_at")
    tasks = tuple(
        Task(do="Check", title=row.report.title, about=f"Proposed by {row.proposed_by}", screen="reports:copy",
             ref=row.report.ref, more=(("audience", Audience.PUBLIC.value),), on=row.proposed_at.date(), when="Since")
        for row in waiting
    )  # fmt: skip
    yield Section(
        key="reports", title="Reports to check before residents see them",
        why="You are the second person: read what would be public, then publish it or send it back.", tasks=tasks,
    )  # fmt: skip


def taken_down_releases() -> QuerySet[ReportRelease]:
    """Publications that a withdrawn decision took down, of reports that were not proposed again since."""
    later = ReportRelease.objects.filter(report=OuterRef("report"), proposed_at__gt=OuterRef("withdrawn_at"))
    rows = ReportRelease.objects.filter(outcome=Outcome.WITHDRAWN, withdrawn_with__isnull=False)
    return rows.exclude(Exists(later)).select_related("withdrawn_with")


def reports_taken_down(actor: Actor) -> QuerySet[ReportRelease]:
    """For whoever proposes reports: those taken down of which none of the same year was made since."""
    anew = Report.objects.filter(plan=OuterRef("report__plan"), asked_at__gt=OuterRef("withdrawn_at"))
    proposes = policies.PROPOSE.rows(actor)
    if proposes.query.is_empty():
        return ReportRelease.objects.none()
    return taken_down_releases().filter(report__in=proposes).exclude(Exists(anew))


def reports_to_make_anew(actor: Actor, today: date) -> Iterator[Section]:
    """The reports of ``reports_taken_down``, for My work."""
    rows = reports_taken_down(actor).select_related("report").annotate(decision=F("withdrawn_with__ref"))
    tasks = tuple(
        Task(do="Make anew", title=row.report.title, about=f"It told a decision that was withdrawn: {row.decision}",
             screen="reports:report", ref=row.report.ref, on=timezone.localdate(row.withdrawn_at), when="Since",
             status="blocked", word="Taken down")
        for row in rows.order_by("withdrawn_at")
    )  # fmt: skip
    yield Section(
        key="reports-down", title="Reports that residents no longer see",
        why="A decision told in them was withdrawn, so they were taken down with it. Make each anew, without "
        "the decision, and propose that.", tasks=tasks,
    )  # fmt: skip
