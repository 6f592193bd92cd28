"""Which pairs of records are worth comparing: records that share a key, by many rules, small groups first.

Each rule is a key made of one or two readings of a record; in SQL, a join of the table with itself on that key. A rule
takes its smallest groups first until its share of pairs is used up, so that no common name makes the work explode.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from cairn.kernel.linkage import tidying
from cairn.kernel.linkage.attributes import LONG, NUMBER, WORDS, Attribute, places_of, word_keys
from cairn.kernel.linkage.reading import Records, number_of, pet_form
from cairn.kernel.linkage.reasons import OF_PEOPLE
from cairn.kernel.linkage.tidying import Texts

_MIX = np.uint64(0x9E3779B97F4A7C15)
MOST_IN_GROUP = 150
FEW_RULES = 15
_STRETCH = 1_000_000
_SMALL = 5000  # records; below, no pair is too dull to be compared
_AGAINST, _MARGIN = 3.0, 3.0
_OF_A_PERSON = {"given", "family", "born"}
_BIRTHS = {"born", "day", "year", "day and decade end", "year and month"}
_ALL = 500_000  # pairs of a file of a thousand records
_BESIDE = (100_000, 3_000)  # pairs taken by chance, and for each reading
_STRETCHES = 64  # into which all numbers of a column are parted, as many in each; twice, one half a stretch beside
_MOST_NEAR = 12  # rules of two such
_FEW = 30  # values a column needs to be a key


@dataclass
class Candidates:
    """Pairs of rows, the first less than the second.

    Attributes:
        first, second: row numbers.
        hits: how many rules found the pair.
        rules: number of pairs each rule found.
        found: what each rule found, as one number for each pair, where there are only a few rules.
    """

    first: np.ndarray
    second: np.ndarray
    hits: np.ndarray
    rules: dict[str, int]
    found: list[np.ndarray] = field(default_factory=list)


def _hashed(values: np.ndarray, salt: int) -> np.ndarray:
    """Mixed 64-bit numbers; 0 for none."""
    mixed = (values.astype(np.int64).astype(np.uint64) + np.uint64(salt * 7919 + 1)) * _MIX
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    return np.where(values >= 0, mixed | np.uint64(1), np.uint64(0))


def readings(records: Records) -> dict[str, np.ndarray]:
    """Keys of each record by name, 0 where there is none."""
    texts, made = records.texts, {}
    made_of = {*texts, *(["born"] if records.born is not None else [])}

    def put(name: str, codes: np.ndarray) -> None:
        made[name] = _hashed(codes, len(made))

    for meaning, ways in WAYS.items():
        if meaning in texts:
            for name, way in ways.items():
                put(name, texts[meaning].codes if way is None else texts[meaning].derived(way).codes)
    born = records.born
    if born is not None:
        whole = (born.day > 0) & ~born.default
        put("born", np.where(whole, born.number, -1))
        low, high = np.minimum(born.month, born.day), np.maximum(born.month, born.day)
        put("day", np.where(whole, low * 40 + high, -1))
        put("year", np.where(born.known, born.year, -1))
        put("day and decade end", np.where(whole, (low * 40 + high) * 10 + born.year % 10, -1))
        put("year and month", np.where(whole, born.year * 40 + born.month, -1))
    if {"given", "family"} <= set(texts):
        made["swapped"] = _either_order(records)
    for name, attribute in records.attributes.items():
        if len(records.texts[name].values) < _FEW:
            continue
        put(f"={name}", texts[name].codes)
        if attribute.sort in {LONG, WORDS}:
            put(f"~{name}", texts[name].derived(lambda text: text.replace(" ", "")[:4]).codes)
        if not OF_PEOPLE & made_of:
            for way, codes in _near(records.texts[name], attribute):
                put(f"{way}{name}", codes)
    return made


def _near(made: Texts, attribute: Attribute) -> Iterator[tuple[str, np.ndarray]]:
    """More keys of what is no person: how a code ends, and in which stretches of all numbers one lies."""
    if attribute.sort == LONG:
        yield "^", made.derived(lambda text: text.replace(" ", "")[-4:]).codes
    elif attribute.sort == NUMBER:
        places = places_of(made, attribute) * _STRETCHES
        for way, stretches in (("#", places), ("%", places + 0.5)):
            yield way, np.where(made.codes >= 0, stretches.astype(np.int64)[made.codes], -1)


def _either_order(records: Records) -> np.ndarray:
    """One key for both orders of given and family name."""
    numbers: dict[str, int] = {}
    sides = []
    for meaning in ("given", "family"):
        codes = records.texts[meaning].derived(tidying.sounds)
        own = np.array([numbers.setdefault(value, len(numbers)) for value in codes.values.tolist()])
        sides.append(np.where(codes.codes >= 0, own[codes.codes], -1))
    one, other = sides
    both = np.where((one >= 0) & (other >= 0), np.minimum(one, other) * len(numbers) + np.maximum(one, other), -1)
    return _hashed(both, 99)


def _start(length: int):
    return lambda text: text.replace(" ", "")[:length]


WAYS = {
    "given": {
        "given": pet_form,
        "given sound": lambda text: tidying.sounds(text.split(" ")[0]),
        "initial": _start(1),
        "given start": _start(3),
    },
    "family": {"family": lambda text: text.split(" ")[-1], "family sound": tidying.sounds, "family start": _start(3)},
    "postcode": {"postcode": None, "district": tidying.district},
    "address": {"house": tidying.house, "number": number_of},
    "phone": {"phone": None, "phone end": lambda text: text[-6:]},
    "email": {
        "email": None,
        "email name": lambda text: "".join(sign for sign in text.partition("@")[0] if sign.isalpha()),
    },
}
_RULES = (
    ("phone",),
    ("email",),
    ("email name",),
    ("swapped",),
    ("born", "initial"),
    ("born", "family start"),
    ("born", "given"),
    ("born", "postcode"),
    ("born", "house"),
    ("born", "given start"),
    ("given", "family"),
    ("given", "family", "year"),
    ("family sound", "given sound"),
    ("given", "postcode"),
    ("given", "house"),
    ("family", "house", "initial"),
    ("family", "postcode", "initial"),
    ("given", "day"),
    ("family", "day"),
    ("family sound", "year and month"),
    ("given start", "family start", "day and decade end"),
    ("given sound", "year", "district"),
    ("family", "year", "district"),
    ("given", "family start", "district"),
    ("phone end", "initial"),
    ("swapped", "year"),
    ("given", "year and month"),
    ("house", "year"),
    ("postcode", "year"),
    ("house", "initial"),
)
_ALONE = ("born", "given", "given sound", "family", "family sound", "postcode", "house")
_MOSTLY_KNOWN = 0.75  # share of these, below which each is a rule in a large file, too


def rules_for(made: dict[str, np.ndarray], records: Records) -> list[tuple[str, ...]]:
    """The rules whose readings there are; columns of unknown meaning are paired with the rest, rarest first.

    Where many cells are empty, records of one person may have nothing in common but a name, a birth or a home, so each
    is a rule then; and in a small file, of which all such pairs can be compared.
    """
    alone = [name for name in _ALONE if name in made]
    known = np.mean([np.count_nonzero(made[name]) / records.size for name in alone]) if alone else 1.0
    rules = [rule for rule in _RULES if set(rule) <= set(made)]
    if records.size <= _SMALL or known < _MOSTLY_KNOWN:
        rules += [(name,) for name in alone]
    own = [name for name in made if name[0] in "=~"]
    spread = {name: len(np.unique(made[name])) for name in made} if own else {}
    rules += [(name,) for name in own if name[0] == "=" and spread[name] > 0.1 * records.size]
    partners = [name for name in ("given sound", "family sound", "born", "year", "postcode", "initial") if name in made]
    pairs = [(one, other) for one in own for other in partners]
    pairs += [(one, other) for one, other in combinations(own, 2) if one[1:] != other[1:]]
    pairs.sort(key=lambda pair: -spread[pair[0]] * spread[pair[1]])
    near = [name for name in made if name[0] in "#%"]
    codes = [name[1:] for name in made if name[0] == "^" and spread[f"={name[1:]}"] > 0.1 * records.size]
    rules += [(f"{end}{name}",) for name in codes for end in "^~"]
    rules += [pair for pair in combinations(near, 2) if pair[0][1:] != pair[1][1:]][:_MOST_NEAR]
    rules += [(one, other) for one in near for other in made if other[0] in "~^"][:_MOST_NEAR]
    most = 30 if records.size < 200_000 else 8
    return rules + pairs[:most]


def _worth(made: dict[str, np.ndarray]) -> dict[str, float]:
    """Bits of evidence in agreeing on each reading: how seldom two records do by chance."""
    out = {}
    for name, key in made.items():
        counts = np.unique(key[key > 0], return_counts=True)[1].astype(float)
        alike = float((counts**2).sum() / max(counts.sum(), 1) ** 2)
        out[name] = min(-np.log2(max(alike, 1e-9)), 16.0)
    return out


def _promising(
    made: dict[str, np.ndarray], worth: dict[str, float], first: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """Whether what a pair agrees on could ever be enough among so many records."""
    size = len(next(iter(made.values())))
    total = np.zeros(len(first), dtype=np.float32)
    for of, names in _of_fields(made).items():
        best = np.zeros(len(first), dtype=np.float32)
        for name in names:
            one, other = made[name][first], made[name][second]
            best = np.maximum(best, np.where((one == other) & (one > 0), worth[name], 0))
        if of in _OF_A_PERSON:
            best[(best == 0) & (one > 0) & (other > 0)] = -_AGAINST
        total += best
    return total >= np.log2(size) - _MARGIN


def _of_fields(made: dict[str, np.ndarray]) -> dict[str, list[str]]:
    """Readings by the field they are of, so that a field counts once; the coarsest is last."""
    fields: dict[str, list[str]] = {}
    for name in made:
        of = next(
            (field for field, ways in WAYS.items() if name in ways), "born" if name in _BIRTHS else name.strip("=~^#%")
        )
        fields.setdefault(of, []).append(name)
    fields.pop("swapped", None)
    return fields


def candidates(records: Records, *, budget: float, most: int = MOST_IN_GROUP) -> Candidates:
    """All pairs that some rule finds.

    Args:
        budget: pairs one rule may give, for each record.
    """
    made = readings(records)
    size, found, counts = records.size, [], {}
    for rule in rules_for(made, records):
        key = made[rule[0]].copy()
        for other in rule[1:]:
            key = np.where((key == 0) | (made[other] == 0), np.uint64(0), key * _MIX ^ (made[other] >> np.uint64(1)))
        pairs = _sharing(key, int(budget * size), most, records.source)
        counts[" + ".join(rule)] = len(pairs)
        found.append(pairs)
    for name, attribute in records.attributes.items():
        if attribute.sort == WORDS:
            keys, rows = word_keys(records.texts[name], attribute)
            pairs = np.unique(_sharing(_hashed(keys, 7), int(budget * size), most, records.source, rows, size))
            counts[f"words of {name}"] = len(pairs)
            found.append(pairs)
    every = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    own = sum(not set("^#%") & {name[0] for name in rule.split(" + ")} for rule in counts)
    few = found if own < FEW_RULES else []  # those by nearness say over again what the others say
    del found
    every.sort()
    new = np.flatnonzero(np.r_[True, every[1:] != every[:-1]]) if len(every) else np.empty(0, dtype=np.int64)
    hits = np.diff(np.r_[new, len(every)]).astype(np.uint8)
    pairs = every[new]
    del every, new
    first, second = (pairs // size).astype(np.int32), (pairs % size).astype(np.int32)
    del pairs
    kept = hits > 1
    once = np.flatnonzero(~kept)
    worth = _worth(made) if size > _SMALL else {}
    for at in range(0, len(once), _STRETCH):
        cut = once[at : at + _STRETCH]
        kept[cut] = _promising(made, worth, first[cut], second[cut]) if worth else True
    return Candidates(first[kept], second[kept], hits[kept], counts, few)


def beside(
    records: Records, found: Candidates, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Pairs that were not chosen: some by chance, some that share one reading; each with how many it stands for.

    Of a small file all of them: what is learned from few records should not hang on which were drawn.
    """
    size, source = records.size, records.source
    if size * (size - 1) // 2 <= _ALL:
        one, other = np.triu_indices(size, 1)
        kept = np.ones(len(one), dtype=bool) if source is None else source[one] != source[other]
        pairs = one[kept] * np.int64(size) + other[kept]
        pairs = np.setdiff1d(pairs, found.first.astype(np.int64) * size + found.second, assume_unique=True)
        return pairs // size, pairs % size, np.ones(len(pairs))
    made = list(readings(records).values())
    parts, taken = [rng.integers(0, size, (2, _BESIDE[0]))], []
    for key in made:
        pairs, total = _some_sharing(key, rng)
        parts.append(pairs)
        taken.append(min(1.0, _BESIDE[1] / total) if total else 0.0)
    one, other = np.sort(np.concatenate(parts, axis=1), axis=0)
    kept = one != other if source is None else source[one] != source[other]
    pairs = np.unique(one[kept] * np.int64(size) + other[kept])
    pairs = np.setdiff1d(pairs, found.first.astype(np.int64) * size + found.second, assume_unique=True)
    one, other = pairs // size, pairs % size
    often = np.full(len(pairs), 2 * _BESIDE[0] / max(size * (size - 1.0), 1))
    for key, share in zip(made, taken, strict=True):
        often += np.where((key[one] == key[other]) & (key[one] > 0), share, 0)
    return one, other, 1 / np.minimum(often, 1)


