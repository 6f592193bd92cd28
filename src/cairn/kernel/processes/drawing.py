"""A process as a drawing: a box for each state, in rows from where cases open to where they end. SVG.

Moves are lines between boxes; what they are called stands in the table of moves, so that no line is hidden by words.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from cairn.kernel.processes.process import Process, State

WIDE, HIGH, ACROSS, DOWN, EDGE = 168, 52, 44, 64, 16
BESIDE = 76  # on either side, for lines that pass other rows
FITS = 20


def drawing(process: Process) -> str:
    """The drawing of one process as a file of its own."""
    rows = _rows(process)
    widest = max(len(row) for row in rows)
    width = EDGE * 2 + widest * WIDE + (widest - 1) * ACROSS + 2 * BESIDE
    height = EDGE * 2 + len(rows) * HIGH + (len(rows) - 1) * DOWN
    at = {
        state: (
            EDGE + BESIDE + place * (WIDE + ACROSS) + (widest - len(row)) * (WIDE + ACROSS) // 2,
            EDGE + level * (HIGH + DOWN),
        )
        for level, row in enumerate(rows)
        for place, state in enumerate(row)
    }
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" aria-label="{escape(process.title)}: its states and the moves between them">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        '<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#4a5753"/></marker></defs>',
        *_lines(process, at),
        *(_box(process.states[state], *place) for state, place in at.items()),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def escape(words: str) -> str:
    """Words as they stand in a drawing."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _rows(process: Process) -> list[list[str]]:
    """States by how many moves they are from where a case opens; those that end a case stand last."""
    depth: dict[str, int] = {}
    waiting = [(move.to, 0) for move in process.moves_from(None)]
    while waiting:
        state, level = waiting.pop(0)
        if state not in depth:
            depth[state] = level
            waiting += [(move.to, level + 1) for move in process.moves_from(state)]
    deepest = max((level for state, level in depth.items() if not process.states[state].ends), default=0)
    found: list[list[str]] = [[] for _ in range(deepest + 2)]
    for state in process.states:
        if state in depth:
            found[deepest + 1 if process.states[state].ends else depth[state]].append(state)
    return [row for row in found if row]


def _lines(process: Process, at: dict[str, tuple[int, int]]) -> Iterator[str]:
    pairs = dict.fromkeys((state, move.to) for move in process.moves for state in move.from_states if state != move.to)
    for first, last in pairs:
        (x, y), (to_x, to_y) = at[first], at[last]
        if to_y - y > HIGH + DOWN:  # over other rows: round the left-hand edge
            start, end, out = (x, y + HIGH // 2), (to_x, to_y + HIGH // 2), -BESIDE // 2
            path = f"M{start[0]} {start[1]} C{out} {start[1]} {out} {end[1]} {end[0]} {end[1]}"
        elif to_y > y:  # onwards: from the foot of one box to the head of the other
            start, end, bend = (x + WIDE // 2, y + HIGH), (to_x + WIDE // 2, to_y), (to_y - y - HIGH) // 2
            path = f"M{start[0]} {start[1]} C{start[0]} {start[1] + bend} {end[0]} {end[1] - bend} {end[0]} {end[1]}"
        else:  # back, or beside: round the right-hand edge
            start, end = (x + WIDE, y + HIGH // 2), (to_x + WIDE, to_y + HIGH // 2)
            out = max(start[0], end[0]) + BESIDE
            path = f"M{start[0]} {start[1]} C{out} {start[1]} {out} {end[1]} {end[0]} {end[1]}"
        yield f'<path d="{path}" fill="none" stroke="#4a5753" stroke-width="1.5" marker-end="url(#end)"/>'


def _box(state: State, x: int, y: int) -> str:
    words = wrap(state.title, FITS)[:2]
    first = y + HIGH // 2 + 5 - (len(words) - 1) * 9
    lines = "".join(
        f'<text x="{x + WIDE // 2}" y="{first + place * 18}" text-anchor="middle" font-family="sans-serif"'
        f' font-size="14" fill="#17211f">{escape(word)}</text>'
        for place, word in enumerate(words)
    )
    look = 'fill="#eaf0ee" stroke="#17473e" stroke-width="3"' if state.ends else 'fill="#ffffff" stroke="#17473e"'
    return f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="4" {look}/>{lines}'
