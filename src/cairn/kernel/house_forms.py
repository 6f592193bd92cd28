"""What in a text looks like the address of a house, by its form alone: nothing is compared with what is known.

Written from the forms of BS 7666 and of postal addresses in the United Kingdom: a number and a street, a number and a
name that ends as streets do, a flat, the name of a house. Forms are told apart by their words, so some everyday phrases
are spared by their words ("3 Crown Court hearings", "5 officers in the street").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Behind a number, in whatever letters: little else ends so.
_ALWAYS = (
    "road|rd|street|st|lane|ln|avenue|ave|crescent|cres|terrace|terr|tce|gardens|gdns|grove|mews|cottages|row"
)  # fmt: skip
# Only as a name, with a capital: everyday words too.
_NAMED = (
    "Close|Cl|Drive|Dr|Way|Court|Ct|Place|Pl|Walk|Square|Sq|Green|Hill|Mount|Park|Rise|View|Brow|Croft|Fold|Garth|Parade"
    "|Quay|Wharf|Yard|Villas?|Buildings|House|Bank|Side|Edge|End|Gate|Common|Heights|Vale|Dale|Meadows?|Fields?|Wynd|Mill"
    "|Cottage|Lodge|Farm|Barn|Bungalow|Towers?|Point|Estate|Broadway|Parkway|Avenue|Road|Street|Lane|Row"
)
_NUMBER = r"\b\d{1,4} ?[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?,? "
_WORD = r"[a-z][a-z'’.-]*"
_NAME = r"[A-Z][A-Za-z'’.-]*"
_FORMS = (
    re.compile(rf"{_NUMBER}(?:{_WORD} ){{1,3}}(?:{_ALWAYS})\b", re.IGNORECASE),
    re.compile(rf"{_NUMBER}(?:{_NAME} ){{1,3}}(?:{_NAMED})\b"),
    re.compile(rf"{_NUMBER}the (?:{_NAMED}|Crescent|Grove|Orchard|Paddock|Oval|Spinney|Mews|Gardens|Terrace)\b"),
    re.compile(rf"\b\d{{1,3}}[A-Za-z]?,? The {_NAME}(?! [A-Z])"),
    re.compile(rf"{_NUMBER}[A-Z][a-z]+(?:gate|wynd|garth|croft|fold|brow|thwaite)\b"),
    re.compile(
        rf"\b(?:flat|apartment|apt|maisonette|bedsit)\.? \d{{1,4}}[a-z]?\b(?:,? {_WORD} (?:house|court|tower))?",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:{_NAME} ){{1,3}}(?:Cottage|Farm|Farmhouse|Barn|Bungalow|Villa)\b"),
    re.compile(
        rf"\b(?:{_NAME} ){{1,3}}(?:House|Lodge|Hall|Mill),? (?:{_NAME} ){{0,2}}(?:Road|Street|Lane|Avenue|Close)\b"
    ),
)  # fmt: skip
# Between the number and the street, these say that it is none.
_EVERYDAY = """
    a an and are as at attempted before after between by class days during escape evenings for from
    had has he her his hours in is it later lived mile miles minutes monday mondays months my nights
    of officers on or our people saturday she since sunday that their them these they this those times to tuesday
    until was wednesday weekend weeks were which who with years thursday friday january february march april
    may june july august september october november december am pm percent pounds children other more
"""
_NONE = frozenset(_EVERYDAY.split())
_COURTS = frozenset(("county", "crown", "family", "high", "magistrates", "youth"))


def house_forms(text: str) -> list[str]:
    """What in a text looks like the address of a house, as it is written there; the longest of those that overlap."""
    found = sorted(_found(text), key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int]] = []
    for span in found:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return list(dict.fromkeys(text[first:last].strip() for first, last in kept))


def _found(text: str) -> Iterator[tuple[int, int]]:
    for form in _FORMS:
        for match in form.finditer(text):
            words = re.findall(r"[A-Za-z][A-Za-z'’]*", match.group())
            if match.group()[0].isdigit() and words and len(words[0]) == 1:
                words = words[1:]  # the letter of "12 a"
            before = {word.casefold() for word in words[:-1]}
            if _NONE.isdisjoint(before) and not (words[-1] == "Court" and before & _COURTS):
                yield match.span()
