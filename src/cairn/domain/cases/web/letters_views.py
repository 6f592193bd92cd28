"""The documents of a case: which can be made, and the text of one, to be copied."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cairn.domain.cases.policies import STEP
from cairn.domain.cases.queries.letters import Offered, letter, letters_of, reached
from cairn.domain.cases.web.case_page import with_history, wording_of
from cairn.domain.cases.web.frame import CaseHere, Part, case_here
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import record_read


def letters_part(here: CaseHere) -> Part | None:
    """The documents that can be made now; nothing where there are none."""
    found = letters_of(here.case, here.standing, roles=here.roles, sections=here.sections)
    if not found or not here.decides(STEP).allowed:
        return None
    return Part("letters", "Letters", "cases/letters_part.html", {"letters": found})


@screen(STEP)
def show(request: HttpRequest, ref: str) -> Page:
    """The text of each document that can be made. It is made anew, kept nowhere, and opening it is recorded."""
    here = case_here(request, ref, STEP)
    with_history(here)
    offered = letters_of(here.case, here.standing, roles=here.roles, sections=here.sections)
    texts = [_text(here, each) for each in offered]
    if offered:
        record_read(
            by=request.actor, at=here.at, action="cases.read_letter", subject=here.case.audit_subject(),
            purpose=", ".join(each.title for each in offered),
        )  # fmt: skip
    return Page("cases/letters.html", {"case": here.case, "texts": texts})


def _text(here: CaseHere, offered: Offered) -> dict[str, Any]:
    """One document with how it may go out; where it would give somebody away, or nobody may be reached, why not."""
    ways = reached(here.actor, here.case, here.process, offered.key, at=here.at)
    if ways is not None and not ways.ways:
        return {"letter": offered, "no_way": ways.why}
    try:
        paragraphs = letter(here.case, here.standing, offered.key, words=wording_of(here), at=here.at)
    except Refused as refused:
        return {"letter": offered, "kept_back": str(refused)}
    more = {"ways": ways.ways, "not_by": ways.not_by, "said_more": ways.said_more} if ways else {}
    return {"letter": offered, "paragraphs": paragraphs, **more}
