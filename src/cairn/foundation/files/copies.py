"""A copy of a kept file that names whoever takes it. What is kept is never changed by it.

- A **PDF** has the words across every page (``ui/stamped_pdf.py``).
- A **picture** leaves as a PDF of one page: the picture in its full resolution, with the words across it.
- **Text** and **CSV** have the words as their first line, in UTF-8.
- **Word, Excel and OpenDocument** have them in the header of every page, in the properties, and as the first line of
  a text or on a first sheet of their own (``marks``). Everything else in them stays byte for byte as it was.

Whoever means to can take a line or a sheet away; with a file that others are to work in there is no stronger way, and
the record of the read says who took it. A file that the words cannot be put on is not kept; one that was kept before
that was asked leaves no copy, and the page says why.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from cairn.foundation.files.marks import ENDINGS, CannotMark, LockedFile, marked_office
from cairn.foundation.files.terms import KINDS
from cairn.foundation.ui.pdf import PdfError
from cairn.foundation.ui.stamped_pdf import stamped_pdf, stamped_picture

PDF, CSV = "application/pdf", "text/csv"
_PICTURES = {"image/png": "png", "image/jpeg": "jpg"}
_TEXTS = (CSV, "text/plain")
CARRIES = "Each copy carries the name of whoever takes it, so a file locked with a password is not kept here."
_CALLED = {"docx": "Word document", "xlsx": "Excel workbook", "odt": "text", "ods": "spreadsheet"}


class NotMarkable(ValueError):
    """The name cannot be put on this file; ``str()`` is the sentence for whoever adds it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What leaves: the bytes, what they are, and the ending of their name."""

    content: bytes
    media_type: str
    extension: str


def copy_for(content: bytes, *, media_type: str, words: str) -> Copy:
    """The copy that leaves, with the words on it.

    Args:
        content: what is kept.
        media_type: one of those that are kept.
        words: who takes it and when; shown as they are.

    Raises:
        NotMarkable: with what to do instead; ``check_markable`` finds it out when a file is kept.
    """
    extension = next(kind.extension for kind in KINDS if kind.media_type == media_type)
    try:
        if media_type == PDF:
            return Copy(stamped_pdf(content, words=words), PDF, "pdf")
        if media_type in _PICTURES:
            return Copy(stamped_picture(content, ending=_PICTURES[media_type], words=words), PDF, "pdf")
        if extension in ENDINGS:
            return Copy(marked_office(content, ending=extension, words=f"Copy for {words}"), media_type, extension)
    except LockedFile as problem:
        raise NotMarkable("The file is locked with a password. Save a copy without one, and choose that.") from problem
    except (CannotMark, PdfError) as problem:
        raise NotMarkable(_what_to_do(media_type, extension)) from problem
    return Copy(_with_first_line(content, words, quoted=media_type == CSV), media_type, extension)


def check_markable(content: bytes, *, media_type: str) -> None:
    """Find out, as a file is kept, whether the name of each reader can be put on its copies.

    Raises:
        NotMarkable: with what to do instead.
    """
    copy_for(content, media_type=media_type, words="Check")


def _what_to_do(media_type: str, extension: str) -> str:
    if media_type == PDF:
        return (
            "The reader's name cannot be put on this PDF. Print it to a new PDF, or to several if it is long, and"
            " choose that one."
        )
    if media_type in _PICTURES:
        return "The reader's name cannot be put on this picture. Save it again as PNG or JPG, and choose that one."
    return (
        f"The reader's name cannot be put on this {_CALLED[extension]}: it is damaged, or too large. Open it, save it"
        " again or as a PDF, and choose that one."
    )


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
