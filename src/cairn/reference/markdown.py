"""Markdown tables and headings, written the same way everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MADE = "<!-- Made by `cairn reference`. Change the code, not this page. -->"


def page(title: str, *parts: str, made: str = MADE) -> str:
    """A whole page.

    Args:
        title: in sentence case.
        parts: paragraphs, tables and sections, in order; empty ones are left out.
        made: the comment that says how it was made.
    """
    return "\n\n".join([made, f"# {title}", *(part.strip("\n") for part in parts if part)]) + "\n"


def section(title: str, *parts: str, level: int = 2) -> str:
    """A heading and what stands under it."""
    return "\n\n".join([f"{'#' * level} {title}", *(part.strip("\n") for part in parts if part)])


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; a sentence when there is nothing to put in it."""
    body = ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    if not body:
        return "There are none."
    return "\n".join(["| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *body])


def cell(value: object) -> str:
    """A value as it can stand in a table."""
    return " ".join(str(value).split()).replace("|", r"\|")


def code(text: str) -> str:
    """Text set as code."""
    return f"`{text}`" if text else ""


def bullets(lines: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {line}" for line in lines)
