"""The pages of an annual review: all commitments with what is concluded, and one with its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from cairn.domain.boards.api import policies as boards
from cairn.domain.boards.models import Decision
from cairn.domain.measures.api import what_is_shown
from cairn.domain.plans.api import ActionPlan, Evidence
from cairn.domain.plans.api import policies as plans
from cairn.domain.reviews import policies
from cairn.domain.reviews.models import AnnualReview, CitedEvidence, Conclusion
from cairn.domain.reviews.queries.gathering import Gathered, Went, cards_of, gathered, how_it_went
from cairn.domain.reviews.queries.standing import newest_of, still_kept
from cairn.domain.reviews.terms import Ending, Kind, Verdict
from cairn.domain.strategies.models import Commitment, Strategy
from cairn.domain.voice.api import ISSUE
from cairn.foundation.files.terms import size_in_words
from cairn.kernel.actors import Actor

# How a verdict looks: keys of foundation.ui.statuses.
LOOKS = {Verdict.KEEP: "on_track", Verdict.CHANGE: "at_risk", Verdict.CLOSE: "stopped"}
SAYS = {Verdict.KEEP: "Kept", Verdict.CHANGE: "Changed", Verdict.CLOSE: "Closed"}
SCREENS = {
    Kind.ACTION: "plans:action", Kind.EVIDENCE: "plans:action", Kind.MEASURE: "measures:measure",
    Kind.ISSUE: "voice:issue", Kind.CONSULTATION: "consultations:consultation", Kind.DECISION: "boards:decision",
    Kind.RISK: "risks:risk", Kind.FILE: "reviews:evidence-file",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cited:
    """One thing a conclusion rests on; ``screen`` and ``ref`` name its page, both "" where it is held elsewhere.

    Of a file there is also its reference and ``size``, and whether it is ``kept`` to the reader's agency.
    """

    kind: str
    title: str
    screen: str
    ref: str
    file: str = ""
    size: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A conclusion in words."""

    pk: int
    verdict: str
    word: str
    looks: str
    ending: str
    merged_into: str
    words: str
    why: str
    by: str
    at: datetime
    evidence: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One commitment in a review."""

    code: str
    text: str
    went: Went
    demonstrated: bool
    told: Told | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """A review: every commitment, theme by theme.

    Attributes:
        themes: (title, lines).
        counts: how many are concluded how: (word, look, number).
        missing: how many have no conclusion yet.
        following: the plan of the next year, or None.
    """

    review: AnnualReview
    themes: tuple[tuple[str, tuple[Line, ...]], ...]
    counts: tuple[tuple[str, str, int], ...]
    total: int
    missing: int
    following: ActionPlan | None
    may_conclude: bool
    may_agree: bool
    may_plan: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentCard:
    """One commitment with what was gathered and concluded; ``earlier`` are conclusions that no longer count."""

    review: AnnualReview
    commitment: Commitment
    found: Gathered
    told: Told | None
    earlier: tuple[Told, ...]
    before: str
    after: str
    may_conclude: bool


def review_for(actor: Actor, ref: str) -> AnnualReview:
    """The review, or 404."""
    base = AnnualReview.objects.select_related("strategy", "plan", "opened_by", "agreed_by", "decision")
    return policies.VIEW.one(actor, base, ref=ref)


def commitment_in(review: AnnualReview, code: str) -> Commitment | None:
    """A commitment to conclude about, by its code."""
    return next((row for row in still_kept(review) if row.code == code), None)


def review_page(actor: Actor, review: AnnualReview, *, today: date) -> ReviewPage:
    """Everything the page of a review shows; its number of queries does not grow with the commitments."""
    rows, newest = still_kept(review), newest_of(review)
    told = told_of(actor, newest.values())
    by_code, shown = cards_of(actor, review, today=today), what_is_shown(actor)
    themes: dict[str, list[Line]] = {}
    for row in rows:
        themes.setdefault(row.theme.title, []).append(
            Line(
                code=row.code,
                text=row.text,
                went=how_it_went(by_code.get(row.code, ())),
                demonstrated=row.pk in shown.commitments,
                told=told.get(newest[row.pk].pk) if row.pk in newest else None,
            )
        )
    verdicts = [newest[row.pk].verdict for row in rows if row.pk in newest]
    following = plans.VIEW_PLAN.rows(actor).filter(follows_id=review.plan_id).order_by("starts_on").first()
    return ReviewPage(
        review=review,
        themes=tuple((title, tuple(lines)) for title, lines in themes.items()),
        counts=tuple((SAYS[one], LOOKS[one], verdicts.count(one)) for one in Verdict),
        total=len(rows),
        missing=len(rows) - len(verdicts),
        following=following,
        may_conclude=policies.CONCLUDE.decide(actor, review).allowed,
        may_agree=policies.AGREE.decide(actor, review).allowed,
        may_plan=review.is_agreed and plans.START_PLAN.decide(actor, review.strategy).allowed,
    )


def commitment_card(actor: Actor, review: AnnualReview, commitment: Commitment, *, today: date) -> CommitmentCard:
    """One commitment of a review with its evidence and every conclusion about it."""
    rows = Conclusion.objects.filter(review=review, commitment=commitment).select_related("by", "merged_into")
    told = told_of(actor, rows)
    newest_first = [told[row.pk] for row in sorted(rows, key=lambda row: (row.at, row.pk), reverse=True)]
    codes = [row.code for row in still_kept(review)]
    place = codes.index(commitment.code)
    return CommitmentCard(
        review=review,
        commitment=commitment,
        found=gathered(actor, review, commitment, today=today),
        told=newest_first[0] if newest_first else None,
        earlier=tuple(newest_first[1:]),
        before=codes[place - 1] if place else "",
        after=codes[place + 1] if place + 1 < len(codes) else "",
        may_conclude=policies.CONCLUDE.decide(actor, review).allowed,
    )


def told_of(actor: Actor, rows: Iterable[Conclusion]) -> dict[int, Told]:
    """Conclusions in words, by primary key; four queries for any number."""
    found = list(rows)
    evidence: dict[int, list[CitedEvidence]] = {row.pk: [] for row in found}
    cited = CitedEvidence.objects.filter(conclusion_id__in=list(evidence))
    shown = (
        policies.VIEW_EVIDENCE.rows(actor, cited).select_related("file", "conclusion__review").defer("file__content")
    )
    for one in shown.order_by("pk"):
        evidence[one.conclusion_id].append(one)
    every = [one for rows_of in evidence.values() for one in rows_of]
    topics, actions = _topics(actor, every), _actions(every)
    return {
        row.pk: Told(
            pk=row.pk,
            verdict=row.verdict,
            word=SAYS[Verdict(row.verdict)],
            looks=LOOKS[Verdict(row.verdict)],
            ending=Ending(row.ending).label if row.ending else "",
            merged_into=row.merged_into.code if row.merged_into else "",
            words=row.words,
            why=row.why,
            by=row.by.name if row.by else "Cairn",
            at=row.at,
            evidence=tuple(_cited(one, topics, actions) for one in evidence[row.pk]),
        )
        for row in found
    }


def _topics(actor: Actor, every: Iterable[CitedEvidence]) -> dict[str, str]:
    """Topics of issues as they are called now; a topic may be put right or erased, so none is copied."""
    refs = [one.cited for one in every if one.kind == Kind.ISSUE]
    return dict(ISSUE.rows(actor).filter(ref__in=refs).values_list("ref", "topic")) if refs else {}


def _actions(every: Iterable[CitedEvidence]) -> dict[str, str]:
    """Reference of evidence to that of its action."""
    refs = [one.cited for one in every if one.kind == Kind.EVIDENCE]
    return dict(Evidence.objects.filter(ref__in=refs).values_list("ref", "action__ref")) if refs else {}


def _cited(one: CitedEvidence, topics: dict[str, str], actions: dict[str, str]) -> Cited:
    kind = Kind(one.kind)
    if kind is Kind.ELSEWHERE:
        return Cited(kind.label, one.title, "", "")
    if one.file is not None:
        ref, size = one.conclusion.review.ref, size_in_words(one.file.size)
        return Cited(kind.label, one.title, SCREENS[kind], ref, one.cited, size, one.only_agency)
    ref = actions.get(one.cited, "") if kind is Kind.EVIDENCE else one.cited
    screen = SCREENS[kind] if ref else ""
    return Cited(kind.label, topics.get(one.cited, one.title), screen, ref)


def cited_file(actor: Actor, review: AnnualReview, ref: str) -> CitedEvidence:
    """A file that a conclusion of a review rests on, or 404."""
    rows = CitedEvidence.objects.filter(conclusion__review=review, kind=Kind.FILE, cited=ref).select_related("file")
    row = policies.VIEW_EVIDENCE.rows(actor, rows).order_by("pk").first()
    if row is None:
        raise Http404("There is nothing here for you to see.")
    return row


def decisions_to_name(actor: Actor, review: AnnualReview) -> list[Decision]:
    """Decisions by which the board can have agreed a review, newest first."""
    rows = Decision.objects.filter(decided_on__gte=review.opened_on)
    return list(boards.VIEW_DECISION.rows(actor, rows).order_by("-decided_on", "-pk")[:60])


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review as the page of its strategy lists it."""

    ref: str
    year: str
    agreed_on: date | None


