"""The how-to for analysts is true: its commands run as they stand, and its weight file is a rule."""

import re
import shlex
from pathlib import Path

from cairn.cli import main
from cairn.commands.incident_files import CALLED
from cairn.kernel.repeats import HarmRule, rule_from_toml

PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "analyse-incidents.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```sh\ncairn (.*?)\n```", PAGE)
WEIGHTS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
INCIDENTS = """happened,victim,suspect,area,kind
2025-01-01,Wren Slate,Ash Flint,Fell,Violence with injury
2025-01-20,Wren Slate,Ash Flint,Fell,Damage
2026-01-05,Robin Marl,,Dale,Damage
"""


def test_its_commands_run_as_they_stand(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("incidents.csv").write_text(INCIDENTS, encoding="utf-8")
    Path("weights.toml").write_text(WEIGHTS, encoding="utf-8")
    assert [command.split()[1] for command in COMMANDS] == ["repeats", "survival", "harm"]
    for command in COMMANDS:
        assert main(shlex.split(command)) == 0
    assert {path.name for path in tmp_path.glob("repeats*")} == {
        "repeats.csv",
        "repeats.report.json",
        "repeats.rejects.csv",
    }
    assert "repeat-30,all,whole," in Path("repeats.csv").read_text(encoding="utf-8")


def test_its_weight_file_is_the_neutral_rule_but_for_what_it_says():
    rule, neutral = rule_from_toml(WEIGHTS), HarmRule()
    assert (rule.points, rule.window, rule.gravity) == (neutral.points, neutral.window, neutral.gravity)
    assert rule.weights == {**neutral.weights, "victims": 2}


def test_it_names_every_meaning_a_column_can_have():
    assert set(CALLED) - {"area"} <= set(re.findall(r"`(\w+)`", PAGE))
