"""The page about values and days is true: its words are those of the screens, and its limits those of the services."""

import re
from pathlib import Path

from cairn.demo.days import EXAMPLE, HOLIDAYS
from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.services import days
from cairn.domain.cases.terms import DaysAs
from cairn.domain.cases.web.case_page import EXTEND
from cairn.kernel.processes.local_values import own_value

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "how-to" / "set-what-your-area-decides.md").read_text("utf-8")
WORDS = " ".join(PAGE.split())
CASES = ROOT / "src" / "cairn" / "domain" / "cases"
SCREENS = " ".join(
    " ".join(path.read_text("utf-8").split())
    for path in (*(CASES / "templates").rglob("*.html"), *(CASES / "web").glob("*.py"))
)


def test_every_word_of_a_screen_stands_on_a_screen():
    quoted = set(re.findall(r"“(.+?)”", WORDS)) - {"before the next school day"}
    assert len(quoted) >= 6
    assert [words for words in sorted(quoted) if words not in SCREENS] == []


def test_its_limits_are_those_that_are_held():
    weeks = {sort: longest // 7 for sort, longest in days.LONGEST.items()}
    assert f"A school holiday has at most {weeks[DaysAs.SCHOOL_HOLIDAY]} weeks" in WORDS
    assert f"a closure at most {weeks[DaysAs.CLOSED]}" in WORDS
    assert f"every {days.WITHOUT_SCHOOL // 7} weeks" in WORDS


def test_the_extension_it_tells_of_comes_as_nought_and_has_reasons():
    process = kind_of("clares_law").newest
    assert own_value(process, "extension_days") == 0
    assert process.clocks["total"].extensions and process.clocks["total"].extend_times == 1 and EXTEND == "extend"


def test_the_examples_of_the_demonstration_are_two_school_years_and_say_what_they_are():
    assert {first.year for _, first, _ in HOLIDAYS} == {2025, 2026, 2027} and EXAMPLE == "(an example)"
    assert all(first <= last for _, first, last in HOLIDAYS)
    ordered = sorted((first, last) for _, first, last in HOLIDAYS)
    assert all(last < first for (_, last), (first, _) in zip(ordered, ordered[1:], strict=False))
    assert "school holidays of 2025/26 and 2026/27" in WORDS
