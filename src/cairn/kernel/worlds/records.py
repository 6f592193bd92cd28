"""What each agency wrote down of people, on some day, in its own way and with its own mistakes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cairn.kernel.worlds.names import ORIGINS, PET_NAMES
from cairn.kernel.worlds.people import ADULT, DAYS, FIRST_DAY, People
from cairn.kernel.worlds.places import shortened
from cairn.kernel.worlds.rates import ErrorRates, Habit
from cairn.kernel.worlds.slips import other_dates, respelled, slipped

Table = dict[str, np.ndarray]


def records(rng: np.random.Generator, people: People, rates: ErrorRates) -> tuple[Table, np.ndarray]:
    """The records of every agency in no order, and for each the number of its person."""
    names = list(rates.agencies)
    habits = [rates.agencies[name] for name in names]
    who, agency, day = _contacts(rng, people, rates, habits)
    table = _as_known(rng, people, who, agency, day, rates, habits)
    _mistaken_names(rng, people, who, agency, table, rates, habits)
    _mistaken_places(rng, agency, table, rates, habits)
    born = _mistaken_births(rng, people.born[who], agency, rates, habits)
    table["born"] = _written_dates(born, agency, habits)
    _left_out(rng, agency, table, rates, habits)
    _dressed(rng, agency, table, habits)
    table["agency"] = np.array(names, dtype=object)[agency]
    table["seen"] = np.datetime_as_string(day).astype(object)
    return table, who


def _contacts(
    rng: np.random.Generator, people: People, rates: ErrorRates, habits: list[Habit]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who is recorded, by whom, when: most people once or twice, a few many times; schools know the young."""
    count = len(people.born)
    busy = rng.gamma(1.0, rates.records, count)
    who = np.repeat(np.arange(count), 1 + rng.poisson(busy))
    who = who[rng.permutation(len(who))]
    shares = np.array([habit.share for habit in habits])
    agency = rng.choice(len(habits), size=len(who), p=shares / shares.sum())
    day = FIRST_DAY + rng.integers(0, DAYS, len(who))
    return who, agency, np.maximum(day, people.born[who])


def _as_known(
    rng: np.random.Generator, people: People, who: np.ndarray, agency: np.ndarray, day: np.ndarray, rates: ErrorRates,
    habits: list[Habit],
) -> Table:  # fmt: skip
    """What was true on that day, or a little before where a record is stale."""
    size = len(who)
    asof = np.where(rng.random(size) < rates.stale, day - rng.integers(0, DAYS, size), day)
    before = (people.earlier_home[who] >= 0) & (asof < people.moved[who])
    home = np.where(before, people.earlier_home[who], people.home[who])
    maiden = (people.earlier_family[who] != "") & (asof < people.renamed[who])
    old = (people.earlier_mobile[who] != "") & (asof < people.new_mobile[who])
    mobile = np.where(old, people.earlier_mobile[who], people.mobile[who])
    landline = rng.random(size) < np.array([habit.landline for habit in habits])[agency]
    landline |= (mobile == "") & (rng.random(size) < 0.35)
    return {
        "given": people.given[who].copy(),
        "family": np.where(maiden, people.earlier_family[who], people.family[who]),
        "other_names": people.middle[who].copy(),
        "sex": np.where(people.man[who], "male", "female").astype(object),
        "address": people.homes.address[home],
        "postcode": people.homes.postcode[home],
        "phone": np.where(landline & (people.landline[who] != ""), people.landline[who], mobile),
        "email": people.email[who].copy(),
    }


def _changed(values: np.ndarray, rows: np.ndarray, change: Callable[[int, str], str]) -> None:
    """Put something else into some rows."""
    values[rows] = [change(at, text) for at, text in zip(rows.tolist(), values[rows].tolist(), strict=True)]


