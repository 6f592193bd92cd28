"""Turn the rows of a table into candidates: typed values, with what is wrong named by row and field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cairn.kernel.workbooks.amounts import read_number, read_percentage
from cairn.kernel.workbooks.days import DayRead, read_day
from cairn.kernel.workbooks.fields import Field, Kind
from cairn.kernel.workbooks.finding import Line, Table
from cairn.kernel.workbooks.grid import Cell
from cairn.kernel.workbooks.mapping import columns_by_field
from cairn.kernel.workbooks.matching import Match, Matcher, plain_words, split_list
from cairn.kernel.workbooks.ratings import read_rating

ASKED = (Kind.PERSON, Kind.AGENCY, Kind.AGENCIES, Kind.PROMISE)
_YES, _NO = frozenset(("yes", "y", "true", "1", "x", "✓", "✔")), frozenset(("no", "n", "false", "0", "-"))
_NOT_A_NAME = frozenset(("", "tbc", "tba", "tbd", "n a", "na", "none", "all", "all partners", "various", "vacant"))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or unsure in a row; ``stops`` when the row cannot be loaded with it."""

    field: str
    sentence: str
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """A text that matched nothing, or more than one: to be answered once for the whole workbook."""

    kind: Kind
    text: str
    between: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """How its answer is kept."""
        return answer_key(self.kind, self.text)


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A date cell that says there is no date: "ongoing", "to be confirmed"."""

    said: str


@dataclass(frozen=True)
class RowRead:
    """One row, read.

    Args:
        number: as the spreadsheet counts.
        said: field to the words of the cell.
        values: field to what they mean: text, a day or ``OpenDay``, a rating, a key or keys. Left out where a
            cell is empty or could not be read.
        problems, questions: what is wrong, and what somebody must answer.
    """

    number: int
    hidden: bool = False
    said: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Known:
    """What names are compared with.

    Args:
        matchers: kind to its candidates.
        answers: ``answer_key`` to the key somebody chose; "-" means that nobody, or nothing, is meant.
    """

    matchers: Mapping[Kind, Matcher]
    answers: Mapping[str, str] = field(default_factory=dict)


NOBODY = "-"


def answer_key(kind: Kind, text: str) -> str:
    """How the answer for a text is kept; supporting agencies are agencies."""
    return f"{Kind.AGENCY if kind is Kind.AGENCIES else kind}:{plain_words(text)}"


def read_rows(table: Table, mapping: Mapping[int, str], fields: Sequence[Field], known: Known) -> tuple[RowRead, ...]:
    """Read every row of a table in which any mapped column says something.

    Args:
        table: as found.
        mapping: place of a column to the key of its field.
        fields: what columns may be about.
        known: what names are compared with.
    """
    by_field = columns_by_field(mapping)
    wanted = [(field, by_field[field.key]) for field in fields if field.key in by_field]
    days: dict[Any, DayRead] = {}
    found = (_Reader(table, line, known, days).row(wanted) for line in table.lines)
    return tuple(row for row in found if any(row.said.values()) or row.values)


class _Reader:
    """Reads one row; days read before are known by their words, since a long table repeats them."""

    def __init__(self, table: Table, line: Line, known: Known, days: dict[Any, DayRead]) -> None:
        self.table, self.line, self.known, self.days = table, line, known, days
        self.problems: list[Problem] = []
        self.questions: list[Question] = []

    def row(self, wanted: Iterable[tuple[Field, tuple[int, ...]]]) -> RowRead:
        said, values = {}, {}
        for about, places in wanted:
            cells = [self.line.cells[place] for place in places]
            texts = [text for cell in cells if (text := cell.text)]
            said[about.key] = texts[0] if len(texts) == 1 else "\n".join(texts)
            for cell in cells:
                if cell.note:
                    self.problems.append(Problem(about.key, cell.note, stops=not about.several))
            if not texts and not cells[0].colour:
                continue
            if about.kind is Kind.TEXT and len(cells) == 1:
                value = texts[0]
            else:
                value = self._value(about, places, cells)
            if value not in (None, "", ()):
                values[about.key] = value
        return RowRead(
            self.line.number, self.line.hidden, said, values, tuple(self.problems), tuple(dict.fromkeys(self.questions))
        )

    def _value(self, about: Field, places: Sequence[int], cells: Sequence[Cell]) -> Any:
        cell = cells[0]
        if about.kind is Kind.TEXT:
            return self._text(about, places, cells)
        if about.kind is Kind.DAY:
            return self._day(about, cell)
        if about.kind is Kind.RATING:
            found = read_rating(cell)
            self._note(about, found.problem, stops=False)
            return found.rating
        if about.kind in (Kind.NUMBER, Kind.PERCENTAGE):
            amount = read_number(cell.value) if about.kind is Kind.NUMBER else read_percentage(cell.value)
            self._note(about, amount.problem)
            self._note(about, amount.unsure, stops=False)
            return amount.value
        if about.kind is Kind.REFERENCE:
            return cell.text
        if about.kind is Kind.YES_NO:
            return self._yes_no(about, cell.text)
        if about.kind is Kind.AGENCIES:
            return self._several(cell)
        return self._one(about.kind, cell.text)

    def _note(self, about: Field, sentence: str, *, stops: bool = True) -> None:
        if sentence:
            self.problems.append(Problem(about.key, sentence, stops))

    def _text(self, about: Field, places: Sequence[int], cells: Sequence[Cell]) -> str:
        titles = [self.table.columns[place].title for place in places]
        return "\n".join(f"{title}: {cell.text}" for title, cell in zip(titles, cells, strict=True) if cell.text)

    def _day(self, about: Field, cell: Cell) -> date | OpenDay | None:
        key = (about.key, cell.value.__class__, cell.value)
        found = self.days.get(key)
        if found is None:
            found = self.days[key] = read_day(cell.value, ends=about.ends, since_1904=self.table.since_1904)
        self._note(about, found.problem)
        if found.open:
            return OpenDay(cell.text)
        if found.inexact and found.day is not None:
            self._note(about, f"“{cell.text}” was read as {_in_words(found.day)}.", stops=False)
        return found.day

    def _yes_no(self, about: Field, text: str) -> bool | None:
        said = text.lower()
        if said in _YES or said in _NO:
            return said in _YES
        if said:
            self._note(about, f"“{text[:40]}” is neither yes nor no.")
        return None

    def _one(self, kind: Kind, text: str) -> str:
        if plain_words(text) in _NOT_A_NAME and answer_key(kind, text) not in self.known.answers:
            return ""
        answer = self.known.answers.get(answer_key(kind, text))
        if answer is not None:
            return "" if answer == NOBODY else answer
        found = match_one(self.known.matchers[kind], kind, text)
        if not found.key:
            self.questions.append(Question(kind, text, found.between))
        return found.key

    def _several(self, cell: Cell) -> tuple[str, ...]:
        whole = match_one(self.known.matchers[Kind.AGENCIES], Kind.AGENCIES, cell.text)
        texts = (cell.text,) if whole.key else split_list(cell.text)
        return tuple(dict.fromkeys(key for text in texts if (key := self._one(Kind.AGENCIES, text))))


def match_one(matcher: Matcher, kind: Kind, text: str) -> Match:
    """What a text means; a promise also by the code it begins with, as in "CP1: Teach children"."""
    found = matcher.match(text)
    if kind is Kind.PROMISE and not found.key:
        code = re.match(r"\W*([A-Za-z]{0,4}[\s.-]?\d+(?:\.\d+)*[A-Za-z]?)\b", text)
        if code and (by_code := matcher.match(code[1])).key:
            return by_code
    return found


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
