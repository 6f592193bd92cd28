"""Made-up files that are no agency's: papers, shops, places to eat, songs, payments, old registers; with the truth.

Each gives a table, the thing each row is of, and for two files which one a row is in. Words are made of syllables, a
few of them common and most rare, as words are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cairn.kernel.worlds import ErrorRates, generate, other_rates

_STARTS = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "st",
    "t",
    "v",
)
_MIDDLES = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_ENDS = ("n", "r", "l", "s", "t", "m", "ng", "rd", "ck", "st", "x", "", "", "", "")
Table = dict[str, list[str]]


@dataclass
class File:
    """A table with its truth."""

    table: Table
    truth: np.ndarray
    source: np.ndarray | None = None


class Words:
    """A language of its own."""

    def __init__(self, rng: np.random.Generator, many: int = 3000) -> None:
        self.rng = rng
        made: dict[str, None] = {}
        while len(made) < many:
            made["".join(self._syllable() for _ in range(int(rng.integers(1, 4))))] = None
        self.every = list(made)
        shares = 1 / (np.arange(many) + 8.0)
        self.shares = shares / shares.sum()

    def _syllable(self) -> str:
        return "".join(str(self.rng.choice(part)) for part in (_STARTS, _MIDDLES, _ENDS))

    def some(self, low: int, high: int) -> list[str]:
        count = int(self.rng.integers(low, high + 1))
        return [self.every[at] for at in self.rng.choice(len(self.every), count, p=self.shares)]

    def name(self) -> str:
        return self.some(1, 1)[0].capitalize()

    def slipped(self, text: str, chance: float) -> str:
        """With one sign wrong, left out, doubled or exchanged."""
        if len(text) < 3 or self.rng.random() > chance:
            return text
        at, way = int(self.rng.integers(1, len(text) - 1)), int(self.rng.integers(4))
        sign = chr(97 + int(self.rng.integers(26)))
        return text[:at] + ("", sign, text[at] * 2, text[at + 1] + text[at])[way] + text[at + 1 + (way == 3) :]

    def maybe(self, text: str, chance: float) -> str:
        """Or nothing."""
        return "" if self.rng.random() < chance else text


def copied(
    rng: np.random.Generator, things: list[dict], copies: np.ndarray, write: Callable[[dict, int], dict]
) -> File:
    """One file: so many rows of each thing, in no order."""
    rows = [(at, write(things[at], copy)) for at in range(len(things)) for copy in range(copies[at])]
    rows = [rows[at] for at in rng.permutation(len(rows))]
    return _file(rows, None)


def in_two(rng: np.random.Generator, things: list[dict], both: float, write: Callable[[dict, int], dict]) -> File:
    """Two files without duplicates inside; a share of the things is in both."""
    kind = rng.random(len(things))
    rows = [(at, write(thing, 0)) for at, thing in enumerate(things) if kind[at] < (1 + both) / 2]
    first = len(rows)
    rows += [(at, write(thing, 1)) for at, thing in enumerate(things) if kind[at] < both or kind[at] >= (1 + both) / 2]
    return _file(rows, np.repeat([0, 1], [first, len(rows) - first]))


def _file(rows: list[tuple[int, dict]], source: np.ndarray | None) -> File:
    table = {name: [str(row[name]) for _, row in rows] for name in rows[0][1]}
    return File({"id": [f"r{at}" for at in range(len(rows))], **table}, np.array([at for at, _ in rows]), source)


def papers(count: int, seed: int, *, two: bool = False, many: float = 3.0) -> File:
    """Authors, title, venue, year: cited in one way or another."""
    rng = np.random.default_rng(seed)
    words = Words(rng)
    people = [(words.name(), words.name()) for _ in range(max(20, count // 2))]
    venues = [words.some(3, 6) for _ in range(25)]
    things = [
        {
            "authors": [people[at] for at in rng.choice(len(people), int(rng.integers(1, 5)))],
            "title": words.some(4, 11),
            "venue": venues[int(rng.integers(25))],
            "year": int(rng.integers(1985, 2012)),
        }
        for _ in range(count)
    ]

    def write(thing: dict, copy: int) -> dict:
        style = copy if two else int(rng.integers(3))
        forms = [(f"{a} {b}", f"{a[0]}. {b}", f"{b}, {a[0]}.")[style] for a, b in thing["authors"]]
        if rng.random() < 0.08 and len(forms) > 1:
            forms = [forms[0], "et al."]
        title = [words.slipped(word, 0.02) for word in thing["title"]]
        title = title[: int(len(title) * 0.7)] if rng.random() < 0.04 and len(title) > 5 else title
        venue = " ".join(thing["venue"]) if style != 1 else "".join(word[0].upper() for word in thing["venue"])
        year = thing["year"] + (int(rng.integers(-1, 2)) if rng.random() < 0.05 else 0)
        return {
            "title": " ".join(title).capitalize() + ("." if style == 2 else ""),
            "authors": (", ", "; ", " and ")[style].join(forms),
            "venue": words.maybe(venue, 0.1),
            "year": words.maybe(str(year), 0.1 if style else 0),
        }

    return in_two(rng, things, 0.6, write) if two else copied(rng, things, 1 + rng.poisson(many, count), write)


def products(count: int, seed: int, *, two: bool = True) -> File:
    """Title, maker, price: two shops say it differently."""
    rng = np.random.default_rng(seed)
    words = Words(rng, 1500)
    makers = [words.name() for _ in range(60)]
    kinds = [words.some(1, 2) for _ in range(40)]
    things = []
    for _ in range(count):
        code = "".join(str(rng.choice(list("ABCDEFGHKLMNPRSTX"))) for _ in range(2)) + str(rng.integers(10, 9999))
        maker, kind = makers[int(rng.integers(60) * rng.random())], kinds[int(rng.integers(40))]
        things.append(
            {"maker": maker, "kind": kind, "code": code, "more": words.some(2, 7), "price": 10 ** rng.uniform(0.8, 3)}
        )
        if rng.random() < 0.25:  # the same again in another colour or size
            things.append({**things[-1], "code": code[:-1] + str(rng.integers(10)), "price": things[-1]["price"] * 1.1})

    def write(thing: dict, copy: int) -> dict:
        more = [word for word in thing["more"] if rng.random() < 0.65]
        code = thing["code"] if rng.random() < 0.9 else f"{thing['code'][:2]}-{thing['code'][2:]}"
        title = [thing["maker"], *thing["kind"], *more] + ([code] if rng.random() < 0.85 else [])
        if copy or rng.random() < 0.3:
            title = [title[0], *(title[1 + at] for at in rng.permutation(len(title) - 1))]
        price = thing["price"] * (1 + (rng.normal(0, 0.1) if rng.random() < 0.7 else 0))
        return {
            "title": " ".join(words.slipped(word, 0.01) for word in title),
            "manufacturer": words.maybe(thing["maker"], 0.5 if copy else 0.05),
            "price": words.maybe(f"{price:.2f}", 0.3 if copy else 0.1),
        }

    return in_two(rng, things, 0.6, write) if two else copied(rng, things, 1 + rng.poisson(0.7, len(things)), write)


def kitchens(count: int, seed: int, *, two: bool = False) -> File:
    """Name, street, city, telephone, kind of food; few are in twice."""
    rng = np.random.default_rng(seed)
    words = Words(rng)
    cities, foods = [words.name() for _ in range(12)], [words.some(1, 2) for _ in range(25)]
    things = [
        {
            "name": words.some(1, 3),
            "number": int(rng.integers(1, 9000)),
            "street": [*words.some(1, 2), str(rng.choice(["st.", "ave.", "blvd.", "rd."]))],
            "city": int(rng.integers(12) * rng.random()),
            "phone": f"{rng.integers(200, 999)}{rng.integers(200, 999)}{rng.integers(0, 9999):04d}",
            "food": foods[int(rng.integers(25) * rng.random())],
        }
        for _ in range(count)
    ]

    def write(thing: dict, copy: int) -> dict:
        name = " ".join(words.slipped(word, 0.03) for word in thing["name"])
        if rng.random() < 0.15:
            name += str(rng.choice([" restaurant", " cafe", " the", " grill"]))
        street = (
            thing["street"]
            if rng.random() < 0.7
            else [*thing["street"][:-1], {"st.": "street"}.get(thing["street"][-1], "")]
        )
        mark = "/-"[int(rng.random() < 0.5)]
        phone = thing["phone"] if rng.random() < 0.96 else f"{rng.integers(10**9, 10**10)}"
        between = rng.random() < 0.1
        return {
            "name": name,
            "addr": f"{thing['number']} {' '.join(street)}".strip() + (" between two others" if between else ""),
            "city": cities[thing["city"]] if rng.random() < 0.85 else cities[0],
            "phone": f"{phone[:3]}{mark}{phone[3:6]}-{phone[6:]}",
            "type": " ".join(thing["food"]) if rng.random() < 0.4 else " ".join(foods[int(rng.integers(25))]),
        }

    return in_two(rng, things, 0.25, write) if two else copied(rng, things, 1 + (rng.random(count) < 0.15), write)


def songs(count: int, seed: int) -> File:
    """Title, artist, album, year, length: from five places with habits of their own."""
    rng = np.random.default_rng(seed)
    words = Words(rng)
    artists = [" ".join(word.capitalize() for word in words.some(1, 3)) for _ in range(count // 4 + 5)]
    albums = [" ".join(words.some(1, 4)) for _ in range(count // 3 + 5)]
    things = [
        {
            "title": " ".join(words.some(1, 5)),
            "artist": int(rng.integers(len(artists))),
            "album": int(rng.integers(len(albums))),
            "year": int(rng.integers(1965, 2019)),
            "length": int(rng.integers(90, 420)),
            "number": int(rng.integers(1, 20)),
        }
        for _ in range(count)
    ]

    def write(thing: dict, copy: int) -> dict:
        place = int(rng.integers(5))
        artist, length = artists[thing["artist"]], thing["length"] + int(rng.integers(-2, 3))
        title = words.slipped(thing["title"], 0.25)
        if place == 1:
            title = f"{thing['number']:03d}-{title}"
        elif place == 2:
            title, artist = f"{artist} - {title}", words.maybe(artist, 0.5)
        return {
            "title": title,
            "length": f"{length // 60}:{length % 60:02d}" if place < 3 else str(length * 1000),
            "artist": words.slipped(artist, 0.15),
            "album": words.maybe(words.slipped(albums[thing["album"]], 0.15), 0.15),
            "year": words.maybe(str(thing["year"])[2 * (place == 4) :], 0.25),
        }

    return copied(rng, things, 1 + rng.poisson(1.0, count), write)


def payments(count: int, seed: int) -> File:
    """Memo, day, amount: what one account sent and another got, a little later and a little less."""
    rng = np.random.default_rng(seed)
    words = Words(rng, 800)
    things = [
        {"memo": words.some(1, 4), "day": int(rng.integers(0, 365)), "amount": 10 ** rng.uniform(1, 4)}
        for _ in range(count)
    ]

    def write(thing: dict, copy: int) -> dict:
        memo = " ".join(thing["memo"])
        memo = memo[: int(rng.integers(4, 25))] if copy and rng.random() < 0.5 else memo
        day = np.datetime64("2022-01-01") + thing["day"] + (int(rng.integers(0, 4)) if copy else 0)
        amount = thing["amount"] * (1 - 0.02 * rng.random() * copy * (rng.random() < 0.5))
        return {"memo": memo, "transaction_date": str(day), "amount": f"{amount:.2f}"}

    return in_two(rng, things, 0.8, write)


def registers(count: int, seed: int) -> File:
    """Whole names, births, birthplace, postcode, sex, trade: many rows of a few, badly copied."""
    rng = np.random.default_rng(seed)
    words, world = Words(rng, 400), generate(count, seed).people
    towns, trades = [words.name() for _ in range(120)], [" ".join(words.some(1, 1)) for _ in range(60)]
    things = [
        {
            "given": str(world["given"][at] or "Jay").title(),
            "family": str(world["family"][at] or words.name()).title(),
            "born": f"{rng.integers(1750, 1920)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}",
            "place": towns[int(rng.integers(120) * rng.random())],
            "code": f"{'BCDEFGH'[at % 7]}{rng.integers(1, 40)} {rng.integers(1, 9)}{'ABDEFG'[at % 6]}{'JLNP'[at % 4]}",
            "sex": str(rng.choice(["male", "female"])),
            "trade": trades[int(rng.integers(60) * rng.random())],
        }
        for at in range(count)
    ]

    def write(thing: dict, copy: int) -> dict:
        given, family, bad = thing["given"], thing["family"], 0.25 if copy else 0
        given = (
            given[:1] if rng.random() < bad / 3 else given[:3] if rng.random() < bad / 4 else words.slipped(given, bad)
        )
        family, born = words.slipped(family, bad), thing["born"]
        if rng.random() < 0.3 * bool(copy):
            born = born[:4] + "-01-01" if rng.random() < 0.5 else born[:8] + f"{rng.integers(1, 29):02d}"
        return {
            "full_name": f"{given} {family}",
            "first_name": given,
            "surname": family,
            "dob": words.maybe(born, bad),
            "birth_place": words.maybe(thing["place"], bad),
            "postcode": words.maybe(
                thing["code"] if rng.random() > bad else things[int(rng.integers(count))]["code"], bad
            ),
            "gender": words.maybe(thing["sex"], bad),
            "occupation": words.maybe(thing["trade"], 2 * bad),
        }

    return copied(rng, things, 1 + rng.poisson(6, count), write)


def people(
    count: int, seed: int, *, without: tuple[str, ...] = (), named: dict[str, str] | None = None, other: bool = False,
    twice: float | None = None, blank: float = 0.0, two: bool = False,
) -> File:  # fmt: skip
    """A world with columns left out or under other names.

    Args:
        twice: share of the people who have a second record; the others have one.
        blank: share of the cells that are emptied.
        two: as two files without duplicates inside.
    """
    rng = np.random.default_rng(seed)
    world = generate(count, seed, other_rates() if other else ErrorRates())
    person = np.unique(world.truth["person"], return_inverse=True)[1]
    rows, source = np.arange(len(person)), None
    if twice is not None or two:
        first = np.unique(person, return_index=True)[1]
        rest = np.setdiff1d(rows, first)
        second = rest[np.unique(person[rest], return_index=True)[1]]
        second = second[rng.random(len(second)) < (twice or 1.0)]
        rows = np.concatenate([first, second])
        source = np.repeat([0, 1], [len(first), len(second)]) if two else None
    table = {
        (named or {}).get(name, name): [
            "" if name != "record" and rng.random() < blank else str(value) for value in column[rows].tolist()
        ]
        for name, column in world.people.items()
        if name not in without
    }
    return File({"id": table.pop("record"), **table}, person[rows], source)
