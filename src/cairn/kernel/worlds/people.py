"""Households and the people in them: names, births, homes, telephones; nothing written down wrongly yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.kernel.worlds.names import ORIGINS, Origin
from cairn.kernel.worlds.places import Homes, homes
from cairn.kernel.worlds.rates import ErrorRates

FIRST_DAY = np.datetime64("2021-01-01")
DAYS = 5 * 365
ADULT = 16
_SIZES = np.array([0.38, 0.28, 0.14, 0.12, 0.05, 0.03])
_HEAD, _PARTNER = 0, 1


@dataclass
class People:
    """One row for each person; texts as object arrays, days as numpy dates.

    Attributes:
        household: number of the household.
        role: 0 head, 1 partner, 2 and more children; in shared houses all are 0.
        origin: index into the origins.
        man: whether a man or boy.
        born: day of birth.
        given, middle, family, earlier_family: names; the earlier one is empty where it never changed.
        renamed: day from which the family name is used.
        home, earlier_home: indexes into ``homes``; -1 for none.
        moved: day of the move.
        mobile, earlier_mobile, landline, email: as digits or text, empty for none.
        new_mobile: day from which the mobile is used.
    """

    household: np.ndarray
    role: np.ndarray
    origin: np.ndarray
    man: np.ndarray
    born: np.ndarray
    given: np.ndarray
    middle: np.ndarray
    family: np.ndarray
    earlier_family: np.ndarray
    renamed: np.ndarray
    home: np.ndarray
    earlier_home: np.ndarray
    moved: np.ndarray
    mobile: np.ndarray
    earlier_mobile: np.ndarray
    new_mobile: np.ndarray
    landline: np.ndarray
    email: np.ndarray
    homes: Homes


def people(rng: np.random.Generator, count: int, rates: ErrorRates) -> People:
    """A population of the size asked for."""
    kinds = ORIGINS
    household, place = _households(rng, count)
    many = int(household[-1]) + 1
    origin = rng.choice(len(kinds), size=many, p=[kind.share for kind in kinds])[household]
    shared = (rng.random(many) < 0.06)[household]  # houses of people who are not related
    role = np.where(shared, _HEAD, place)
    man, born = _bodies(rng, household, place, role, rates)
    given, middle = _given(rng, kinds, origin, man, born)
    family, earlier, renamed = _family(rng, kinds, household, role, shared, origin, man, born, rates)
    _namesakes(rng, given, household, role, origin, man, rates)
    home, old_home, moved, all_homes = _moves(rng, household, many, rates)
    mobile, old_mobile, new_mobile = _mobiles(rng, count, born, rates)
    landline = np.where(rng.random(many) < 0.4, _numbers(rng, many, "01632"), "")[household]
    email = _emails(rng, given, family, born)
    return People(
        household, role, origin, man, born, given, middle, family, earlier, renamed, home, old_home, moved, mobile,
        old_mobile, new_mobile, landline, email, all_homes,
    )  # fmt: skip


def _households(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """For each person the household, and the place in it."""
    sizes = rng.choice(len(_SIZES), size=count, p=_SIZES) + 1
    ends = np.cumsum(sizes)
    many = int(np.searchsorted(ends, count)) + 1
    household = np.repeat(np.arange(many), sizes[:many])[:count]
    place = np.arange(count) - (ends[:many] - sizes[:many])[household]
    return household, place


def _bodies(
    rng: np.random.Generator, household: np.ndarray, place: np.ndarray, role: np.ndarray, rates: ErrorRates
) -> tuple[np.ndarray, np.ndarray]:
    """Sex and day of birth: partners near in age, children younger, twins on one day."""
    count = len(household)
    man = rng.random(count) < 0.49
    head = np.arange(count) - place
    couple = role == _PARTNER
    man = np.where(couple & (rng.random(count) < 0.95), ~man[head], man)
    age = np.where(rng.random(count) < 0.5, rng.uniform(18, 50, count), rng.uniform(25, 90, count))
    age = np.where(couple, np.clip(age[head] + rng.normal(0, 4, count), 17, 95), age)
    child = age[head] - rng.uniform(18, 40, count)
    child = np.where((child < 0.1) | (child > 45), rng.uniform(0.1, 20, count), child)
    age = np.where(role > _PARTNER, child, age)
    born = FIRST_DAY + DAYS - (age * 365.25).astype("timedelta64[D]")
    twin = np.flatnonzero((role > _PARTNER + 1) & (rng.random(count) < rates.twins))
    born[twin] = born[twin - 1]
    return man, born


def _ranked(rng: np.random.Generator, size: int, names: int, steep: float) -> np.ndarray:
    """Draw ranks: the first names are much commoner than the last."""
    weights = 1 / (np.arange(names) + 4.0) ** steep
    return np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(size)).clip(0, names - 1)


def _given(
    rng: np.random.Generator, kinds: list[Origin], origin: np.ndarray, man: np.ndarray, born: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """First and middle names; each decade has fashions of its own."""
    count = len(origin)
    given, middle = np.full(count, "", dtype=object), np.full(count, "", dtype=object)
    decade = born.astype("datetime64[Y]").astype(int) // 10
    for at, kind in enumerate(kinds):
        for names, which in ((kind.men, man), (kind.women, ~man)):
            rows = np.flatnonzero((origin == at) & which)
            table = np.array(names, dtype=object)
            given[rows] = table[(_ranked(rng, len(rows), len(table), 0.8) + 9 * decade[rows]) % len(table)]
            has = rows[rng.random(len(rows)) < 0.6]
            middle[has] = table[_ranked(rng, len(has), len(table), 0.8)]
    return given, middle


def _family(
    rng: np.random.Generator,
    kinds: list[Origin],
    household: np.ndarray,
    role: np.ndarray,
    shared: np.ndarray,
    origin: np.ndarray,
    man: np.ndarray,
    born: np.ndarray,
    rates: ErrorRates,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Family names: one for the household; partners who took it have an earlier one, and some keep their own."""
    count = len(household)
    own = np.full(count, "", dtype=object)
    for at, kind in enumerate(kinds):
        rows = np.flatnonzero(origin == at)
        own[rows] = np.array(kind.family, dtype=object)[_ranked(rng, len(rows), len(kind.family), kind.steep)]
    head = np.flatnonzero(np.r_[True, household[1:] != household[:-1]])[household]
    of_house = own[head]
    took = (role == _PARTNER) & (rng.random(count) < rates.married)
    family = np.where(shared | ((role == _PARTNER) & ~took), own, of_house)
    # Some heads are women who go back to an earlier name, or took one: both names are in the records.
    changed = took | ((role == _HEAD) & ~man & (rng.random(count) < 0.08))
    wed = born + (rng.uniform(19, 45, count) * 365.25).astype("timedelta64[D]")
    earlier = np.where(changed, own, "")
    swap = changed & (role == _HEAD)
    strangers = own[rng.permutation(count)]
    earlier[swap] = strangers[swap]
    # Half of the changes are drawn into the years of the records, so that both names matter.
    recent = changed & (rng.random(count) < 0.3)
    wed[recent] = FIRST_DAY + rng.integers(0, DAYS, int(recent.sum())).astype("timedelta64[D]")
    double = np.flatnonzero((earlier != "") & (rng.random(count) < 0.08))
    family[double] = [f"{one}-{other}" for one, other in zip(earlier[double], family[double], strict=True)]
    return family, earlier, wed


