"""What goes with a case that is sent to another area: the last minutes about it, and what agencies sent for them."""

from __future__ import annotations

from collections.abc import Iterator

from cairn.domain.cases.api import Case, process_for
from cairn.domain.conferences.models import CaseItem
from cairn.foundation.agencies.models import Agency
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor


def last_minutes(actor: Actor, case: Case) -> Iterator[tuple[str, str, str]]:
    """Section, title and text of each, as far as the actor reads them; what an agency keeps to itself stays here."""
    conference = process_for(case).conference
    heard = CaseItem.objects.filter(case=case, heard_at__isnull=False, taken_off_at=None).select_related("meeting")
    item = heard.order_by("-heard_at", "-pk").first()
    if conference is None or item is None:
        return
    day = day_in_words(item.meeting.starts_at)
    names = dict(Agency.objects.filter(pk__in=list(item.shared)).values_list("pk", "name"))
    said = [f"{names[int(key)]}: {text}" for key, text in item.shared.items() if int(key) in names and text]
    if said:
        yield conference.section, f"Minutes of {day}", "\n".join(said)
    for asked in item.research.filter(note__isnull=False, note__only_agency=False).select_related("note", "agency"):
        yield asked.note.section, f"Research of {asked.agency.name} for {day}", asked.note.text
