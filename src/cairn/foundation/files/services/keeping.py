"""Keep an uploaded file, once every rule is met."""

from __future__ import annotations

import hashlib
from datetime import datetime

from cairn.foundation.access.references import new_reference
from cairn.foundation.audit.commands import command
from cairn.foundation.files.checking import check_file
from cairn.foundation.files.models import KeptFile, StoredFile
from cairn.foundation.files.scanning import scan
from cairn.foundation.files.terms import FileRefused
from cairn.kernel.actors import Actor


def keep_file(
    *, by: Actor, at: datetime, name: str, content: bytes, only_agency: bool, row: KeptFile | None = None
) -> KeptFile:
    """Keep a file in the database, in the partnership and under the agency of whoever adds it.

    The caller has decided that the actor may add it: files know nothing of what they show.

    Args:
        by: a person; the file belongs to the agency the person works for.
        at: when.
        name: as the browser sent it; cleaned, kept for people to read and nothing else.
        content: the whole file.
        only_agency: keep it out of every other agency's reach, in the database too.
        row: of the table the file belongs in, with what that one asks for besides; a ``StoredFile`` when left out.

    Raises:
        FileRefused: with the rule it broke; nothing of it is kept.
        ValueError: when the actor works for no agency.
    """
    if by.agency_id is None:
        raise ValueError("A file belongs to an agency; the system works for none.")
    checked = check_file(name=name, content=content)
    scanned = scan(content)
    with command("files.keep", by=by, at=at):
        kept = row or StoredFile()
        kept.partnership_id, kept.agency_id = by.partnership_id, by.agency_id
        kept.ref = new_reference("F", taken=type(kept))
        kept.name, kept.media_type, kept.size = checked.name, checked.kind.media_type, len(content)
        kept.sha256, kept.content = hashlib.sha256(content).hexdigest(), content
        kept.only_agency, kept.scan = only_agency, scanned
        kept.save()
    return kept


__all__ = ["FileRefused", "keep_file"]
