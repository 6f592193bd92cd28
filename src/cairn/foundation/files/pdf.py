"""A look into a PDF for things that act: scripts, programs to start, files carried inside.

This is a search for names, not a reading of the document. It sees names written plainly or with
``#xx`` escapes, and those in object streams, which are inflated up to a bound. It does not see what
is hidden in other ways (a second compression, an unusual filter), so it stops what office programs
and careless senders produce and not a determined attacker. What helps against that one is the
virus scanner, and that a PDF is only ever handed out as a download, never shown by this site.
Source of the names: ISO 32000-1, 7.11.4 and 12.6.4.
"""

from __future__ import annotations

import re
import zlib

from cairn.foundation.files.terms import FileRefused, Rule

_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTS = re.compile(rb"/(?:JavaScript|Launch|RichMedia)(?![A-Za-z])")
_CARRIES = re.compile(rb"/EmbeddedFiles?(?![A-Za-z])")
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z])")
_OBJECT_STREAM = re.compile(rb"/ObjStm(?![A-Za-z])[^\0]{0,400}?stream\r?\n")

MOST_INFLATED = 20 * 1024 * 1024  # bytes in all
MOST_STREAMS = 2_000


def check_pdf(content: bytes) -> None:
    """Refuse a PDF that acts, carries files or is locked.

    Raises:
        FileRefused: with the rule and what to do.
    """
    if _LOCKED.search(content):
        raise FileRefused(
            Rule.LOCKED,
            "The PDF is locked, so nobody else could open or check it. Save a copy without a password.",
        )
    for part in (content, *_object_streams(content)):
        if b"#" in part:
            part = _ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), part)
        if _ACTS.search(part):
            raise FileRefused(
                Rule.ACTIVE_PDF,
                "The PDF holds a script or starts a program. Print it to a new PDF and choose that one.",
            )
        if _CARRIES.search(part):
            raise FileRefused(
                Rule.CARRIES_FILES,
                "The PDF carries other files inside it. Print it to a new PDF and choose that one.",
            )


def _object_streams(content: bytes) -> list[bytes]:
    found: list[bytes] = []
    left = MOST_INFLATED
    for number, match in enumerate(_OBJECT_STREAM.finditer(content)):
        if number >= MOST_STREAMS or left <= 0:
            break
        try:
            end = content.find(b"endstream", match.end())
            part = zlib.decompressobj().decompress(content[match.end() : end if end > 0 else None], left)
        except zlib.error:
            continue  # another filter, or not compressed: the plain search covers the latter
        found.append(part)
        left -= len(part)
    return found
