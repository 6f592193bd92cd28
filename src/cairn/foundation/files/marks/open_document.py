"""The reader's name on OpenDocument texts and spreadsheets: page headers, a first line or sheet, and properties.

Source: OpenDocument 1.3 part 3: 3.4 (texts), 3.9 (spreadsheets), 4.3.3 (properties somebody named), 16.9 to 16.11
(pages and their headers); part 2, 3.4 (locked files).
"""

from __future__ import annotations

from .package import CannotMark, LockedFile, Package
from .places import Changes, Place, as_text, as_value, places
from .related import CALLED

_URN = "urn:oasis:names:tc:opendocument:xmlns"
_TEXT, _TABLE, _STYLE = f"{_URN}:text:1.0", f"{_URN}:table:1.0", f"{_URN}:style:1.0"
_META, _OFFICE = f"{_URN}:meta:1.0", f"{_URN}:office:1.0"
_CONTENT, _STYLES, _PROPERTIES, _MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
_HEADERS = ("header", "header-left", "header-first")
_BEFORE_THE_TEXT = frozenset(
    (
        "forms",
        "tracked-changes",
        "variable-decls",
        "sequence-decls",
        "user-field-decls",
        "dde-connection-decls",
        "alphabetical-index-auto-mark-file",
        "calculation-settings",
        "content-validations",
        "label-ranges",
    )
)


def mark_text(package: Package, words: str) -> None:
    """Put the words on every page of a text, and as its first line, for whoever reads without pages.

    Raises:
        CannotMark: it has no text, or is broken.
    """
    _not_locked(package)
    part = package.read(_CONTENT)
    text = _body(part, "text")
    changes = Changes(part)
    after = [place for place in text.children if place.local not in _BEFORE_THE_TEXT]
    if after:
        changes.at(after[0].begins, _paragraph(words))
    else:
        changes.last_in(text, _paragraph(words))
    package.write(_CONTENT, changes.made())
    _mark_pages(package, words)
    _mark_properties(package, words)


def mark_spreadsheet(package: Package, words: str) -> None:
    """Put the words on every page of a spreadsheet, and on a sheet of their own before the others.

    Where changes are tracked they count sheets from the first, so the own sheet is then the last.

    Raises:
        CannotMark: it has no sheet, or is broken.
    """
    _not_locked(package)
    part = package.read(_CONTENT)
    body = _body(part, "spreadsheet")
    tables = [place for place in body.children if place.local == "table"]
    if not tables:
        raise CannotMark("It has no sheet.")
    changes = Changes(part)
    tracked = any(place.local == "tracked-changes" for place in body.children)
    changes.at(tables[-1].ends if tracked else tables[0].begins, _own_sheet(tables, words))
    package.write(_CONTENT, changes.made())
    _mark_pages(package, words)
    _mark_properties(package, words)


def _not_locked(package: Package) -> None:
    """A locked file says so in the list of its parts; the parts themselves are then beyond reading."""
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise LockedFile("It is locked with a password.")


def _body(part: bytes, called: str) -> Place:
    """What the file is about: its text or its spreadsheet, with what stands directly in it."""
    root = places(part, lambda name, depth, above: depth <= 2 or (depth == 3 and _within(above, called)))
    for place in root.each():
        if place.name == f"{_OFFICE}}}{called}":
            return place
    raise CannotMark("It says nothing.")


def _within(above: Place | None, called: str) -> bool:
    return above is not None and above.name == f"{_OFFICE}}}{called}"


def _paragraph(words: str) -> str:
    return f'<text:p xmlns:text="{_TEXT}">{as_text(words)}</text:p>'


def _own_sheet(tables: list[Place], words: str) -> str:
    """A sheet of one cell, which is text and never a formula."""
    names = {value.lower() for table in tables for key, value in table.facts.items() if key == f"{_TABLE}}}name"}
    title = next(each for each in (CALLED, *(f"{CALLED} {n}" for n in range(2, 10_000))) if each.lower() not in names)
    return (
        f'<table:table xmlns:table="{_TABLE}" table:name={as_value(title)}><table:table-column/><table:table-row>'
        f'<table:table-cell xmlns:office="{_OFFICE}" office:value-type="string">{_paragraph(words)}'
        "</table:table-cell></table:table-row></table:table>"
    )


def _mark_pages(package: Package, words: str) -> None:
    """Put the words into the headers of every sort of page, and give a header to those that have none."""
    if _STYLES not in package:
        return
    part = package.read(_STYLES)
    root = places(part, _of_interest)
    changes = Changes(part)
    for page in (place for place in root.each() if place.local == "master-page"):
        headers = [place for place in page.children if place.local in _HEADERS]
        if not any(place.local == "header" for place in headers):
            said = f'<style:header xmlns:style="{_STYLE}">{_paragraph(words)}</style:header>'
            changes.first_in(page, said)
        for header in headers:
            _mark_header(header, words, changes)
    package.write(_STYLES, changes.made())


def _of_interest(name: str, _depth: int, above: Place | None) -> bool:
    local = name.rpartition("}")[2]
    if local in ("master-styles", "master-page"):
        return True
    if above is None:
        return False
    return (above.local == "master-page" and local in _HEADERS) or above.local in _HEADERS


def _mark_header(header: Place, words: str, changes: Changes) -> None:
    """Above what a header says; one that is in three parts has the words in its left one."""
    regions = [place for place in header.children if place.local.startswith("region-")]
    left = next((place for place in regions if place.local == "region-left"), None)
    if left is not None:
        changes.first_in(left, _paragraph(words))
    elif regions:
        said = f'<style:region-left xmlns:style="{_STYLE}">{_paragraph(words)}</style:region-left>'
        changes.first_in(header, said)
    else:
        changes.first_in(header, _paragraph(words))


def _mark_properties(package: Package, words: str) -> None:
    if _PROPERTIES not in package:
        return
    part = package.read(_PROPERTIES)
    root = places(part)
    changes = Changes(part)
    named = {value for place in root.each() for key, value in place.facts.items() if key == f"{_META}}}name"}
    title = next(each for each in (CALLED, *(f"{CALLED} {n}" for n in range(2, 10_000))) if each not in named)
    for place in root.children:
        if place.name == f"{_OFFICE}}}meta":
            changes.last_in(
                place,
                f'<meta:user-defined xmlns:meta="{_META}" meta:name={as_value(title)}>{as_text(words)}'
                "</meta:user-defined>",
            )
    package.write(_PROPERTIES, changes.made())
