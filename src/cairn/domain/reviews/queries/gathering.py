"""The evidence there is about a commitment after a year: actions, measures, changes, voices, decisions, risks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cairn.domain.boards.api import policies as boards
from cairn.domain.boards.models import Decision, DecisionCommitment
from cairn.domain.consultations.api import Because, because_of
from cairn.domain.measures.api import Said, measures_of_changes, measures_of_commitments, what_is_shown, what_they_say
from cairn.domain.plans.api import Action, ActionCard, Evidence, cards
from cairn.domain.plans.api import policies as plans
from cairn.domain.plans.models import AlsoServes
from cairn.domain.reviews import policies
from cairn.domain.reviews.models import AnnualReview, CitedEvidence
from cairn.domain.reviews.terms import Kind
from cairn.domain.risks.api import RiskLine, risks_to
from cairn.domain.strategies.models import ActivityLink, Change, Commitment
from cairn.domain.voice.api import ISSUE
from cairn.domain.voice.api import Issue as VoiceIssue
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """How the actions of a year went, in numbers."""

    total: int = 0
    done: int = 0
    late: int = 0
    open: int = 0
    carried: int = 0
    dropped: int = 0

    @property
    def words(self) -> str:
        """Such as “4 actions: 2 done, 1 late, 1 stopped”."""
        if not self.total:
            return "No action"
        parts = (
            (self.done, "done"), (self.late, "late"), (self.open, "under way"), (self.carried, "carried forward"),
            (self.dropped, "stopped"),
        )  # fmt: skip
        said = ", ".join(f"{number} {word}" for number, word in parts if number)
        return f"{self.total} action{'' if self.total == 1 else 's'}: {said}"


@dataclass(frozen=True, slots=True)
class Piece:
    """One accepted piece of evidence of an action."""

    ref: str
    title: str
    action: str


@dataclass(frozen=True, slots=True)
class Raised:
    """Something survivors raised that an action answers."""

    ref: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Everything Cairn holds about a commitment and a year.

    Attributes:
        cards: the year's actions that serve it.
        files: that an earlier conclusion of this review rests on.
        changes: (text, whether something shows it) of the changes it leads to.
        demonstrated: a measure with a figure or accepted evidence shows the commitment itself.
        because: themes of consultations that named it.
    """

    went: Went
    cards: tuple[ActionCard, ...]
    evidence: tuple[Piece, ...]
    measures: tuple[Said, ...]
    changes: tuple[tuple[str, bool], ...]
    demonstrated: bool
    issues: tuple[Raised, ...]
    because: tuple[Because, ...]
    decisions: tuple[Decision, ...]
    files: tuple[Piece, ...]
    risks: tuple[RiskLine, ...]


def day_of(review: AnnualReview, *, today: date) -> date:
    """The day for which a review is worked out: once it is agreed, that day."""
    return review.agreed_on or today


def cards_of(
    actor: Actor, review: AnnualReview, *, today: date, serving: Commitment | None = None
) -> dict[str, list[ActionCard]]:
    """The year's actions by the code of each commitment they serve; only those that serve one, if it is named."""
    base = Action.objects.filter(plan_id=review.plan_id)
    if serving is not None:
        also = AlsoServes.objects.filter(commitment=serving)
        base = base.filter(Q(commitment=serving) | Q(pk__in=also.values("action_id")))
    found: dict[str, list[ActionCard]] = defaultdict(list)
    for card in cards(actor, today=day_of(review, today=today), base=base):
        for code in (card.commitment, *card.also):
            found[code].append(card)
    return found


def how_it_went(found: Iterable[ActionCard]) -> Went:
    """The numbers of some actions; one that was carried forward is no dropped one."""
    rows = list(found)
    carried = [card for card in rows if card.carried_to]
    left = [card for card in rows if not card.carried_to]
    return Went(
        total=len(rows),
        done=sum(card.status is Delivery.COMPLETE for card in left),
        late=sum(card.status is Delivery.LATE for card in left),
        open=sum(card.is_open and card.status is not Delivery.LATE for card in left),
        carried=len(carried),
        dropped=sum(card.status is Delivery.STOPPED for card in left),
    )