def _mistaken_names(
    rng: np.random.Generator, people: People, who: np.ndarray, agency: np.ndarray, table: Table, rates: ErrorRates,
    habits: list[Habit],
) -> None:  # fmt: skip
    size, kinds = len(who), ORIGINS
    given, family = table["given"], table["family"]
    casual = np.array([habit.casual for habit in habits])[agency]
    typing = np.array([habit.typing for habit in habits])[agency]
    luck = rng.random(size)

    def pet(at: int, name: str) -> str:
        known = PET_NAMES.get(name, [])
        return known[int(luck[at] * len(known))] if known else name

    _changed(given, np.flatnonzero(rng.random(size) < rates.short_name * casual), pet)
    spelled = rates.spelling * np.where(people.origin[who] == 0, 0.12, 1.0)
    for column in (given, family):
        rows = np.flatnonzero(rng.random(size) < spelled)
        _changed(column, rows, lambda at, name: respelled(name, kinds[people.origin[who[at]]].spellings, luck[at]))
    other = rng.permutation(size)
    alias = np.flatnonzero(rng.random(size) < rates.alias)
    half = alias[: len(alias) // 2]
    given[half] = given[other[half]]
    family[alias[len(alias) // 2 :]] = family[other[alias[len(alias) // 2 :]]]
    _changed(family, np.flatnonzero(rng.random(size) < rates.double_name), lambda at, name: name.split("-")[-1])
    for column in (given, family, table["other_names"]):
        rows = np.flatnonzero(rng.random(size) < rates.typing * typing)
        draws = rng.random((len(rows), 3))
        column[rows] = [slipped(name, draw) for name, draw in zip(column[rows].tolist(), draws, strict=True)]
    _changed(given, np.flatnonzero(rng.random(size) < rates.initial), lambda at, name: name[:1])
    eastern = np.where(np.isin(people.origin[who], (1, 5)), 3.0, 1.0)
    rows = np.flatnonzero(rng.random(size) < rates.swapped_names * eastern)
    given[rows], family[rows] = family[rows], given[rows].copy()
    # Second names are seldom asked for; where they are, they are as often an initial.
    short = rng.random(size)
    table["other_names"][short < 0.6] = ""
    _changed(table["other_names"], np.flatnonzero(short > 0.8), lambda at, name: name[:1])


def _mistaken_places(
    rng: np.random.Generator, agency: np.ndarray, table: Table, rates: ErrorRates, habits: list[Habit]
) -> None:
    size = len(agency)
    typing = np.array([habit.typing for habit in habits])[agency] * rates.typing
    for column, times in (("address", 1.5), ("postcode", 0.7), ("phone", 0.5), ("email", 0.7)):
        rows = np.flatnonzero(rng.random(size) < typing * times)
        draws = rng.random((len(rows), 3))
        draws[:, 0] = 0.36 + draws[:, 0] * 0.64  # nobody spells a number by ear
        values = table[column]
        values[rows] = [slipped(text, draw) for text, draw in zip(values[rows].tolist(), draws, strict=True)]
    _changed(table["address"], np.flatnonzero(rng.random(size) < 0.3), lambda _, line: shortened(line))
    wrong = np.flatnonzero(rng.random(size) < rates.other_phone)
    table["phone"][wrong] = table["phone"][rng.permutation(wrong)]


def _mistaken_births(
    rng: np.random.Generator, born: np.ndarray, agency: np.ndarray, rates: ErrorRates, habits: list[Habit]
) -> np.ndarray:
    size = len(born)
    typing = np.array([habit.typing for habit in habits])[agency]
    defaults = np.array([habit.defaults for habit in habits])[agency]
    kind = np.zeros(size, dtype=int)
    for number, chance in (
        (4, rates.wrong_born * typing), (3, rates.swapped_born * typing), (1, rates.default_born * defaults),
        (2, rates.born_1900 * defaults),
    ):  # fmt: skip
        kind[rng.random(size) < chance] = number
    return other_dates(born, kind, rng.random(size))


def _written_dates(born: np.ndarray, agency: np.ndarray, habits: list[Habit]) -> np.ndarray:
    """Each agency's own way of writing a date; a day is written once and then looked up."""
    days, codes = np.unique(born, return_inverse=True)
    as_dates = days.astype("datetime64[D]").tolist()
    text = np.array([[day.strftime(habit.dates) for day in as_dates] for habit in habits], dtype=object)
    return text[agency, codes]


def _left_out(
    rng: np.random.Generator, agency: np.ndarray, table: Table, rates: ErrorRates, habits: list[Habit]
) -> None:
    for column in ("born", "sex", "postcode", "address", "phone", "email"):
        chance = np.array([habit.missing.get(column, 0.0) for habit in habits])[agency]
        table[column][rng.random(len(agency)) < np.minimum(chance * rates.missing, 0.95)] = ""
    table["given"][rng.random(len(agency)) < 0.006 * rates.missing] = ""
    table["family"][rng.random(len(agency)) < 0.003 * rates.missing] = ""


def _dressed(rng: np.random.Generator, agency: np.ndarray, table: Table, habits: list[Habit]) -> None:
    """Capitals where an agency writes in them, spaces in telephone numbers where it does not care."""
    capitals = np.array([habit.capitals for habit in habits])[agency]
    for column in ("given", "family", "other_names", "address"):
        values = table[column]
        table[column] = np.array(
            [
                text.upper() if high else text.title()
                for text, high in zip(values.tolist(), capitals.tolist(), strict=True)
            ],
            dtype=object,
        )
    letter = np.array(["M", "F"], dtype=object)
    known = table["sex"] != ""
    coded = known & (agency % 2 == 1)
    table["sex"][coded] = letter[(table["sex"][coded] == "female").astype(int)]
    _changed(
        table["phone"],
        np.flatnonzero(rng.random(len(agency)) < 0.4),
        lambda _, digits: f"{digits[:5]} {digits[5:]}".strip(),
    )
    _changed(table["postcode"], np.flatnonzero(rng.random(len(agency)) < 0.2), lambda _, code: code.replace(" ", ""))


def adults(people: People) -> np.ndarray:
    """Numbers of people old enough to be suspected of something."""
    return np.flatnonzero(people.born < FIRST_DAY - ADULT * 365)
