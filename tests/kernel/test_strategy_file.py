"""A strategy file is checked whole, line by line, in its writer's words; and whatever is in it, never breaks."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import cairn
from cairn.kernel.neutral_words import TELLING
from cairn.kernel.strategy_file import (
    COMMITMENT,
    IN_THEME,
    LISTS,
    STRATEGY,
    TABLES,
    read_strategy_file,
)

SHIPPED = sorted((Path(cairn.__file__).parent / "content" / "strategies").glob("*.toml"))
SOUND = """\
format = "cairn-strategy/1"

[strategy]
slug = "area-2027-2030"
partnership = "cumberland"
title = "Area domestic abuse strategy 2027 to 2030"
public_title = "Area: our promises 2027 to 2030"
kind = "domestic_abuse"
about = "What it is for."
starts_on = 2027-04-01
ends_on = 2030-03-31
source = "text"

[[source]]
key = "text"
title = "The strategy"
publisher = "The council"
address = "https://example.org/strategy"

[[governance]]
body = "cumberland-csp"
part = "leads"
text = "The board owns it."
source = "text"

[[theme]]
key = "prevention"
title = "Prevention"

[[theme.commitment]]
id = "P1"
text = "Teach respect in every school."
plain = "We will teach respect in every school."
responsible = ["cumberland-council"]
supporting = ["cumbria-constabulary"]
responsible_basis = "proposed"
source = "text"

[[theme.change]]
key = "children-know"
text = "Children know whom to tell."

[[theme.activity]]
key = "lessons"
level = "primary"
text = "Lessons in every school."
serves = ["P1"]
leads_to = ["children-know"]

[[theme.measure]]
key = "schools"
text = "Schools that teach it."
serves = ["P1"]

