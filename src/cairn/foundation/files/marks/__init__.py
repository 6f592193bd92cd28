"""The reader's name on a copy of a Word, Excel or OpenDocument file, everything else left as it was.

Nothing is opened and saved anew by an office program's library, which would lose what that library does not know.
Of the parts of the file only those are written that hold the name; every other part is carried over byte for byte,
still packed. ``package`` opens and writes, ``places`` finds where in a part something belongs, and one module for
each sort says what is put there. What was kept is never changed. A signature in the file no longer holds for the
copy, as it should not.
"""

from __future__ import annotations

from collections.abc import Callable

from .open_document import mark_spreadsheet, mark_text
from .package import CannotMark, LockedFile, Package
from .word import mark_document
from .workbook import mark_workbook

_BY_ENDING: dict[str, Callable[[Package, str], None]] = {
    "docx": mark_document,
    "xlsx": mark_workbook,
    "odt": mark_text,
    "ods": mark_spreadsheet,
}
ENDINGS = frozenset(_BY_ENDING)


def marked_office(content: bytes, *, ending: str, words: str) -> bytes:
    """The file with the words in the page headers, in its properties, and where a reader begins.

    Args:
        content: what is kept.
        ending: docx, xlsx, odt or ods.
        words: shown as they are, never read as markup, fields or formulas.

    Raises:
        CannotMark: it is broken, locked (``LockedFile``), or unpacks to more than is opened.
    """
    package = Package(content)
    _BY_ENDING[ending](package, " ".join(words.split()))
    return package.written()


__all__ = ["ENDINGS", "CannotMark", "LockedFile", "marked_office"]
