"""What is inside an office document, told from its table of contents; nothing is ever unpacked.

Word, Excel and OpenDocument files are ZIP files. Only the list of members is read, and of the
members only ``[Content_Types].xml``, up to a bound. So this cannot see what an embedded workbook
holds, or a template fetched from elsewhere; the reader's own office program guards against those.
Sources: ECMA-376 part 2 (packages), OpenDocument 1.3 part 2 (packages), PKWARE's APPNOTE 4.3.16.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from cairn.foundation.files.terms import FileKind, FileRefused, Rule

MOST_MEMBERS = 2_000
LONGEST_LIST = 512 * 1024  # bytes of the table of contents
LONGEST_CONTENT_TYPES = 256 * 1024

_END = b"PK\x05\x06"
_AT_64, _END_64 = b"PK\x06\x07", b"PK\x06\x06"
_LOCATOR_64, _RECORD_64 = 20, 56  # bytes
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN_PART = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_MACRO_ENDINGS = (".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm", ".ppsm", ".potm", ".ppam")


def check_container(content: bytes, kind: FileKind) -> None:
    """Refuse an office document that is not what it says, holds macros or carries programs.

    Args:
        content: the whole file.
        kind: what its name says it is: docx, xlsx, odt or ods.

    Raises:
        FileRefused: with the rule and what to do.
    """
    with _opened(content) as package:
        names = [member.filename for member in package.infolist()]
        _check_list(package.infolist(), names)
        if kind.extension in _MAIN_PART:
            _check_office(package, names, kind)
        else:
            _check_open_document(content, kind)


def _opened(content: bytes) -> zipfile.ZipFile:
    """Open the list, after a look at how long it says it is: reading a huge one would take all memory."""
    said = said_of_list(content)
    if said is None:
        raise _damaged()
    members, length = said
    if members > MOST_MEMBERS or length > LONGEST_LIST:
        raise FileRefused(Rule.DAMAGED, f"The file has more than {MOST_MEMBERS} parts inside. Save it as PDF.")
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as problem:
        raise _damaged() from problem


def said_of_list(content: bytes) -> tuple[int, int] | None:
    """How many members a package says it has, and how many bytes its list; None where it says nothing.

    Where a file ends with a record for very large ones as well (APPNOTE 4.3.14), readers believe that one, however
    little the ordinary one admits to.
    """
    found = content.rfind(_END, max(0, len(content) - 65_557))
    if found < 0 or len(content) < found + 22:
        return None
    members, length = struct.unpack_from("<10xHI", content, found)
    larger = found - _LOCATOR_64 - _RECORD_64
    if larger >= 0 and content.startswith(_AT_64, found - _LOCATOR_64) and content.startswith(_END_64, larger):
        also, longer = struct.unpack_from("<32xQQ", content, larger)
        members, length = max(members, also), max(length, longer)
    return members, length


def _check_list(members: list[zipfile.ZipInfo], names: list[str]) -> None:
    lowered = [name.lower().replace("\\", "/").lstrip("/") for name in names]
    if not names or len(names) > MOST_MEMBERS or len(set(lowered)) < len(names):
        raise _damaged()  # two members of one name: one program reads the first, another the last
    if any(member.flag_bits & 0x1 for member in members):
        raise FileRefused(Rule.LOCKED, "The file is locked with a password. Save a copy without one.")
    for name in lowered:
        _check_member(name)


def _check_member(name: str) -> None:
    last = name.rpartition("/")[2]
    folders = name.split("/")[:-1]
    if last.startswith("vbaproject") or last == "vbadata.xml" or last.endswith(_MACRO_ENDINGS):
        raise _macros()
    # macrosheets: the macros of Excel 4; activeX: controls that run; Basic and Scripts: OpenDocument.
    if {"macrosheets", "activex"} & set(folders) or folders[:1] in (["basic"], ["scripts"]):
        raise _macros()
    if "embeddings" in folders and not last.endswith((".xlsx", ".docx")):
        raise _carries_files()  # a chart keeps its figures in an .xlsx; anything else may be a program


def _check_office(package: zipfile.ZipFile, names: list[str], kind: FileKind) -> None:
    if _CONTENT_TYPES not in names:
        raise _not_a(kind)
    try:
        with package.open(_CONTENT_TYPES) as part:
            types = part.read(LONGEST_CONTENT_TYPES + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as problem:
        raise _damaged() from problem
    if len(types) > LONGEST_CONTENT_TYPES:
        raise _damaged()
    if b"macroenabled" in types.lower() or b"vbaproject" in types.lower():
        raise _macros()
    if _MAIN_PART[kind.extension] not in types:
        raise _not_a(kind)


def _check_open_document(content: bytes, kind: FileKind) -> None:
    """The type stands first, unpacked, at a fixed place (OpenDocument 1.3 part 2, section 3.3)."""
    said = kind.media_type.encode()
    if content[30:38] != b"mimetype" or content[38 : 38 + len(said)] != said:
        raise _not_a(kind)
    (length,) = struct.unpack_from("<I", content, 22)
    if length != len(said) and content[38 + len(said) : 40 + len(said)] != b"PK":
        raise _not_a(kind)  # a longer type, such as text-template


def _not_a(kind: FileKind) -> FileRefused:
    return FileRefused(
        Rule.NOT_WHAT_IT_SAYS,
        f"The name ends in .{kind.extension}, but what is inside is not a {kind.says}."
        f" Open it and save it again as {kind.extension.upper()}.",
    )


def _macros() -> FileRefused:
    return FileRefused(
        Rule.MACROS,
        "The file holds macros, which are small programs. Save a copy without macros and choose that one.",
    )


def _carries_files() -> FileRefused:
    return FileRefused(
        Rule.CARRIES_FILES,
        "The document carries another file inside it. Take that out, or save the document as PDF.",
    )


def _damaged() -> FileRefused:
    return FileRefused(
        Rule.DAMAGED,
        "The file is damaged, or was not written by an office program. Open it and save it again.",
    )
