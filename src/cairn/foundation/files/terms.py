"""Which files are kept, how large, and what somebody is told when one is not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

MEGABYTE = 1024 * 1024
NAME_LENGTH = 160
NOT_KEPT = "The file was not kept."


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file that is kept.

    Args:
        extension: what its downloads end in, without the dot.
        media_type: what its downloads are called.
        says: what people call it.
        also: other endings of the same kind.
    """

    extension: str
    media_type: str
    says: str
    also: tuple[str, ...] = ()


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

KINDS: tuple[FileKind, ...] = (
    FileKind("pdf", "application/pdf", "PDF document"),
    FileKind("docx", f"{_OFFICE}.wordprocessingml.document", "Word document"),
    FileKind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "Excel workbook"),
    FileKind("odt", f"{_OPEN}.text", "OpenDocument text"),
    FileKind("ods", f"{_OPEN}.spreadsheet", "OpenDocument spreadsheet"),
    FileKind("csv", "text/csv", "table of comma-separated values"),
    FileKind("txt", "text/plain", "plain text"),
    FileKind("png", "image/png", "PNG picture"),
    FileKind("jpg", "image/jpeg", "JPEG picture", also=("jpeg",)),
)
BY_ENDING = {ending: kind for kind in KINDS for ending in (kind.extension, *kind.also)}
KEPT_KINDS = "PDF, DOCX, XLSX, ODT, ODS, CSV, TXT, PNG or JPG"
ACCEPT = ",".join(f".{ending}" for ending in BY_ENDING)


class Rule(StrEnum):
    """The rule by which a file was refused; used in tests and in the count of refusals."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    KIND = "kind not kept"
    ARCHIVE = "archive"
    OLD_OFFICE = "old or locked Office file"
    MACROS = "macros"
    CARRIES_FILES = "carries other files"
    ACTIVE_PDF = "PDF that acts"
    LOCKED = "locked"
    NOT_WHAT_IT_SAYS = "not what its name says"
    DAMAGED = "damaged"
    FOUND_BY_SCANNER = "found by the scanner"
    NOT_SCANNED = "could not be scanned"


class FileRefused(ValueError):
    """A file was not kept. ``str()`` is the sentence for the person; ``rule`` is which rule.

    ``sentence`` is the same for whoever keeps no files: what is wrong, and nothing more.

    Nothing of the file is kept when this is raised, and nothing else is undone: what was typed
    beside it is the caller's to show again.
    """

    def __init__(self, rule: Rule, sentence: str) -> None:
        super().__init__(f"{sentence} {NOT_KEPT}")
        self.rule, self.sentence = rule, sentence


def size_limit() -> int:
    """The most bytes a file may have: settings.FILE_SIZE_LIMIT, 10 MB where it is not set."""
    return getattr(settings, "FILE_SIZE_LIMIT", 10 * MEGABYTE)


def size_in_words(size: int) -> str:
    """A size as people say it: 12.3 MB, 640 KB, 12 bytes."""
    if size >= MEGABYTE:
        return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " MB"
    if size >= 1024:
        return f"{size // 1024} KB"
    return f"{size} {'byte' if size == 1 else 'bytes'}"
