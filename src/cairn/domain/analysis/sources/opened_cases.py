"""Cases that were opened, by kind; whoever has them, so they are broken down no further."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q
from django.utils import timezone

from cairn.domain.analysis.sources.source import Found, NothingToCount, Source, counted, rows_of, since
from cairn.domain.analysis.terms import By, Window
from cairn.domain.cases.api import Case, kinds

_COLUMNS = {By.MONTH: "to_char(told AT TIME ZONE 'Europe/London', 'YYYY-MM')", By.KIND: "kind"}


def _count(partnership_id: int, window: Window, by: Sequence[By], today: date) -> Found:
    cases = Case.objects.filter(partnership_id=partnership_id).exclude(_unsent())
    if not cases.exists():
        raise NothingToCount("No case has been opened yet, so there is nothing to count.")
    begin, end = (timezone.make_aware(datetime.combine(day, time())) for day in
                  (window.first, window.last + timedelta(days=1)))  # fmt: skip
    rows = cases.filter(opened_at__gte=begin, opened_at__lt=end).order_by().annotate(told=F("opened_at"))
    words = {By.KIND: {key: kind.title for key, kind in kinds().items()}}
    return Found(
        counted(rows_of(rows.values("told", "kind")), _COLUMNS, by, words), sent=since(cases, "opened_at", window),
        unsent="Before the first case",
    )  # fmt: skip


def _unsent() -> Q:
    """Drafts: in a state which the version of their process, that they keep, says nobody else has them in."""
    found = Q(pk__in=[])
    for key, kind in kinds().items():
        for process in (version.process for version in kind.versions):
            states = [state.key for state in process.states.values() if state.unsent]
            if states:
                found |= Q(kind=key, version_from=process.valid_from, state__in=states)
    return found


CASES = Source(
    key="cases",
    title="Cases opened",
    definition=(
        "Cases of several agencies that were opened, by the month and by the kind of case. A case counts whoever has "
        "it, and whether or not it is kept apart, so it is counted by nothing else. One that an agency is still "
        "writing, and nobody else has, is not counted until it is sent; then in the month it was begun."
    ),
    by=(By.MONTH, By.KIND),
    count=_count,
    closed=True,
)
