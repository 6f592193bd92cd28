"""Taking figures: counting as Cairn itself, protecting what was counted, and keeping both as they were on that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from cairn.domain.analysis import policies
from cairn.domain.analysis.models import Analysis, CountedExactly, Question, Taking
from cairn.domain.analysis.services.residents import residents_of
from cairn.domain.analysis.sources import SOURCES, Found, NothingToCount, Source
from cairn.domain.analysis.tabulating import Earlier, Figures, in_order, protected
from cairn.domain.analysis.terms import NOT_KNOWN, By, Window
from cairn.domain.analysis.where import (
    NoPlaces,
    Where,
    all_by,
    asks_where,
    counted_by,
    protected_together,
    where_of,
    with_authorities,
)
from cairn.domain.cases.api import as_system
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor


def take_again(*, by: Actor, at: datetime, analysis: Analysis) -> Taking:
    """Take the figures of an analysis as they are now. What was taken before stays beside them.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when nothing of the kind was ever taken in.
    """
    with command("analysis.take", by=by, at=at):
        policies.CHANGE.require(by, analysis)
        held = Analysis.objects.select_for_update(of=("self",)).get(pk=analysis.pk)
        return taken(by=by, at=at, analysis=held, question=held.questions.order_by("-number").first())


def taken(*, by: Actor, at: datetime, analysis: Analysis, question: Question) -> Taking:
    """The figures of a question; inside a command.

    Raises:
        Refused: when nothing of the kind was ever taken in, or nothing can be counted by place any more.
    """
    source, window, today = SOURCES[question.counts], question.window, timezone.localdate(at)
    _one_at_a_time(analysis.partnership_id)
    asked = [By(one) for one in counted_by(question.by, question.place)]
    try:
        where = where_of(analysis.partnership_id) if asks_where(question.by, question.place) else None
        with as_system(analysis.partnership_id):
            found = source.count(analysis.partnership_id, window, asked, today)
            earlier = earlier_tables(analysis.partnership_id, source, window)
    except NothingToCount as nothing:
        raise Refused(str(nothing), field="counts") from nothing
    except NoPlaces as missing:
        raise Refused(str(missing), field="place") from missing
    residents, say = residents_of(analysis.partnership_id, source, question, where)
    before = analysis.takings.aggregate(number=Max("number"))["number"] or 0
    taking = Taking(
        partnership_id=analysis.partnership_id, analysis=analysis, question=question, number=before + 1,
        counts=question.counts, first_on=question.first_on, last_on=question.last_on, taken_at=at,
        taken_by_id=by.user_id, shown=_leaving(source, question, found, earlier, where),
        notes=[*found.notes, *_unsaid(found, asked), *_about_places(question, where)],
        residents=residents, residents_say=say,
    )  # fmt: skip
    taking.save()
    with as_system(analysis.partnership_id):
        CountedExactly(
            partnership_id=analysis.partnership_id, analysis=analysis, taking=taking, feeds=list(found.feeds),
            closed=source.closed, cells=[[list(key), number] for key, number in found.cells.items()],
        ).save()  # fmt: skip
    return taking


def _leaving(
    source: Source, question: Question, found: Found, earlier: Sequence[Earlier], where: Where | None
) -> dict[str, Any]:
    """What may leave of a question, as it is kept."""
    by, window, how = question.by, question.window, {"adds_up": source.adds_up, "earlier": earlier}
    levels, about = source.levels, {}
    if found.sent is not None:
        about = {"sent": {name: list(months) for name, months in found.sent.items()}, "unsent": found.unsent}
    if where is None:
        figures = protected(found.cells, by, window, **how)
    else:
        place, lies_in = question.place, where.lies_in
        figures, together = protected_together(found.cells, by, place, window, lies_in, **how)
        levels = {**levels, **where.levels(place)}
        about |= {"together": _listed(together), "lies_in": lies_in, "names": where.names}
    return {"levels": in_order(figures, by, window, levels), "figures": _listed(figures), **about}


def _listed(figures: Figures) -> list[list[Any]]:
    return [[list(key), figure] for key, figure in figures.items()]


def _unsaid(found: Found, asked: Sequence[By]) -> list[str]:
    """What must be said where nothing that was counted says what it is broken down by."""
    said = []
    for place, by in enumerate(asked):
        if {key[place] for key, number in found.cells.items() if number} == {NOT_KNOWN}:
            said.append(
                f"{by.label}: not known of anything that was counted. Nought beside a group does not mean that there"
                " was none of it."
            )
    return said


def _about_places(question: Question, where: Where | None) -> list[str]:
    """What must be said of figures of places."""
    if where is None:
        return []
    said = [f"An incident lies in the ward round its point, or else that of its postcode. {where.boundaries.says}"]
    if where.boundaries.thinned:
        said.append("These boundaries are thinned for drawing: a place near one may count on its other side.")
    if question.place:
        said.append("What came without a place is in no ward. Break all down by ward to see how much that is.")
    return said


def earlier_tables(partnership_id: int, source: Source, window: Window) -> list[Earlier]:
    """Every table of a source that was taken before and has a month of the window, whoever took it.

    Of people, who count once in all the months, only those of exactly these months. Of one question, those that show
    the same are asked once.
    """
    rows = CountedExactly.objects.filter(partnership_id=partnership_id, taking__counts=source.key)
    if source.adds_up:
        rows = rows.filter(taking__first_on__lte=window.last, taking__last_on__gte=window.first)
    else:
        rows = rows.filter(taking__first_on=window.first, taking__last_on=window.last)
    found: dict[str, Earlier] = {}
    for row in rows.select_related("taking", "taking__question").order_by("pk"):
        taking, shown = row.taking, row.taking.shown
        by, cells = tuple(taking.question.by), {tuple(key): number for key, number in row.cells}
        if "together" in shown:
            by = all_by(by, taking.question.place)
            cells = with_authorities(cells, shown["lies_in"])
        figures = shown.get("together", shown["figures"])
        found[f"{by} {taking.window} {figures} {row.cells}"] = Earlier(
            by, taking.window, {tuple(key): figure for key, figure in figures}, cells
        )
    return list(found.values())


def _one_at_a_time(partnership_id: int) -> None:
    """Two tables taken at the same moment would not know of each other: the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('analysis.take'), %s)", [partnership_id % 2**31])
