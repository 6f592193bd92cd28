"""The reader's name on a Word document: in the header of each section, as its first line, and in its properties.

Source: ECMA-376 part 1, 17.10 (headers: a section without one of its own has that of the section before), 17.6.17.
"""

from __future__ import annotations

from .package import CannotMark, Package
from .places import Changes, Place, as_text, places
from .related import DECLARED, Related, declare, main_part, put_in_properties

_HEADER = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_SORTS = ("default", "first", "even")


def mark_document(package: Package, words: str) -> None:
    """Put the words on every page of a document.

    Headers that are there have the words above what they say. The first section gets those sorts it lacks, and
    every later section has them from it. The first line is there for whoever reads without pages.

    Raises:
        CannotMark: it has no body, or is broken.
    """
    name, base = main_part(package)
    part = package.read(name)
    root = places(part, _of_interest)
    body = next((place for place in root.children if place.local == "body"), None)
    if body is None or body.empty:
        raise CannotMark("It says nothing.")
    related = Related(package, name)
    for row in related.ending_in("header"):
        _mark_header(package, related.part(row), words)
    changes = Changes(part)
    references = _new_headers(package, related, name, words, base=base, root=root, lacking=_lacking(body))
    section = _first_section(body)
    changes.first_in(body, _paragraph(root.prefix, words))
    if section is None:
        changes.last_in(body, f"<{root.prefix}sectPr>{references}</{root.prefix}sectPr>")
    elif references:
        changes.first_in(section, references)
    package.write(name, changes.made())
    put_in_properties(package, words, base=base)


def _of_interest(name: str, depth: int, above: Place | None) -> bool:
    """The body, its sections as they are now (not as they were before a change), and the headers these name."""
    local = name.rpartition("}")[2]
    if above is not None and above.local.endswith("Change"):
        return False
    return depth == 1 or local in ("sectPr", "headerReference") or local.endswith("PrChange")


def _first_section(body: Place) -> Place | None:
    return next((place for place in body.each() if place.local == "sectPr"), None)


def _lacking(body: Place) -> list[str]:
    """The sorts of header that the first section has not."""
    section = _first_section(body)
    had = set()
    for place in section.children if section else ():
        if place.local == "headerReference":
            had.add(next((value for key, value in place.facts.items() if key.rpartition("}")[2] == "type"), "default"))
    return [sort for sort in _SORTS if sort not in had]


def _new_headers(
    package: Package, related: Related, document: str, words: str, *, base: str, root: Place, lacking: list[str]
) -> str:
    """Make the headers that lack, and say how the section names them."""
    references, types = "", {}
    prefix = root.prefix or "w:"
    for sort in lacking:
        name = package.free_name(f"{document.rpartition('/')[0]}/copy-for.xml".lstrip("/"))
        header = f'{DECLARED}<w:hdr xmlns:w="{root.family}">{_paragraph("w:", words)}</w:hdr>'
        package.write(name, header.encode())
        types[name] = _HEADER
        number = related.add(f"{base}/header", name)
        references += (
            f'<{prefix}headerReference xmlns:{prefix[:-1]}="{root.family}" xmlns:r="{base}"'
            f' {prefix}type="{sort}" r:id="{number}"/>'
        )
    related.write()
    if types:
        declare(package, types)
    return references


def _mark_header(package: Package, name: str, words: str) -> None:
    part = package.read(name)
    root, changes = places(part, lambda *_facts: False), Changes(part)
    changes.first_in(root, _paragraph(root.prefix, words))
    package.write(name, changes.made())


def _paragraph(prefix: str, words: str) -> str:
    bold = f"<{prefix}rPr><{prefix}b/></{prefix}rPr>"
    return f"<{prefix}p><{prefix}r>{bold}<{prefix}t>{as_text(words)}</{prefix}t></{prefix}r></{prefix}p>"
