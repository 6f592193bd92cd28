"""Charts of figures of which some, or all, are withheld: each is drawn, and says in words what it shows."""

import pytest

from cairn.domain.analysis.queries.tables import Line, Table
from cairn.domain.analysis.web.drawing import charts_of
from cairn.foundation.ui.templatetags.cairn_charts import drawn

GONE = None


def table(by, columns, *rows):
    lines = tuple(Line(level, level, "", figures) for level, figures in rows)
    return Table(by=by, columns=columns, lines=lines, exact=False, rates=False)


@pytest.mark.parametrize(
    ("of", "captions"),
    [
        (
            table(("Month",), (), ("2026-01", (GONE,)), ("2026-02", (GONE,)), ("Total", (10,))),
            ["Every month is withheld"],
        ),
        (
            table(("Month",), (), ("2026-01", (0,)), ("2026-02", (10,)), ("Total", (10,))),
            ["Most in 2026-02 (10), fewest"],
        ),
        (
            table(("Month", "Sex"), ("F", "M"), ("2026-01", (GONE, 0, GONE)), ("Total", (10, 0, 10))),
            ["Every month is withheld", "Each group over the same months"],
        ),
        (table(("Sex",), (), ("F", (GONE,)), ("M", (GONE,)), ("Total", (10,))), ["Every group is withheld"]),
        (table(("Sex",), (), ("F", (0,)), ("M", (10,)), ("Total", (10,))), ["The largest group that is shown is “M”"]),
        (table(("Sex",), (), ("F", (0,)), ("M", (GONE,)), ("Total", (GONE,))), ["Every group that is shown is"]),
        (table(("Sex",), (), ("F", (0,)), ("Total", (0,))), []),
    ],
)  # fmt: skip
def test_what_is_drawn_says_what_it_shows_and_never_what_is_withheld(of, captions):
    views = charts_of(of)
    assert [view.caption[: len(words)] for view, words in zip(views, captions, strict=True)] == captions
    assert all("<svg" in drawn(view) for view in views)
