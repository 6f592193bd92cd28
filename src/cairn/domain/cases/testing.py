"""Builders for tests: posts and cases, made by walking the real services.

``plans.testing_world.found_world`` gives the partnership. Nothing here is imported by the application.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cairn.domain.cases.models import Case, CasePerson, Post, Share
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.services.steps import open_case, take_step
from cairn.domain.cases.terms import LawfulBasis, ShareAnswer
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor, system_actor

REFERRAL: Mapping[str, Any] = {
    "victim_aware": "yes", "consent": "given", "safe_contact": "Mornings, by telephone.", "wishes": "To be safe.",
}  # fmt: skip


def a_post(*, partnership: int, kind: str, role: str, user: User, from_on: date) -> Post:
    """Somebody named for a role in all cases of a kind."""
    post = Post(partnership_id=partnership, kind=kind, role=role, user=user, from_on=from_on)
    with command("cases.name_for_role", by=system_actor(partnership), at=datetime.fromisoformat(f"{from_on}T09:00Z")):
        post.save()
    return post


def a_case(*, by: Actor, at: datetime, kind: str = "marac", move: str = "start_draft", **facts: Any) -> Case:
    """A case of a kind; a draft of a referral unless told otherwise."""
    return open_case(by=by, at=at, kind=kind, move=move, **facts)


def submit(*, by: Actor, at: datetime, case: Case, name: str = "Ottoline Quince-Harrow") -> Case:
    """A draft of a referral, sent; with somebody of a name in it, where nobody was."""
    if not CasePerson.objects.filter(case=case, party="person_harmed", removed_at=None).exists():
        add_person(by=by, at=at, case=case, party="person_harmed", name=name)
    take_step(by=by, at=at, case=case, name="submit", details=REFERRAL)
    return case


def a_share(*, case: Case, agency: Agency, at: datetime, answer: str = ShareAnswer.ACCEPTED, **facts: Any) -> Share:
    """An agency's share of a case, accepted unless told otherwise; written as Cairn itself."""
    by = system_actor(case.partnership_id)
    fields = {
        "purpose": "To plan for safety together.",
        "basis": LawfulBasis.TASK,
        "answer": answer,
        "offered_at": at,
        **facts,
    }
    share = Share(partnership_id=case.partnership_id, case=case, agency=agency,
                  ref=new_reference("H", taken=Share, long=True), **fields)  # fmt: skip
    with command("cases.share", by=by, at=at):
        share.save()
    return share
