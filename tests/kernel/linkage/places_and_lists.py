"""Made-up files that know of nothing but places, or of which each row lists people, or songs of one album."""

from __future__ import annotations

from string import ascii_uppercase

import numpy as np

from tests.kernel.linkage.other_files import File, Words, copied, in_two

_WAYS = ("Street", "Road", "Lane", "Avenue", "Close", "Drive")


def _several(rng: np.random.Generator, count: int) -> np.ndarray:
    """How often each of some things is there."""
    return rng.choice([1, 2, 3, 4], count, p=[0.5, 0.3, 0.15, 0.05])


def voters(count: int, seed: int) -> File:
    """Names, suburbs and their postcodes: who lives in one suburb has one postcode."""
    rng, words = np.random.default_rng(seed), Words(np.random.default_rng(1))
    given, family = (Words(np.random.default_rng(at), many) for at, many in ((2, 150), (3, 900)))
    suburbs = [(" ".join(words.some(2, 2)), str(27000 + 3 * at)) for at in range(count // 30)]
    things = [
        {"given": given.name(), "family": family.name(), "suburb": suburbs[int(rng.integers(len(suburbs)))]}
        for _ in range(count)
    ]

    def write(thing: dict, _: int) -> dict:
        suburb, postcode = thing["suburb"]
        return {
            "givenname": words.slipped(thing["given"], 0.1), "surname": words.slipped(thing["family"], 0.1),
            "suburb": words.slipped(suburb, 0.1), "postcode": words.slipped(postcode, 0.06),
        }  # fmt: skip

    return copied(rng, things, _several(rng, count), write)


def _home(rng: np.random.Generator, words: Words) -> dict:
    letters = rng.choice(list(ascii_uppercase), 4).tolist()
    return {
        "address": f"{rng.integers(1, 150)} {words.name()} {rng.choice(_WAYS)}",
        "town": words.name(),
        "postcode": f"{letters[0]}{letters[1]}{rng.integers(1, 30)} {rng.integers(1, 9)}{letters[2]}{letters[3]}",
    }


def homes(count: int, seed: int) -> File:
    """One column of addresses, with towns and mostly with postcodes."""
    rng, words = np.random.default_rng(seed), Words(np.random.default_rng(4), 150)

    def write(thing: dict, _: int) -> dict:
        address = thing["address"]
        if rng.random() < 0.3:
            address = address.replace("Street", "St").replace("Road", "Rd").replace("Avenue", "Ave")
        parts = [words.slipped(address, 0.12), words.slipped(thing["town"], 0.05)]
        return {"full address": ", ".join([*parts, *([thing["postcode"]] if rng.random() < 0.85 else [])])}

    return copied(rng, [_home(rng, words) for _ in range(count)], _several(rng, count), write)


def settlements(count: int, seed: int) -> File:
    """Names under the heading ``label``, degrees and heights."""
    rng, words = np.random.default_rng(seed), Words(np.random.default_rng(5))
    things = [
        {"label": " ".join(words.some(1, 2)).title(), "lat": 45 + 2 * rng.random(), "long": 6 + 8 * rng.random()}
        for _ in range(count)
    ]

    def write(thing: dict, _: int) -> dict:
        lat, long = (thing[name] + rng.normal(0, 0.003) for name in ("lat", "long"))
        return {"label": words.slipped(thing["label"], 0.15), "lat": f"{lat:.5f}", "long": f"{long:.5f}"}

    return copied(rng, things, _several(rng, count), write)


def albums(count: int, seed: int) -> File:
    """Songs of albums, as four lists write them: most have more in common with their album than with themselves."""
    rng, words = np.random.default_rng(seed), Words(np.random.default_rng(6), 400)
    every = [
        {"album": " ".join(words.some(1, 3)).title(), "artist": " ".join(words.some(2, 2)).title(),
         "year": str(rng.integers(1960, 2018))}
        for _ in range(count // 4)
    ]  # fmt: skip
    things = [
        {**every[int(rng.integers(len(every)))], "title": " ".join(words.some(1, 4)).title(),
         "number": int(rng.integers(1, 17)), "seconds": int(rng.integers(120, 420))}
        for _ in range(count)
    ]  # fmt: skip

    def write(thing: dict, _: int) -> dict:
        at, seconds, number, year = int(rng.integers(4)), thing["seconds"], thing["number"], thing["year"]
        title = words.slipped(thing["title"], 0.15)
        return {
            "number": (str(number), f"{number:02d}", f"{number:03d}", f"A{number}")[at],
            "title": f"{title} (live)" if rng.random() < 0.05 else title,
            "length": (
                str(seconds * 1000 + int(rng.integers(1000))), f"{seconds // 60}:{seconds % 60:02d}", str(seconds),
                f"{seconds // 60}m {seconds % 60}sec",
            )[at],
            "artist": words.maybe(thing["artist"], 0.05), "album": words.maybe(thing["album"], 0.08),
            "year": (year, f"'{year[2:]}", year, "")[at],
        }  # fmt: skip

    return copied(rng, things, _several(rng, count), write)


def bibliographies(count: int, seed: int) -> File:
    """Two lists of papers; the one has the authors' given names, the other their first letters."""
    rng, words = np.random.default_rng(seed), Words(np.random.default_rng(7))
    given = ["Mary", "James", "Linda", "Robert", "Susan", "David", "Karen", "Peter", "Helen", "Paul", "Anna", "Mark"]
    things = [
        {"title": " ".join(words.some(4, 9)).capitalize(), "year": str(rng.integers(1985, 2006)),
         "authors": [(str(rng.choice(given)), words.name()) for _ in range(int(rng.integers(2, 5)))]}
        for _ in range(count)
    ]  # fmt: skip

    def write(thing: dict, which: int) -> dict:
        names = [f"{one[0]}. {other}" if which else f"{one} {other}" for one, other in thing["authors"]]
        return {
            "authors": ("; " if which else ", ").join(names), "title": words.slipped(thing["title"], 0.2),
            "year": words.maybe(thing["year"], 0.15),
        }  # fmt: skip

    return in_two(rng, things, 0.5, write)


def vehicles(count: int, seed: int) -> File:
    """Plates with slips, and columns of few values."""
    rng = np.random.default_rng(seed)
    letters = list(ascii_uppercase)

    def thing() -> dict:
        plate = [*rng.choice(letters, 2), f"{rng.integers(2, 72):02d}", *rng.choice(letters, 3)]
        return {
            "plate": "".join(plate), "make": str(rng.choice(["Alder", "Birch", "Cedar", "Doum", "Elm"])),
            "model": f"m{rng.integers(17)}", "colour": str(rng.choice(["red", "blue", "black", "white"])),
            "year": str(rng.integers(2000, 2022)),
        }  # fmt: skip

    words = Words(rng, 10)

    def write(one: dict, _: int) -> dict:
        return {
            "plate": words.maybe(words.slipped(one["plate"], 0.3).upper(), 0.05),
            **{name: words.maybe(one[name], 0.1) for name in ("make", "model", "colour", "year")},
        }

    return copied(rng, [thing() for _ in range(count)], _several(rng, count), write)


_TRADES = (
    "Trading",
    "Holdings",
    "Foods",
    "Travel",
    "Software",
    "Motors",
    "Textiles",
    "Plumbing",
    "Recruitment",
    "Print",
)


def companies(count: int, seed: int) -> File:
    """Names, numbers and addresses: those of one group stand at one address and differ in one word of their name."""
    rng, words = np.random.default_rng(seed), Words(np.random.default_rng(5), 700)
    things: list[dict] = []
    while len(things) < count:
        home, group = _home(rng, words), words.name()
        many = int(rng.choice([1, 2, 4], p=[0.6, 0.2, 0.2]))
        for trade in rng.choice(_TRADES, many, replace=False):
            number = f"{rng.integers(10**5, 10**7):08d}"
            things.append({**home, "name": f"{group} {trade}", "number": number})

    def write(thing: dict, times: int) -> dict:
        home = _home(rng, words) if times and rng.random() < 0.2 else thing
        return {
            "CompanyName": words.slipped(f"{thing['name']} {rng.choice(['Ltd', 'Limited', 'LTD.'])}", 0.1),
            "CompanyNumber": words.slipped(thing["number"], 0.05) if rng.random() < 0.7 else "",
            "AddressLine1": words.slipped(home["address"], 0.1), "PostTown": home["town"],
            "PostCode": home["postcode"],
        }  # fmt: skip

    return copied(rng, things, _several(rng, len(things)), write)


def movers(count: int, seed: int) -> File:
    """Names, addresses with their towns and telephones, and no births: a third have moved, mostly to another town."""
    rng, words = np.random.default_rng(seed), Words(np.random.default_rng(6), 200)
    given, family = (Words(np.random.default_rng(at), many) for at, many in ((7, 150), (8, 900)))
    things = [
        {
            "given": given.name(),
            "family": family.name(),
            "phone": f"07{rng.integers(10**8, 10**9)}",
            **_home(rng, words),
        }
        for _ in range(count)
    ]

    def write(thing: dict, times: int) -> dict:
        home = _home(rng, words) if times and rng.random() < 0.35 else thing
        return {
            "first_name": given.slipped(thing["given"], 0.1), "last_name": family.slipped(thing["family"], 0.08),
            "address": words.slipped(home["address"], 0.1), "town": home["town"],
            "phone": thing["phone"] if rng.random() < 0.6 else "",
        }  # fmt: skip

    return copied(rng, things, _several(rng, count), write)


_PARTS_OF_HOMES = ("street_number", "street_name", "unit_number", "city", "zipcode")


def censuses(count: int, seed: int, *, without: tuple[str, ...] = ()) -> File:
    """Everybody of each household, more than once: their addresses in parts, their ages, and a number of the household.

    A family name and five columns of its home are shared by all who live there, and a third of all have moved.

    Args:
        without: headings left out.
    """
    rng, words = np.random.default_rng(seed), Words(np.random.default_rng(5))
    cities = [(words.name(), [str(10000 + 9 * at + more) for more in range(6)]) for at in range(40)]

    def home() -> dict[str, str]:
        city, codes = cities[int(rng.integers(len(cities)))]
        street = f"{words.name()} {rng.choice(('St', 'Ave', 'Rd'))}"
        unit = f"apt {rng.integers(1, 60)}" if rng.random() < 0.15 else ""
        parts = (str(rng.integers(1, 9999)), street, unit, city, str(rng.choice(codes)))
        return dict(zip(_PARTS_OF_HOMES, parts, strict=True))

    things: list[dict] = []
    for household in range(count):
        lives, family = home(), words.name()
        for place in range(int(rng.integers(1, 6))):
            age = int(rng.integers(22, 85) if place < 2 else rng.integers(0, 20))
            things.append({
                "household_id": f"0_{household}", "first_name": words.name(), "last_name": family, "age": age,
                "born": f"{rng.integers(1, 13):02d}/{rng.integers(1, 29):02d}/{2020 - age}",
                "sex": str(rng.choice(("Female", "Male"))), "lives": lives, "moved": rng.random() < 0.15,
            })  # fmt: skip

    def write(thing: dict, copy: int) -> dict:
        moved = copy and thing["moved"]
        row = {
            "household_id": f"1_{rng.integers(count)}" if moved else thing["household_id"],
            "first_name": words.slipped(thing["first_name"], 0.06),
            "last_name": words.slipped(thing["last_name"], 0.06), "age": str(thing["age"] + min(copy, 1)),
            "date_of_birth": thing["born"], **(home() if moved else thing["lives"]), "sex": thing["sex"],
            "year": str(2020 + min(copy, 1)),
        }  # fmt: skip
        return {name: words.maybe(text, 0.03) for name, text in row.items() if name not in without}

    return copied(rng, things, rng.choice([1, 2, 3], len(things), p=[0.4, 0.45, 0.15]), write)