[[same_promise]]
this = "P1"
other = "cumberland-2024-2027/DA1"
"""


def problems(text: str) -> list[tuple[str, str]]:
    """Each problem as (the line it names, what it says)."""
    rows = text.splitlines()
    return [(rows[found.line - 1], found.says) for found in read_strategy_file(text).problems]


def changed(old: str, new: str) -> str:
    """The sound file with one thing changed."""
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)


def test_a_sound_file_has_no_problem_and_is_summed_up_in_a_sentence():
    found = read_strategy_file(SOUND)
    assert found.problems == []
    assert found.summary() == "no problems found. 1 theme, 1 commitment, 1 activity, 1 change, 1 measure named."
    assert [theme["key"] for theme in found.themes()] == ["prevention"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_strategies_are_sound(path):
    assert read_strategy_file(path.read_text(encoding="utf-8")).problems == []


CASES = [
    ('format = "cairn-strategy/1"', 'format = "x"', 'format = "x"', "must begin with format"),
    ('kind = "domestic_abuse"', 'kind = "other"', 'kind = "other"', "one of domestic_abuse, community_safety"),
    ('about = "What it is for."\n', "", "[strategy]", '"about" is missing'),
    ('about = "What it is for."', 'about = ""', 'about = ""', '"about" is missing'),
    ("starts_on = 2027-04-01", 'starts_on = "soon"', 'starts_on = "soon"', "a date without quotation marks"),
    ("starts_on = 2027-04-01", "starts_on = 2027-04-01T10:00:00", "T10:00", "a date without quotation marks"),
    ("ends_on = 2030-03-31", "ends_on = 2027-03-31", "ends_on = 2027-03-31", "must end after it starts"),
    ('slug = "area-2027-2030"', 'slug = "Area 2027"', 'slug = "Area 2027"', "small letters"),
    ('slug = "area-2027-2030"', 'slug = "area\\n"', "slug =", "small letters"),
    ('slug = "area-2027-2030"', 'slug = "area-abuse"', "area-abuse", 'without the word "abuse"'),
    ("Area: our promises", "Area: Domestic matters", "Domestic matters", 'without the word "domestic"'),
    ('address = "https://example.org/strategy"', 'address = "example.org"', "example.org", "web address"),
    ('part = "leads"', 'part = "watches"', "watches", "leads, delivers, scrutinises, advises"),
    ('id = "P1"', 'id = "p1"', 'id = "p1"', "capital letters and a number"),
    ('id = "P1"', 'id = "P1\\n"', 'id = "P1', "capital letters and a number"),
    ('plain = "We will teach', 'plain = "Teach', 'plain = "Teach', 'begins "We will"'),
    ('responsible = ["cumberland-council"]', "responsible = 5", "responsible = 5", "a list of short names"),
    ('responsible = ["cumberland-council"]', "responsible = []", "responsible = []", '"responsible" is missing'),
    ('responsible = ["cumberland-council"]', "responsible = [{ a = 1 }]", "{ a = 1 }", "a list of short names"),
    ('supporting = ["cumbria-constabulary"]', 'supporting = ["cumberland-council"]', "supporting", "name it once"),
    ('responsible_basis = "proposed"', 'responsible_basis = "agreed"', "agreed", "one of published, proposed"),
    ('level = "primary"', 'level = "third"', "third", "one of primary, secondary"),
    ('text = "Lessons in every school."\nserves = ["P1"]', 'text = "L."\nserves = ["P9"]', "P9", 'commitment "P9"'),
    ('leads_to = ["children-know"]', 'leads_to = ["gone"]', "gone", 'change "gone" is not in this file'),
    ('text = "The board owns it."\nsource = "text"', 'text = "x"\nsource = "no"', '"no"', 'source "no" is not'),
    ('other = "cumberland-2024-2027/DA1"', 'other = "area-2027-2030/P1"', "/P1", "of another strategy"),
    ('key = "lessons"', f'key = "{"k" * 61}"', "kkk", "is 61 characters long; 60 is the most"),
    ('slug = "area-2027-2030"', f'slug = "{"s" * 81}"', "sss", "is 81 characters long; 80 is the most"),
    ('["cumbria-constabulary"]', f'["{"s" * 61}"]', "sss", "is 61 characters long; 60 is the most"),
    ("https://example.org/strategy", f"https://example.org/{'a' * 381}", "aaa", "401 characters long; 400 is"),
    ('["cumbria-constabulary"]', '["remedi", "remedi"]', "remedi", "names the same one twice"),
    ('about = "What it is for."', 'about = "What\\u0000"', "about", "which cannot be kept"),
    ('this = "P1"', 'this = "P7"', "P7", 'commitment "P7" is not in this file'),
    ('other = "cumberland-2024-2027/DA1"', 'other = "DA1"', "DA1", "a strategy and a commitment"),
    ('key = "prevention"', 'key = "prevention"\nweight = 3', "weight = 3", "is not a field of theme"),
    ("[[governance]]", "[governance]", "[governance]", "double brackets"),
    ("[strategy]", "[[strategy]]", "[[strategy]]", "single brackets"),
    ("[[same_promise]]", "[[other_promise]]", "[[other_promise]]", "not part of a strategy file"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), CASES, ids=lambda value: value[:40])
def test_each_mistake_is_told_on_its_line_in_plain_words(old, new, line, says):
    told = problems(changed(old, new))
    assert any(line in where and says in what for where, what in told), told


def test_what_is_used_twice_is_told_with_where_it_stood_first():
    twice = SOUND + '\n[[theme]]\nkey = "prevention"\ntitle = "Again"\n'
    [(where, what)] = problems(twice)
    first = SOUND.splitlines().index('key = "prevention"') + 1
    assert where == 'key = "prevention"' and what == f'theme "prevention" is used twice; first on line {first}.'


def test_a_strategy_without_a_promise_is_no_strategy():
    assert any("at least one theme with a commitment" in what for _, what in problems(SOUND.partition("[[theme]]")[0]))


def test_a_file_without_its_first_table_is_told_so():
    assert any("[strategy] table is missing" in what for _, what in problems('format = "cairn-strategy/1"\n'))


def test_text_that_is_too_long_is_told_with_both_lengths():
    [(_, what)] = problems(changed("The strategy", "x" * 251))
    assert what == '"title" is 251 characters long; 250 is the most.'


def test_all_problems_are_told_at_once_in_the_order_of_the_lines():
    text = changed('part = "leads"', 'part = "x"').replace('level = "primary"', 'level = "y"')
    lines = [found.line for found in read_strategy_file(text).problems]
    assert len(lines) == 2 and lines == sorted(lines)


def test_every_problem_is_a_sentence():
    for old, new, _, _ in CASES:
        for _, what in problems(changed(old, new)):
            assert what.endswith(".") and (what[0].isupper() or what[0] in '"' or what.split()[0].islower())


@pytest.mark.parametrize("word", TELLING)
def test_no_telling_word_stands_in_what_browsers_keep(word):
    assert any(f'without the word "{word}"' in what for _, what in problems(changed("area-2027-2030", f"a-{word}-1")))


def test_a_word_that_only_contains_a_telling_one_is_neutral():
    assert problems(changed("area-2027-2030", "scrape-2026")) == []


def test_what_publishing_would_refuse_is_told_by_the_check_already():
    told = problems(changed("Area: our promises", "Area: women's safety from harassment"))
    assert ['"women"' in what or '"harassment"' in what for _, what in told] == [True, True]


PAGE = Path(cairn.__file__).parents[2] / "docs" / "how-to" / "write-a-strategy-file.md"
HEADINGS = {
    "[strategy]": STRATEGY, "[[source]]": LISTS["source"], "[[governance]]": LISTS["governance"],
    "[decision]": TABLES["decision"], "[[theme]]": LISTS["theme"], "[[theme.commitment]]": COMMITMENT,
    "[[theme.measure]]": IN_THEME["measure"], "[[same_promise]]": LISTS["same_promise"],
    "activity": IN_THEME["activity"], "change": IN_THEME["change"],
}  # fmt: skip


def tables_of_the_page() -> dict[str, dict[str, tuple[str, str]]]:
    """Each table of fields on the page for writers: what it is about, and field to (needed, limit)."""
    found, about = {}, ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"### `([^`]+)`", line):
            about = heading[1]
        elif part := re.match(r"\| field of an? (\w+) ", line):
            about = part[1]
        elif about and line.startswith("| `"):
            names, needed, _, limit = (cell.strip() for cell in line.strip("|").split("|"))
            for place, name in enumerate(re.findall(r"`(\w+)`", names)):
                limits = limit.split(", ")
                found.setdefault(about, {})[name] = (needed, limits[place] if len(limits) > 1 else limit)
    return found


@pytest.mark.parametrize("about", HEADINGS)
def test_the_page_for_writers_says_of_each_field_what_the_check_says(about):
    """docs/how-to/write-a-strategy-file.md is written by hand; this keeps it true."""
    told = tables_of_the_page()[about]
    assert set(told) == set(HEADINGS[about])
    for name, field in HEADINGS[about].items():
        needed, limit = told[name]
        assert needed == ("yes" if field.required else "no"), name
        counted = field.limit != 2000 and not field.choices
        assert limit.removesuffix(" characters").removesuffix(" each") == (str(field.limit) if counted else ""), name


def test_the_page_for_writers_has_a_table_for_every_part_of_a_file():
    assert {id(fields) for fields in HEADINGS.values()} == {
        id(fields) for fields in (*TABLES.values(), *LISTS.values(), *IN_THEME.values())
    }


# ---- whatever is in it

LITERALS = [
    "5", "-1", "true", "1.5", "2025-01-01", "10:00:00", '""', '"x"', '"\\n"', "[]", "[1]", "[[1]]", '["P1", 2]',
    "[{}]", "{}", "{ a = 1 }", '"""a\nb"""', "'''", "nan", "[true]", '{ key = ["x"] }',
]  # fmt: skip
KEY_LINES = [number for number, row in enumerate(SOUND.splitlines()) if " = " in row]


@settings(max_examples=300)
@given(some.lists(some.tuples(some.sampled_from(KEY_LINES), some.sampled_from(LITERALS)), min_size=1, max_size=4))
def test_any_value_in_any_place_is_told_and_never_breaks(changes):
    rows = SOUND.splitlines()
    for number, literal in changes:
        rows[number] = f"{rows[number].partition(' = ')[0]} = {literal}"
    text = "\n".join(rows) + "\n"
    found = read_strategy_file(text)
    for problem in found.problems:
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.says


@settings(max_examples=200)
@given(some.data())
def test_any_lines_taken_out_or_said_twice_never_break(data):
    rows = SOUND.splitlines()
    for number in data.draw(some.lists(some.integers(0, len(rows) - 1), max_size=5)):
        rows[number] = data.draw(some.sampled_from(["", rows[number] + "\n" + rows[number], "[[theme]]", "[theme]"]))
    read_strategy_file("\n".join(rows))


@given(some.text(max_size=200))
def test_any_text_at_all_is_answered(text):
    assert read_strategy_file(text).problems
