"""Where in a part of an office file something stands, so that words can be put there and all else stays as it is.

The part is gone through once with expat and never built or written anew: what is put in is put between its bytes. A
part that declares entities or a document type is refused, for no office program writes one into what is read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from .package import CannotMark

_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_ATTRIBUTE = re.compile(rb"""(\s+)([^\s=/>"']+)(\s*=\s*)("[^"]*"|'[^']*')""")
_RAW_NAME = re.compile(rb"<([^\s/>]+)")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DEEPEST = 256


@dataclass(slots=True)
class Place:
    """One element: its names, its attributes, where its tags begin and end, and what it stands in."""

    name: str
    facts: dict[str, str]
    raw: str
    begins: int
    opened: int
    empty: bool
    above: Place | None
    closes: int = 0
    ends: int = 0
    text: str = ""
    children: list[Place] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """What stands before the names of its sort in this part, such as ``w:``, or nothing."""
        return f"{self.raw.partition(':')[0]}:" if ":" in self.raw else ""

    @property
    def family(self) -> str:
        """The address of the names it belongs to."""
        return self.name.rpartition("}")[0]

    @property
    def local(self) -> str:
        """Its name without that address."""
        return self.name.rpartition("}")[2]

    def each(self) -> Iterator[Place]:
        """Itself and everything kept below it, in the order of the part."""
        yield self
        for child in self.children:
            yield from child.each()


Keeps = Callable[[str, int, "Place | None"], bool]


def places(part: bytes, keeps: Keeps | None = None) -> Place:
    """The outermost element of a part with those below it that are asked for.

    Args:
        part: in UTF-8, as office programs write.
        keeps: asked with an element's name (``<address of its names>}<name>``), how deep it stands (0 is the
            outermost) and the nearest kept element around it; everything is kept where it is left out.

    Raises:
        CannotMark: it is damaged, not in UTF-8, or declares a document type.
    """
    found = _Finding(part, keeps)
    parser = expat.ParserCreate(namespace_separator="}")
    found.parser = parser
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = found.begins, found.ends
    parser.CharacterDataHandler = found.text
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.XmlDeclHandler = _only_utf8
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CannotMark("A part is not in UTF-8.")
    try:
        parser.Parse(part, True)
    except expat.ExpatError as problem:
        raise CannotMark("A part is damaged.") from problem
    if found.root is None:
        raise CannotMark("A part is empty.")
    return found.root


class _Finding:
    """What has been found so far, while the parser goes through a part."""

    parser: expat.XMLParserType

    def __init__(self, part: bytes, keeps: Keeps | None) -> None:
        self.part, self.keeps = part, keeps
        self.root: Place | None = None
        self._open: list[Place | None] = []
        self._kept: list[Place] = []

    def begins(self, name: str, facts: dict[str, str]) -> None:
        depth = len(self._open)
        if depth > _DEEPEST:
            raise CannotMark("A part is nested too deep.")
        above = self._kept[-1] if self._kept else None
        if depth and self.keeps is not None and not self.keeps(name, depth, above):
            self._open.append(None)
            return
        at = self.parser.CurrentByteIndex
        tag = _TAG.match(self.part, at)
        raw = _RAW_NAME.match(self.part, at)
        if tag is None or raw is None:
            raise CannotMark("A part is damaged.")
        place = Place(name, facts, raw.group(1).decode(), at, tag.end(), tag.group().endswith(b"/>"), above)
        if above is None:
            self.root = place
        else:
            above.children.append(place)
        self._open.append(place)
        self._kept.append(place)

    def ends(self, _name: str) -> None:
        place = self._open.pop()
        if place is None:
            return
        self._kept.pop()
        if place.empty:
            place.closes = place.ends = place.opened
            return
        place.closes = self.parser.CurrentByteIndex
        place.ends = self.part.index(b">", place.closes) + 1

    def text(self, words: str) -> None:
        if self._open and (place := self._open[-1]) is not None and place.above is not None:
            place.text += words


class Changes:
    """What is put into one part, gathered and then done at once, so that no place moves meanwhile."""

    def __init__(self, part: bytes) -> None:
        self._part = part
        self._done: list[tuple[int, int, bytes]] = []

    def at(self, where: int, words: str) -> None:
        """Put words between two bytes."""
        self._done.append((where, where, words.encode()))

    def first_in(self, place: Place, words: str) -> None:
        """Put words where an element begins; one written as empty is opened for them."""
        if place.empty:
            self._done.append((place.opened - 2, place.opened, f">{words}</{place.raw}>".encode()))
        else:
            self.at(place.opened, words)

    def last_in(self, place: Place, words: str) -> None:
        """Put words where an element ends."""
        if place.empty:
            self.first_in(place, words)
        else:
            self.at(place.closes, words)

    def instead_of(self, place: Place, words: str) -> None:
        """Put words in the place of an element and all it holds."""
        self._done.append((place.begins, place.ends, words.encode()))

    def attribute(self, place: Place, name: str, value: str) -> None:
        """Give an element an attribute, or another value of one, as its name is written."""
        tag = self._part[place.begins : place.opened]
        said = f"{name}={quoteattr(value)}".encode()
        for found in _ATTRIBUTE.finditer(tag):
            if found.group(2) == name.encode():
                self._done.append((place.begins + found.start(2), place.begins + found.end(4), said))
                return
        at = place.begins + 1 + len(place.raw.encode())
        self._done.append((at, at, b" " + said))

    def tag_of(self, place: Place) -> str:
        """The opening tag as it is written, opened where it was written as empty."""
        tag = self._part[place.begins : place.opened].decode()
        return f"{tag[:-2]}>" if place.empty else tag

    def made(self) -> bytes:
        """The part with everything put in."""
        out, at = [], 0
        for begins, ends, words in sorted(self._done, key=lambda change: change[:2]):
            out += [self._part[at:begins], words]
            at = ends
        return b"".join((*out, self._part[at:]))


def as_text(words: str) -> str:
    """Words as the text of an element; what XML cannot hold is left out."""
    return escape(_NOT_IN_XML.sub("", words))


def as_value(words: str) -> str:
    """Words as the value of an attribute, quoted."""
    return quoteattr(_NOT_IN_XML.sub("", words))


def _no_doctype(*_facts: object) -> None:
    raise CannotMark("A part declares a document type.")


def _only_utf8(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
        raise CannotMark("A part is not in UTF-8.")
