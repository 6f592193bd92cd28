"""The guide to live data names only commands and variables that there are, and its file is sound."""

import argparse
import re
import shlex

import pytest

from cairn.commands import add_all
from cairn.kernel.partnership_file import KINDS, LISTS, MEMBER, STANDINGS, read_partnership_file
from cairn.launcher.state import clone_root

FOLDER = clone_root() / "docs" / "how-to"
GUIDE, SET_UP = ((FOLDER / name).read_text(encoding="utf-8") for name in ("run-a-partnership.md", "set-up.md"))
COMMANDS = re.findall(r"(?:^    |`|&& )cairn ([a-z][^`#&\n]*)", GUIDE, re.MULTILINE)
STRATEGY_GUIDE = (FOLDER / "write-a-strategy-file.md").read_text(encoding="utf-8")


def understood(command: str) -> bool:
    """Whether ``cairn`` takes these words."""
    parser = argparse.ArgumentParser()
    add_all(parser.add_subparsers(dest="command", required=True))
    words = shlex.split(command)
    return callable(parser.parse_args([*words, "--email", "x@example.org"] if words == ["start-code"] else words).run)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_guide_is_understood(command):
    assert understood(command)


def test_the_strategy_guide_calls_the_command_where_dev_py_puts_it():
    commands = re.findall(r"^ +(\S*cairn) (.+)$", STRATEGY_GUIDE, re.MULTILINE)
    assert len(commands) >= 2
    assert all(path == ".venv/bin/cairn" and understood(words) for path, words in commands)
    assert 'eval "$(python3 dev.py env demo)"' in STRATEGY_GUIDE


def test_every_variable_of_the_guide_is_in_the_table_of_all():
    named = set(re.findall(r"\b(CAIRN_[A-Z_]+|DATABASE_URL|DJANGO_[A-Z_]+)\b", GUIDE))
    assert {name for name in named if f"| `{name}` |" not in SET_UP} == set()


def test_the_example_is_a_sound_file_and_the_table_names_every_field():
    example = re.search(r"^    format = .*?(?=\n\n)", GUIDE, re.MULTILINE | re.DOTALL)[0]
    assert read_partnership_file(example).problems == []
    fields = {name for table in (*LISTS.values(), MEMBER) for name in table}
    assert {name for name in fields if f"`{name}`" not in GUIDE} == set()
    assert {word for word in (*KINDS, *STANDINGS) if word not in GUIDE} == set()


def test_the_guide_is_short_and_the_readme_leads_to_it():
    assert len(GUIDE.splitlines()) <= 120
    readme = (clone_root() / "README.md").read_text(encoding="utf-8")
    assert "(docs/how-to/run-a-partnership.md)" in readme and len(readme.splitlines()) < 80
