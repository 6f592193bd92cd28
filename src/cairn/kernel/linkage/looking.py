"""One new record and the people already known: what it is found by, how well it fits, and whom it joins.

A full run is expensive and a person at the counter cannot wait for it. What the run learned is kept, as values that go
into JSON, and a new record is compared with the few records that share a key with it, in the same way and by the same
chances as in the run.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cairn.kernel.linkage import tidying
from cairn.kernel.linkage.attributes import Attribute
from cairn.kernel.linkage.columns import Column, Meaning
from cairn.kernel.linkage.comparing import STEPS, Compared, compare
from cairn.kernel.linkage.explaining import Explained, explained
from cairn.kernel.linkage.finding import WAYS
from cairn.kernel.linkage.grouping import CLIP, LEAST, joint
from cairn.kernel.linkage.linking import Links
from cairn.kernel.linkage.reading import read
from cairn.kernel.linkage.reasons import OWN
from cairn.kernel.linkage.scoring import Model

METHOD = 6  # one more whenever keys or levels change, so that what a run before learned is learned anew
MOST_VALUES = 50_000  # common values of one column that are kept with what was learned
Record = Mapping[str, str]
# What a record is found by: readings of its columns, each the sign of a few people at most. A name alone is none: of a
# million records it finds as many namesakes as it finds people, and nothing tells one from the other.
_KEYS = (
    ("nhs",),
    ("phone",),
    ("email",),
    ("born", "initial"),
    ("born", "family start"),
    ("born", "postcode"),
    ("born", "initials"),
    ("postcode", "family sound"),
    ("postcode", "given sound"),
    ("house", "given"),
    ("house", "family sound"),
    ("names", "year"),
    ("names", "district"),
    ("names", "house"),
    ("born", "house"),
    ("family", "initial", "year"),
    ("given sound", "family sound", "month and day"),
    ("family sound", "year and month"),
    ("given", "year and month"),
    ("number", "postcode"),
    ("given start", "house"),
    ("phone end",),
    ("sounds", "house"),
    ("sounds", "year"),
)  # fmt: skip
_TIDY = {
    "given": tidying.name,
    "family": tidying.name,
    "address": tidying.address,
    "postcode": tidying.postcode,
    "phone": tidying.phone,
    "email": tidying.e_mail,
}


def keys(record: Record) -> tuple[str, ...]:
    """What a record is found by: two records that share none of these are never compared.

    Args:
        record: values by ``given``, ``family``, ``born``, ``postcode``, ``address``, ``phone``, ``email`` and ``nhs``.

    Returns:
        Texts, such as ``born+initial=1980-3-4|m``, the most telling first. Each says who the record is about: keep them
        as carefully as the record.
    """
    made = _readings(record)
    return tuple(
        "+".join(rule).replace(" ", "_") + "=" + "|".join(made[name] for name in rule)
        for rule in _KEYS
        if all(made.get(name) for name in rule)
    )


def _readings(record: Record) -> dict[str, str]:
    made = {"nhs": "".join(sign for sign in record.get("nhs") or "" if sign.isdigit())}
    for meaning, tidy in _TIDY.items():
        if text := tidy(record.get(meaning) or ""):
            made |= {name: text if way is None else way(text) for name, way in WAYS[meaning].items()}
    if made.get("given") and made.get("family"):  # whichever stands first: agencies put them in each other's place
        both = sorted((made["given"], made["family"]))
        made |= {"names": " ".join(both), "initials": "".join(name[0] for name in both)}
        made["sounds"] = " ".join(sorted((made["given sound"], made["family sound"])))
    year, month, day = tidying.read_date(record.get("born") or "")
    made["year"] = str(year or "")
    if day and (month, day) != (1, 1):
        made["born"] = f"{year}-{month}-{day}"
        made["month and day"] = "{}-{}".format(*sorted((month, day)))
        made["year and month"] = f"{year}-{month}"
    return made


@dataclass(frozen=True)
class Joined:
    """Whom a new record joins.

    Attributes:
        group: the name of the group.
        odds: natural logarithm of the odds, on average over the group's records.
    """

    group: Hashable
    odds: float


@dataclass
class Learned:
    """What a full run learned, for records that come after it.

    Attributes:
        columns: what each column was used as.
        attributes: those of unknown meaning, and what sort of values they have.
        months_first: how dates with slashes are read.
        common: by column the values that many records share, with how many do.
        model: the chances.
    """

    columns: list[Column]
    attributes: dict[str, Attribute]
    months_first: bool
    common: dict[str, dict[str, int]]
    model: Model

    @classmethod
    def of(cls, links: Links) -> Learned:
        """What a run learned."""
        born = links.records.born
        common = {name: _common(texts.values, texts.counts) for name, texts in links.records.texts.items()}
        used = [column for column in links.columns if column.meaning is not Meaning.IGNORED]
        return cls(used, dict(links.records.attributes), born is not None and born.months_first, common, links.model)

    def as_values(self) -> dict[str, object]:
        """Values that JSON can hold."""
        return {
            "columns": [[column.name, column.meaning.value, column.why] for column in self.columns],
            "attributes": {name: vars(attribute) for name, attribute in self.attributes.items()},
            "months_first": self.months_first,
            "common": self.common,
            "model": self.model.as_values(),
        }

    @classmethod
    def of_values(cls, values: Mapping[str, object]) -> Learned:
        """What ``as_values`` gave."""
        columns = [Column(name, Meaning(meaning), why) for name, meaning, why in values["columns"]]
        model = Model.of_values(values["model"])
        attributes = {name: Attribute(**each) for name, each in values["attributes"].items()}
        return cls(columns, attributes, bool(values["months_first"]), dict(values["common"]), model)

    def odds(self, record: Record, others: Sequence[Record]) -> list[float]:
        """Natural logarithm of the odds that a record is of one person with each of some others.

        Args:
            record, others: values by the names of the file's columns, as they were written; what is not there is empty.
        """
        if not others or not self.model.names:
            return [-CLIP] * len(others)
        return self.model.odds_of(self._levels(self._compared(record, others), len(others))).tolist()

    def explain(self, record: Record, other: Record) -> Explained:
        """Why a record is or is not taken for one person with another, from this pair alone."""
        levels = {each.name: each for each in self._compared(record, [other])}
        unknown = np.zeros(1, dtype=np.uint8)
        return explained(self.model, [levels.get(name) or Compared(name, [], unknown) for name in self.model.names])

    def place_in(self, record: Record, groups: Mapping[Hashable, Sequence[Record]]) -> Joined | None:
        """The group a record joins: the one it belongs to most on average over its records, if above even odds.

        However much speaks for one home, nobody is taken for somebody else who lives there: of what is somebody's own
        (``scoring.OWN``) and known of both, something has to be alike.

        Args:
            groups: by any name the records of each person who may be meant; all of a person's, not only the nearest.
        """
        every = [other for others in groups.values() for other in others]
        if not every or not self.model.names:
            return None
        compared = self._compared(record, every)
        levels = self._levels(compared, len(every))
        odds = np.clip(self.model.odds_of(levels), -CLIP, CLIP)
        known = np.maximum(self.model.known_of(levels), LEAST)
        alike, unlike = _own(compared, len(every))
        best, start = None, 0
        for group, others in groups.items():
            cut = slice(start, start := start + len(others))
            if not others or (unlike[cut].any() and not alike[cut].any()):
                continue
            if (worth := self._joint(odds[cut], known[cut])) > (best.odds if best else 0.0):
                best = Joined(group, worth)
        return best

    def _joint(self, odds: np.ndarray, known: np.ndarray) -> float:
        return float(joint((odds * known).sum() / known.sum(), np.float64(len(odds))))

    def _levels(self, compared: list[Compared], count: int) -> list[np.ndarray]:
        levels = {each.name: each.found for each in compared}
        unknown = np.zeros(count, dtype=np.uint8)
        return [levels.get(name, unknown) for name in self.model.names]

    def _compared(self, record: Record, others: Sequence[Record]) -> list[Compared]:
        every = [record, *others]
        table = {column.name: [one.get(column.name) or "" for one in every] for column in self.columns}
        records = read(table, self.columns, months_first=self.months_first, attributes=self.attributes)
        for name, texts in records.texts.items():
            common = self.common.get(name, {})
            texts.counts = np.array([common.get(value, 1) for value in texts.values.tolist()], dtype=np.int64)
        second = np.arange(1, len(every))
        compared = compare(records, np.zeros_like(second), second)
        learned = dict(zip(self.model.names, map(len, self.model.chances), strict=True))
        for each in compared:  # of a level that an older run did not know, nothing is known
            each.found[each.found >= learned.get(each.name, len(each.levels))] = 0
        return compared


def _own(compared: list[Compared], count: int) -> tuple[np.ndarray, np.ndarray]:
    """For each pair, whether something of somebody's own is alike, and whether something is not."""
    alike, unlike = np.zeros((2, count), dtype=bool)
    for each in compared:
        if each.name in OWN:
            good = np.array([level.bits > 0 for level in each.levels])[each.found]
            alike |= good
            unlike |= (each.found > 0) & ~good
    return alike, unlike


def _common(values: np.ndarray, counts: np.ndarray) -> dict[str, int]:
    """The commonest values; rarer ones count as rare."""
    rows = np.flatnonzero(counts > STEPS[0])
    rows = rows[np.argsort(-counts[rows], kind="stable")][:MOST_VALUES]
    return dict(zip(values[rows].tolist(), counts[rows].tolist(), strict=True))
