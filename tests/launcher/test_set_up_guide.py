"""The set-up guide and the Makefile name only commands that there are, and every variable that is read."""

import re

import pytest

from cairn.launcher import developer, variables
from cairn.launcher.postgres import Urls
from cairn.launcher.state import clone_root
from cairn.launcher.testing import TIERS

ROOT = clone_root()
GUIDE = (ROOT / "docs/how-to/set-up.md").read_text(encoding="utf-8")
VARIABLES = dict(re.findall(r"^\| `([A-Z_]+)` \| .* \| ([^|]+) \|$", GUIDE, re.MULTILINE))
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


def read_by(*folders: str, without: str = "") -> set[str]:
    """The variables that the code in these folders asks the environment for."""
    asked = re.compile(r'(?:environ\.get\(|environ\[|secret\(|database\()"([A-Z_]+)"')
    files = [path for folder in folders for path in (ROOT / "src/cairn" / folder).rglob("*.py")]
    found = {
        name for path in files if not (without and without in path.parts) for name in asked.findall(path.read_text())
    }
    return {name for name in found if name.startswith("CAIRN_") or name == "DATABASE_URL"}


def test_the_table_of_variables_lists_what_the_program_reads_and_nothing_else():
    whole = read_by(".", without="launcher") | {"CAIRN_HOSTS", "CAIRN_MODE"}
    assert set(VARIABLES) - {"DJANGO_SETTINGS_MODULE"} == whole


def test_what_only_the_launcher_reads_is_in_the_guide_too():
    assert all(f"`{name}`" in GUIDE for name in read_by("launcher"))


@pytest.mark.parametrize("site", ["staff", "worker", "public", "intake"])
def test_each_process_is_given_only_what_the_table_says(site, tmp_path):
    told = variables.for_site(
        site,
        tmp_path,
        Urls(owner="postgresql://o", app="postgresql://a", public="postgresql://p", intake="postgresql://i"),
    )
    given = {name for name, value in told.items() if value and name in VARIABLES}
    name = {"worker": "worker", "intake": "public forms"}.get(site, f"{site} site")
    meant = {
        one for one, to in VARIABLES.items() if name in to or to == "all" or (to == "both sites" and "site" in name)
    }
    assert given - {"CAIRN_STATIC_ROOT"} <= meant


def test_every_test_belongs_to_a_tier():
    folders = {path.relative_to(ROOT).parts[:2] for path in (ROOT / "tests").rglob("test_*.py")}
    covered = {folder for tier, named in TIERS.items() if tier != "all" for folder in named}
    assert {"/".join(parts) for parts in folders} <= covered


def test_the_guide_counts_the_lock_files_as_they_are():
    words = {3: "three", 4: "four", 5: "five"}
    assert f"Commit the {words[len(list(ROOT.glob('requirements*.lock')))]} lock files" in GUIDE


@pytest.mark.parametrize(("profile", "kind"), [("demo", "run"), ("test", "work")])
def test_a_shell_on_the_demonstration_needs_no_test_tools(monkeypatch, tmp_path, profile, kind):
    made = []
    monkeypatch.setattr(developer.environment, "make", lambda clone, kind: made.append(kind))
    monkeypatch.setattr(developer, "_database", lambda clone: None)
    monkeypatch.setattr(developer, "_inside", lambda clone, *words: made.append(words))
    developer._env(tmp_path, developer._parser().parse_args(["env", profile]), [])
    assert made == [kind, ("env", profile)]
