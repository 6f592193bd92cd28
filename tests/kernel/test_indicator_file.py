"""A file of indicators is checked whole, line by line, in its writer's words; and whatever is in it, never breaks."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import cairn
from cairn.kernel.indicator_file import (
    BENCHMARK,
    BREAK,
    INDICATOR,
    SOURCE,
    TOP,
    CannotRead,
    Confidence,
    Frequency,
    Good,
    LibraryProblem,
    Unit,
    read_indicator_file,
    read_library,
)

PAGE = Path(cairn.__file__).parents[2] / "docs" / "how-to" / "write-an-indicator.md"
SOUND = """\
format = "cairn-indicators/1"
subject = "buses"
title = "Buses"

[[source]]
key = "survey"
title = "Survey"
publisher = "The council"
address = "https://example.org/survey"

[[indicator]]
key = "stops-lit"
numbers = ["7", "8"]
name = "Stops with lights"
definition = "What counts."
numerator = "Stops with lights"
denominator = "Stops"
unit = "percent"
proportion = true
source_agency = "Council"
frequency = "month"
good = "band"
band = [80, 95.5]
breakdowns = ["place"]
read_with = ["reports"]
risks = "It misleads."
sensitive = true

[[indicator.break]]
on = 2026-04-01
note = "Inspected at night."
source = "survey"

[[indicator.benchmark]]
value = 92.3
text = "92.3% of stops."
area = "The county"
period = "June 2026"
source = "survey"
confidence = "read"

