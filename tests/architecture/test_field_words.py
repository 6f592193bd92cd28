"""A history is read by people: every field that can be recorded as changed is called by words, not by its column."""

from __future__ import annotations

import re

from cairn.web.queries.recorded_values import HIDDEN, tables, words_for
from cairn.web.words import FIELDS
from tests.architecture.conftest import guarded_models

RECORDED = [
    (model._meta.db_table, field.attname)
    for model in guarded_models()
    for field in model._meta.concrete_fields
    if not field.primary_key and field.attname not in HIDDEN
]
# "Decided on" reads as words before a day; a bare "to on" does not, and "made at" says less than "made".
BEFORE_A_DAY = ("ed", "en", "done", "due", "effect", "in", "lapses", "stood", "up", "waiting")
OF_THE_MACHINE = {"at", "by", "fk", "id", "json", "lsoa", "nil", "on", "pk", "ref", "sha", "slug"}


def reads_as_words(words: str) -> bool:
    """Whether a person would say it."""
    *before, last = words.split()
    if not before:
        return bool(re.fullmatch("[a-z]+", words)) and words not in OF_THE_MACHINE
    if last == "at" or (last == "on" and not before[-1].endswith(BEFORE_A_DAY)):
        return False
    return bool(re.fullmatch(r"[a-zA-Z ,'-]+", words)) and not {"id", "json", "pk", "ref", "slug"} & set(words.split())


def test_every_field_that_is_recorded_has_words():
    raw = {f"{table}.{column}": words_for(table, column) for table, column in RECORDED}
    assert {name: words for name, words in raw.items() if not reads_as_words(words)} == {}


def test_no_word_is_kept_for_a_field_that_is_gone():
    columns = {column.removesuffix("_id") for _table, column in RECORDED}
    full = {f"{table}.{column.removesuffix('_id')}" for table, column in RECORDED}
    assert [name for name in FIELDS if name not in columns | full] == []
    assert {name.partition(".")[0] for name in FIELDS if "." in name} <= set(tables())


def test_the_look_for_raw_names_notices_them():
    assert [words for words in ("to on", "made at", "ref", "nil", "sha256", "lsoa") if reads_as_words(words)] == []
    assert reads_as_words("decided on") and reads_as_words("words for residents")
