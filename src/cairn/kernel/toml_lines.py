"""Where things stand in a TOML file: the standard reader gives values without line numbers."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\"'-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
# Texts, one by one, an opening of many lines, and comments: nothing inside them is a bracket or a quote.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|(?P<open>"""|\'\'\')'
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'"
    r"|#.*"
)
_MARK = "\ufeff"  # some editors begin a file with it
_AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: the line, and what to do, in the writer's words."""

    line: int
    says: str


def parse(text: str) -> tuple[dict, list[Problem]]:
    """Read TOML text.

    Returns:
        The values and no problems, or an empty dict and the one problem the reader stopped at.
    """
    try:
        return tomllib.loads(text.removeprefix(_MARK)), []
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        return {}, [Problem(line, f"This is not valid TOML: {str(error).partition(' (at')[0]}.")]
    except RecursionError:
        return {}, [Problem(1, "This cannot be read: lists or tables stand too deep inside one another.")]


def line_numbers(text: str) -> dict[Path, int]:
    """Map the path of each table and key to its line.

    Args:
        text: valid TOML that writes tables with headers (``[a]``, ``[[a.b]]``).

    Returns:
        ``("theme", 0, "commitment", 2, "id")`` to 41, for instance. Keys inside inline tables
        are not mapped; look up the nearest path above with ``nearest``.
    """
    lines: dict[Path, int] = {(): 1}
    here: Path = ()
    counts: dict[Path, int] = {}
    closing: str | None = None
    depth = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if closing is not None:
            if closing in line:
                closing = None
            continue
        if depth == 0 and (header := _HEADER.match(line)):
            here = _enter(header, counts)
            lines[here] = number
            continue
        if depth == 0 and (key := _KEY.match(line)):
            lines[(*here, key.group(1))] = number
        closing, deeper = _left_open(line)
        depth = max(0, depth + deeper)
    return lines


def nearest(lines: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the closest thing that contains it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _enter(header: re.Match[str], counts: dict[Path, int]) -> Path:
    names = [part.strip("\"'") for part in header.group(2).split(".")]
    here: Path = ()
    for name in names[:-1]:
        here = (*here, name)
        if here in counts:
            here = (*here, counts[here] - 1)
    here = (*here, names[-1])
    if header.group(1) == "[[":
        counts[here] = counts.get(here, 0) + 1
        here = (*here, counts[here] - 1)
    return here


def _left_open(line: str) -> tuple[str | None, int]:
    """What a line leaves open: the quotes that end a text of many lines, and how much deeper in brackets."""
    bare, place = [], 0
    closing = None
    for token in _TOKEN.finditer(line):
        bare.append(line[place : token.start()])
        place = token.end()
        if closing := token["open"]:
            break
    else:
        bare.append(line[place:])
    outside = "".join(bare)
    value = outside.partition("=")[2] if "=" in outside else outside
    return closing, value.count("[") + value.count("{") - value.count("]") - value.count("}")
