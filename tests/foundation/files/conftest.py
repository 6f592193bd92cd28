"""Files as they are found in the wild, made here byte by byte, and two agencies to keep them."""

import io
import zipfile

import pytest

from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import Actor, system_actor

OFFICE = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": f"{OFFICE}.wordprocessingml.document.main+xml",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet.main+xml",
}
OPEN = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def office(kind="docx", *, types=None, members=()):
    """An OOXML container with only what is looked at."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types or f'<Types><Override ContentType="{MAIN[kind]}"/></Types>')
        package.writestr("word/document.xml", "<w/>")
        for name in members:
            package.writestr(name, b"x")
    return file.getvalue()


def open_document(kind="odt", *, media_type=None, members=()):
    """An OpenDocument container: its type first, unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), media_type or OPEN[kind])
        package.writestr("content.xml", "<office/>")
        for name in members:
            package.writestr(name, b"x")
    return file.getvalue()


def archive():
    """An ordinary ZIP."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("notes.txt", "words")
    return file.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40


@pytest.fixture
def world(now):
    """One partnership, two agencies and a person of each: (partnership, mine, theirs)."""
    with command("test.set_up", by=system_actor(), at=now):
        partnership = Partnership(slug="fellside", name="Fellside Community Safety Partnership", area="Fellside")
        partnership.save()
        agencies = [Agency(slug=slug, name=slug, short=slug, kind="charity") for slug in ("mine", "theirs")]
        for agency in agencies:
            agency.save()
    people = [
        Actor(number, partnership.pk, agency.pk, frozenset({"contributor"}))
        for number, agency in enumerate(agencies, 1)
    ]
    set_scope(people[0])
    return partnership, *people
