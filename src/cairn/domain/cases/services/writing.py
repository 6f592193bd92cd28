"""What every service that writes in a case asks first: the policy, the section, and that nobody is reached by it."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.cases import policies
from cairn.domain.cases.models import Case, CaseFile
from cairn.domain.cases.queries.roles import roles_of, sections_open
from cairn.domain.cases.queries.standings import process_for
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files.services.keeping import keep_file
from cairn.foundation.files.terms import FileRefused
from cairn.foundation.files.uploads import Upload
from cairn.kernel.actors import Actor
from cairn.kernel.wording import ways_to_reach


def may_write(*, by: Actor, case: Case, section: str) -> None:
    """Let somebody write in a section that is open to her.

    Raises:
        Forbidden: where the case may not be changed.
        Refused: where the section is not open to her, or is none of the process.
    """
    policies.STEP.require(by, case)
    process = process_for(case)
    if section not in sections_open(by, case, process, roles=roles_of(by, process)):
        raise Refused("Choose a section that is open to you.", field="section")


def keep_ways_out(*, by: Actor, text: str, field: str, called: str) -> None:
    """Let nobody write how or where somebody is reached into words that others read.

    As minutes do, it looks at the form of the words alone and compares nothing with what is recorded, so that trying
    addresses teaches nobody. What came from elsewhere, written down by Cairn itself, is kept as it came.

    Args:
        field: of the form.
        called: what the box is called, to begin the sentence.

    Raises:
        Refused: with the words in question and where they belong.
    """
    if says := way_in(by=by, text=text, called=called):
        raise Refused(says, field=field)


def way_in(*, by: Actor, text: str, called: str) -> str:
    """The sentence of ``keep_ways_out``; "" where the text holds no way to reach anybody, or Cairn itself writes."""
    found = () if by.is_system else ways_to_reach(text)
    if not found:
        return ""
    words = ", ".join(f"“{word}”" for word in found[:3])
    return (
        f"{called} is read by others, so it holds no address and no telephone number. Take out {words}, and record it"
        " under “How to reach them safely” of the person."
    )


def own_agency(by: Actor, *, only_agency: bool) -> int | None:
    """The agency that writes.

    Raises:
        Refused: where nobody's agency would keep it.
    """
    if only_agency and by.agency_id is None:
        raise Refused("Only somebody who works for an agency keeps something to it.", field="only_agency")
    return by.agency_id


def kept(by: Actor, *, at: datetime, case: Case, file: Upload, only_agency: bool) -> CaseFile:
    """Keep a file of a case that passed the form, once it is scanned.

    Raises:
        Refused: with the sentence of the rule it broke.
    """
    if by.agency_id is None:
        raise Refused("Only somebody who works for an agency adds a file.", field="file")
    try:
        row = CaseFile(case=case)
        return keep_file(by=by, at=at, name=file.name, content=file.content, only_agency=only_agency, row=row)
    except FileRefused as refusal:
        raise Refused(str(refusal), field="file") from refusal
