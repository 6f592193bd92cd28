"""The reader's name on an Excel workbook: a sheet of its own before the others, every page header, its properties.

Source: ECMA-376 part 1, 18.2 (workbook), 18.3.1.46 (headers and footers), 18.3.1.99 (the order of a sheet's parts).
"""

from __future__ import annotations

from .package import CannotMark, Package
from .places import Changes, Place, as_text, as_value, places
from .related import CALLED, DECLARED, Related, declare, main_part, put_in_properties

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
LONGEST_HEADER = 255  # letters; Excel calls a file with a longer one damaged
_BEFORE_HEADERS = frozenset(
    (
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "sheetCalcPr",
        "sheetProtection",
        "protectedRanges",
        "scenarios",
        "autoFilter",
        "sortState",
        "dataConsolidate",
        "customSheetViews",
        "mergeCells",
        "phoneticPr",
        "conditionalFormatting",
        "dataValidations",
        "hyperlinks",
        "printOptions",
        "pageMargins",
        "pageSetup",
    )
)
_HEADERS_AND_FOOTERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


def mark_workbook(package: Package, words: str) -> None:
    """Put the words on every sheet of a workbook, and on one of their own.

    Raises:
        CannotMark: it has no sheet, or is broken.
    """
    name, base = main_part(package)
    part = package.read(name)
    root = places(part)
    sheets = next((place for place in root.children if place.local == "sheets"), None)
    if sheets is None or not sheets.children:
        raise CannotMark("It has no sheet.")
    related = Related(package, name)
    for sheet in sheets.children:
        _mark_sheet(package, related.by_id(_number_of(sheet)), words)
    own = package.free_name(f"{name.rpartition('/')[0]}/copy-for.xml".lstrip("/"))
    package.write(own, _own_sheet(root.family, words))
    number = related.add(f"{base}/worksheet", own)
    related.write()
    declare(package, {own: _SHEET})
    changes = Changes(part)
    changes.first_in(sheets, _line(sheets, number, base=base))
    _move_on(root, sheets, changes)
    package.write(name, changes.made())
    put_in_properties(package, words, base=base)


def _number_of(sheet: Place) -> str:
    return next((value for key, value in sheet.facts.items() if key.rpartition("}")[2] == "id" and "}" in key), "")


def _line(sheets: Place, number: str, *, base: str) -> str:
    """The own sheet in the list of sheets: with a name and a number that no other has."""
    names = {sheet.facts.get("name", "").lower() for sheet in sheets.children}
    taken = {sheet.facts.get("sheetId", "") for sheet in sheets.children}
    title = next(each for each in (CALLED, *(f"{CALLED} {n}" for n in range(2, 10_000))) if each.lower() not in names)
    own = next(each for each in range(1, 65_535) if str(each) not in taken)
    return f'<{sheets.prefix}sheet name={as_value(title)} sheetId="{own}" xmlns:r="{base}" r:id="{number}"/>'


def _move_on(root: Place, sheets: Place, changes: Changes) -> None:
    """What counts sheets from the first counts one more: names that hold on one sheet, and which sheet is shown."""
    views = [place for place in root.each() if place.local == "workbookView"]
    for view in views:
        changes.attribute(view, "activeTab", str(_whole(view.facts.get("activeTab", "0")) + 1))
    if not views:
        prefix = root.prefix
        changes.at(
            sheets.begins,
            f'<{prefix}bookViews><{prefix}workbookView activeTab="1"/></{prefix}bookViews>',
        )
    for place in root.each():
        if place.local == "definedName" and "localSheetId" in place.facts:
            changes.attribute(place, "localSheetId", str(_whole(place.facts["localSheetId"]) + 1))


def _whole(number: str) -> int:
    if not number.isdecimal() or len(number) > 9:
        raise CannotMark("A number of a sheet is no number.")
    return int(number)


def _own_sheet(family: str, words: str) -> bytes:
    """A sheet of one cell, which is text and never a formula."""
    return (
        f'{DECLARED}<worksheet xmlns="{family}"><cols><col min="1" max="1" width="80" customWidth="1"/></cols>'
        f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{as_text(words)}</t></is></c></row></sheetData>'
        f"<headerFooter><oddHeader>{as_text(with_words('', words))}</oddHeader></headerFooter></worksheet>"
    ).encode()


def _mark_sheet(package: Package, name: str, words: str) -> None:
    """Put the words into the page header of one sheet."""
    part = package.read(name)
    root = places(part, _of_interest)
    changes = Changes(part)
    standing = next((place for place in root.children if place.local == "headerFooter"), None)
    if standing is not None:
        changes.instead_of(standing, _headers(changes.tag_of(standing), standing, words))
    else:
        before = [place.ends for place in root.children if place.local in _BEFORE_HEADERS]
        if not before:
            raise CannotMark("A sheet says nothing.")
        prefix = root.prefix
        said = f"<{prefix}oddHeader>{as_text(with_words('', words))}</{prefix}oddHeader>"
        changes.at(max(before), f"<{prefix}headerFooter>{said}</{prefix}headerFooter>")
    package.write(name, changes.made())


def _of_interest(name: str, depth: int, above: Place | None) -> bool:
    return depth == 1 or (depth == 2 and above is not None and above.local == "headerFooter")


def _headers(tag: str, standing: Place, words: str) -> str:
    """The headers and footers of a sheet as they were, with the words in each header that is shown."""
    said = {place.local: place.text for place in standing.children}
    shown = {"oddHeader"}
    if standing.facts.get("differentOddEven") in ("1", "true"):
        shown.add("evenHeader")
    if standing.facts.get("differentFirst") in ("1", "true"):
        shown.add("firstHeader")
    for each in shown:
        said[each] = with_words(said.get(each, ""), words)
    inside = "".join(
        f"<{standing.prefix}{each}>{as_text(said[each])}</{standing.prefix}{each}>"
        for each in _HEADERS_AND_FOOTERS
        if each in said
    )
    return f"{tag}{inside}</{standing.raw}>"


def with_words(header: str, words: str) -> str:
    """A page header with the words on its left, above what stood there.

    Where both together are longer than a header may be, the words take its place.

    Args:
        header: with Excel's codes: ``&L``, ``&C`` and ``&R`` begin its three parts, ``&&`` is one sign.
    """
    words = words.replace("&", "&&") if len(words) <= 120 else words.replace("&", "+")[:240]
    at = _left_part(header)
    if at is not None:
        whole = f"{header[:at]}{words}\n{header[at:]}"
    elif header and not header.startswith(("&C", "&R")):
        whole = f"&L{words}&C{header}"  # what stands before any part is its middle
    else:
        whole = f"&L{words}{header}"
    return whole if len(whole) <= LONGEST_HEADER else f"&L{words}"


def _left_part(header: str) -> int | None:
    """Where the left part begins, after its code."""
    at = 0
    while at < len(header) - 1:
        if header[at] != "&":
            at += 1
        elif header[at + 1] == "L":
            return at + 2
        elif header[at + 1] == '"' and (ends := header.find('"', at + 2)) >= 0:
            at = ends + 1  # the name of a typeface may hold any letter
        else:
            at += 2
    return None
