"""Names of uploaded files: cleaned, shown to people, and never used as a path or for a download."""

from __future__ import annotations

import re
import unicodedata

from cairn.foundation.files.terms import NAME_LENGTH

_INNER_ENDING = re.compile(r"\.(?=[^\W\d_])")
# Besides white space, each of these means something to a shell, a path or a web page.
_UNWANTED = re.compile(r'[<>:"|?*\x00-\x1f]')


def ending_of(name: str) -> str:
    """What comes after the last dot, in small letters; empty when there is none."""
    stem, dot, ending = _visible(name).rpartition(".")
    return ending.strip().lower() if dot and stem.strip() else ""


def clean_name(name: str, *, extension: str) -> str:
    """A name fit to be shown.

    Takes away folders (of either kind of slash), control and invisible characters (some turn the
    reading direction, so that ``exe`` reads as a picture), and a second ending: ``notes.exe.pdf``
    becomes ``notes exe.pdf``. A date such as 3.2.26 keeps its dots.

    Args:
        name: as the browser sent it.
        extension: the ending the file turned out to deserve.

    Returns:
        At most 160 characters, with the ending; ``file.pdf`` when nothing is left.
    """
    stem, dot, _ending = _visible(name).rpartition(".")
    stem = (stem if dot else _ending).strip(" .")
    stem = " ".join(_INNER_ENDING.sub(" ", stem).split())
    ending = f".{extension}"
    return (stem[: NAME_LENGTH - len(ending)].rstrip(" .") or "file") + ending


def _visible(name: str) -> str:
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if letter.isspace() else letter for letter in last if _shows(letter))
    return _UNWANTED.sub("", seen)


def _shows(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