def _namesakes(
    rng: np.random.Generator, given: np.ndarray, household: np.ndarray, role: np.ndarray, origin: np.ndarray,
    man: np.ndarray, rates: ErrorRates,
) -> None:  # fmt: skip
    """No two of a household have one name by chance; some sons have their father's."""
    alike = origin * 2 + man
    for _ in range(20):
        by_name = np.lexsort((np.unique(given.astype(str), return_inverse=True)[1], household))
        first, second = by_name[:-1], by_name[1:]
        rows = second[(household[first] == household[second]) & (given[first] == given[second])]
        for kind in np.unique(alike[rows]).tolist():
            those = rows[alike[rows] == kind]
            given[those] = given[rng.choice(np.flatnonzero(alike == kind), len(those))]
    head = np.flatnonzero(np.r_[True, household[1:] != household[:-1]])[household]
    rows = np.flatnonzero((role > _PARTNER) & man & man[head] & (rng.random(len(given)) < rates.namesakes))
    given[rows] = given[head[rows]]


def _moves(
    rng: np.random.Generator, household: np.ndarray, many: int, rates: ErrorRates
) -> tuple[np.ndarray, np.ndarray, np.ndarray, Homes]:
    """Where each lives and lived: households move together, and some people alone."""
    count = len(household)
    all_homes = homes(rng, int(many * 1.9) + 200)
    order = rng.permutation(len(all_homes.address))
    home = order[np.arange(many)][household]
    together = rng.random(many) < rates.moved * 0.6
    old = np.where(together, order[many + np.arange(many) % (len(order) - many)], -1)[household]
    day = (FIRST_DAY + rng.integers(0, DAYS, many))[household]
    alone = np.flatnonzero((old < 0) & (rng.random(count) < rates.moved * 0.55))
    # Who moves alone came from a home where, as a rule, others still live: parents, a former partner.
    old[alone] = np.where(
        rng.random(len(alone)) < 0.5, order[rng.integers(0, many, len(alone))], rng.integers(0, len(order), len(alone))
    )
    day[alone] = FIRST_DAY + rng.integers(0, DAYS, len(alone))
    return home, old, day, all_homes


def _numbers(rng: np.random.Generator, count: int, start: str) -> np.ndarray:
    """Telephone numbers in ranges kept for fiction, widened so that a million people have one each."""
    return np.array([f"{start}{n:06d}" for n in rng.integers(0, 1_000_000, count).tolist()], dtype=object)


def _mobiles(
    rng: np.random.Generator, count: int, born: np.ndarray, rates: ErrorRates
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    age = (FIRST_DAY + DAYS - born).astype(int) / 365.25
    has = (age > 12) & (rng.random(count) < 0.92)
    tens = rng.integers(0, 100_000_000, (2, count))
    now = np.array([f"070{n:08d}" for n in tens[0].tolist()], dtype=object)
    before = np.array([f"070{n:08d}" for n in tens[1].tolist()], dtype=object)
    changed = rng.random(count) < rates.new_phone
    day = FIRST_DAY + rng.integers(0, DAYS, count)
    return np.where(has, now, ""), np.where(has & changed, before, ""), day


def _emails(rng: np.random.Generator, given: np.ndarray, family: np.ndarray, born: np.ndarray) -> np.ndarray:
    """Addresses at domains kept for examples, made from the name, for most people over eleven."""
    has = (born < FIRST_DAY + DAYS - 11 * 365) & (rng.random(len(given)) < 0.75)
    style, tail = rng.integers(0, 4, len(given)).tolist(), rng.integers(1, 1000, len(given)).tolist()
    made = np.full(len(given), "", dtype=object)
    for at in np.flatnonzero(has).tolist():
        one, other = given[at], family[at].replace("-", "").replace("'", "")
        name = (f"{one}.{other}", f"{one}{other}", f"{one[:1]}{other}", f"{other}.{one}")[style[at]]
        made[at] = f"{name}{tail[at]}@mail{tail[at] % 7}.example"
    return made
