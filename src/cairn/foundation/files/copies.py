"""A copy of a kept file that names whoever takes it. What is kept is never changed by it.

- A **PDF** has the words across every page (``ui/stamped_pdf.py``).
- A **picture** leaves as a PDF of one page: the picture in its full resolution, with the words across it.
- **Text** and **CSV** have the words as their first line, in UTF-8. Whoever means to can take a line off; with a
  form that a table is read from there is no stronger way, and the record of the read says who took it.
- **Word, Excel and OpenDocument** leave as they are. To write into somebody's workbook or letter would mean to
  open and save it anew, which can lose what it holds. The page says so before the copy is taken, the record says
  that it went without a name, and whoever adds such a file is asked for a PDF instead.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from cairn.foundation.files.terms import KINDS
from cairn.foundation.ui.pdf import PdfError
from cairn.foundation.ui.stamped_pdf import stamped_pdf, stamped_picture

PDF, CSV = "application/pdf", "text/csv"
_PICTURES = {"image/png": "png", "image/jpeg": "jpg"}
_TEXTS = (CSV, "text/plain")
UNMARKED = "without the reader's name, which this sort of file cannot carry"
CANNOT_CARRY = (
    "PDFs, pictures and text carry the name of whoever takes a copy. Word, Excel and OpenDocument files cannot:"
    " save those as a PDF first if you can."
)


class NotMarkable(ValueError):
    """The name cannot be put on this file; ``str()`` is the sentence for whoever adds it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What leaves: the bytes, what they are, and the ending of their name."""

    content: bytes
    media_type: str
    extension: str


def carries_a_name(media_type: str) -> bool:
    """Whether copies of this sort of file name whoever takes them."""
    return media_type == PDF or media_type in _PICTURES or media_type in _TEXTS


def copy_for(content: bytes, *, media_type: str, words: str) -> Copy:
    """The copy that leaves, with the words on it where its sort can carry them.

    Args:
        content: what is kept.
        media_type: one of those that are kept.
        words: who takes it and when; shown as they are.

    Raises:
        PdfError: where a PDF or a picture cannot be drawn; ``check_markable`` found it out when it was kept.
    """
    if media_type == PDF:
        return Copy(stamped_pdf(content, words=words), PDF, "pdf")
    if media_type in _PICTURES:
        return Copy(stamped_picture(content, ending=_PICTURES[media_type], words=words), PDF, "pdf")
    extension = next(kind.extension for kind in KINDS if kind.media_type == media_type)
    if media_type in _TEXTS:
        content = _with_first_line(content, words, quoted=media_type == CSV)
    return Copy(content, media_type, extension)


def check_markable(content: bytes, *, media_type: str) -> None:
    """Find out, as a file is kept, whether the name of each reader can be put on its copies.

    Word, Excel and OpenDocument pass: they are known to leave without one, and the page says so.

    Raises:
        NotMarkable: with what to do instead.
    """
    try:
        copy_for(content, media_type=media_type, words="Check")
    except PdfError as error:
        raise NotMarkable(_SAY[media_type == PDF]) from error


_SAY = {
    True: "The reader's name cannot be put on this PDF. Print it to a new PDF, or to several if it is long, and"
    " choose that one.",
    False: "The reader's name cannot be put on this picture. Save it again as PNG or JPG, and choose that one.",
}


def _with_first_line(content: bytes, words: str, *, quoted: bool) -> bytes:
    """Text with one line above it. What is not UTF-8 was checked to be Windows-1252, and becomes UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    line = "Copy for " + " ".join(words.split())
    if quoted:
        line = '"' + line.replace('"', '""') + '"'
    return codecs.BOM_UTF8 + f"{line}\r\n{text}".encode()
