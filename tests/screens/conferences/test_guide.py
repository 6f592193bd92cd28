"""The guide on a case of the conference names what stands on its screens."""

import re
from pathlib import Path

from cairn.domain.cases.kinds import kinds

ROOT = Path(__file__).parents[3]
GUIDE = " ".join((ROOT / "docs/how-to/work-a-marac-case.md").read_text(encoding="utf-8").split())
DOMAIN = ROOT / "src/cairn/domain"
BESIDE = {"Boards", "Cases", "Conferences"}  # of the menu


def test_every_name_in_bold_is_on_a_screen_or_in_the_process():
    process = kinds()["marac"].newest
    steps = {step.title for step in (*process.moves, *process.happenings.values())}
    shown = {each.title for each in process.shown.values()}
    files = [*DOMAIN.glob("*/templates/**/*.html"), *DOMAIN.glob("*/queries/waiting.py"), *DOMAIN.glob("*/web/*.py")]
    screens = " ".join(" ".join(file.read_text(encoding="utf-8").split()) for file in files)
    screens = screens.replace("{{ circle.title }}", "conference")
    named = set(re.findall(r"\*\*([^*]+)\*\*", GUIDE))
    assert len(named) > 25
    assert {name for name in named - steps - shown - BESIDE if name not in screens} == set()