[[indicator]]
key = "reports"
name = "Reports"
definition = "What counts."
numerator = "Reports"
unit = "count"
source_agency = "Council"
frequency = "week"
good = "context"
risks = "It misleads too."
rare = true
"""


def problems(text: str) -> list[tuple[str, str]]:
    """Each problem as (the line it names, what it says)."""
    rows = text.splitlines()
    return [(rows[found.line - 1], found.says) for found in read_indicator_file(text).problems]


def changed(old: str, new: str) -> str:
    """The sound file with one thing changed."""
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)


def refused(texts: dict[str, str]) -> list[LibraryProblem]:
    """What a library is refused for."""
    with pytest.raises(CannotRead) as refusal:
        read_library(texts)
    return refusal.value.problems


def test_a_sound_file_is_read_as_it_was_written():
    library = read_library({"buses.toml": SOUND})
    lit, reports = library.indicators.values()
    assert (lit.key, lit.numbers, lit.subject, lit.unit, lit.good) == (
        "stops-lit", ("7", "8"), "buses", Unit.PERCENT, Good.BAND,
    )  # fmt: skip
    assert lit.band == (Decimal(80), Decimal("95.5")) and lit.proportion and lit.sensitive and not lit.statutory
    assert (lit.places, reports.places, reports.rare) == (1, 0, True)
    assert (reports.denominator, reports.band, reports.frequency) == ("", None, Frequency.WEEK)
    [note], [benchmark] = lit.breaks, lit.benchmarks
    assert (note.on.isoformat(), note.year, note.source) == ("2026-04-01", "", "The council: Survey")
    assert (benchmark.value, benchmark.confidence) == (Decimal("92.3"), Confidence.READ)
    assert (benchmark.source, benchmark.address) == ("The council: Survey", "https://example.org/survey")
    assert library.subjects == {"buses": "Buses"} and library.of("buses") == (lit, reports)
    assert read_indicator_file(SOUND).summary() == "2 indicators."


def test_what_is_read_beside_another_is_so_both_ways_though_written_once():
    library = read_library({"buses.toml": SOUND})
    assert library.indicators["stops-lit"].read_with == ("reports",)
    assert library.indicators["reports"].read_with == ("stops-lit",)


@pytest.mark.parametrize(
    ("unit", "factor", "divided", "places"),
    [
        ("percent", 100, True, 1), ("per_100", 100, True, 1), ("per_1000", 1_000, True, 1),
        ("per_10000", 10_000, True, 1), ("per_100000", 100_000, True, 1), ("ratio", 1, True, 2),
        ("count", 1, False, 0), ("days", 1, False, 0), ("months", 1, False, 1), ("hours", 1, False, 1),
        ("score", 1, False, 1),
    ],
)  # fmt: skip
def test_a_unit_knows_its_factor_and_whether_it_divides(unit, factor, divided, places):
    found = Unit(unit)
    assert (found.factor, found.needs_denominator, found.places) == (factor, divided, places)
    assert found.can_be_negative == (unit == "score")


CASES = [
    ('format = "cairn-indicators/1"', 'format = "x"', 'format = "x"', "must begin with format"),
    ('title = "Buses"', 'title = ""', 'title = ""', '"title" is missing'),
    ('subject = "buses"', 'subject = "The buses"', "The buses", "small letters"),
    ('title = "Buses"', 'title = "Buses"\nversion = 2', "version = 2", "is not a field of the file"),
    ('key = "stops-lit"', 'key = "Stops lit"', "Stops lit", "small letters"),
    ('key = "stops-lit"', 'key = "reports"', 'read_with = ["reports"]', "not read beside itself"),
    ('numbers = ["7", "8"]', 'numbers = ["7", "7"]', "numbers", "names the same one twice"),
    ('denominator = "Stops"\n', "", "[[indicator]]", "percent is one number over another"),
    ('unit = "percent"', 'unit = "share"', "share", "must be one of percent, per_100"),
    ('unit = "percent"', 'unit = "days"', "proportion = true", "part of a whole"),
    ('frequency = "month"', 'frequency = "daily"', "daily", "must be one of week, month, quarter, year"),
    ('good = "band"', 'good = "best"', "best", "must be one of up, down, band, one, up_at_first, context"),
    ('good = "band"', 'good = "up"', "band = [80, 95.5]", 'so good must be "band"'),
    ('good = "band"\nband = [80, 95.5]', 'good = "one"', 'good = "one"', '"one" is for ratios'),
    ("band = [80, 95.5]", "band = [95.5, 80]", "band", "two numbers, the lower first"),
    ("band = [80, 95.5]", "band = [80]", "band", "two numbers, the lower first"),
    ("band = [80, 95.5]", 'band = "80 to 95"', "band", "a list of numbers"),
    ("band = [80, 95.5]", "band = [80, true]", "band", "a list of numbers"),
    ("proportion = true", 'proportion = "yes"', "proportion", "true or false"),
    ("sensitive = true", "places = 7", "places = 7", "from 0 to 4"),
    ("sensitive = true", "places = 1.5", "places = 1.5", "a whole number"),
    ("sensitive = true", "rare = true", "rare = true", "for counts of events, not for percent"),
    ("sensitive = true", "target = 90", "target = 90", "carries no targets"),
    ('risks = "It misleads."', "", "[[indicator]]", '"risks" is missing'),
    ('good = "context"', 'good = "up_at_first"', "[[indicator]]", "reporting is never read alone"),
    ("value = 92.3", 'value = "92.3%"', "value", "a number without quotation marks"),
    ("value = 92.3", "value = nan", "value", "a number without quotation marks"),
    ("value = 92.3", "value = 192.3", "value", "a proportion lies between 0 and 100"),
    ('period = "June 2026"\n', "", "[[indicator.benchmark]]", '"period" is missing'),
    ('source = "survey"\nconfidence', 'source = "poll"\nconfidence', "poll", 'source "poll" is not in this file'),
    ('confidence = "read"', 'confidence = "sure"', "sure", "one of read, worked_out, second_hand, recalled"),
    ("on = 2026-04-01\n", "", "[[indicator.break]]", 'needs "on", its date, or "year"'),
    ("on = 2026-04-01", 'on = "April"', "April", "a date without quotation marks"),
    ("[[indicator.break]]", "[indicator.break]", "[indicator.break]", "double brackets"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), CASES, ids=lambda value: value[:40])
def test_each_mistake_is_told_on_its_line_in_plain_words(old, new, line, says):
    told = problems(changed(old, new))
    assert any(line in where and says in what for where, what in told), told


def test_every_problem_is_a_sentence_and_of_the_file_it_stands_in():
    for old, new, _, _ in CASES:
        for problem in refused({"buses.toml": changed(old, new)}):
            assert problem.file == "buses.toml" and problem.line > 0
            assert problem.says.endswith(".")


def test_a_file_without_an_indicator_is_told_so():
    assert [what for _, what in problems(SOUND.partition("[[source]]")[0])] == ["The file holds no [[indicator]]."]


def test_a_key_used_twice_in_the_library_is_told_with_where_it_stood_first():
    second = SOUND.replace('"buses"', '"trams"').replace('key = "stops-lit"', 'key = "platforms-lit"')
    [problem] = refused({"a.toml": SOUND, "b.toml": second})
    rows = second.splitlines()
    first = SOUND.splitlines().index('key = "reports"') + 1
    assert (problem.file, rows[problem.line - 1]) == ("b.toml", 'key = "reports"')
    assert problem.says == f'indicator "reports" is used twice; first in a.toml, line {first}. Choose another key.'


def test_what_is_read_with_may_stand_in_another_file_but_must_stand_somewhere():
    head, _, tail = SOUND.partition('[[indicator]]\nkey = "reports"')
    other = 'format = "cairn-indicators/1"\nsubject = "buses"\ntitle = "Buses"\n\n[[indicator]]\nkey = "reports"' + tail
    assert len(read_library({"a.toml": head, "b.toml": other}).indicators) == 2
    [problem] = refused({"a.toml": head})
    assert (problem.file, head.splitlines()[problem.line - 1]) == ("a.toml", 'read_with = ["reports"]')
    assert problem.says == '"read_with" names "reports", which is no indicator of the library. Check its spelling.'


def test_one_subject_has_one_title():
    second = SOUND.replace('"stops-lit"', '"a"').replace('"reports"', '"b"').replace('title = "Buses"', 'title = "Bus"')
    [problem] = refused({"a.toml": SOUND, "b.toml": second})
    assert (problem.file, problem.line) == ("b.toml", 3) and 'another title in a.toml: "Buses"' in problem.says


LITERALS = [
    "5", "-1", "true", "1.5", "2025-01-01", '""', '"x"', '"\\n"', "[]", "[1]", "[[1]]", '["a", 2]', "[{}]", "{}",
    "{ a = 1 }", "nan", "inf", "[true]", "[nan, 1]", '{ key = ["x"] }', '"one"', '"ratio"', '["reports"]',
]  # fmt: skip
KEY_LINES = [number for number, row in enumerate(SOUND.splitlines()) if " = " in row]


@settings(max_examples=300)
@given(some.lists(some.tuples(some.sampled_from(KEY_LINES), some.sampled_from(LITERALS)), min_size=1, max_size=4))
def test_any_value_in_any_place_is_told_and_never_breaks(changes):
    rows = SOUND.splitlines()
    for number, literal in changes:
        rows[number] = f"{rows[number].partition(' = ')[0]} = {literal}"
    try:
        read_library({"buses.toml": "\n".join(rows)})
    except CannotRead as refusal:
        assert all(0 < problem.line <= len(rows) for problem in refusal.problems)


# ---- the page for writers


def tables_of_the_page() -> dict[str, dict[str, tuple[str, str]]]:
    """Each table of fields on the page: what it is about, and field to (needed, limit)."""
    found, about = {}, ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"##+ `?(.+?)`?$", line):
            about = heading[1]
        elif line.startswith("| `") and line.count(" | ") >= 3:
            name, needed, _, limit = (cell.strip() for cell in line.strip().removesuffix("|").strip("|").split("|"))
            found.setdefault(about, {})[name.strip("`")] = (needed, limit)
    return found


HEADINGS = {
    "At the top": TOP, "[[source]]": SOURCE, "[[indicator]]": INDICATOR, "[[indicator.break]]": BREAK,
    "[[indicator.benchmark]]": BENCHMARK,
}  # fmt: skip


@pytest.mark.parametrize("about", HEADINGS)
def test_the_page_for_writers_says_of_each_field_what_the_check_says(about):
    """docs/how-to/write-an-indicator.md is written by hand; this keeps it true."""
    told = tables_of_the_page()[about]
    assert set(told) == set(HEADINGS[about])
    for name, field in HEADINGS[about].items():
        needed, limit = told[name]
        assert needed == ("yes" if field.required or name == "format" else "no"), name
        counted = field.limit != 2000 and not field.choices
        assert limit.removesuffix(" characters") == (f"{field.limit:,}" if counted else ""), name


def test_the_example_on_the_page_is_sound():
    [example] = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert tomllib.loads(example)["indicator"][0]["key"] == "night-bus-stops-lit"
    assert read_indicator_file(example).problems == []