@dataclass(frozen=True, slots=True)
class OfStrategy:
    """The reviews of a strategy, newest first, and the plan whose year could be reviewed next, or None."""

    reviews: tuple[ReviewLine, ...]
    to_open: ActionPlan | None


def reviews_of_strategy(actor: Actor, strategy: Strategy, *, today: date) -> OfStrategy:
    """What the page of a strategy says of its reviews."""
    rows = policies.VIEW.rows(actor, AnnualReview.objects.filter(strategy=strategy)).select_related("plan")
    found = list(rows.order_by("-plan__starts_on"))
    begun = ActionPlan.objects.filter(
        strategy=strategy, state__in=("agreed", "published"), starts_on__lte=today, review__isnull=True
    )
    return OfStrategy(
        reviews=tuple(ReviewLine(row.ref, row.plan.year, row.agreed_on) for row in found),
        to_open=policies.OPEN.rows(actor, begun).order_by("-starts_on").first(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingWords:
    """What the last agreed review says of one commitment, as its page shows it."""

    ref: str
    year: str
    on: date
    told: Told


def standing_of(actor: Actor, commitment: Commitment) -> StandingWords | None:
    """The conclusion of the last agreed review about a commitment; None where none was agreed."""
    reviews = policies.VIEW.rows(
        actor, AnnualReview.objects.filter(strategy_id=commitment.strategy_id, agreed_on__isnull=False)
    )
    rows = Conclusion.objects.filter(commitment=commitment, review__in=reviews)
    newest = rows.select_related("by", "merged_into", "review__plan").order_by("-review__plan__starts_on", "-at", "-pk")
    row = newest.first()
    if row is None:
        return None
    return StandingWords(
        ref=row.review.ref, year=row.review.plan.year, on=row.review.agreed_on, told=told_of(actor, [row])[row.pk]
    )
