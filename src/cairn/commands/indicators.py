"""``cairn indicators check``: the library of indicators is files anyone can read and add to."""

from __future__ import annotations

import argparse
from importlib.resources import files
from pathlib import Path

from cairn.commands.written_files import text_of
from cairn.kernel.indicator_file import CannotRead, IndicatorLibrary, read_library


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``indicators`` and its word."""
    indicators = commands.add_parser("indicators", help="check files of indicators")
    words = indicators.add_subparsers(dest="word", required=True, metavar="WORD")
    check = words.add_parser(
        "check",
        help="say what is wrong with files of indicators, line by line; without a file, the ones that come with Cairn",
    )
    check.add_argument("files", type=Path, nargs="*", metavar="FILE")
    check.set_defaults(run=lambda chosen: _check(chosen.files))


def _check(given: list[Path]) -> int:
    """Files are read together with the shipped ones; one of the same name stands in for the shipped one."""
    texts: dict[str, str] = {}
    for path in given:
        if (text := text_of(path)) is None:
            return 2
        texts[str(path)] = text
    names = {path.name for path in given}
    shipped = {name: text for name, text in _shipped().items() if name not in names}
    try:
        library = read_library({**shipped, **texts})
    except CannotRead as refusal:
        for problem in refusal.problems:
            print(f"{problem.file}:{problem.line}: {problem.says}")
        print(f"{len(refusal.problems)} to put right.")
        return 1
    _print_counts(library)
    return 0


def _print_counts(library: IndicatorLibrary) -> None:
    for key, title in library.subjects.items():
        print(f"{key}: {_counted(len(library.of(key)))}. {title}")
    print(f"No problems found: {_counted(len(library.indicators))} in {len(library.subjects)} subjects.")


def _counted(number: int) -> str:
    return f"{number} {'indicator' if number == 1 else 'indicators'}"


def _shipped() -> dict[str, str]:
    folder = files("cairn") / "content" / "indicators"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return {entry.name: entry.read_text(encoding="utf-8") for entry in found}
