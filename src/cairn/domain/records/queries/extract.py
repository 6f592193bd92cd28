"""One extract: what was found in it, and its first rows as received beside what they are understood to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cairn.domain.records import policies
from cairn.domain.records.models import Extract
from cairn.domain.records.services.loading import far_shorter
from cairn.domain.records.services.meaning import Proposed, agreed_fields
from cairn.domain.records.services.reading import layout_of
from cairn.domain.records.terms import (
    BUSY,
    COUNTS_AS_WORDS,
    HARM_WORDS,
    OFFENCE_WORDS,
    OPEN,
    RELATIONSHIP_WORDS,
    Carries,
    Stage,
)
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.records.days import Order
from cairn.kernel.records.meanings import FIELDS, Holds
from cairn.kernel.records.reading import RowReader, Understood

SHOWN = 3
_PRECISION = {"year": "only the year is used", "month": "only the month is used"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractPage:
    """What came of one file.

    Args:
        problems: rule and number of rows, of those that cannot go in.
        notes: field, rule and number of rows, of what went in without what could not be read.
        replaced: the files that this one took the place of.
        whole: it is the whole list, so that whoever does not stand in it counts no more.
        shorter: what must be asked of a file far shorter than what it would take the place of; "" where nothing is.
    """

    extract: Extract
    problems: tuple[tuple[str, int], ...]
    notes: tuple[tuple[str, str, int], ...]
    replaced: tuple[Extract, ...]
    whole: bool
    shorter: str
    busy: bool
    open: bool
    checked: bool
    may_open: bool
    may_settle: bool


@dataclass(frozen=True, slots=True)
class CellShown:
    """One cell of a row: as received, and as understood with what it means."""

    title: str
    received: str
    meaning: str
    understood: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row of the preview, with what is odd about it."""

    number: int
    cells: tuple[CellShown, ...]
    says: tuple[str, ...]
    stopped: bool


def extract_page(actor: Actor, ref: str) -> ExtractPage:
    """What came of one file; 404 when it is not the actor's to see."""
    rows = Extract.objects.select_related("feed__agency", "agreement", "by", "corrects", "replaced_by")
    extract = policies.VIEW_EXTRACT.one(actor, rows, ref=ref)
    titles = {field.key: field.title for field in FIELDS[Holds(extract.feed.holds)]}
    return ExtractPage(
        extract=extract,
        problems=tuple((rule, count) for rule, count in extract.counts.get("problems", ())),
        notes=tuple((titles.get(about, ""), rule, count) for about, rule, count in extract.counts.get("notes", ())),
        replaced=tuple(extract.replaces.all()),
        whole=extract.agreement.carries == Carries.WHOLE,
        shorter=far_shorter(extract) if extract.stage == Stage.CHECKED else "",
        busy=extract.stage in BUSY,
        open=extract.stage in OPEN,
        checked=extract.stage == Stage.CHECKED,
        may_open=policies.OPEN_ROWS.decide(actor, extract).allowed,
        may_settle=policies.SETTLE.decide(actor, extract).allowed,
    )


def preview(extract: Extract, proposed: Proposed, mapping: Mapping[int, str]) -> tuple[RowShown, ...]:
    """The first rows, each as received beside what it would be understood to say.

    Args:
        mapping: number of a column to the field it is taken for.
    """
    layout = layout_of(extract)
    places = {layout.columns[number][0]: about for number, about in mapping.items() if about}
    titles = {field.key: field.title for field in agreed_fields(extract)}
    reader = RowReader(
        holds=extract.feed.holds, titles=layout.titles, mapping=places, orders=proposed.orders,
        on=timezone.localdate(extract.came_at), since_1904=layout.since_1904,
    )  # fmt: skip
    shown = []
    for line in proposed.table.lines[:SHOWN]:
        cells: list[str] = [""] * (max((place for place, _title in layout.columns), default=0) + 1)
        for number, cell in enumerate(line.cells):
            cells[layout.columns[number][0]] = cell.text
        found = reader.read(cells)
        shown.append(
            RowShown(
                line.number,
                tuple(
                    CellShown(
                        title, cells[place], titles.get(places.get(place, ""), ""), _said(found, places.get(place))
                    )
                    for place, title in layout.columns
                ),
                tuple(said.sentence for said in (*found.problems, *found.notes)),
                bool(found.problems),
            )
        )
    return tuple(shown)


def _said(found: Understood, about: str | None) -> str:
    """What a field was understood to say, in words; "" where nothing was."""
    if not about:
        return ""
    for part, person in found.people.items():
        if about.startswith(f"{part}_"):
            return _of_person(person, about.removeprefix(f"{part}_"))
    values = found.values
    if "happened" not in values:
        return _of_person(values, about)
    if about in ("happened", "reported", "happened_time"):
        moment = values["happened" if about == "happened_time" else about]
        return _moment(moment, whole=about != "reported" and values["has_time"])
    if about == "kind":
        return OFFENCE_WORDS.get(values["group"], "")
    if about == "relationship":
        return RELATIONSHIP_WORDS.get(values["relationship"], "")
    if about == "harm":
        return ", ".join(HARM_WORDS[one] for one in values["harm"].split())
    if about == "counts_as":
        return ", ".join(COUNTS_AS_WORDS[one] for one in values["counts_as"].split())
    return _plain(values.get(about))


def _of_person(person: Mapping[str, Any], about: str) -> str:
    if about == "name":
        return " ".join(part for part in (person["given"], person["family"]) if part) or "Not known"
    if about == "born" and person["born"] is not None:
        why = _PRECISION.get(person["born_precision"])
        return day_in_words(person["born"]) + (f" ({why})" if why else "")
    return _plain(person.get(about)) or "Not known"


def _moment(moment: datetime | None, *, whole: bool) -> str:
    if moment is None:
        return ""
    return day_in_words(moment.date()) + (f", {moment:%H:%M}" if whole else "")


def _plain(value: object) -> str:
    if isinstance(value, date):
        return day_in_words(value)
    return "" if value is None else str(value)


def order_words() -> Sequence[tuple[str, str]]:
    """The two orders of dates in figures, as people choose them."""
    return (
        (Order.DAY_FIRST.value, "The day: 03/04/2026 is 3 April 2026"),
        (Order.MONTH_FIRST.value, "The month: 03/04/2026 is 4 March 2026"),
    )
