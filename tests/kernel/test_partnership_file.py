"""A file of partnerships is checked whole, line by line, in its writer's words; and whatever is in it, never breaks."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import cairn
from cairn.kernel.partnership_file import AGENCY, LISTS, MEMBER, PARTNERSHIP, read_partnership_file

SHIPPED = Path(cairn.__file__).parent / "content" / "partnerships.toml"
SOUND = """\
format = "cairn-partnerships/1"

[[source]]
key = "launch"
title = "A launch"
publisher = "Dale Council"
address = "https://example.org/launch"

[[agency]]
slug = "dale-council"
name = "Dale Council"
short = "Council"
kind = "council"

[[partnership]]
slug = "dale"
name = "Dale Community Safety Partnership"
area = "Dale"
opened_on = 2024-04-01
sources = ["launch"]
lad_codes = ["E06000099"]

  [[partnership.member]]
  agency = "dale-council"
  standing = "statutory"
  from_on = 2024-04-01
  source = "launch"
"""


def told(text: str) -> list[tuple[str, str]]:
    """Each problem with the line it stands on."""
    lines = text.splitlines()
    return [(lines[problem.line - 1].strip(), problem.says) for problem in read_partnership_file(text).problems]


def test_a_sound_file_is_summed_up():
    found = read_partnership_file(SOUND)
    assert (found.problems, found.summary()) == (
        [],
        "no problems found. 1 partnership, 1 membership, 1 agency.",
    )


def test_the_file_that_comes_with_the_project_is_sound():
    assert read_partnership_file(SHIPPED.read_text(encoding="utf-8")).problems == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "council"', 'kind = "Council"', '"kind" must be one of council, police'),
        ('standing = "statutory"', 'standing = "guest"', '"standing" must be one of statutory, member'),
        ('short = "Council"', 'short = ""', '"short" is missing: give a text in quotation marks'),
        ('short = "Council"', f'short = "{"x" * 61}"', '"short" is 61 characters long; 60 is the most'),
        ('area = "Dale"', 'area = "Dale\\u0000"', '"area" holds the character \\u0000'),
        ("opened_on = 2024-04-01", 'opened_on = "1 April"', '"opened_on" must be a date without quotation marks'),
        ('lad_codes = ["E06000099"]', 'lad_codes = ["Dale"]', '"lad_codes" must be a list of codes'),
        ('sources = ["launch"]', 'sources = ["other"]', 'source "other" is not in this file'),
        ('agency = "dale-council"', 'agency = "Dale Council"', '"agency" must be small letters'),
        ('address = "https://example.org/launch"', 'address = "example.org"', '"address" must be a web address'),
        ('area = "Dale"', 'area = "Dale"\ntown = "Dale"', '"town" is not a field of partnership'),
        ("from_on = 2024-04-01", "from_on = 2024-04-01\nuntil_on = 2023-04-01", "must not end before it begins"),
        ('slug = "dale"', 'slug = "dale-abuse"', 'without the word "abuse"'),
    ],
)
def test_what_is_wrong_is_told_on_its_line(old, new, says):
    [(line, found)] = told(SOUND.replace(old, new))
    assert says in found
    assert line in new or line == "until_on = 2023-04-01"


def test_everything_wrong_is_told_at_once_in_the_order_of_the_lines():
    text = SOUND.replace('kind = "council"', 'kind = "none"').replace("2024-04-01", '"soon"').replace('"dale"', '"D"')
    assert [line for line, _ in told(text)] == [
        'kind = "none"', 'slug = "D"', 'opened_on = "soon"', 'from_on = "soon"',
    ]  # fmt: skip


@pytest.mark.parametrize("what", ["agency", "partnership", "source"])
def test_a_name_that_is_used_twice_is_told(what):
    start = SOUND.index(f"[[{what}]]")
    end = SOUND.find("\n[[", start + 1)
    block = SOUND[start : end if end > 0 else None]
    assert any("is used twice; first on line" in says for _, says in told(SOUND + "\n" + block))


def test_a_partnership_without_members_and_an_empty_file_are_told():
    assert [says for _, says in told(SOUND[: SOUND.index("  [[partnership.member]]")])] == [
        "A partnership needs at least one [[partnership.member]] after it."
    ]
    assert told('format = "cairn-partnerships/1"\n')[0][1] == "The file holds no [[partnership]] and no [[agency]]."
    assert told("slug = 1\n")[0][1] == 'The file must begin with format = "cairn-partnerships/1".'


@pytest.mark.parametrize("name", [*LISTS, "partnership.member"])
def test_single_brackets_are_told(name):
    table = f"[[{name}]]" if "." not in name else "  [[partnership.member]]"
    single = table.replace("[[", "[").replace("]]", "]")
    text = SOUND.replace(table, single)
    assert any("double brackets" in says for _, says in told(text))


VALUES = some.one_of(
    some.none(), some.booleans(), some.integers(), some.text(max_size=4), some.lists(some.integers(), max_size=2)
)


@given(name=some.sampled_from([*AGENCY, *PARTNERSHIP, *MEMBER, "member"]), value=VALUES)
@settings(max_examples=150)
def test_whatever_stands_in_a_field_the_check_never_breaks(name, value):
    words = {True: "true", False: "false", None: "1979-05-27"}
    written = words.get(value) if value is None or isinstance(value, bool) else None
    written = written or (repr(value) if not isinstance(value, str) else '"' + value.encode("unicode_escape").decode()
        .replace("\\x", "\\u00").replace('"', "") + '"')  # fmt: skip
    lines = [f"{name} = {written}" if line.strip().startswith(f"{name} = ") else line for line in SOUND.splitlines()]
    read_partnership_file("\n".join(lines))
