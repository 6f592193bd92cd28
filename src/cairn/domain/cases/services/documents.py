"""Add a document to a section of a case."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.cases.models import Case, CaseDocument, CaseFile
from cairn.domain.cases.services.writing import keep_ways_out, kept, may_write, own_agency
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.files.copies import NotMarkable, check_markable
from cairn.foundation.files.uploads import Upload
from cairn.kernel.actors import Actor


def add_document(
    *, by: Actor, at: datetime, case: Case, title: str, section: str, file: Upload, only_agency: bool = False
) -> CaseDocument:
    """Add a file, scanned as it is kept.

    The file must be one that the reader's name can be put on, for no other copy of it ever leaves.

    Args:
        section: of the process, open to the writer.
        only_agency: kept to the writer's agency, the file too, by the database.

    Raises:
        Forbidden: where the case may not be changed.
        Refused: with what to put right; nothing is kept.
    """
    may_write(by=by, case=case, section=section)
    agency_id = own_agency(by, only_agency=only_agency)
    if not title.strip():
        raise Refused("Say what the document is.", field="title")
    if not only_agency:
        keep_ways_out(by=by, text=title, field="title", called="The title")
    with command("cases.add_document", by=by, at=at):
        stored = kept_markable(by, at=at, case=case, file=file, only_agency=only_agency)
        document = CaseDocument(
            partnership_id=case.partnership_id,
            case=case,
            ref=new_reference("X", taken=CaseDocument, long=True),
            title=title.strip(),
            file=stored,
            section=section,
            at=at,
            by_id=by.user_id,
            agency_id=agency_id,
            only_agency=only_agency,
        )
        document.save()
    return document


def kept_markable(by: Actor, *, at: datetime, case: Case, file: Upload, only_agency: bool) -> CaseFile:
    """Keep a file of a case whose copies can name whoever takes them.

    Raises:
        Refused: with the sentence of the rule it broke; the command around it keeps nothing.
    """
    stored = kept(by, at=at, case=case, file=file, only_agency=only_agency)
    try:
        check_markable(file.content, media_type=stored.media_type)
    except NotMarkable as problem:
        raise Refused(str(problem), field="file") from problem
    return stored
