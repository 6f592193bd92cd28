"""The how-to on reviewing links is true: it names what is on the screens."""

import argparse
from pathlib import Path

from cairn.commands import records
from cairn.domain.hub.terms import Says
from cairn.web.navigation import _MENU

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "how-to" / "review-links.md").read_text(encoding="utf-8")
TEMPLATES = ROOT / "src" / "cairn" / "domain" / "hub" / "templates" / "hub"


def test_what_is_to_be_chosen_is_on_the_screens():
    menu = {label for label, _name, _roles in _MENU}
    assert {"Feeds", "Links to review", "People in records"} <= menu
    assert all(f"**{Says(one).label}**" in PAGE for one in ("same", "apart", "unsure"))
    assert "**Take it back**" in PAGE and "Take it back" in (TEMPLATES / "pair.html").read_text(encoding="utf-8")
    words = {
        "review": ("Find a person by reference", "Decided pairs"), "pair": ("All records of",),
        "links_of": ("They are two people", "Confirm that they are one person"),
        "one_person": ("They are one person",), "decision": ("Take it back",),
    }  # fmt: skip
    for name, said in words.items():
        text = (TEMPLATES / f"{name}.html").read_text(encoding="utf-8")
        assert all(each in text and each in " ".join(PAGE.split()) for each in said), name
    says = (TEMPLATES / "pointers.html").read_text(encoding="utf-8")
    assert "Known to" in says and "Probably known to" in says and "so ask before you rely on it" in says


def test_the_command_is_there():
    parser = argparse.ArgumentParser()
    records.add(parser.add_subparsers())
    assert "`cairn records link`" in PAGE and parser.parse_args(["records", "link"]).word == "link"
