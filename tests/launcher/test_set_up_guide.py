"""The set-up guide and the Makefile name only commands that there are."""

import re

import pytest

from cairn.launcher import developer
from cairn.launcher.state import clone_root
from cairn.launcher.testing import TIERS

ROOT = clone_root()
GUIDE = (ROOT / "docs/how-to/set-up.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"python3 dev\.py ([a-z][^`#)\n]*)", GUIDE)))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_guide_is_understood(command):
    words, _extra = developer._split(command.replace('"', " ").split())
    assert developer._parser().parse_args(words).act


def test_the_guide_names_every_command_and_tier():
    said = {command.split()[0].strip('")') for command in COMMANDS}
    assert said == set(developer._parser()._subparsers._group_actions[0].choices)
    assert all(f"| `{tier}` |" in GUIDE for tier in TIERS)


def test_every_make_target_is_a_command():
    targets = re.findall(r"^([a-z ]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    names = {name for line in targets for name in line.split()} - {"help"}
    assert names <= set(developer._parser()._subparsers._group_actions[0].choices)
