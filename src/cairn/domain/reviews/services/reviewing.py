"""Open an annual review, conclude about its commitments, and agree it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cairn.domain.boards.models import Decision
from cairn.domain.plans.api import ActionPlan, PlanState
from cairn.domain.reviews import policies
from cairn.domain.reviews.errors import SomebodyConcluded
from cairn.domain.reviews.models import AnnualReview, CitedEvidence, Conclusion
from cairn.domain.reviews.queries.gathering import citable
from cairn.domain.reviews.queries.standing import newest_of, still_kept
from cairn.domain.reviews.terms import Ending, Kind, Verdict
from cairn.domain.strategies.models import Commitment
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.files.models import StoredFile
from cairn.kernel.actors import Actor

NOTHING_SHOWS_IT = (
    "Nothing is closed without evidence. Name at least one thing that shows it, and that partners can see."
)
REVIEWED = (PlanState.AGREED, PlanState.PUBLISHED)


@dataclass(frozen=True)
class ConclusionFacts:
    """What is concluded about one commitment.

    Args:
        verdict: a value of ``Verdict``. ``why`` is asked for each.
        words: the proposed words, or what changes; where it is to change.
        ending: a value of ``Ending``, and ``merged_into`` where another commitment takes it up; where it is to close.
        cites: ``kind/reference`` of records that show it, of those ``queries.gathering.citable`` offers.
        elsewhere: what else shows it, and where that is held.
        file: one that was kept for it, and what it ``shows``.
    """

    verdict: str
    why: str
    words: str = ""
    ending: str = ""
    merged_into: Commitment | None = None
    cites: Sequence[str] = field(default_factory=tuple)
    elsewhere: str = ""
    file: StoredFile | None = None
    shows: str = ""

    def columns(self) -> dict[str, Any]:
        """As columns of Conclusion; what does not belong to the verdict is left out."""
        closing = self.verdict == Verdict.CLOSE
        merged = self.merged_into if closing and self.ending == Ending.MERGED else None
        return {
            "verdict": self.verdict, "why": self.why.strip(),
            "words": self.words.strip() if self.verdict == Verdict.CHANGE else "",
            "ending": self.ending if closing else "", "merged_into_id": merged.pk if merged else None,
        }  # fmt: skip


def open_review(*, by: Actor, at: datetime, plan: ActionPlan) -> AnnualReview:
    """Open the review of a plan's year. Asked twice, it is opened once.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when the board has not agreed the plan, or its year has not begun.
    """
    policies.OPEN.require(by, plan)
    day = timezone.localdate(at)
    if plan.state not in REVIEWED:
        raise Refused("A year is reviewed once the board has agreed its plan.")
    if day < plan.starts_on:
        raise Refused("That year has not begun.")
    with transaction.atomic():
        # Held, so that of two at once the second finds what the first opened.
        ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        found = AnnualReview.objects.filter(plan=plan).first()
        if found is not None:
            return found
        review = AnnualReview(
            partnership_id=plan.partnership_id, ref=new_reference("Y", taken=AnnualReview), strategy=plan.strategy,
            plan=plan, opened_on=day, opened_by_id=by.user_id,
        )  # fmt: skip
        with command("reviews.open", by=by, at=at):
            review.save()
    return review


def conclude(
    *, by: Actor, at: datetime, review: AnnualReview, commitment: Commitment, facts: ConclusionFacts, seen: int = 0
) -> Conclusion:
    """Conclude about a commitment. An earlier conclusion stays beside it.

    Args:
        seen: the conclusion the person had before her, or 0 for none. Two people who look at different
            commitments never meet here.

    Raises:
        Forbidden: once the review is agreed.
        SomebodyConcluded: when somebody else saved one since; nothing is saved.
        Refused: naming the field that is missing or wrong.
    """
    policies.CONCLUDE.require(by, review)
    if commitment.pk not in {row.pk for row in still_kept(review)}:
        raise Refused("Choose a commitment of this review.")
    _check(facts, review=review, commitment=commitment)
    evidence = _evidence(by, review, commitment, facts)
    if facts.verdict == Verdict.CLOSE and all(one.only_agency for one in evidence):
        raise Refused(NOTHING_SHOWS_IT, field="cites")
    with transaction.atomic():
        fresh = _held(review)
        policies.CONCLUDE.require(by, fresh)
        last = newest_of(fresh).get(commitment.pk)
        made = Conclusion(
            partnership_id=fresh.partnership_id, review=fresh, commitment=commitment, by_id=by.user_id, at=at,
            **facts.columns(),
        )  # fmt: skip
        if last is not None and last.pk != seen:
            if _same(last, made, evidence):
                return last
            raise SomebodyConcluded(last)
        if last is not None and _same(last, made, evidence):
            raise Refused("Nothing was changed.")
        with command("reviews.conclude", by=by, at=at):
            made.save()
            for one in evidence:
                one.conclusion = made
                one.save()
    return made


def agree_review(
    *, by: Actor, at: datetime, review: AnnualReview, decision: Decision | None = None, note: str = ""
) -> AnnualReview:
    """Agree a review: by a decision of the board, or as a second person who wrote none of it.

    Raises:
        Forbidden: when it is agreed already, or the policy does not allow it.
        Refused: while a commitment has no conclusion, when what takes one up is closed itself, or when nobody
            but its writers has looked at it.
    """
    with command("reviews.agree", by=by, at=at):
        fresh = _held(review)
        policies.AGREE.require(by, fresh)
        found, day = newest_of(fresh), timezone.localdate(at)
        _check_whole(fresh, found)
        if decision is None:
            wrote = {fresh.opened_by_id, *(row.by_id for row in found.values())}
            if by.user_id is None or by.user_id in wrote:
                raise Refused(
                    "You opened this review or wrote a conclusion in it. Name the board's decision, or let somebody "
                    "else agree it.",
                    field="decision",
                )
        else:
            _check_decision(fresh, decision, day)
        fresh.agreed_on, fresh.agreed_by_id, fresh.decision, fresh.note = day, by.user_id, decision, note.strip()
        fresh.save()
    return fresh


def _held(review: AnnualReview) -> AnnualReview:
    return AnnualReview.objects.select_for_update(of=("self",)).select_related("plan", "strategy").get(pk=review.pk)


def _check(facts: ConclusionFacts, *, review: AnnualReview, commitment: Commitment) -> None:
    if facts.verdict not in Verdict.values:
        raise Refused("Choose whether it is kept, changed or closed.", field="verdict")
    if not facts.why.strip():
        raise Refused("Say why. Residents may read it.", field="why")
    if facts.verdict == Verdict.CHANGE and not facts.words.strip():
        raise Refused("Write the proposed words, or say what changes.", field="words")
    if facts.verdict != Verdict.CLOSE:
        return
    if facts.ending not in Ending.values:
        raise Refused("Choose why it is closed.", field="ending")
    if facts.ending == Ending.MERGED:
        into = facts.merged_into
        if into is None or into.strategy_id != review.strategy_id or into.pk == commitment.pk:
            raise Refused("Choose the other commitment that takes it up.", field="merged_into")


def _evidence(by: Actor, review: AnnualReview, commitment: Commitment, facts: ConclusionFacts) -> list[CitedEvidence]:
    """Everything named, as rows to be saved."""
    offered = citable(by, review, commitment) if facts.cites else {}
    if unknown := [key for key in facts.cites if key not in offered]:
        raise Refused(f"{unknown[0].partition('/')[2]} is not among what was gathered.", field="cites")
    named = [(*key.split("/", 1), offered[key]) for key in dict.fromkeys(facts.cites)]
    refs = [ref for kind, ref, _title in named if kind == Kind.FILE]
    files = {row.ref: row for row in StoredFile.objects.filter(ref__in=refs).defer("content")} if refs else {}
    if facts.file is not None:
        if not facts.shows.strip():
            raise Refused("Say what the file shows.", field="file_shows")
        files[facts.file.ref] = facts.file
        named.append((Kind.FILE.value, facts.file.ref, facts.shows.strip()))
    if elsewhere := facts.elsewhere.strip().replace("\r\n", "\n"):
        named.append((Kind.ELSEWHERE.value, "", elsewhere))
    rows = []
    for kind, cited, title in named:
        row = CitedEvidence(partnership_id=review.partnership_id, kind=kind, cited=cited, title=title)
        if kind == Kind.FILE:
            row.file, row.only_agency, row.agency_id = files[cited], files[cited].only_agency, files[cited].agency_id
        rows.append(row)
    return rows


def _same(last: Conclusion, made: Conclusion, evidence: list[CitedEvidence]) -> bool:
    """One person's conclusion, sent twice or saved without a change; a file sent twice is the same by its digest."""
    said = ("verdict", "ending", "merged_into_id", "words", "why", "by_id")
    before = last.evidence.select_related("file").defer("file__content")
    return all(getattr(last, name) == getattr(made, name) for name in said) and _said(before) == _said(evidence)


