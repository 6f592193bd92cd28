"""A PDF or a picture with words across every page: each is drawn anew as a picture of itself, with the words on it.

Typst, which draws our own PDFs, reads those of others too, so no further library is needed. The letters of the
file stay letters. Its links, form fields and tags for screen readers do not come along: a copy with a name on it
is for reading, and what was kept stays as it was.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import typst

from .pdf import PdfError, _fonts, _showable

MOST_PAGES = 400
_STAMP = """
#let words = json(bytes(sys.inputs.words))
#let last = int(sys.inputs.last)
#set document(title: "Copy")
#set page(margin: 0pt, width: auto, height: auto)
#set text(font: "Cairn Sans", fill: rgb("#000000"))
#let stamp = layout(size => {
  let large = calc.min(size.width, size.height) * 1.5 / calc.max(words.len(), 12)
  block(width: size.width, height: size.height, {
    place(center + horizon, rotate(-35deg, text(size: large, fill: rgb("#00000030"), words)))
    place(bottom + center, dy: -6pt, block(fill: rgb("#ffffffcc"), inset: 3pt, text(size: 8pt, words)))
  })
})
"""
_PAGES = (
    _STAMP
    + """
#for number in range(1, last + 1) {
  page(foreground: stamp, image("kept.pdf", page: number))
}
"""
)
_PICTURE = _STAMP + '\n#page(foreground: stamp, image("kept.ENDING", width: 190mm))\n'
_ONE = '#set page(margin: 0pt, width: auto, height: auto)\n#image("kept.pdf", page: int(sys.inputs.last))'


def stamped_pdf(content: bytes, *, words: str) -> bytes:
    """The file with words across each page, and small at its foot.

    Args:
        content: a PDF.
        words: shown as they are, never read as markup.

    Raises:
        PdfError: when it cannot be drawn, or has more than ``MOST_PAGES`` pages.
    """
    with tempfile.TemporaryDirectory(prefix="cairn-") as made:
        folder = Path(made)
        (folder / "kept.pdf").write_bytes(content)
        last = _last_page(folder)
        return _drawn(folder, _PAGES, last=last, words=words)


def stamped_picture(content: bytes, *, ending: str, words: str) -> bytes:
    """A picture as a PDF of one page, as wide as a sheet and in its full resolution, with words across it.

    Args:
        content: a PNG or a JPG.
        ending: ``"png"`` or ``"jpg"``.
        words: shown as they are, never read as markup.

    Raises:
        PdfError: when it cannot be drawn.
    """
    with tempfile.TemporaryDirectory(prefix="cairn-") as made:
        folder = Path(made)
        (folder / f"kept.{ending}").write_bytes(content)
        return _drawn(folder, _PICTURE.replace("ENDING", ending), last=1, words=words)


def _last_page(folder: Path) -> int:
    """How many pages there are, by asking for one further on until there is none."""
    good, bad = 0, MOST_PAGES + 1
    tried = 1
    while bad - good > 1:
        try:
            _drawn(folder, _ONE, last=tried)
            good = tried
        except PdfError:
            bad = tried
        tried = min(good * 2, bad - 1) if bad > MOST_PAGES else (good + bad) // 2
    if good == 0:
        raise PdfError("It has no page that can be drawn.")
    if good == MOST_PAGES:
        raise PdfError(f"It has {MOST_PAGES} pages or more.")
    return good


def _drawn(folder: Path, text: str, *, last: int, words: str = "") -> bytes:
    layout = folder / "pages.typ"
    layout.write_text(text, encoding="utf-8")
    inputs = {"last": str(last), "words": json.dumps(_showable(words))}
    try:
        return typst.Compiler(layout, root=folder, font_paths=_fonts(), sys_inputs=inputs).compile(format="pdf")
    except (typst.TypstError, RuntimeError) as error:
        raise PdfError(str(error)) from error
