"""Follow every link of a site, and read pages as a browser without scripts would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.public.serving import Answer, Site

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
DRAWN = {"path", "rect", "circle", "use", "g", "line", "polygon"}  # inside SVG these may close themselves


@dataclass
class Element:
    """One start tag."""

    tag: str
    attributes: dict[str, str]

    def get(self, name: str) -> str:
        """An attribute, or ""."""
        return self.attributes.get(name) or ""


class Markup(HTMLParser):
    """Reads a page and notes what is wrong with it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.faults: list[str] = []
        self.title = ""
        self.headings: list[tuple[int, str]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self._svg = 0
        self.feed(text)
        self.close()
        if self._open:
            self.faults.append(f"never closed: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"an attribute twice on <{tag}>")
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        if tag == "p" and "p" in self._open:
            self.faults.append("a <p> inside a <p>")
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append((int(tag[1:]), ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID and "svg" not in self._open:
            self.faults.append(f"<{tag}/> closes itself outside SVG")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:] or 'nothing'}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "svg" not in self._open:
            self.title += data
        if any(tag[0] == "h" and tag[1:].isdigit() for tag in self._open):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)
        if "head" not in self._open:
            self.words.append(data)

    @property
    def text(self) -> str:
        """The words of the page, spaces made single."""
        return " ".join(" ".join(self.words).split())

    def all(self, *tags: str) -> list[Element]:
        """Every element of these tags."""
        return [element for element in self.elements if element.tag in tags]

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [element.get("id") for element in self.elements if element.get("id")]


@dataclass
class Crawl:
    """What links lead to."""

    pages: dict[str, Answer] = field(default_factory=dict)
    files: dict[str, Answer] = field(default_factory=dict)

    @property
    def answers(self) -> list[Answer]:
        """Pages and files."""
        return [*self.pages.values(), *self.files.values()]


def crawl(site: Site, start: str = "/") -> Crawl:
    """Ask for everything a link on any page leads to, on this site."""
    found, waiting = Crawl(), [start]
    while waiting:
        path = waiting.pop()
        if path in found.pages or path in found.files:
            continue
        answer = site.get(path)
        if not answer.headers["Content-Type"].startswith("text/html"):
            found.files[path] = answer
            continue
        found.pages[path] = answer
        for element in Markup(answer.text).all("a", "link", "script"):
            parts = urlsplit(element.get("href") or element.get("src"))
            if not parts.scheme and not parts.netloc and parts.path.startswith("/"):
                waiting.append(parts.path)
    return found
