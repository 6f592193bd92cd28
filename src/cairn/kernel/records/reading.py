"""One row of an extract, understood: what goes beside it, what is odd about it, and why it cannot go in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from cairn.kernel.not_known import says_no_name, says_unknown
from cairn.kernel.records.contacts import plain_address, read_email, read_nhs, read_phone, read_postcode
from cairn.kernel.records.days import OLDEST, Order, Precision, read_birth, read_moment
from cairn.kernel.records.grids import to_grid, to_wgs84
from cairn.kernel.records.incidents import counts_as, harm_flags, offence_group, relationship
from cairn.kernel.records.meanings import ROLES, Holds
from cairn.kernel.records.names import PersonName, plain_name, plain_sex, whole_name

LONGEST_KEY, LONGEST_TEXT, MOST_LINES = 80, 300, 20
# Goes up whenever the same cells of an incident come to say something else: the group of an offence, how the two know
# each other, signs of harm, what it counts as, somebody's sex. 2: safeguarding records, marks, and denials.
# 3: relationships in one word or denied, more denials of harm, groups of published places.
RULES = 3

# Of most incidents of a large extract: the person is a number, and the people the agency sends say who it is.
_BY_NUMBER_ALONE = {
    **dict.fromkeys(("given", "family", "other_names", "sex", "postcode", "address", "phone", "email", "nhs"), ""),
    "born": None, "born_precision": Precision.UNKNOWN.value,
}  # fmt: skip
NAMES = ("name", "given", "family", "other_names")  # how the keys of fields that hold a name end


@dataclass(frozen=True, slots=True)
class Said:
    """Something to say about a row.

    Args:
        field: the field it is about, or "".
        rule: a few words that name nobody, to count by.
        sentence: for whoever reads the row; may quote it.
    """

    field: str
    rule: str
    sentence: str


@dataclass(slots=True)
class Understood:
    """A row as it is understood.

    Args:
        received: heading to what stands there, of the columns that are read.
        values: normalised, by field.
        people: of an incident: role to the values of the person in it.
        filled: the fields in which anything stands but that it is unknown.
        notes: what is odd; the row goes in all the same, without what could not be read.
        problems: why the row does not go in.
    """

    received: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    notes: list[Said] = field(default_factory=list)
    problems: list[Said] = field(default_factory=list)


class RowReader:
    """Reads the rows of one extract.

    Args:
        holds: ``Holds``, what the feed is about.
        titles: the headings, by place.
        mapping: place of a column to the field it means.
        orders: field to ``Order``, for columns whose dates stand in figures.
        on: the day the extract came.
        since_1904: which days serial numbers count from.
    """

    def __init__(
        self, *, holds: str, titles: Mapping[int, str], mapping: Mapping[int, str], orders: Mapping[str, str], on: date,
        since_1904: bool = False,
    ) -> None:  # fmt: skip
        self.holds, self.orders, self.on, self.since_1904 = holds, dict(orders), on, since_1904
        self.latest = datetime.combine(on, time.min) + timedelta(days=1)
        self.earliest = datetime.combine(date(on.year - OLDEST, 1, 1), time.min)
        self._columns = [
            (place, titles[place], about, says_no_name if about.endswith(NAMES) else says_unknown)
            for place, about in sorted(mapping.items()) if about
        ]  # fmt: skip
        self._width = max(titles, default=-1) + 1
        self._of = {
            part: frozenset(about for _place, _title, about, _check in self._columns if about.startswith(f"{part}_"))
            for part in ROLES
        }

    def read(self, cells: Sequence[str]) -> Understood:
        """Understand a row.

        Args:
            cells: what stands in it, by place, as text.
        """
        found = Understood({})
        given: dict[str, list[tuple[str, str]]] = {}
        wide, received, filled = len(cells), found.received, found.filled
        for place, title, about, is_unknown in self._columns:
            received[title] = text = cells[place].strip() if place < wide else ""
            if text:
                given.setdefault(about, []).append((title, text))
                if not is_unknown(text):
                    filled.add(about)
        if not given:
            found.problems.append(Said("", "nothing in the columns that are read", "Nothing stands in its columns."))
        elif len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            found.problems.append(
                Said("", "more cells than headings", "It has more cells than there are headings. A comma in a text may"
                     " stand without quotation marks.")
            )  # fmt: skip
        elif "\n" in "".join(cells) and any(cell.count("\n") > MOST_LINES for cell in cells):
            found.problems.append(
                Said("", "many lines in one cell", "One of its cells holds many lines. A quotation mark may be missing"
                     " there, so that the rows after it were taken for part of it.")
            )  # fmt: skip
        elif self.holds == Holds.PEOPLE:
            found.values = self._person(given, "", found)
            self._check_person(found)
        else:
            self._incident(given, found)
        return found

    # ---- people

    def _person(self, given: Mapping[str, list[tuple[str, str]]], part: str, found: Understood) -> dict[str, Any]:
        """The values of a person, from the fields whose keys begin with ``part``."""
        name = PersonName()
        if whole := _text(given, part + "name"):
            name = whole_name(whole)
        parts = [_text(given, part + "given"), _text(given, part + "family")]
        if says_no_name(" ".join(parts)):  # "Not" and "Known", in a column each
            parts = ["", ""]
        birth = read_birth(
            _text(given, part + "born"), self.orders.get(part + "born", Order.DAY_FIRST), on=self.on,
            since_1904=self.since_1904,
        )  # fmt: skip
        if birth.note:
            rule = "kept with less precision" if birth.day else "no date of birth could be read"
            found.notes.append(Said(part + "born", rule, f"The date of birth: {birth.note}"))
        return {
            "key": _text(given, part + "key")[:LONGEST_KEY],
            "given": (plain_name(parts[0]) or name.given)[:LONGEST_TEXT],
            "family": (plain_name(parts[1]) or name.family)[:LONGEST_TEXT],
            "other_names": "; ".join(
                plain for _title, text in given.get(part + "other_names", ()) if (plain := plain_name(text))
            )[:LONGEST_TEXT],
            "born": birth.day, "born_precision": birth.precision.value,
            "sex": plain_sex(_text(given, part + "sex")),
            "postcode": self._one(given, part + "postcode", read_postcode, found),
            "address": plain_address(tuple(text for _title, text in given.get(part + "address", ())))[:LONGEST_TEXT],
            "phone": self._one(given, part + "phone", read_phone, found),
            "email": self._one(given, part + "email", read_email, found)[:LONGEST_TEXT],
            "nhs": self._one(given, part + "nhs", read_nhs, found),
        }  # fmt: skip

    def _one(self, given: Mapping[str, list[tuple[str, str]]], about: str, read: Any, found: Understood) -> str:
        text = _text(given, about)
        if not text:
            return ""
        try:
            return read(text)
        except ValueError as problem:
            found.notes.append(Said(about, str(problem), f"“{text[:40]}” {problem}. It is kept as it was written."))
            return ""

    def _check_person(self, found: Understood) -> None:
        values = found.values
        if not values["key"] and not values["family"] and not values["given"]:
            found.problems.append(
                Said("key", "names nobody", "It names nobody: it has neither a reference nor a name that is known.")
            )
        elif not values["family"] and not values["given"]:
            found.notes.append(Said("family", "no name", "It has no name, or one that says it is unknown."))
        if len(_given_key(found, self._columns)) > LONGEST_KEY:
            found.problems.append(_long_key())

    # ---- incidents

    def _incident(self, given: Mapping[str, list[tuple[str, str]]], found: Understood) -> None:
        kind, place = _text(given, "kind"), tuple(text for _title, text in given.get("address", ()))
        happened, exact, precision = self._moment(given, "happened", found, clock=_text(given, "happened_time"))
        reported, _exact, _precision = self._moment(given, "reported", found)
        found.values = {
            "key": _text(given, "key")[:LONGEST_KEY], "crime_number": plain_number(_text(given, "crime_number")),
            "happened": happened, "has_time": exact, "happened_precision": precision, "reported": reported,
            "kind": kind[:LONGEST_TEXT], "group": offence_group(kind),
            "relationship": relationship(_text(given, "relationship")),
            "harm": " ".join(harm_flags(tuple(given["harm"]))) if "harm" in given else "",
            "counts_as": " ".join(counts_as(tuple(given["counts_as"]))) if "counts_as" in given else "",
            "postcode": self._one(given, "postcode", read_postcode, found),
            "address": plain_address(place)[:LONGEST_TEXT] if place else "", **self._place(given, found),
        }  # fmt: skip
        for part, its in self._of.items():
            if its and (held := its & given.keys()):
                alone = held == {f"{part}_key"}
                found.people[part] = (
                    {**_BY_NUMBER_ALONE, "key": _text(given, f"{part}_key")[:LONGEST_KEY]} if alone
                    else self._person(given, f"{part}_", found)
                )  # fmt: skip
        self._check_incident(found)

    def _moment(
        self, given: Mapping[str, list[tuple[str, str]]], about: str, found: Understood, *, clock: str = ""
    ) -> tuple[datetime | None, bool, str]:
        text, name = _text(given, about), "it happened" if about == "happened" else "it was reported"
        if says_unknown(text):
            if about == "happened":
                found.problems.append(Said(about, "no day", "It does not say when it happened."))
            return None, False, Precision.UNKNOWN.value
        try:
            moment, precision, exact = read_moment(
                text, self.orders.get(about, Order.DAY_FIRST), clock=clock, since_1904=self.since_1904
            )
        except ValueError as problem:
            said = Said(about, f"the day {problem}", f"The day {name}, “{text[:40]}”, {problem}.")
            (found.problems if about == "happened" else found.notes).append(said)
            return None, False, Precision.UNKNOWN.value
        if moment >= self.latest:
            found.problems.append(
                Said(about, "a day to come", f"The day {name}, “{text[:40]}”, lies after the day the file came.")
            )
        elif moment < self.earliest:
            found.problems.append(
                Said(about, "too long ago", f"The day {name}, “{text[:40]}”, lies more than {OLDEST} years back.")
            )
        return moment, exact, precision.value

    def _place(self, given: Mapping[str, list[tuple[str, str]]], found: Understood) -> dict[str, Any]:
        """The place in metres of the National Grid and in degrees of WGS84, whichever was given."""
        try:
            if (east := _number(given, "easting")) and (north := _number(given, "northing")):
                latitude, longitude = to_wgs84(east, north)
            elif (lat := _number(given, "latitude")) and (lon := _number(given, "longitude")) is not None:
                east, north = to_grid(lat, lon)
                latitude, longitude = lat, lon
            else:
                return {"easting": None, "northing": None, "latitude": None, "longitude": None}
        except ValueError as problem:
            found.notes.append(Said("easting", f"the place {problem}", f"The place {problem}. It is kept as written."))
            return {"easting": None, "northing": None, "latitude": None, "longitude": None}
        return {
            "easting": round(east), "northing": round(north), "latitude": round(latitude, 6),
            "longitude": round(longitude, 6),
        }  # fmt: skip

    def _check_incident(self, found: Understood) -> None:
        values = found.values
        # A published place, such as police.uk gives out, names nobody and need not be known again.
        if not values["key"] and not values["crime_number"] and any(self._of.values()):
            found.problems.append(Said("key", "no reference", "It has no reference of the incident."))
        if len(_given_key(found, self._columns)) > LONGEST_KEY:
            found.problems.append(_long_key())
        happened, reported = values["happened"], values["reported"]
        if happened and reported and reported.date() < happened.date() and values["happened_precision"] == "day":
            found.problems.append(
                Said("reported", "reported before it happened", "It was reported before it happened, as its days say.")
            )


def identity(person: Mapping[str, Any]) -> str:
    """A short mark of who a person in an incident is said to be: the same for the same reference, or the same facts.

    Returns:
        "" where nothing says who it is.
    """
    if person["key"]:
        return f"key:{person['key']}"
    if not person["family"] and not person["given"]:
        return ""
    parts = (person["given"], person["family"], str(person["born"] or ""), person["postcode"], person["phone"])
    return "facts:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def plain_number(text: str) -> str:
    """A crime number as two agencies' writing of it can be compared: figures and capital letters; "" where unknown."""
    return "" if says_unknown(text) else "".join(sign for sign in text.upper() if sign.isalnum())[:LONGEST_KEY]


def _text(given: Mapping[str, list[tuple[str, str]]], about: str) -> str:
    found = given.get(about)
    return found[0][1] if found else ""


def _number(given: Mapping[str, list[tuple[str, str]]], about: str) -> float | None:
    text = _text(given, about).replace(",", "")
    if not text or says_unknown(text):
        return None
    try:
        return float(text)
    except ValueError:
        raise ValueError("is not given in numbers") from None


def _given_key(found: Understood, columns: Sequence[tuple[int, str, str, Any]]) -> str:
    return next((found.received[title] for _place, title, about, _check in columns if about == "key"), "")


def _long_key() -> Said:
    return Said("key", "a long reference", f"Its reference is longer than {LONGEST_KEY} characters.")
