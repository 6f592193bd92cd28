"""Making an analysis, asking it anew, saying what its figures say, and sharing it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cairn.domain.analysis import policies
from cairn.domain.analysis.models import Analysis, Question, SharedAnalysis
from cairn.domain.analysis.services.taking import taken
from cairn.domain.analysis.sources import SOURCES
from cairn.domain.analysis.terms import MOST_MONTHS, OLDEST, PLACES, By, Heading, Window, end_of_month
from cairn.domain.analysis.where import NoPlaces, asks_where, where_of
from cairn.domain.strategies.api import Commitment
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused, SavedMeanwhile
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.audit.commands import command
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is counted, over which months, where, by what.

    Args:
        counts: key of a source.
        first, last: any day of the first and of the last month.
        by: one breakdown or two.
        place: code of a ward or authority of the partnership; "" for the whole of it.
    """

    counts: str
    first: date
    last: date
    by: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What an analysis is called, where it stands, what its figures say, and the commitment it is about."""

    title: str
    heading: str
    says: str = ""
    commitment: Commitment | None = None

    def columns(self) -> dict[str, Any]:
        """As the row has them."""
        return {
            "title": self.title.strip(), "heading": self.heading, "says": self.says.strip(),
            "commitment_id": self.commitment.pk if self.commitment else None,
        }  # fmt: skip


def make_analysis(*, by: Actor, at: datetime, described: Described, asked: Asked) -> Analysis:
    """Save an analysis, kept to whoever makes it, and take its figures.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: naming what is missing or wrong, or when nothing of the kind was ever taken in.
    """
    policies.MAKE.require(by, Partnership.objects.get(pk=by.partnership_id))
    _check_described(by, described)
    window, place = _window(asked, today=timezone.localdate(at)), _place(by.partnership_id, asked)
    with command("analysis.make", by=by, at=at):
        row = Analysis(
            partnership_id=by.partnership_id, ref=new_reference("AN", taken=Analysis), owner_id=by.user_id, made_at=at,
            **described.columns(),
        )  # fmt: skip
        row.save()
        taken(by=by, at=at, analysis=row, question=_question(by, at, row, asked, window, place, number=1))
    return row


def ask_anew(*, by: Actor, at: datetime, analysis: Analysis, version: int, asked: Asked) -> Question:
    """Ask something else from now on, and take its figures. What was asked before stays, with its figures.

    Raises:
        SavedMeanwhile: when it was changed in between; nothing is saved.
        Refused: naming what is wrong, or when it is asked already.
    """
    window, place = _window(asked, today=timezone.localdate(at)), _place(by.partnership_id, asked)
    with command("analysis.ask", by=by, at=at):
        held = _held(by, analysis)
        now = held.questions.order_by("-number").first()
        if (now.counts, now.window, now.place, tuple(now.by)) == (asked.counts, window, asked.place, asked.by):
            raise Refused("That is what it asks already. To see what it is now, take the figures again.")
        if held.version != version:
            raise SavedMeanwhile(theirs=_told(now), version=held.version)
        held.version += 1
        held.save()
        question = _question(by, at, held, asked, window, place, number=now.number + 1)
        taken(by=by, at=at, analysis=held, question=question)
    return question


def describe(*, by: Actor, at: datetime, analysis: Analysis, version: int, described: Described) -> Analysis:
    """Put the title, the heading, or what the figures say.

    Raises:
        SavedMeanwhile: when it was changed in between; nothing is saved.
        Refused: naming the field that is missing or wrong, or when nothing was changed.
    """
    _check_described(by, described)
    with command("analysis.describe", by=by, at=at):
        held = _held(by, analysis)
        wanted = described.columns()
        if all(getattr(held, name) == value for name, value in wanted.items()):
            raise Refused("Nothing was changed.")
        if held.version != version:
            raise SavedMeanwhile(theirs=_described(held), version=held.version)
        for name, value in wanted.items():
            setattr(held, name, value)
        held.version += 1
        held.save()
    return held


def share(
    *, by: Actor, at: datetime, analysis: Analysis, everybody: bool, agencies: Collection[Agency] = ()
) -> Analysis:
    """Say with whom an analysis is shared from now on: everybody, some agencies, or nobody.

    Whoever it is not shared with any more cannot open it again; that they could stays on record.

    Raises:
        Refused: when that is how it is shared already, or an agency is not of this partnership today.
    """
    wanted: dict[int | None, Agency | None] = {None: None} if everybody else {one.pk: one for one in agencies}
    with command("analysis.share", by=by, at=at):
        held = _held(by, analysis)
        _check_members(held.partnership_id, () if everybody else agencies, on=timezone.localdate(at))
        now: Mapping[int | None, SharedAnalysis] = {row.agency_id: row for row in held.shared.filter(ended_at=None)}
        if now.keys() == wanted.keys():
            raise Refused("That is how it is shared already. Nothing was changed.")
        for key, row in now.items():
            if key not in wanted:
                row.ended_at, row.ended_by_id = at, by.user_id
                row.save()
        for key in wanted.keys() - now.keys():
            SharedAnalysis(
                partnership_id=held.partnership_id, analysis=held, agency_id=key, from_at=at, by_id=by.user_id
            ).save()
    return held


def _question(
    by: Actor, at: datetime, row: Analysis, asked: Asked, window: Window, place: str, *, number: int
) -> Question:
    question = Question(
        partnership_id=row.partnership_id, analysis=row, number=number, counts=asked.counts, first_on=window.first,
        last_on=window.last, place=asked.place, place_name=place, by=list(asked.by), asked_by_id=by.user_id,
        asked_at=at,
    )  # fmt: skip
    question.save()
    return question


def _held(by: Actor, analysis: Analysis) -> Analysis:
    policies.CHANGE.require(by, analysis)  # before the row is held: whoever may not write it cannot hold it either
    return Analysis.objects.select_for_update(of=("self",)).get(pk=analysis.pk)


def _check_members(partnership_id: int, agencies: Collection[Agency], *, on: date) -> None:
    members = set(current_members(partnership_id, on).values_list("agency_id", flat=True))
    others = sorted(one.name for one in agencies if one.pk not in members)
    if others:
        are = "is" if len(others) == 1 else "are"
        raise Refused(f"{' and '.join(others)} {are} not of this partnership. Choose others.", field="agencies")


def _check_described(by: Actor, described: Described) -> None:
    if not described.title.strip():
        raise Refused("Give it a name.", field="title")
    if described.heading not in Heading.values:
        raise Refused("Choose the heading it stands under.", field="heading")
    if described.commitment is not None and described.commitment.partnership_id != by.partnership_id:
        raise Refused("Choose a commitment of this partnership.", field="commitment")


def _window(asked: Asked, *, today: date) -> Window:
    """The whole months that are asked for.

    Raises:
        Refused: naming the field, when they cannot be counted, or not by that.
    """
    source = SOURCES.get(asked.counts)
    if source is None:
        raise Refused("Choose what is counted.", field="counts")
    if not asked.by or asked.by[0] not in source.by:
        raise Refused(f"{source.title} are not broken down by that. Choose another.", field="by")
    if len(asked.by) > 2 or any(one not in source.by for one in asked.by[1:]):
        raise Refused(f"{source.title} are not broken down by that. Choose another.", field="also_by")
    if len(set(asked.by)) < len(asked.by):
        raise Refused("Choose two different breakdowns, or leave the second out.", field="also_by")
    window = Window(asked.first.replace(day=1), end_of_month(asked.last))
    if window.last < window.first:
        raise Refused("The period ends before it begins. Choose a later last month.", field="last")
    if window.last >= today:
        over = day_in_words(window.last)
        raise Refused(f"The last month is not over until the end of {over}. Choose an earlier one.", field="last")
    if window.length > MOST_MONTHS:
        raise Refused(f"That is {window.length} months. Choose {MOST_MONTHS} or fewer.", field="first")
    if (today.year - window.first.year) * 12 + today.month - window.first.month > OLDEST:
        raise Refused(f"Figures go back {OLDEST} months. Choose a later first month.", field="first")
    return window


def _place(partnership_id: int, asked: Asked) -> str:
    """The name of the place that is asked for; "" for the whole partnership.

    Raises:
        Refused: naming the field, when it cannot be counted there, or not by that.
    """
    if not asks_where(asked.by, asked.place):
        return ""
    source = SOURCES[asked.counts]
    if By.WARD not in source.by:
        raise Refused(f"{source.title} have no place. Choose the whole partnership.", field="place")
    try:
        where = where_of(partnership_id)
    except NoPlaces as missing:
        raise Refused(str(missing), field="place" if asked.place else "by") from missing
    if asked.place not in ("", *where.names):
        raise Refused("Choose a ward or a local authority of this partnership.", field="place")
    places = PLACES & set(asked.by)
    if len(places) == 2:
        raise Refused("A ward lies in one authority. Choose wards or authorities.", field="also_by")
    if places and asked.place and (asked.place in where.lies_in or By.DISTRICT in places):
        raise Refused("One place is not broken down by that. Choose another, or the whole partnership.", field="place")
    if len(set(asked.by) - PLACES) > 1:
        raise Refused("Of a single place, choose one breakdown: with two nearly all is withheld.", field="also_by")
    return where.names.get(asked.place, "")


def _told(question: Question) -> tuple[tuple[str, str], ...]:
    by = " and ".join(By(one).label.lower() for one in question.by)
    counts, where = SOURCES[question.counts].title, question.place_name or "The whole partnership"
    return ("What is counted", counts), ("Months", str(question.window)), ("Where", where), ("By", by)


def _described(row: Analysis) -> tuple[tuple[str, str], ...]:
    return ("Name", row.title), ("Heading", row.get_heading_display()), ("What the figures say", row.says)
