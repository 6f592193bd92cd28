"""The glossary's word: in order, whole, and explaining every abbreviation a page shows."""

from __future__ import annotations

import re

from django.utils.text import camel_case_to_spaces

from tests.architecture.conftest import PACKAGE, ROOT, our_models

TEXT = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
SECTIONS = {
    title: re.findall(r"^\*\*(.+?)\*\*$", body, re.MULTILINE)
    for title, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
}
WORDS = {word for words in SECTIONS.values() for word in words}
# Abbreviations anybody knows, or that are names: not words of the field.
EVERYBODY_KNOWS = {
    "API", "CSS", "CSV", "HTML", "HTTP", "HTTPS", "ID", "JSON", "MB", "KB", "OK", "PDF", "PNG", "SHA", "SMS", "SVG",
    "UK", "URL", "XLSX", "TOML", "GOV", "UTC", "PC", "AA", "WCAG", "FILE", "DNA",
}  # fmt: skip


def test_every_word_stands_in_order_and_once():
    for title, words in SECTIONS.items():
        assert words == sorted(words, key=str.lower), title
    together = [word for words in SECTIONS.values() for word in words]
    assert len(together) == len(set(together))


def test_every_word_is_explained_in_a_sentence():
    explained = re.findall(r"^\*\*(.+?)\*\*\n: ([A-Z\"].+?\.)$", TEXT, re.MULTILINE | re.DOTALL)
    assert {word for word, _ in explained} == WORDS


def test_every_model_has_a_word():
    known = {word.lower() for word in WORDS}
    missing = [model._meta.label for model in our_models() if camel_case_to_spaces(model.__name__) not in known]
    assert missing == []


def test_every_abbreviation_on_a_page_is_explained():
    """Templates and the shipped content: what people read."""
    found: dict[str, str] = {}
    places = [*PACKAGE.rglob("templates/**/*.html"), *(PACKAGE / "content").rglob("*.toml")]
    for path in places:
        text = path.read_text(encoding="utf-8")
        text = re.sub(
            r"\{[{%#].*?[}%#]\}|<[^>]+>|^\s*#[^\n]*$|^\w+ = \[?\"[A-Z0-9\", ]+\"\]?$", " ", text, flags=re.S | re.M
        )
        for word in re.findall(r"\b[A-Z]{2,}s?\b", text):
            found.setdefault(word.removesuffix("s"), path.name)
    assert {word: where for word, where in found.items() if word not in WORDS | EVERYBODY_KNOWS} == {}


def test_words_we_do_not_use_are_not_in_the_shipped_content():
    hurt = re.compile(r"failed to engage|alleged victim|bad relationship|hard to reach", re.IGNORECASE)
    places = [*(PACKAGE / "content").rglob("*.toml"), *(PACKAGE / "demo" / "data").rglob("*.toml")]
    places.remove(PACKAGE / "content" / "words" / "caring.toml")  # which is the list of such words
    found = [path.name for path in places if hurt.search(path.read_text(encoding="utf-8"))]
    assert found == []
