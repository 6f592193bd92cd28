"""The rule of a harm score: points for recency, frequency, gravity and victims, as a partnership sets them.

No point tables of a force are published, so the shipped rule is neutral: it says how the score is put together, and
gives every kind of incident the same harm. A partnership writes its own file and gives it a version; every score
carries that version.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite
from typing import Any

PARTS = ("recency", "frequency", "gravity", "victims")
CHOICES = {"subject": ("suspect", "victim"), "gravity": ("max", "sum")}
MORE, OTHER = "more", "other"
Bands = tuple[tuple[float, float], ...]


class BadRule(ValueError):
    """A weight file cannot be used; the words say why and what to write."""


@dataclass(frozen=True)
class HarmRule:
    """How a score is made.

    Attributes:
        version: the rule's name, kept with every score.
        window: days looked back, the day of the analysis among them.
        subject: whose score: "suspect" or "victim".
        gravity: "max" takes the gravest event of the window, "sum" adds all up.
        points: for each part, bands of an upper end and its points, in order. Recency counts days since the last event.
        weights: what each part's points are multiplied by.
        harm: the harm of a kind of incident, such as days of the Cambridge Crime Harm Index. Large letters and spaces
            make no other kind.
        other: the harm of any kind that is not named.
    """

    version: str = "neutral 1"
    window: int = 730
    subject: str = "suspect"
    gravity: str = "max"
    points: Mapping[str, Bands] = field(
        default_factory=lambda: {
            "recency": ((30, 5), (90, 4), (180, 3), (365, 2), (inf, 1)),
            "frequency": ((1, 1), (2, 2), (4, 3), (9, 4), (inf, 5)),
            "gravity": ((1, 1), (10, 2), (100, 3), (1000, 4), (inf, 5)),
            "victims": ((1, 1), (2, 3), (inf, 5)),
        }
    )
    weights: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(PARTS, 1.0))
    harm: Mapping[str, float] = field(default_factory=dict)
    other: float = 1.0

    def harm_of(self, kinds: Sequence[str]) -> list[float | None]:
        """The harm of each of some kinds; None where none is named, so that it takes that of "other"."""
        named = {plain_kind(kind): value for kind, value in self.harm.items()}
        return [named.get(plain_kind(kind)) for kind in kinds]

    def told(self) -> dict[str, Any]:
        """As JSON, so that a score can be worked out again."""
        bands = {part: [[MORE if end == inf else end, points] for end, points in self.points[part]] for part in PARTS}
        return {
            "version": self.version, "window": self.window, "subject": self.subject, "gravity": self.gravity,
            "points": bands, "weights": dict(self.weights), "harm": dict(self.harm), "other": self.other,
        }  # fmt: skip


def plain_kind(kind: str) -> str:
    """A kind as it is compared: "Rape", "RAPE" and " rape " are one."""
    return " ".join(kind.casefold().split())


def rule_from_toml(text: str) -> HarmRule:
    """The rule of a TOML file. What it leaves out is as in the neutral rule; its version it must name.

    Raises:
        BadRule: it cannot be used.
    """
    try:
        return _rule(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadRule(f"This is not TOML: {error}.") from None


def rule_from_csv(text: str) -> HarmRule:
    """The rule of a matrix with the columns ``part``, ``value`` and ``points``, parted by commas, semicolons or tabs.

    A part is one of the four (``value`` is the upper end of a band, "more" for the last), ``weight`` (of which part),
    ``harm`` (of which kind; "other" for the rest) or ``rule`` (version, window, subject or gravity).

    Raises:
        BadRule: it cannot be used.
    """
    given: dict[str, Any] = {"points": {}, "weights": {}, "harm": {}}
    for line, (part, value, points) in _matrix(text):
        if part in PARTS:
            given["points"].setdefault(part, []).append(
                [
                    MORE if value == MORE else _number(value, f"Row {line}, value"),
                    _number(points, f"Row {line}, points"),
                ]
            )
        elif part in ("weight", "harm"):
            table = given["weights" if part == "weight" else "harm"]
            if value in table:
                raise BadRule(f"Row {line}: the {part} of “{value}” stands there twice. Keep one of them.")
            table[value] = _number(points, f"Row {line}, points")
        elif part == "rule":
            given[value] = _number(points, f"Row {line}, points") if value == "window" else points
        elif part or value or points:
            raise BadRule(f"Row {line}: “{part}” is no part. Parts are {', '.join(PARTS)}, weight, harm and rule.")
    return _rule(given)


def _matrix(text: str) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Row number, and part, value and points of each row; heads may be in large letters and in any order."""
    wanted = ("part", "value", "points")
    lines = text.splitlines()
    first = lines[0] if lines else ""
    heads: list[str] = []
    for parter in ",;\t":
        heads = [head.strip().casefold() for head in next(csv.reader([first], delimiter=parter), [])]
        if set(wanted) <= set(heads):
            break
    if missing := sorted(set(wanted) - set(heads)):
        raise BadRule(f"There is no column “{missing[0]}”. A matrix has part, value and points.")
    places = [heads.index(name) for name in wanted]
    for line, cells in enumerate(csv.reader(lines[1:], delimiter=parter), 2):
        part, value, points = (cells[place].strip() if place < len(cells) else "" for place in places)
        yield line, (part.casefold(), value, points)


