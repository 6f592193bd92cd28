"""Is this file one that is kept? By its name, by what is inside, and by whether the two agree."""

from __future__ import annotations

from dataclasses import dataclass

from cairn.foundation.files.containers import check_container
from cairn.foundation.files.names import clean_name, ending_of
from cairn.foundation.files.pdf import check_pdf
from cairn.foundation.files.terms import (
    BY_ENDING,
    KEPT_KINDS,
    FileKind,
    FileRefused,
    Rule,
    size_in_words,
    size_limit,
)

_MACRO_ENDINGS = frozenset(("docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "ppsm", "potm", "ppam"))
_OLD_OFFICE_ENDINGS = frozenset(("doc", "dot", "xls", "xlt", "ppt", "pps", "rtf"))
_ARCHIVE_ENDINGS = frozenset(
    (
        "zip",
        "7z",
        "rar",
        "tar",
        "gz",
        "tgz",
        "bz2",
        "tbz2",
        "xz",
        "txz",
        "zst",
        "cab",
        "lzh",
        "iso",
        "img",
        "jar",
    )
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ARCHIVES = (
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
)
_MAGIC = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "jpg": b"\xff\xd8\xff",
}
_CONTAINERS = ("docx", "xlsx", "odt", "ods")
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: its cleaned name and its kind."""

    name: str
    kind: FileKind


def check_file(*, name: str, content: bytes, size: int | None = None) -> Checked:
    """Decide whether a file is kept. Nothing is written, unpacked or run.

    Args:
        name: as the browser sent it.
        content: the whole file, or its beginning when it is larger than the limit anyway.
        size: its size in bytes where ``content`` was cut short.

    Raises:
        FileRefused: for the first rule it breaks.
    """
    check_size(len(content) if size is None else size)
    kind = check_content(name=name, content=content)
    return Checked(clean_name(name, extension=kind.extension), kind)


def check_content(*, name: str, content: bytes) -> FileKind:
    """The kind of a file by its name, whose content is of that kind and harmless; as of ``check_file``, of any size.

    Raises:
        FileRefused: for the first rule it breaks.
    """
    kind = _kind_by_name(name)
    _check_magic(content, kind)
    if kind.extension in _CONTAINERS:
        check_container(content, kind)
    elif kind.extension == "pdf":
        check_pdf(content)
    elif kind.extension in ("csv", "txt"):
        _check_text(content, kind)
    return kind


def check_size(size: int) -> None:
    """Refuse a file of nothing, and one that is larger than is kept.

    Args:
        size: in bytes.

    Raises:
        FileRefused: it is either.
    """
    if size == 0:
        raise FileRefused(Rule.EMPTY, "The file is empty.")
    if size > size_limit():
        raise FileRefused(
            Rule.TOO_LARGE,
            f"The file is {size_in_words(size)}. The most that can be kept is {size_in_words(size_limit())}."
            " Make it smaller, or say where the record is held.",
        )


def _kind_by_name(name: str) -> FileKind:
    ending = ending_of(name)
    if ending in _MACRO_ENDINGS:
        raise FileRefused(
            Rule.MACROS,
            f"A .{ending} file can hold macros, which are small programs. Save it as {_without_macros(ending)}.",
        )
    if ending in _OLD_OFFICE_ENDINGS:
        raise FileRefused(
            Rule.OLD_OFFICE,
            f"A .{ending} file is in an old format that can hide programs. Save it as DOCX, XLSX or PDF.",
        )
    if ending in _ARCHIVE_ENDINGS:
        raise _archive()
    if ending not in BY_ENDING:
        raise FileRefused(Rule.KIND, f"This kind of file is not kept. Choose a {KEPT_KINDS}.")
    return BY_ENDING[ending]


def _without_macros(ending: str) -> str:
    """The kind a file is saved as to be rid of its macros; a presentation becomes a PDF."""
    return {"d": "DOCX", "x": "XLSX"}.get(ending[:1], "PDF")


def _check_magic(content: bytes, kind: FileKind) -> None:
    """Does the file begin as its kind begins?"""
    if content.startswith(_OLD_OFFICE):
        raise FileRefused(
            Rule.OLD_OFFICE,
            "The file is in an old Office format, or locked with a password."
            " Save a copy as DOCX, XLSX or PDF, without a password.",
        )
    if content.startswith(_ARCHIVES) or content[257:262] == b"ustar":
        raise _archive()
    if content.startswith(_ZIP) and kind.extension not in _CONTAINERS:
        raise _archive()
    if kind.extension in _CONTAINERS and not content.startswith(_ZIP[0]):
        raise _differs(kind)
    if not content.startswith(_MAGIC.get(kind.extension, b"")):
        raise _differs(kind)


def _check_text(content: bytes, kind: FileKind) -> None:
    """Text is UTF-8 or Windows-1252 without control characters, and no other kind in disguise."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused(
            Rule.NOT_WHAT_IT_SAYS,
            f"The text is written as UTF-16. Save it again as {kind.extension.upper()} in UTF-8.",
        )
    if content.startswith((*_MAGIC.values(), b"{\\rtf")) or not _CONTROLS.isdisjoint(content):
        raise _differs(kind)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            content.decode("cp1252")
        except UnicodeDecodeError as problem:
            raise _differs(kind) from problem


def check_text_part(part: bytes, called: str) -> None:
    """One part of a long text, as ``check_file`` looks at a whole one.

    Raises:
        FileRefused: it holds control characters.
    """
    if not _CONTROLS.isdisjoint(part):
        raise FileRefused(Rule.NOT_WHAT_IT_SAYS, f"The file holds signs that no {called} holds. Save it again as CSV.")


def _archive() -> FileRefused:
    return FileRefused(
        Rule.ARCHIVE,
        "Archives such as ZIP are not kept, because nobody can check what is inside. Choose the files one by one.",
    )


def _differs(kind: FileKind) -> FileRefused:
    return FileRefused(
        Rule.NOT_WHAT_IT_SAYS,
        f"The name ends in .{kind.extension}, but what is inside is not a {kind.says}."
        f" Open it, save it again as {KEPT_KINDS}, and choose that one.",
    )
