"""Every problem is told with its line, so the line must be right."""

import tomllib
from pathlib import Path

import pytest

import cairn
from cairn.kernel.toml_lines import line_numbers, nearest, parse

SHIPPED = sorted((Path(cairn.__file__).parent / "content" / "strategies").glob("*.toml"))

SAMPLE = '''\
# A comment with = and [brackets]
format = "x/1"

[strategy]
slug = "a"
vision = """
Two lines, with
key = "not a key"
[not.a.table]
"""
literal = \'\'\'
[[nor.this]]
\'\'\'

[[theme]]  # a comment
key = "one"

[[theme.commitment]]
id = "A1"
list = [
    "x = 1",
    "]",
]

[[theme.commitment]]
id = "A2"
inline = { a = 1, b = [2] }

[[theme]]
key = "two"
  [[theme.commitment]]
  id = "B1"
text = "three quotes in a comment follow"  # """
after = "this is a key still"
'''


def test_tables_lists_and_keys_are_found_on_their_lines():
    lines = line_numbers(SAMPLE)
    for path, words in {
        ("format",): 'format = "x/1"',
        ("strategy",): "[strategy]",
        ("strategy", "vision"): 'vision = """',
        ("theme", 0): "[[theme]]  # a comment",
        ("theme", 0, "commitment", 0, "id"): 'id = "A1"',
        ("theme", 0, "commitment", 0, "list"): "list = [",
        ("theme", 0, "commitment", 1): "[[theme.commitment]]",
        ("theme", 0, "commitment", 1, "inline"): "inline = { a = 1, b = [2] }",
        ("theme", 1, "key"): 'key = "two"',
        ("theme", 1, "commitment", 0, "id"): '  id = "B1"',
        ("theme", 1, "commitment", 0, "after"): 'after = "this is a key still"',
    }.items():
        assert SAMPLE.splitlines()[lines[path] - 1] == words, path


def test_nothing_inside_a_text_is_taken_for_a_key_or_a_table():
    lines = line_numbers(SAMPLE)
    assert ("strategy", "key") not in lines and ("nor", "this", 0) not in lines and ("not", "a", "table") not in lines


def test_where_a_path_has_no_line_the_nearest_above_it_is_told():
    lines = line_numbers(SAMPLE)
    assert nearest(lines, ("theme", 0, "commitment", 1, "missing")) == lines["theme", 0, "commitment", 1]
    assert nearest(lines, ("nothing", 7)) == 1


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_value_of_the_shipped_strategies_has_a_line_that_names_it(path):
    text = path.read_text(encoding="utf-8")
    lines, rows = line_numbers(text), text.splitlines()
    for found in _paths(tomllib.loads(text)):
        assert found in lines, found
        row = rows[lines[found] - 1].strip()
        last = found[-1]
        assert row.startswith(last if isinstance(last, str) and not row.startswith("[") else "["), (found, row)


def _paths(values: dict, before: tuple = ()):
    """Each table and key that is written with a header or a line of its own."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield (*before, name)
            yield from _paths(value, (*before, name))
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            for number, item in enumerate(value):
                yield (*before, name, number)
                yield from _paths(item, (*before, name, number))
        else:
            yield (*before, name)


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = ", 1), ("a = 1\nb = = 2\n", 2), ('a = 1\n\nb = "open\n', 3), ("a = 1\na = 2\n", 2), ("[x\n", 1)],
)
def test_text_that_is_no_toml_is_told_with_the_line_the_reader_stopped_at(text, line):
    values, [problem] = parse(text)
    assert values == {} and problem.line == line
    assert problem.says.startswith("This is not valid TOML: ") and problem.says.endswith(".")


def test_sound_text_gives_its_values_and_no_problem():
    assert parse('a = 1\n[b]\nc = "d"\n') == ({"a": 1, "b": {"c": "d"}}, [])