def _some_sharing(key: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Some pairs of rows with one key, taken evenly from all there are, and how many there are."""
    rows = np.flatnonzero(key)
    rows = rows[np.argsort(key[rows], kind="stable")]
    keys = key[rows]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, dtype=np.int64)
    sizes = np.diff(np.r_[starts, len(keys)])
    pairs = np.cumsum(sizes * (sizes - 1) / 2.0)
    if not len(pairs) or not pairs[-1]:
        return np.empty((2, 0), dtype=np.int64), 0.0
    group = np.searchsorted(pairs, rng.random(_BESIDE[1]) * pairs[-1], side="right")
    one = (rng.random(_BESIDE[1]) * sizes[group]).astype(np.int64)
    other = (one + 1 + (rng.random(_BESIDE[1]) * (sizes[group] - 1)).astype(np.int64)) % sizes[group]
    return np.stack([rows[starts[group] + one], rows[starts[group] + other]]), float(pairs[-1])


def _sharing(
    key: np.ndarray, budget: int, most: int, source: np.ndarray | None, of: np.ndarray | None = None, size: int = 0
) -> np.ndarray:  # fmt: skip
    """Pairs of rows with one key, as one number each, from the smallest groups up."""
    size = size or len(key)
    held = np.flatnonzero(key)
    rows = held if of is None else of
    # One sort of numbers with the row in their lower bits; what is left of a key is still as good as unique.
    low = np.uint64(size.bit_length())
    packed = np.sort(key[held] >> low << low | rows.astype(np.uint64))
    keys, rows = packed >> low, (packed & ((np.uint64(1) << low) - np.uint64(1))).astype(np.int64)
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, dtype=np.int64)
    sizes = np.diff(np.r_[starts, len(keys)])
    by_size = np.bincount(sizes, minlength=2)
    used = np.cumsum(by_size * (np.arange(len(by_size)) * (np.arange(len(by_size)) - 1) // 2))
    within = int(np.searchsorted(used, budget, side="right")) - 1
    kept = (sizes > 1) & (sizes <= min(most, max(within, 2)))
    rows = rows[np.repeat(kept, sizes)]
    ends = np.cumsum(sizes[kept])
    left = np.repeat(ends, sizes[kept]) - np.arange(len(rows)) - 1  # how many of the same key follow
    parts, at, step = [], np.arange(len(rows)), 1
    while len(at := at[left[at] >= step]):
        one, other = rows[at], rows[at + step]
        if source is not None:
            apart = source[one] != source[other]
            one, other = one[apart], other[apart]
        parts.append(one * np.int64(size) + other)
        step += 1
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