def gathered(actor: Actor, review: AnnualReview, commitment: Commitment, *, today: date) -> Gathered:
    """Look everything up about one commitment."""
    here = tuple(cards_of(actor, review, today=today, serving=commitment).get(commitment.code, ()))
    shown = what_is_shown(actor)
    served = ActivityLink.objects.filter(commitment=commitment).values("activity_id")
    changes = list(Change.objects.filter(activity_links__activity__in=served).distinct().order_by("place"))
    tied = {row.pk: row for row in measures_of_commitments(actor, [commitment.pk])[commitment.pk]}
    for rows in measures_of_changes(actor, [change.pk for change in changes]).values():
        tied |= {row.pk: row for row in rows}
    return Gathered(
        went=how_it_went(here),
        cards=here,
        evidence=_accepted(actor, here),
        measures=tuple(what_they_say(tied.values(), today=day_of(review, today=today), actor=actor)),
        changes=tuple((change.text, change.pk in shown.changes) for change in changes),
        demonstrated=commitment.pk in shown.commitments,
        issues=_issues(actor, here),
        because=because_of(actor, [commitment.pk]).get(commitment.pk, ()),
        decisions=_decisions(actor, commitment),
        files=_files(actor, review, commitment),
        risks=risks_to(actor, commitment),
    )


def citable(actor: Actor, review: AnnualReview, commitment: Commitment) -> dict[str, str]:
    """What can be named as evidence: ``kind/reference`` to its title. Words of survivors are named by reference."""
    # Titles do not depend on the day.
    return choices_of(gathered(actor, review, commitment, today=day_of(review, today=review.opened_on)))


def choices_of(found: Gathered) -> dict[str, str]:
    """The same, from what was gathered."""
    pairs: list[tuple[str, str, str]] = [
        *((Kind.ACTION, card.ref, card.title) for card in found.cards),
        *((Kind.EVIDENCE, one.ref, one.title) for one in found.evidence),
        *((Kind.MEASURE, one.line.ref, one.line.name) for one in found.measures),
        *((Kind.ISSUE, one.ref, f"Survivors' issue {one.ref}") for one in found.issues),
        *((Kind.CONSULTATION, one.ref, one.title) for one in found.because),
        *((Kind.DECISION, one.ref, one.title) for one in found.decisions),
        *((Kind.RISK, one.ref, one.title) for one in found.risks),
        *((Kind.FILE, one.ref, one.title) for one in found.files),
    ]
    return {f"{Kind(kind).value}/{ref}": title for kind, ref, title in pairs}


def _accepted(actor: Actor, here: Iterable[ActionCard]) -> tuple[Piece, ...]:
    """Evidence somebody outside the agency accepted last."""
    rows = plans.VIEW_EVIDENCE.rows(
        actor, Evidence.objects.filter(action_id__in=[card.pk for card in here], only_agency=False)
    )
    found = []
    for row in rows.select_related("action").prefetch_related("reviews").order_by("action__ref", "pk"):
        judged = list(row.reviews.all())
        if judged and judged[-1].accepted:
            found.append(Piece(row.ref, row.title, row.action.ref))
    return tuple(found)


def _files(actor: Actor, review: AnnualReview, commitment: Commitment) -> tuple[Piece, ...]:
    """Files that an earlier conclusion of this review rests on, each once: a newer one can go on resting on them."""
    rows = policies.VIEW_EVIDENCE.rows(
        actor,
        CitedEvidence.objects.filter(conclusion__review=review, conclusion__commitment=commitment, kind=Kind.FILE),
    )
    found = {row.cited: Piece(row.cited, row.title, "") for row in rows.order_by("pk")}
    return tuple(found.values())


def _issues(actor: Actor, here: Iterable[ActionCard]) -> tuple[Raised, ...]:
    of_actions = Action.objects.filter(pk__in=[card.pk for card in here], issue__isnull=False).values("issue_id")
    rows = ISSUE.rows(actor, VoiceIssue.objects.filter(pk__in=of_actions)).order_by("topic")
    return tuple(Raised(row.ref, row.topic) for row in rows)


def _decisions(actor: Actor, commitment: Commitment) -> tuple[Decision, ...]:
    named = DecisionCommitment.objects.filter(commitment=commitment).values("decision_id")
    rows = Decision.objects.filter(pk__in=named, published_on__isnull=False)
    return tuple(boards.VIEW_DECISION.rows(actor, rows).order_by("-decided_on", "-pk"))
