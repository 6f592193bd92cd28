"""Nothing becomes public without a second person: a proposal, kept exactly as one person made it, and its outcome.

A context that lets something become public subclasses ``Proposal``, or ``Checked`` where what is proposed is kept
already; it says in its policies who may do what
with the clauses below, and settles a proposal with ``held`` and ``settle`` inside its own commands.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q, TextChoices

from cairn.foundation.access.policies import NO_ROW, Clause, Policy
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Sensitivity
from cairn.kernel.actors import Actor


class Outcome(TextChoices):
    """What became of a proposal to show residents something; empty while it waits."""

    RELEASED = "released", "Published"
    RETURNED = "returned", "Returned"
    TAKEN_BACK = "taken_back", "Taken back"


class Checked(Owned):
    """What somebody proposed to show residents, known by its mark, and what a second person said of it."""

    OF_CHECKED = dict.fromkeys(
        ("partnership_id", "mark", "note", "proposed_by_id", "proposed_at", "outcome", "checked_by_id", "checked_at",
         "reason", "edition"),
        Sensitivity.PARTNERSHIP,
    )  # fmt: skip

    mark = models.CharField(max_length=24, help_text="Of the document: tells whether anything differs since.")
    note = models.TextField(help_text="What is new, for residents.")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was returned or taken back.")
    edition = models.PositiveIntegerField(null=True, blank=True, help_text="The edition it became.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome__in=(Outcome.RELEASED, Outcome.RETURNED))
                | (Q(checked_by__isnull=False) & ~Q(checked_by=F("proposed_by"))),
                name="%(class)s_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RELEASED) | Q(edition__isnull=False), name="%(class)s_names_its_edition"
            ),
        ]


class Proposal(Checked):
    """A proposal that keeps the whole page, since nothing else does."""

    OF_PROPOSAL = {**Checked.OF_CHECKED, **dict.fromkeys(("ref", "document"), Sensitivity.PARTNERSHIP)}

    ref = models.CharField(max_length=12, unique=True)
    document = models.JSONField(help_text="The whole page as proposed, as publishing.document describes it.")

    class Meta(Checked.Meta):
        abstract = True


SETTLED = Clause("settled", "This was published, returned or taken back already.", lambda actor: ~Q(outcome=""))
PROPOSED_IT = Clause(
    "proposed_it",
    "You proposed it. Somebody else reads it before residents do.",
    lambda actor: Q(proposed_by_id=actor.user_id) if actor.user_id else NO_ROW,
)
CHANGED = "It changed since you looked. Read it again below, then send it."
Made = TypeVar("Made", bound=Proposal)
Looked = TypeVar("Looked", bound=Checked)


def require_note(note: str) -> str:
    """What is new, for residents.

    Raises:
        Refused: when nothing is said.
    """
    if not note.strip():
        raise Refused("Say in a sentence what is new, for residents.", field="note")
    return note.strip()


def require_reason(reason: str, sentence: str) -> str:
    """Why it is sent back or withdrawn.

    Raises:
        Refused: in the sentence given, when there is none.
    """
    if not reason.strip():
        raise Refused(sentence, field="reason")
    return reason.strip()


def propose(
    kind: type[Made], letter: str, *, by: Actor, at: datetime, document: dict[str, Any], mark: str, note: str,
    **about: Any,
) -> Made:  # fmt: skip
    """Keep a proposal. What it is about must be locked, so that of two people the second sees the first one's.

    Args:
        kind: the model.
        letter: of its references.
        about: what it is about, by field.

    Raises:
        Refused: while an earlier proposal about the same waits.
    """
    if waiting := kind.objects.filter(**about, outcome="").first():
        if (waiting.mark, waiting.note) == (mark, note):
            raise Refused("This was sent already, and waits for a second person.")
        raise Refused("An earlier proposal still waits. Take it back first, or ask for it to be checked.")
    made = kind(
        partnership_id=by.partnership_id, ref=new_reference(letter, taken=kind), document=document, mark=mark,
        note=note, proposed_by_id=by.user_id, proposed_at=at, **about,
    )  # fmt: skip
    made.save()
    return made


def held(proposal: Looked, *, by: Actor, policy: Policy) -> Looked:
    """The row, locked and read afresh: somebody else may have settled it meanwhile.

    Raises:
        Forbidden: when the policy does not allow it any more.
    """
    fresh = type(proposal).objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    policy.require(by, fresh)
    return fresh


def settle(
    proposal: Looked, outcome: Outcome, *, by: Actor | None = None, at: datetime | None = None, **more: str | int
) -> Looked:
    """Write down what became of it; ``by`` and ``at`` are of whoever checked it."""
    proposal.outcome = outcome
    proposal.checked_by_id, proposal.checked_at = (by.user_id, at) if by else (None, None)
    for name, value in more.items():
        setattr(proposal, name, value)
    proposal.save()
    return proposal


def newest_returned(rows: models.QuerySet[Made]) -> Made | None:
    """The newest of some proposals, where it was returned and nothing was sent since."""
    newest = rows.select_related("checked_by").defer("document").order_by("-proposed_at", "-pk").first()
    return newest if newest and newest.outcome == Outcome.RETURNED else None
