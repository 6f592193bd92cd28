"""Pages that are one file: the stylesheet stands inside, and nothing is fetched from anywhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

SHEET = Path(__file__).resolve().parent / "static" / "cairn" / "cairn.css"


@cache
def stylesheet() -> SafeString:
    """The stylesheet as an element, without typefaces and pictures, which a file alone does not have."""
    text = re.sub(r"@font-face\s*\{[^}]*\}", "", SHEET.read_text(encoding="utf-8"))
    text = re.sub(r"url\([^)]*\)", "none", text)
    return mark_safe(f"<style>{text}</style>")  # noqa: S308 (our own file, which holds no end of an element)
