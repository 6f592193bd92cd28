"""Say what the columns of a file mean: proposed from the last file, from headings and from values; then kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from cairn.domain.records import policies
from cairn.domain.records.models import Extract, Meanings
from cairn.domain.records.services.reading import Layout, layout_of, rows_of
from cairn.domain.records.terms import Stage
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.files.bringing import check_mapping
from cairn.foundation.files.terms import FileRefused
from cairn.kernel.actors import Actor
from cairn.kernel.records.days import Decided, Order, decide_order
from cairn.kernel.records.guessing import guess, hold_days
from cairn.kernel.records.headings import OF_THE_EVENT, propose_people, read_heading
from cairn.kernel.records.meanings import DAYS, PEOPLE_IN_IT, Holds, fields_of, lacking
from cairn.kernel.workbooks.fields import Field
from cairn.kernel.workbooks.finding import ColumnFound, Line, Table
from cairn.kernel.workbooks.grid import Cell
from cairn.kernel.workbooks.mapping import propose

LOOK_AT, DAYS_LOOKED_AT = 50, 20_000
GIVEN_BACK = ("Row in the file", "Why it did not go in")  # columns of the file of rows given back
_ASK = {
    Decided.ASK: "Every date in this column could be read either way. Say which part comes first.",
    Decided.MIXED: "Some dates in this column have the day first, and others the month. Say which is right: the others"
    " are given back with their rows. Dates such as 03/04 fit both, and go in as you say: if the agency's system writes"
    " both, have the file made again.",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the columns of a file are taken for.

    Args:
        table: its columns and first rows.
        mapping: place of a column to the key of a field.
        because: place to the reason, in words.
        orders: field to the order of its dates.
        added, missing: headings that the last file did not have, and that only it had.
    """

    table: Table
    mapping: Mapping[int, str]
    because: Mapping[int, str]
    orders: Mapping[str, str]
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def newest_meanings(extract: Extract) -> Meanings | None:
    """What the columns of this feed's files were last said to mean."""
    return extract.feed.meanings.order_by("-pk").first()


def agreed_fields(extract: Extract) -> tuple[Field, ...]:
    """The fields that may be taken in from a file, by the agreement it came under."""
    return fields_of(extract.feed.holds, extract.agreement.fields)


def first_rows(extract: Extract, layout: Layout, count: int = LOOK_AT) -> Table:
    """The columns and the first rows of a file."""
    lines = []
    for number, cells in islice(rows_of(extract, layout), count):
        held = tuple(
            Cell(cells[place] if place < len(cells) and cells[place].strip() else None) for place, _ in layout.columns
        )
        lines.append(Line(number, held))
    columns = tuple(ColumnFound(title, place) for place, title in layout.columns)
    return Table("", layout.heading_rows, columns, tuple(lines), since_1904=layout.since_1904)


def propose_meanings(extract: Extract) -> Proposed:
    """What the columns may mean: as said for this file, as said for the last, or by heading and values."""
    table = first_rows(extract, layout_of(extract))
    said = extract.meanings or newest_meanings(extract)
    fields = agreed_fields(extract)
    allowed = {field.key for field in fields}
    titles = [column.title for column in table.columns]
    mapping, because = {}, {}
    for number, title in enumerate(titles):
        if said is not None and title in said.titles:
            mapping[number] = said.mapping.get(title, "") if said.mapping.get(title) in allowed else ""
            because[number] = "As the last time." if mapping[number] else ""
    incidents = extract.feed.holds == Holds.INCIDENTS
    for number, (field, why) in _of_new_columns(table, fields, mapping, incidents=incidents).items():
        mapping[number], because[number] = field, why
    mapping |= {number: "" for number, title in enumerate(titles) if title in GIVEN_BACK}
    known = {*(said.titles if said is not None else titles), *GIVEN_BACK}
    return Proposed(
        table, mapping, because, dict(said.orders) if said is not None else {},
        tuple(title for title in titles if title not in known),
        tuple(sorted(known - {*titles, *GIVEN_BACK})),
    )  # fmt: skip


def _of_new_columns(
    table: Table, fields: tuple[Field, ...], said: Mapping[int, str], *, incidents: bool
) -> dict[int, tuple[str, str]]:
    """What the columns may mean of which nobody has said anything: first the people in an incident, then the rest."""
    values = {place: [line.cells[place].text for line in table.lines] for place in range(len(table.columns))}
    taken = set(said.values())
    free = {field.key for field in fields} - taken
    said = {**said, **{place: "" for place, one in enumerate(table.columns) if one.title in GIVEN_BACK}}
    titles = ["" if place in said else column.title for place, column in enumerate(table.columns)]
    people = propose_people(titles, values, free) if incidents else {}
    found = {place: (field, why) for place, (field, why) in people.items() if field is not None}
    taken |= {field for field, _why in found.values()}
    for one in propose(table, tuple(field for field in fields if field.key not in PEOPLE_IN_IT)):
        if one.place in said or one.place in found:
            continue
        fits = one.field and (one.field not in taken or _several(fields, one.field))
        if one.field in DAYS and not hold_days(values[one.place]):
            fits = False  # "Reported by" is headed like a day, and holds names
        if one.place in people and one.field not in OF_THE_EVENT:
            fits = False  # "Victim occupation" is about her, and neither a kind nor a place of the event
        if fits:
            found[one.place] = (one.field, one.because)
            taken.add(one.field)
    for place, column in enumerate(table.columns):
        if place not in said and place not in found:
            # What is about one side is not the event's; nor is somebody's birth, whoever she is, when it happened.
            skipped = incidents and (place in people or read_heading(column.title).fact == "born")
            found[place] = ("", "") if skipped else guess(values[place], free - taken - PEOPLE_IN_IT)
            taken.add(found[place][0])
    return found


