"""Runs the tests by tier, and the checks that read code without running it."""

import subprocess
import sys
import time
from pathlib import Path

from cairn.launcher import postgres, variables
from cairn.launcher.words import Refusal, in_ci, is_root, say

TIERS = {
    "kernel": ["tests/kernel"],
    "domain": ["tests/foundation", "tests/domain"],
    "screens": ["tests/screens"],
    "journeys": ["tests/journeys"],
    "architecture": ["tests/architecture"],
    "public": ["tests/public", "tests/intake"],
    "launcher": ["tests/launcher"],
    "all": ["tests"],
}
BROWSER_TIERS = ("journeys", "public", "all")


def check(clone: Path) -> int:
    """Run the linter and the layer contracts. Returns 0 when both are content."""
    worst = 0
    for name, command in (
        ("ruff", [_tool("ruff"), "check", "."]),
        ("ruff, form", [_tool("ruff"), "format", "--check", "."]),
        ("import-linter", [_tool("lint-imports")]),
    ):
        say(f"-- {name}")
        code = subprocess.run(command, cwd=clone, check=False).returncode
        worst = worst or code
    return worst


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def test(clone: Path, base: Path, *, tier: str, extra: list[str]) -> int:
    """Run one tier of tests on a database of its own.

    Args:
        clone: top folder of the clone.
        base: state folder.
        tier: one of `TIERS`.
        extra: arguments for pytest.

    Returns:
        0 when everything passed; in the tier `all` the checks count too.
    """
    folders = [folder for folder in TIERS[tier] if (clone / folder).is_dir()]
    if not folders:
        raise Refusal(f"There are no tests in {' or '.join(TIERS[tier])}.")
    checked = check(clone) if tier == "all" else 0
    began = time.monotonic()
    if is_root():
        postgres.forget_lost_clones()
    with postgres.slot(base) as database:
        urls = postgres.ensure("test", base, database=database)
        postgres.sweep(base)
        environment = variables.merged(variables.for_everything("test", base, urls))
        # Where tests are named, those are run; otherwise the folders of the tier.
        named = [one for one in extra if not one.startswith("-") and (clone / one.split("::")[0]).exists()]
        command = [sys.executable, "-m", "pytest", "-n", "auto", *([] if named else folders), *extra]
        say(f"-- pytest, tier {tier}")
        code = subprocess.run(command, cwd=clone, env=environment, check=False).returncode
    if in_ci():
        postgres.stop("test", base)
    if checked:
        say("The checks before the tests found something; see above.")
    say(f"Tier {tier} took {time.monotonic() - began:.0f} s.")
    return code or checked
