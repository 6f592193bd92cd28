"""The library that comes with Cairn: whole, sourced, read side by side, and without a target."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import cairn
from cairn.cli import main
from cairn.kernel.indicator_file import Confidence, Frequency, Good, Indicator, Unit, read_indicator_file, read_library

FOLDER = Path(cairn.__file__).parent / "content" / "indicators"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml"))}
LIBRARY = read_library(TEXTS)
ALL = list(LIBRARY.indicators.values())
CATALOGUE = {str(number) for number in range(1, 119)}
SHOWN_BESIDE = {Unit.COUNT, Unit.PER_1000, Unit.PER_10000, Unit.PER_100000}
# The panel's own figures: how many people it discusses must not be counted here.
NO_VOLUME = {"prevent-training", "channel-attendance"}


def words_of(indicator: Indicator) -> str:
    """Every sentence of an indicator."""
    return " ".join((indicator.name, indicator.definition, indicator.numerator, indicator.denominator, indicator.risks))


@pytest.mark.parametrize("name", TEXTS)
def test_each_shipped_file_is_sound(name):
    assert read_indicator_file(TEXTS[name]).problems == []


def test_there_is_a_file_for_each_subject_and_it_bears_its_name():
    assert {name.removesuffix(".toml") for name in TEXTS} == set(LIBRARY.subjects)
    assert len(TEXTS) == 7


def test_what_looks_back_over_earlier_periods_is_rolling_and_what_is_held_against_residents_says_whose():
    said = {one.key for one in ALL if "a run of points on its chart is not a trend" in one.risks}
    assert len(said) == 8 and {one.key for one in ALL if one.rolling} == {*said, "violence-admissions"}
    of_residents = [
        one for one in ALL if re.match(r"(Residents|Women aged 16)", one.denominator) and not one.proportion
    ]
    assert {one.key for one in of_residents if not one.residents and not one.rolling} == set()


def test_every_number_of_the_catalogue_is_covered():
    assert {number for indicator in ALL for number in indicator.numbers} == CATALOGUE


def test_a_row_that_names_several_figures_is_several_indicators():
    counted = Counter(number for indicator in ALL for number in indicator.numbers)
    assert [counted[number] for number in ("21", "28", "67", "68", "82", "87", "112", "117")] == [
        5,
        2,
        3,
        4,
        2,
        3,
        2,
        2,
    ]


def test_what_is_read_beside_another_is_so_both_ways():
    for indicator in ALL:
        for other in indicator.read_with:
            assert indicator.key in LIBRARY.indicators[other].read_with, (indicator.key, other)


def test_reporting_is_read_beside_something_that_is_not_reporting():
    reporting = [indicator for indicator in ALL if indicator.good is Good.UP_AT_FIRST]
    assert len(reporting) > 20
    for indicator in reporting:
        beside = {LIBRARY.indicators[key].good for key in indicator.read_with}
        assert beside - {Good.UP_AT_FIRST}, indicator.key


def test_an_outcome_is_read_beside_a_volume():
    outcomes = [
        i for i in ALL if i.unit.needs_denominator and i.unit not in SHOWN_BESIDE and i.good is not Good.CONTEXT
    ]
    alone = {i.key for i in outcomes if not {LIBRARY.indicators[key].unit for key in i.read_with} & SHOWN_BESIDE}
    assert len(outcomes) > 60 and alone == NO_VOLUME


def test_nothing_stands_alone():
    assert [indicator.key for indicator in ALL if not indicator.read_with] == []


def test_no_shipped_indicator_carries_a_target():
    """Not as a field, not as a band, and not in its words; target hardening is work on a place."""
    for text in TEXTS.values():
        assert not any("target" in row for row in tomllib.loads(text)["indicator"])
    assert [indicator.key for indicator in ALL if indicator.band is not None] == []
    for indicator in ALL:
        told = words_of(indicator) + " ".join(benchmark.text for benchmark in indicator.benchmarks)
        assert not re.search(r"\btargets?\b(?! hardening)", told, re.IGNORECASE), indicator.key


def test_every_benchmark_has_a_source_an_area_and_a_period():
    found = [benchmark for indicator in ALL for benchmark in indicator.benchmarks]
    assert len(found) > 50
    for benchmark in found:
        assert (
            ": " in benchmark.source
            and benchmark.area
            and benchmark.address.startswith("https://") | ("steering group" in benchmark.source)
        )
        assert re.search(r"\b(?:19|20)\d\d\b|does not|without a date|keeps no year", benchmark.period), benchmark


def test_what_we_only_recall_says_so_to_whoever_reads_it():
    recalled = [b for i in ALL for b in i.benchmarks if b.confidence is Confidence.RECALLED]
    assert recalled and all("recall" in b.text and re.search(r"\bcheck\b", b.text, re.I) for b in recalled)


def test_a_figure_of_the_whole_country_never_stands_beside_a_local_count():
    for indicator in ALL:
        if indicator.unit is Unit.COUNT:
            assert [benchmark.value for benchmark in indicator.benchmarks if benchmark.value is not None] == []


def test_a_years_rate_never_stands_beside_a_quarters():
    """A yearly rate drawn on a quarterly chart would look four times too high."""
    for indicator in ALL:
        over_people = indicator.unit.factor >= 1_000 and indicator.frequency is not Frequency.YEAR
        if over_people and "12 months" not in indicator.definition:
            assert "make a year's" in indicator.definition, indicator.key
            assert [benchmark.value for benchmark in indicator.benchmarks if benchmark.value is not None] == []


def test_every_source_is_used_and_none_names_an_address_that_is_not_one():
    for name, text in TEXTS.items():
        values = tomllib.loads(text)
        inner = [row for i in values["indicator"] for row in (*i.get("break", ()), *i.get("benchmark", ()))]
        assert {source["key"] for source in values.get("source", ())} == {row["source"] for row in inner}, name


def test_the_four_counts_the_act_requires_are_the_statutory_ones_and_whole_counts():
    statutory = [indicator for indicator in ALL if indicator.statutory]
    assert [indicator.numbers for indicator in statutory] == [("101",), ("102",), ("103",), ("104",)]
    assert all(indicator.unit is Unit.COUNT and not indicator.sensitive for indicator in statutory)


def test_deaths_are_sensitive_and_never_a_rate():
    deaths = LIBRARY.indicators["death-reviews-notified"]
    assert deaths.sensitive and deaths.rare and deaths.unit is Unit.COUNT and deaths.breakdowns == ()


def test_ratios_whose_right_value_is_one_say_so():
    assert [indicator.key for indicator in ALL if indicator.good is Good.ONE] == ["reach-into-protected-groups"]


def test_a_share_is_a_proportion_unless_its_definition_says_why_not():
    odd = [i for i in ALL if i.unit is Unit.PERCENT and not i.proportion]
    assert {i.key for i in odd} == {"adult-rape-charged", "programme-behaviour"}
    assert all("not a proportion" in i.risks for i in odd)


def test_each_definition_says_enough_to_count_by():
    for indicator in ALL:
        assert 90 <= len(indicator.definition) <= 600 and indicator.definition.endswith("."), indicator.key
        assert 40 <= len(indicator.risks) <= 400 and indicator.risks.endswith((".", "?")), indicator.key
        assert not indicator.name.endswith(".") and not indicator.numerator.endswith("."), indicator.key


def test_no_two_indicators_have_one_name():
    assert [name for name, number in Counter(i.name for i in ALL).items() if number > 1] == []


# ---- cairn indicators check


def test_the_command_counts_the_shipped_indicators_by_subject(capsys):
    assert main(["indicators", "check"]) == 0
    out = capsys.readouterr().out
    for subject in LIBRARY.subjects:
        assert f"{subject}: {len(LIBRARY.of(subject))} indicators." in out
    assert out.endswith(f"No problems found: {len(ALL)} indicators in 7 subjects.\n")


def test_the_command_reads_a_file_of_ones_own_beside_the_shipped_ones(tmp_path, capsys):
    path = tmp_path / "own.toml"
    own = 'format = "cairn-indicators/1"\nsubject = "own"\ntitle = "Own"\n\n' + (
        '[[indicator]]\nkey = "own-one"\nname = "One"\ndefinition = "D."\nnumerator = "N"\nunit = "count"\n'
        'source_agency = "Us"\nfrequency = "month"\ngood = "up"\nread_with = ["marac-cases"]\nrisks = "R."\n'
    )
    path.write_text(own, encoding="utf-8")
    assert main(["indicators", "check", str(path)]) == 0
    assert "own: 1 indicator. Own" in capsys.readouterr().out
    path.write_text(own.replace("marac-cases", "marac-case"), encoding="utf-8")
    assert main(["indicators", "check", str(path)]) == 1
    out = capsys.readouterr().out
    assert f'{path}:14: "read_with" names "marac-case"' in out and out.endswith("1 to put right.\n")


def test_a_file_of_the_same_name_stands_in_for_the_shipped_one(tmp_path, capsys):
    path = tmp_path / "perpetrators.toml"
    path.write_text(TEXTS["perpetrators.toml"], encoding="utf-8")
    assert main(["indicators", "check", str(path)]) == 0
    path.write_text(TEXTS["perpetrators.toml"].replace('"programme-starts"', '"domestic-x"', 1), encoding="utf-8")
    assert main(["indicators", "check", str(path)]) == 1
    assert f"{path}:" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path, capsys):
    assert main(["indicators", "check", str(tmp_path / "none.toml")]) == 2
    assert capsys.readouterr().err == f"There is no file {tmp_path / 'none.toml'}.\n"