def say_meanings(
    *, by: Actor, at: datetime, extract: Extract, mapping: Mapping[int, str], orders: Mapping[str, str]
) -> Meanings:
    """Say what the columns mean. Remembered for the feed; the rows are checked next.

    Args:
        mapping: number of a column, in the order of the file, to the key of a field; "" for those not read.
        orders: field to ``Order``, where somebody was asked.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: naming the column as ``column_<number>``, or the order of a field as ``order_<field>``.
    """
    policies.SETTLE.require(by, extract)
    if extract.stage not in (Stage.RECEIVED, Stage.CHECKED):
        raise Refused("What the columns mean can be said until the rows go in.")
    layout = layout_of(extract)
    table, fields = first_rows(extract, layout), agreed_fields(extract)
    chosen = {number: about for number, about in mapping.items() if about}
    used = check_mapping(table, chosen, fields)
    if sentence := lacking(extract.feed.holds, used):
        raise Refused(sentence)
    if {"easting", "northing"} & used and not {"easting", "northing"} <= used:
        raise Refused("Easting and northing belong together. Say which column holds the other one.")
    if {"latitude", "longitude"} & used and not {"latitude", "longitude"} <= used:
        raise Refused("Latitude and longitude belong together. Say which column holds the other one.")
    settled = _orders(extract, layout, chosen, orders)
    titles = [column.title for column in table.columns]
    with command("records.say_meanings", by=by, at=at):
        found = Meanings(
            partnership_id=extract.partnership_id, feed_id=extract.feed_id, titles=titles,
            mapping={titles[number]: about for number, about in sorted(chosen.items())}, orders=settled,
            by_id=by.user_id, made_at=at,
        )  # fmt: skip
        found.save()
        extract.refresh_from_db(from_queryset=Extract.objects.select_for_update(of=("self",)))
        extract.meanings, extract.stage, extract.problem = found, Stage.CHECKING, ""
        extract.save()
    return found


def meant_already(extract: Extract) -> tuple[dict[int, str], dict[str, str]] | None:
    """The mapping and orders to go on with, where an earlier file had the same headings and nothing need be asked.

    Rows that were given back have two columns more, of which the agency's own system knows nothing.
    """
    titles = [title for _place, title in layout_of(extract).columns]
    own = [title for title in titles if title not in GIVEN_BACK]
    every = extract.feed.meanings.order_by("-pk")
    said = every.filter(titles=titles).first() or every.filter(titles=own).first()
    if said is None:
        return None
    allowed = {field.key for field in agreed_fields(extract)}
    if not set(said.mapping.values()) <= allowed:
        return None
    return {number: said.mapping.get(title, "") for number, title in enumerate(titles)}, dict(said.orders)


def days_to_ask(extract: Extract, mapping: Mapping[int, str]) -> set[str]:
    """The fields of days whose columns do not say themselves which part of a date comes first."""
    layout = layout_of(extract)
    return {
        about for number, about in mapping.items()
        if about in DAYS and decide_order(_column(extract, layout, layout.columns[number][0])) in _ASK
    }  # fmt: skip


def places_of(extract: Extract) -> dict[int, str]:
    """Place of a column in the file to the field it means."""
    said = extract.meanings
    assert said is not None
    return {place: said.mapping[title] for place, title in layout_of(extract).columns if title in said.mapping}


def _several(fields: tuple[Field, ...], key: str) -> bool:
    return any(field.several for field in fields if field.key == key)


def _orders(extract: Extract, layout: Layout, chosen: Mapping[int, str], said: Mapping[str, str]) -> dict[str, str]:
    """The order of the dates of each column of days; asked for where the dates do not say it themselves."""
    columns = {about: layout.columns[number][0] for number, about in chosen.items() if about in DAYS}
    found = {}
    for about, place in columns.items():
        decided = decide_order(_column(extract, layout, place))
        if decided in _ASK:
            if said.get(about) not in tuple(Order):
                raise Refused(_ASK[decided], field=f"order_{about}")
            found[about] = str(said[about])
        elif decided is not Decided.NOT_ASKED:
            found[about] = Order(decided.value).value
    return found


def _column(extract: Extract, layout: Layout, place: int) -> Iterator[str]:
    try:
        for _number, cells in islice(rows_of(extract, layout), DAYS_LOOKED_AT):
            yield cells[place] if place < len(cells) else ""
    except FileRefused:
        return  # the check of the rows says where it stops being a table
