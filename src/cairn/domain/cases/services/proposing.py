"""Propose that a case is a repeat of an earlier one: found by itself, and confirmed by nobody but a person."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.cases.models import Case, Repeat
from cairn.domain.cases.queries.pairs import followed, with_same_people
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.widely import as_system
from cairn.foundation.access.references import new_reference
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import system_actor


def propose_repeats(case: Case, at: datetime) -> None:
    """Look for cases of the same people, and propose each that a further referral followed within the window.

    Called when a case is sent and when somebody is added to it or said anew. Looked for in all cases, closed ones
    too, as Cairn itself; whoever is at work when it is called is told nothing, for she may have one of the cases
    alone. A case that nobody was sent yet is left: it is looked at when it is sent.
    """
    process = process_for(case)
    rule = process.repeat
    if rule is None or process.states[case.state].unsent:
        return
    with as_system(case.partnership_id):
        pairs = [followed(case, other, rule.window, at=at) for other in with_same_people(case, rule)]
        found = [pair for pair in pairs if pair is not None]
        new = [pair for pair in found if not Repeat.objects.filter(case=pair.case, earlier=pair.earlier).exists()]
        if not new:
            return
        with command("cases.propose_repeat", by=system_actor(case.partnership_id), at=at):
            for pair in new:
                Repeat(
                    partnership_id=case.partnership_id, ref=new_reference("N", taken=Repeat, long=True),
                    case=pair.case, earlier=pair.earlier, last_on=pair.last_on, until_on=pair.until_on,
                    referred_on=pair.referred_on, proposed_at=at,
                ).save()  # fmt: skip
