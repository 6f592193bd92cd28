"""What a check of many rows found, kept from one page to the next as few bytes."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cairn.domain.measures.models import FiguresImport
from cairn.domain.measures.services.arriving import Examination, Found, Kind, Reject, Row
from cairn.kernel.observation_checks import Typed


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the check left it.

    Args:
        kind: what loading would do with it.
        before: what stands there now, as typed, where that differs.
        field, rule, says: what is wrong, or what must be known; "" where nothing is.
    """

    number: int
    measure: str
    start: str
    dimension: str
    category: str
    numerator: str
    denominator: str
    nil: bool
    kind: str
    before: str = ""
    field: str = ""
    rule: str = ""
    says: str = ""


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Args:
        lines: the rows that load, that look wrong, or that cannot be loaded; those that change nothing are counted.
        counts: kind to how many rows.
        periods: kind to how many periods.
        mark: of what loading would do, to see later whether that has become something else.
    """

    lines: tuple[Line, ...]
    counts: Mapping[str, int]
    periods: Mapping[str, int]
    mark: str

    def of(self, *kinds: str) -> list[Line]:
        """The rows of some kinds, in the order of the file."""
        return [line for line in self.lines if line.kind in kinds]


def checked_rows(examination: Examination, lost: Sequence[Reject]) -> Checked:
    """What an examination found, row by row, with the rows that named no measure or period."""
    lines = [_lost_line(reject) for reject in (*lost, *examination.lost)]
    counts, periods = Counter(line.kind for line in lines), Counter()
    for found in examination.found:
        counts[found.kind.value] += len(found.rows)
        periods[found.kind.value] += 1
        if found.kind is not Kind.UNCHANGED:
            lines += _lines(found)
    lines.sort(key=lambda line: line.number)
    return Checked(tuple(lines), dict(counts), dict(periods), mark_of(examination))


def mark_of(examination: Examination) -> str:
    """A short mark of what loading would do."""
    mark = hashlib.sha256()
    for found in examination.found:
        cells = [(*cell.key, str(cell.numerator), str(cell.denominator), cell.nil) for cell in found.cells]
        mark.update(repr((found.measure.ref, found.period.start, found.kind.value, found.revision, cells)).encode())
    return mark.hexdigest()[:16]


def _lost_line(reject: Reject) -> Line:
    return Line(
        reject.number, "", "", "", "", "", "", False, Kind.STOPPED.value, "", reject.field, reject.rule, reject.sentence
    )


def _lines(found: Found) -> list[Line]:
    rejects = {reject.number: reject for reject in found.rejects}
    before = found.there.rows if found.there else {}
    start = found.period.start.isoformat()
    lines = []
    for row in found.rows:
        reject = rejects.get(row.number)
        lines.append(
            Line(
                row.number, row.measure, start, row.typed.dimension, row.typed.category, row.typed.numerator,
                row.typed.denominator, row.typed.nil, found.kind.value, _before(before.get(row.typed.key), row.typed),
                reject.field if reject else "", reject.rule if reject else "", reject.sentence if reject else "",
            )
        )  # fmt: skip
    return lines


def _before(there: Typed | None, typed: Typed) -> str:
    if there is None or (there.numerator, there.denominator) == (typed.numerator, typed.denominator):
        return ""
    return f"{there.numerator} of {there.denominator}" if there.denominator else there.numerator


def packed_check(checked: Checked) -> bytes:
    """As few bytes, to keep it from one page to the next."""
    lines = [[getattr(line, name) for name in Line.__slots__] for line in checked.lines]
    return _pack([lines, dict(checked.counts), dict(checked.periods), checked.mark])


def checked_of(workbook: FiguresImport) -> Checked | None:
    """What the last check found; None where there was none, or it is forgotten."""
    if workbook.checked is None:
        return None
    lines, counts, periods, mark = json.loads(zlib.decompress(bytes(workbook.checked)))
    return Checked(tuple(Line(*line) for line in lines), counts, periods, mark)


def packed_rows(rows: Sequence[Row], lost: Sequence[Reject]) -> bytes:
    """The rows of a workbook as they were read, and those that named no measure or period."""
    return _pack(
        [
            [
                [row.number, row.measure, row.start.isoformat(), row.end.isoformat() if row.end else None,
                 row.typed.dimension, row.typed.category, row.typed.numerator, row.typed.denominator, row.typed.nil,
                 row.typed.unit, row.note, row.provisional, row.remark, row.evidence, row.problems]
                for row in rows
            ],
            [[one.number, one.sentence, one.field, one.rule] for one in lost],
        ]
    )  # fmt: skip


def unpacked_rows(content: bytes) -> tuple[list[Row], list[Reject]]:
    """What ``packed_rows`` packed."""
    rows, lost = json.loads(zlib.decompress(bytes(content)))
    days: dict[str, date] = {}

    def day(said: str) -> date:
        return days.get(said) or days.setdefault(said, date.fromisoformat(said))

    return [
        Row(
            number=one[0], measure=one[1], start=day(one[2]), end=day(one[3]) if one[3] else None,
            typed=Typed(*one[4:10]), note=one[10], provisional=one[11], remark=one[12], evidence=one[13],
            problems=tuple((about, says) for about, says in one[14]),
        )
        for one in rows
    ], [Reject(*one) for one in lost]  # fmt: skip


def _pack(plain_values: Any) -> bytes:
    return zlib.compress(json.dumps(plain_values, separators=(",", ":")).encode(), 3)
