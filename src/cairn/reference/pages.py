"""All generated pages: write them, or say which are out of date."""

from __future__ import annotations

import argparse
from pathlib import Path

from cairn.reference.dictionary import dictionary_page
from cairn.reference.packages import packages_page
from cairn.reference.permissions import permissions_page
from cairn.reference.processes import process_pages
from cairn.reference.routes import routes_page
from cairn.reference.words import cli_page


def pages(parser: argparse.ArgumentParser) -> dict[str, str]:
    """Every generated page: file name to text.

    Args:
        parser: of the ``cairn`` command; commands stand above this package, so it is given.
    """
    return {
        "routes.md": routes_page(),
        "permissions.md": permissions_page(),
        "data-dictionary.md": dictionary_page(),
        "packages.md": packages_page(),
        "cli.md": cli_page(parser),
        **process_pages(),
    }


def write(folder: Path, made: dict[str, str]) -> list[str]:
    """Write the pages that differ; returns their names."""
    differing = stale(folder, made)
    for name in differing:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(made[name], encoding="utf-8")
    return differing


def stale(folder: Path, made: dict[str, str]) -> list[str]:
    """The names of pages that are missing, or are not what the code says now."""
    return [
        name
        for name, text in made.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]
