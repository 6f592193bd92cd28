"""PDF documents, tagged for screen readers (PDF/UA-1), drawn by Typst with the packaged typeface.

Layouts are the ``.typ`` files beside this module, in ``typst/``. In this mode Typst refuses a
document without a title, a picture without words, or a skipped heading level.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from .days import day_in_words
from .plan_page import drawn
from .statuses import STATUSES, Status

FOLDER = Path(__file__).resolve().parent
LAYOUTS = FOLDER / "typst"
FONTS = FOLDER / "fonts"
REPLACEMENT = "\ufffd"
LAST_TRIED = 0x2FFF  # beyond lie Chinese, Japanese and Korean, emoji and private use
STONES = FOLDER / "templates" / "ui" / "stones.svg"


class PdfError(RuntimeError):
    """A document could not be drawn; the message is Typst's own."""


def render_pdf(*, template: str, data: Mapping[str, Any], title: str, at: datetime | None = None) -> bytes:
    """Draw a document.

    Args:
        template: the name of a layout, ``plan_on_a_page``.
        data: what the layout shows: plain values, or dates, which become words. Text is shown as it
            is, never read as markup. The shape is the layout's; for ``plan_on_a_page`` see
            ``plan_page.py``; it also takes ``paper``, ``"a3"`` (the default, and legible when printed
            on A4) or ``"a4"``. Both lie on their side.
        title: the document's title, shown by PDF readers.
        at: when it was made, with a time zone, for a file that is the same every time; now when left out.

    Returns:
        The file.

    Raises:
        LookupError: when there is no such layout.
        PdfError: when the data do not fit the layout, or the result would not be accessible.
    """
    layout = LAYOUTS / f"{template}.typ"
    if not re.fullmatch(r"[a-z_]+", template) or not layout.is_file():
        raise LookupError(f"There is no PDF layout called “{template}”.")
    if template == "plan_on_a_page":
        data = drawn(data)
    inputs = {
        "data": json.dumps(_plain(data)),
        "statuses": _statuses(),
        "stones": _stones(),
        "title": _showable(title),
    }
    try:
        compiler = typst.Compiler(layout, root=LAYOUTS, font_paths=_fonts(), sys_inputs=inputs)
        return compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=at)
    except typst.TypstError as error:
        raise PdfError(str(error)) from error


def _plain(value: Any) -> Any:
    """Make a value fit for JSON: mappings and lists inside out, days in words, only letters we can draw."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, Status):
        return value.key
    return _showable(str(value))  # words, lazy translations, enumerations


def _showable(text: str) -> str:
    """Replace the characters no packaged typeface has (emoji, Chinese) by U+FFFD; PDF/UA refuses them."""
    if text.isascii() and text.replace("\n", "").isprintable():  # nearly all words
        return text
    return "".join(one if one.isascii() or _can_show(one) else REPLACEMENT for one in text if _is_text(one))


def _is_text(character: str) -> bool:
    """False for control characters and byte order marks, which PDF/UA refuses."""
    return character == "\n" or unicodedata.category(character) not in ("Cc", "Cs") and character != "\ufeff"


@cache
def _can_show(character: str) -> bool:
    """Ask Typst, once for each character of everyday scripts; the answer cannot change while we run."""
    if ord(character) > LAST_TRIED:
        return False
    page = b'#set document(title: "x")\n#set text(font: "Cairn Sans")\n#sys.inputs.one'
    try:
        compiler = typst.Compiler(page, font_paths=_fonts(), sys_inputs={"one": character})
        compiler.compile(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True


@cache
def _fonts() -> typst.Fonts:
    """The packaged typeface, and Typst's own for signs it lacks; never the machine's, which vary."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


@cache
def _statuses() -> str:
    return json.dumps({status.key: {"svg": status.svg(), "ink": status.ink} for status in STATUSES})


@cache
def _stones() -> str:
    """The stones as a whole SVG file, with the colours left for the layout to fill in."""
    paths = STONES.read_text(encoding="utf-8")
    paths = paths.replace('class="cairn-stone-top" fill="currentColor"', 'fill="TOP"')
    paths = paths.replace('fill="currentColor"', 'fill="COLOUR"')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="4 3 40 43">{paths}</svg>'