def _said(evidence: Iterable[CitedEvidence]) -> set[tuple[str, ...]]:
    own_words = (Kind.FILE, Kind.ELSEWHERE)  # what a record is called may change without anybody saying otherwise
    return {
        (one.kind, one.file.sha256 if one.file else one.cited, one.title if one.kind in own_words else "")
        for one in evidence
    }


def _check_whole(review: AnnualReview, found: dict[int, Conclusion]) -> None:
    kept = still_kept(review)
    if missing := [row.code for row in kept if row.pk not in found]:
        named = ", ".join(missing[:8]) + (" and others" if len(missing) > 8 else "")
        number = f"{len(missing)} commitments have" if len(missing) > 1 else "1 commitment has"
        raise Refused(f"{number} no conclusion yet: {named}.")
    going = {row.pk for row in kept if found[row.pk].verdict != Verdict.CLOSE}
    for row in kept:
        into = found[row.pk].merged_into_id
        if into is not None and into not in going:
            raise Refused(f"{row.code} is to go into a commitment that is closed itself. Change one of the two.")


def _check_decision(review: AnnualReview, decision: Decision, day: date) -> None:
    if decision.partnership_id != review.partnership_id:
        raise Refused("Choose a decision of this partnership.", field="decision")
    if not review.opened_on <= decision.decided_on <= day:
        raise Refused("Choose a decision taken since the review was opened.", field="decision")
