"""The shipped library of indicators, and what a measure took from it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

from cairn.domain.measures.models import Measure
from cairn.domain.measures.services.defining import Taken, Words
from cairn.domain.measures.terms import CATEGORIES, Dimension, Frequency, Good, Residents, Unit
from cairn.kernel.indicator_file import Indicator, IndicatorLibrary, read_library

_FOLDER = "indicators"
# What an indicator says that a measure copies, with what people call it. Groups are the partnership's to name.
COPIED: dict[str, str] = {
    "name": "Name", "definition": "Definition", "numerator": "Numerator", "denominator": "Denominator",
    "unit": "Unit", "proportion": "A part of a whole", "frequency": "Frequency", "good": "Good direction",
    "band_low": "Lowest of the band", "band_high": "Highest of the band", "read_with": "Read beside",
    "risks": "How it can mislead", "statutory": "Statutory", "sensitive": "Sensitive",
    "rolling": "Looks back over earlier periods", "residents": "A rate of",
}  # fmt: skip


@cache
def library() -> IndicatorLibrary:
    """Every indicator of the shipped files; read once."""
    folder = files("cairn") / "content" / _FOLDER
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return read_library({entry.name: entry.read_text(encoding="utf-8") for entry in found})


def indicator_for(key: str) -> Indicator | None:
    """The indicator with a key, if the library has it."""
    return library().indicators.get(key)


def digest_of(indicator: Indicator) -> str:
    """SHA-256 of everything an indicator says, so that a later change of the library is noticed."""
    return hashlib.sha256(json.dumps(asdict(indicator), sort_keys=True, default=str).encode()).hexdigest()


def words_of(indicator: Indicator, *, breakdowns: dict[str, list[str]]) -> Words:
    """An indicator's words as a measure's, with the partnership's groups."""
    low, high = indicator.band or (None, None)
    return Words(
        subject=library().subjects[indicator.subject],
        name=indicator.name,
        definition=indicator.definition,
        numerator=indicator.numerator,
        denominator=indicator.denominator,
        unit=str(indicator.unit),
        proportion=indicator.proportion,
        frequency=str(indicator.frequency),
        good=str(indicator.good),
        band_low=low,
        band_high=high,
        breakdowns=breakdowns,
        read_with=list(indicator.read_with),
        risks=indicator.risks,
        statutory=indicator.statutory,
        sensitive=indicator.sensitive,
        places=indicator.places,
        rare=indicator.rare,
        rolling=indicator.rolling,
        residents=str(indicator.residents or ""),
    )


def taken_from(indicator: Indicator, words: Words) -> Taken:
    """What a measure with these words takes from the indicator."""
    same = words_of(indicator, breakdowns=words.breakdowns)
    stands = all(getattr(words, name) == getattr(same, name) for name in _copied(indicator))
    return Taken(indicator=indicator.key, digest=digest_of(indicator), as_it_stands=stands)


def usual_groups(indicator: Indicator, *, places: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The groups an indicator's breakdowns usually have, and the breakdowns whose groups are still to be named.

    Args:
        places: codes of the partnership's authorities.
    """
    known = {**{key: list(groups) for key, groups in CATEGORIES.items()}, Dimension.PLACE.value: places}
    groups = {key: known[key] for key in indicator.breakdowns if known.get(key)}
    return groups, [key for key in indicator.breakdowns if key not in groups]


def differences(measure: Measure) -> list[tuple[str, str, str]]:
    """Where a measure's words differ from the library's now: what it is called, theirs, ours."""
    indicator = indicator_for(measure.indicator) if measure.indicator else None
    if indicator is None:
        return []
    theirs = words_of(indicator, breakdowns={})
    copied = _copied(indicator)
    pairs = ((called, getattr(theirs, name), getattr(measure, name), name) for name, called in copied.items())
    return [
        (called, in_words(name, before), in_words(name, now)) for called, before, now, name in pairs if before != now
    ]


def asks_for_band(indicator: Indicator) -> bool:
    """The partnership agrees the ends of the band within which is good; the library does not know them."""
    return indicator.good == Good.BAND and indicator.band is None


def _copied(indicator: Indicator) -> dict[str, str]:
    """What a measure copies of an indicator: not a band that the library leaves to the partnership."""
    left = ("band_low", "band_high") if asks_for_band(indicator) else ()
    return {name: called for name, called in COPIED.items() if name not in left}


def library_changed(measure: Measure) -> bool:
    """The library's words are no longer those the measure was taken from, or are gone."""
    if not measure.indicator:
        return False
    indicator = indicator_for(measure.indicator)
    return indicator is None or digest_of(indicator) != measure.indicator_digest


def in_words(name: str, value: Any) -> str:
    """A value of a definition as people read it."""
    choices = {"unit": Unit, "frequency": Frequency, "good": Good, "residents": Residents}
    if name in choices and value:
        return choices[name](value).label
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return ", ".join(value) or "Nothing"
    return "Nothing" if value in ("", None) else str(value)
