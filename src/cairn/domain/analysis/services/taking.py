"""Taking figures: counting as Cairn itself, protecting what was counted, and keeping both as they were on that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from cairn.domain.analysis import policies
from cairn.domain.analysis.models import Analysis, CountedExactly, Question, Taking
from cairn.domain.analysis.sources import SOURCES, NothingToCount, Source
from cairn.domain.analysis.sources.people import BAND_WORDS, SEXES
from cairn.domain.analysis.tabulating import Earlier, in_order, protected
from cairn.domain.analysis.terms import By, Window
from cairn.domain.cases.api import as_system
from cairn.domain.places.api import EVERY_AGE, EVERYBODY, FEMALE, MALE, population
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

_SEX_OF = {SEXES["female"]: FEMALE, SEXES["male"]: MALE}


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
        Refused: when nothing of the kind was ever taken in.
    """
    source, window, today = SOURCES[question.counts], question.window, timezone.localdate(at)
    _one_at_a_time(analysis.partnership_id)
    asked = [By(one) for one in question.by]
    try:
        with as_system(analysis.partnership_id):
            found = source.count(analysis.partnership_id, window, asked, today)
            earlier = earlier_tables(analysis.partnership_id, source, window)
    except NothingToCount as nothing:
        raise Refused(str(nothing), field="counts") from nothing
    figures = protected(found.cells, question.by, window, adds_up=source.adds_up, earlier=earlier)
    residents, say = _residents(analysis.partnership_id, source, question.by, window.last)
    before = analysis.takings.aggregate(number=Max("number"))["number"] or 0
    taking = Taking(
        partnership_id=analysis.partnership_id, analysis=analysis, question=question, number=before + 1,
        counts=question.counts, first_on=question.first_on, last_on=question.last_on, taken_at=at,
        taken_by_id=by.user_id,
        shown={
            "levels": in_order(figures, question.by, window, source.levels),
            "figures": [[list(key), figure] for key, figure in figures.items()],
        },
        notes=list(found.notes), residents=residents, residents_say=say,
    )  # fmt: skip
    taking.save()
    with as_system(analysis.partnership_id):
        CountedExactly(
            partnership_id=analysis.partnership_id, analysis=analysis, taking=taking, feeds=list(found.feeds),
            closed=source.closed, cells=[[list(key), number] for key, number in found.cells.items()],
        ).save()  # fmt: skip
    return taking


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
        taking = row.taking
        found[f"{taking.question.by} {taking.window} {taking.shown} {row.cells}"] = Earlier(
            tuple(taking.question.by), taking.window,
            {tuple(key): figure for key, figure in taking.shown["figures"]},
            {tuple(key): number for key, number in row.cells},
        )  # fmt: skip
    return list(found.values())


def _one_at_a_time(partnership_id: int) -> None:
    """Two tables taken at the same moment would not know of each other: the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('analysis.take'), %s)", [partnership_id % 2**31])


def _residents(partnership_id: int, source: Source, by: Sequence[str], on: date) -> tuple[dict[str, int], str]:
    """How many people live in the partnership's area, all and by sex or age, each with where the number comes from."""
    codes = Partnership.objects.get(pk=partnership_id).authority_codes
    if not source.residents or not codes:
        return {}, ""
    found, said = {}, []
    for level, (sex, ages) in _groups(by).items():
        people = population(codes, sex, ages, on)
        if people.exists and people.count:
            found[level] = people.count
            said.append(people.says)
    return found, " ".join(dict.fromkeys(said))


def _groups(by: Sequence[str]) -> dict[str, tuple[str, tuple[int, int | None]]]:
    """The groups whose numbers of residents are asked for: "" for everybody."""
    groups = {"": (EVERYBODY, EVERY_AGE)}
    if By.SEX in by:
        groups |= {level: (sex, EVERY_AGE) for level, sex in _SEX_OF.items()}
    if By.AGE in by:
        groups |= {level: (EVERYBODY, ages) for level, ages in BAND_WORDS.items()}
    return groups
