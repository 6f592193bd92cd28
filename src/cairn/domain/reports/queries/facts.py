"""What a board pack and an annual report have in common: sources, counts in words, risks, measures, and copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from cairn.domain.publishing.api import (
    Charts,
    Heat,
    KeyFigure,
    LeavingMeasure,
    ReportDocument,
    Row,
    Section,
    Source,
    Square,
    Table,
    Text,
)
from cairn.domain.reports.terms import COPY_WORDS, RULE_WORDS
from cairn.domain.risks.api import Register
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.disclosure import Audience

TREND_WORDS = {"new": "New", "rising": "Rising", "falling": "Falling", "steady": "Steady"}


def of_cairn(name: str, today: date) -> Source:
    """A source that is Cairn's own record of something."""
    return Source(name=f"{name}, in Cairn", as_of=today.isoformat())


def counted(number: int, one: str, many: str, source: Source) -> KeyFigure:
    """A count to read first."""
    return KeyFigure(str(number), one if number == 1 else many, source)


def measures_section(figures: Mapping[str, LeavingMeasure]) -> Section:
    """Every measure with its chart, in the order given."""
    lead = (
        "Each chart says in a sentence whether anything changed beyond chance. Points that are special have a shape of "
        "their own. The figures stand in tables as well."
    )
    blocks = (Charts(tuple(figures.values())),) if figures else (Text("Nothing is measured yet."),)
    return Section("measures", "Measures", lead, blocks)


def risks_section(register: Register, today: date) -> Section:
    """The grid of open risks, and the risks, gravest first."""
    source = of_cairn("Register of risks", today)
    lead = "What could keep a promise from being kept, how grave it is, and which way it goes."
    if not register.open:
        return Section("risks", "Risks", lead, (Text("No risk is open."),))
    grid = Heat(
        caption="Open risks by likelihood and impact",
        impacts=tuple(word for _step, word in register.impacts),
        rows=tuple(
            (word, tuple(Square(len(square.lines), str(square.band)) for square in squares))
            for _step, word, squares in register.grid
        ),
        source=source,
    )
    rows = tuple(
        Row((line.title, f"{line.score} {line.band}", TREND_WORDS[line.trend], ", ".join(c for c, _ in line.threatens),
             line.agency, day_in_words(line.assessed_at)))
        for line in register.open
    )  # fmt: skip
    heads = ("Risk", "How grave", "Trend", "Threatens", "Answers for it", "Assessed")
    return Section("risks", "Risks", lead, (grid, Table("Open risks, gravest first", heads, rows, source,
                                                        widths=(8, 3, 3, 3, 3, 4))))  # fmt: skip


def copy_for(
    document: ReportDocument,
    audience: Audience,
    figures: Mapping[str, LeavingMeasure],
    counted_sections: Iterable[Section] = (),
) -> ReportDocument:
    """The same document for another audience: its numbers as that audience may see them, and nothing else.

    Args:
        document: a copy for anybody.
        figures: reference of each of its measures to what the audience may see of it.
        counted_sections: the same for whole sections, which take the place of those of the same key.
    """
    theirs = {one.key: one for one in counted_sections}
    sections = tuple(
        theirs.get(one.key) or replace(one, blocks=tuple(_for(block, figures) for block in one.blocks))
        for one in document.sections
    )
    return replace(
        document, audience=audience.value, copy_words=COPY_WORDS[audience], rule=RULE_WORDS[audience], sections=sections
    )


def _for(block: object, figures: Mapping[str, LeavingMeasure]) -> object:
    if not isinstance(block, Charts):
        return block
    return Charts(tuple(figures[one.ref] for one in block.measures))


def without_nothing(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Facts that say something."""
    return tuple((name, said) for name, said in facts if said)
