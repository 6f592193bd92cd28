"""Finds where a page leads: its links, and the searches its forms would make."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

WORD = "support"  # what is searched for where a form asks for words


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.form: str | None = None
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        if tag == "a" and "href" in has:
            self.found.append(has["href"])
        elif tag == "form" and has.get("method", "get").lower() == "get":
            self.form, self.fields = has.get("action", ""), {}
        elif tag == "input" and self.form is not None and has.get("name"):
            if has.get("type") in ("search", "text", None):
                self.fields[has["name"]] = WORD
            elif has.get("type") == "hidden":
                self.fields[has["name"]] = has.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form is not None:
            self.found.append(f"{self.form}?{urlencode(self.fields)}" if self.fields else self.form)
            self.form = None


def links(path: str, text: str) -> Iterator[str]:
    """The addresses on the same site that a page leads to, without fragments.

    Args:
        path: of the page, with its query.
        text: its HTML.
    """
    finder = _Finder()
    finder.feed(text)
    for address in finder.found:
        parts = urlsplit(urljoin(path, address))
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            continue
        yield parts.path + (f"?{parts.query}" if parts.query else "")
