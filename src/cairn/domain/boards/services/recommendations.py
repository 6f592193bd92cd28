"""Write a recommendation down, answer it, tie it to actions, and test later whether it holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import Recommendation, RecommendationAction, RecommendationTest
from cairn.domain.boards.services.minutes import MinutedFacts
from cairn.domain.boards.terms import REPLY_DAYS, ReceivedFrom, Reply, TestResult
from cairn.domain.plans.api import Action, ActionFacts, add_action
from cairn.domain.plans.api import policies as plans
from cairn.domain.plans.terms import Origin
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

ORIGINS = {
    ReceivedFrom.SCRUTINY: Origin.SCRUTINY, ReceivedFrom.DEATH_REVIEW: Origin.DEATH_REVIEW,
    ReceivedFrom.INSPECTION: Origin.INSPECTION, ReceivedFrom.AUDIT: Origin.AUDIT, ReceivedFrom.OTHER: Origin.REVIEW,
}  # fmt: skip


def receive(
    *, by: Actor, at: datetime, source: str, body: str, text: str, received_on: date, number: str = "",
    due_on: date | None = None,
) -> Recommendation:  # fmt: skip
    """Write down a recommendation that was received. Sent twice, it is written once.

    Args:
        source: a value of ``ReceivedFrom``.
        body: which committee or review, and of when.
        text: what is recommended; nobody is named.
        number: its number in the report, or "".
        due_on: by when an answer is due; 28 days after it was received when left out.

    Raises:
        Refused: naming the field that is wrong.
    """
    policies.RECEIVE.require(by, Partnership.objects.get(pk=by.partnership_id))
    body, text = " ".join(body.split()), text.strip().replace("\r\n", "\n")
    due_on = due_on or received_on + timedelta(days=REPLY_DAYS)
    if source not in ReceivedFrom.values:
        raise Refused("Choose whom it came from.", field="source")
    if not body:
        raise Refused("Say which committee or review made it.", field="body")
    if not text:
        raise Refused("Write what is recommended.", field="text")
    if received_on > timezone.localdate(at):
        raise Refused("That day has not come.", field="received_on")
    if due_on < received_on:
        raise Refused("The answer cannot be due before it was received.", field="due_on")
    same = Recommendation.objects.filter(
        partnership_id=by.partnership_id, body=body, text=text, received_on=received_on
    ).first()
    if same is not None:
        return same
    with command("boards.receive_recommendation", by=by, at=at):
        row = Recommendation(
            partnership_id=by.partnership_id, ref=new_reference("S", taken=Recommendation), source=source, body=body,
            number=number.strip(), text=text, received_on=received_on, due_on=due_on,
        )  # fmt: skip
        row.save()
    return row


def answer(
    *, by: Actor, at: datetime, recommendation: Recommendation, reply: str, reasons: str = ""
) -> Recommendation:  # fmt: skip
    """Answer for the partnership.

    Raises:
        Forbidden: when it was answered already, or the policy does not allow it.
        Refused: without an answer, or without reasons where it is not wholly accepted.
    """
    if reply not in Reply.values:
        raise Refused("Choose what the partnership says.", field="reply")
    if reply != Reply.ACCEPTED and not reasons.strip():
        raise Refused("Give the reasons for what is not accepted.", field="reasons")
    with command("boards.answer_recommendation", by=by, at=at):
        fresh = _held(recommendation)
        policies.REPLY.require(by, fresh)
        fresh.reply, fresh.reasons = reply, reasons.strip()
        fresh.replied_on, fresh.replied_by_id = timezone.localdate(at), by.user_id
        fresh.save()
    return fresh


def act_on(*, by: Actor, at: datetime, recommendation: Recommendation, facts: MinutedFacts) -> Action:
    """Put what will be done into the action plan, with the recommendation as its origin.

    Raises:
        Forbidden: while it is not answered, once it was rejected, or when plans do not allow it.
        Refused: naming what is missing, or in the words of the plan.
    """
    text = " ".join(facts.text.split())
    for name, value, sentence in (
        ("text", text, "Say what will be done."),
        ("owner", facts.owner, "Choose who does it."),
        ("due_on", facts.due_on, "Say by when."),
        ("promise", facts.plan and facts.commitment, "Choose the commitment it serves."),
    ):
        if not value:
            raise Refused(sentence, field=name)
    note = (
        f"{recommendation.body}, recommendation {recommendation.number or recommendation.ref} ({recommendation.ref})."
    )
    with command("boards.act_on_recommendation", by=by, at=at):
        fresh = _held(recommendation)
        policies.FOLLOW_UP.require(by, fresh)
        action = add_action(
            by=by, at=at, plan=facts.plan, reason=note,
            facts=ActionFacts(
                commitment=facts.commitment, title=text, lead=facts.owner.agency, owner=facts.owner,
                starts_on=timezone.localdate(at), due_on=facts.due_on, origin=ORIGINS[ReceivedFrom(fresh.source)],
                origin_note=note,
            ),
        )  # fmt: skip
        if fresh.actions.filter(action=action).exists():  # sent twice
            raise Refused("That action is there already.", field="text")
        RecommendationAction(partnership_id=fresh.partnership_id, recommendation=fresh, action=action).save()
    return action


def tie_action(*, by: Actor, at: datetime, recommendation: Recommendation, ref: str) -> Action:
    """Tie an action that is in a plan already.

    Raises:
        Refused: when there is no such action to be seen, or it is tied already.
    """
    action = plans.VIEW.rows(by).filter(ref=ref.strip().upper()).first()
    if action is None:
        raise Refused("No action has that reference. It looks like A-4K7PDX9.", field="ref")
    with command("boards.tie_action", by=by, at=at):
        fresh = _held(recommendation)
        policies.FOLLOW_UP.require(by, fresh)
        if fresh.actions.filter(action=action).exists():
            raise Refused("That action is tied to it already.", field="ref")
        RecommendationAction(partnership_id=fresh.partnership_id, recommendation=fresh, action=action).save()
    return action


def look_again(
    *, by: Actor, at: datetime, recommendation: Recommendation, tested_on: date, result: str, found: str
) -> RecommendationTest:
    """Write down whether what was recommended is done and holds.

    Raises:
        Refused: naming the field that is wrong.
    """
    if result not in TestResult.values:
        raise Refused("Choose what was found.", field="result")
    if not found.strip():
        raise Refused("Say how it was tested and what was found.", field="found")
    if tested_on > timezone.localdate(at):
        raise Refused("That day has not come.", field="tested_on")
    with command("boards.test_recommendation", by=by, at=at):
        fresh = _held(recommendation)
        policies.FOLLOW_UP.require(by, fresh)
        if tested_on < fresh.replied_on:
            raise Refused("It was not answered yet on that day.", field="tested_on")
        row = RecommendationTest(
            partnership_id=fresh.partnership_id, recommendation=fresh, tested_on=tested_on, result=result,
            found=found.strip(), by_id=by.user_id,
        )  # fmt: skip
        row.save()
    return row


def _held(recommendation: Recommendation) -> Recommendation:
    return Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
