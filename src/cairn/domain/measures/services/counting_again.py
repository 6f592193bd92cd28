"""Compute figures again whose records came to say something else; what is locked stays until somebody corrects it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from cairn.domain.measures.computed import RULES
from cairn.domain.measures.models import Measure, Submission
from cairn.domain.measures.services.computing import compute
from cairn.domain.measures.terms import Source, State
from cairn.domain.records.api import Extract
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

_OF_RECORDS = ("records.", "watch.")


def ask_to_count_again(*, extract: Extract, at: datetime) -> None:
    """Have the figures of records computed again, by one job however many files were read again meanwhile."""
    from procrastinate.contrib.django import app

    job = app.configure_task("measures.count_again", queueing_lock=f"measures.count_again {extract.partnership_id}")
    try:
        with transaction.atomic():
            job.defer(partnership=extract.partnership_id, at=at.isoformat())
    except AlreadyEnqueued:
        return  # it has not begun, and will find what this file says now


def count_again(*, partnership: int, at: datetime) -> Iterator[str]:
    """Compute every figure of records again that is not locked, as Cairn itself, each in a transaction of its own.

    Yields:
        The reference of the measure, for each figure that came out as another. The earlier one stays as a revision.
    """
    by = system_actor(partnership)
    keys = [key for key, rule in RULES.items() if any(read.startswith(_OF_RECORDS) for read in rule.reads)]
    with transaction.atomic():
        set_scope(by)
        rows = Submission.objects.filter(
            measure__in=Measure.objects.filter(partnership_id=partnership, computed__in=keys, ended_on=None),
            counts=True, source=Source.COMPUTED,
        ).exclude(state=State.LOCKED)  # fmt: skip
        figures = list(rows.select_related("measure").order_by("measure", "period_start"))
    for figure in figures:
        try:
            with transaction.atomic():
                set_scope(by)
                if compute(by=by, at=at, measure=figure.measure, start=figure.period_start).pk != figure.pk:
                    yield figure.measure.ref
        except Refused:
            continue  # it waits for something, and stands until that is there
