"""Files that are read and written: the words ``check`` and ``load``, and that nothing is written over what is read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from cairn.commands.csv_tables import BadTable
from cairn.kernel.toml_lines import Problem


class Read(Protocol):
    """A file that was read: what must be put right, and what it holds."""

    problems: Sequence[Problem]

    def summary(self) -> str:
        """What the file holds, in a sentence."""


def add_check_and_load(
    words: argparse._SubParsersAction,
    *,
    read: Callable[[str], Read],
    load: Callable[[str], str],
) -> None:
    """Add both words to a command.

    Args:
        words: of the command.
        read: from the text to what was read; touches no database.
        load: from the text to a sentence. Django is started by it; what it refuses is an error
            with ``problems``.
    """
    for word, run, says in (
        ("check", lambda chosen: _check(chosen.file, read), "say what is wrong with a file, line by line"),
        (
            "load",
            lambda chosen: _load(chosen.file, read, load),
            "check a file and load it; loading again updates what changed",
        ),
    ):
        added = words.add_parser(word, help=says)
        added.add_argument("file", type=Path, metavar="FILE")
        added.set_defaults(run=run)


def _check(path: Path, read: Callable[[str], Read]) -> int:
    text = text_of(path)
    if text is None:
        return 2
    found = read(text)
    for problem in found.problems:
        print(f"{path}:{problem.line}: {problem.says}")
    if found.problems:
        print(f"{len(found.problems)} to put right. Nothing was loaded.")
        return 1
    print(f"{path}: {found.summary()}")
    return 0


def _load(path: Path, read: Callable[[str], Read], load: Callable[[str], str]) -> int:
    """All of it or nothing."""
    if code := _check(path, read):
        return code
    try:
        outcome = load(path.read_text(encoding="utf-8"))
    except ValueError as refusal:
        if not (problems := getattr(refusal, "problems", None)):
            raise
        for problem in problems:
            print(f"{path}:{problem.line}: {problem.says}", file=sys.stderr)
        return 1
    print(outcome)
    return 0


def text_of(path: Path) -> str | None:
    """The text of a file, or None after saying why it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        says = f"There is no file {path}."
    except IsADirectoryError:
        says = f"{path} is a folder. Name the file in it."
    except UnicodeDecodeError:
        says = f"{path} is not text in UTF-8."
    except OSError as error:
        says = f"{path} cannot be read: {error.strerror or type(error).__name__}."
    print(says, file=sys.stderr)
    return None


def check_apart(read: Iterable[Path | None], written: Iterable[Path | None]) -> None:
    """See that no file that is written is one that is read, or another that is written.

    Args:
        read: files that are read; None where a word was not given.
        written: files that are written, those beside the table among them.

    Raises:
        BadTable: two of them are one file, by whatever name, or differ only in whether letters are large.
    """
    inputs = [path for path in read if path is not None]
    before: list[Path] = []
    for out in written:
        if out is None:
            continue
        if any(_one_file(out, path) for path in inputs):
            raise BadTable(f"{out} is read here, and would be written over. Give another name to what is written.")
        if any(_one_file(out, path) for path in before):
            raise BadTable(f"{out} would be written twice, the second over the first. Give each its own name.")
        before.append(out)


def _one_file(one: Path, other: Path) -> bool:
    """Whether both are the same place; on some disks large and small letters name the same file, so on all."""
    if str(one.resolve()).casefold() == str(other.resolve()).casefold():
        return True
    return one.exists() and other.exists() and one.samefile(other)