def _rule(given: Mapping[str, Any]) -> HarmRule:
    known = {"version", "window", "subject", "gravity", "points", "weights", "harm"}
    if unknown := sorted(set(given) - known):
        raise BadRule(f"“{unknown[0]}” is not part of a rule. It has {', '.join(sorted(known))}.")
    neutral = HarmRule()
    version = str(given.get("version", "")).strip()
    if not version:
        raise BadRule("The rule has no version. Every score carries it, so give it one, such as “2026-1”.")
    window = _number(given.get("window", neutral.window), "window")
    if window != int(window) or not 1 <= window <= 36_525:
        raise BadRule(f"window: {window:g} is not a number of days. Write a whole number of 1 or more.")
    for name, choices in CHOICES.items():
        if given.get(name, choices[0]) not in choices:
            raise BadRule(f"{name}: “{given[name]}” is neither “{choices[0]}” nor “{choices[1]}”.")
    harm = {str(kind): _number(value, f"harm of “{kind}”") for kind, value in _table(given, "harm").items()}
    seen: dict[str, str] = {}
    for kind in harm:
        if (before := seen.setdefault(plain_kind(kind), kind)) != kind:
            raise BadRule(f"harm: “{before}” and “{kind}” are one kind. Keep one of them.")
    other = next((kind for kind in harm if plain_kind(kind) == OTHER), OTHER)
    return HarmRule(
        version=version,
        window=int(window),
        subject=given.get("subject", neutral.subject),
        gravity=given.get("gravity", neutral.gravity),
        points={**neutral.points, **{part: _bands(part, bands) for part, bands in _parts(given, "points").items()}},
        weights={
            **neutral.weights,
            **{part: _number(value, f"weight of {part}") for part, value in _parts(given, "weights").items()},
        },
        other=harm.pop(other, neutral.other),
        harm=harm,
    )


def _table(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = given.get(name, {})
    if not isinstance(table, Mapping):
        raise BadRule(f"{name}: this must be a table, begun by [{name}].")
    return table


def _parts(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = _table(given, name)
    if unknown := sorted(set(table) - set(PARTS)):
        raise BadRule(f"{name}: “{unknown[0]}” is no part. Parts are {', '.join(PARTS)}.")
    return table


def _bands(part: str, given: Any) -> Bands:
    if not isinstance(given, list) or not given or not all(isinstance(band, list) and len(band) == 2 for band in given):
        raise BadRule(f'points of {part}: write pairs of an upper end and its points, such as [[30, 5], ["more", 1]].')
    bands = tuple(
        (inf if end == MORE else _number(end, f"points of {part}"), _number(points, f"points of {part}"))
        for end, points in given
    )
    ends = [end for end, _ in bands]
    if ends != sorted(set(ends)):
        raise BadRule(f"points of {part}: the upper ends must grow from band to band.")
    if ends[-1] != inf:
        raise BadRule(f"points of {part}: the last band must end with “{MORE}”, so that every value has points.")
    return bands


def _number(value: Any, where: str) -> float:
    try:
        found = float(value) if not isinstance(value, bool) else inf
    except (TypeError, ValueError):
        found = inf
    if not isfinite(found) or found < 0:
        raise BadRule(f"{where}: “{value}” is not a number of 0 or more.")
    return found
