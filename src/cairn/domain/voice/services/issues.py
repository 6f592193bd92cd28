"""Write an issue down, put its words right, take it to an agency, answer it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from cairn.domain.voice import policies
from cairn.domain.voice.errors import WordsChanged
from cairn.domain.voice.models import Ask, Issue, Reply
from cairn.domain.voice.terms import Answer, RewordReason, Through
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency, Membership, Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.agencies.terms import AgencyKind
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

TOPIC_LENGTH = 120
WORDS = ("topic", "asked", "public_wording")  # what rewording replaces


def raise_issue(
    *,
    by: Actor,
    at: datetime,
    topic: str,
    asked: str,
    raised_on: date,
    through: str,
    public_wording: str = "",
) -> Issue:
    """Write down something survivors asked for. Sent twice, it is written once.

    Args:
        by: the partnership manager, or somebody of a survivor network.
        at: when it is written down.
        topic: a few words that name no person.
        asked: what was asked for, paraphrased.
        raised_on: any day of the month in which it was raised; only the month is kept.
        through: a value of ``Through``.
        public_wording: one plain sentence for residents, agreed with those who raised it.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when words are missing, or the month has not come.
    """
    policies.RAISE.require(by, Partnership.objects.get(pk=by.partnership_id))
    month = raised_on.replace(day=1)
    facts = _worded(topic, asked, public_wording)
    if month > timezone.localdate(at):
        raise Refused("The month in which it was raised has not come yet.", field="month")
    if through not in Through.values:
        raise Refused("Choose how it reached the partnership.", field="through")
    same = Issue.objects.filter(
        partnership_id=by.partnership_id, raised_on=month, topic=facts["topic"], asked=facts["asked"]
    ).first()
    if same is not None:
        return same
    with command("voice.raise_issue", by=by, at=at):
        issue = Issue(
            partnership_id=by.partnership_id,
            ref=new_reference("V", taken=Issue),
            raised_on=month,
            through=through,
            **facts,
        )
        issue.save()
    return issue


def reword_issue(
    *, by: Actor, at: datetime, issue: Issue, seen: str, topic: str, asked: str, because: str, public_wording: str = ""
) -> Issue:
    """Put the words of an issue right. The earlier words are gone: the audit keeps only that they changed.

    Args:
        seen: ``marks_of`` the issue as it was when the words were read.
        because: a value of ``RewordReason``.

    Raises:
        Forbidden: when the policy does not allow it.
        WordsChanged: when somebody saved other words in between; nothing is saved.
        Refused: when words are missing, nothing changed, or no reason was chosen.
    """
    policies.REWORD.require(by, issue)
    facts = _worded(topic, asked, public_wording)
    if because not in RewordReason.values:
        raise Refused("Choose why the words change.", field="because")
    with command("voice.reword_issue", by=by, at=at, reason=RewordReason(because).label):
        # Locked, so that of two people who save at once the second sees the first one's words.
        fresh = Issue.objects.select_for_update().get(pk=issue.pk)
        if all(getattr(fresh, name) == value for name, value in facts.items()):
            raise Refused("Nothing was changed.")
        if seen != marks_of(fresh):
            raise WordsChanged(theirs={name: getattr(fresh, name) for name in WORDS}, seen=marks_of(fresh))
        for name, value in facts.items():
            setattr(fresh, name, value)
        fresh.save()
    return fresh


def marks_of(issue: Issue) -> str:
    """A short mark of each of the issue's words, to see later whether somebody changed them; no secret."""
    return ";".join(f"{name}:{mark_of(getattr(issue, name))}" for name in WORDS)


def mark_of(text: str) -> str:
    """A short mark of one text; line ends, which browsers change, do not count."""
    return hashlib.sha256(text.strip().replace("\r\n", "\n").encode()).hexdigest()[:12]


def take_to_agency(*, by: Actor, at: datetime, issue: Issue, agency: Agency) -> Ask:
    """Take an issue to one agency of the partnership, which then owes an answer.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when the agency is not one that can be asked, or was asked already.
    """
    policies.ASK.require(by, issue)
    day = timezone.localdate(at)
    if not agencies_that_answer(by.partnership_id, day=day).filter(agency=agency).exists():
        raise Refused(f"{agency.name} is not a partner that can be asked.", field="agencies")
    with command("voice.take_to_agency", by=by, at=at):
        # Locked, so that two people taking it to one agency at once see each other.
        locked = Issue.objects.select_for_update().get(pk=issue.pk)
        if locked.asks.filter(agency=agency).exists():
            raise Refused(f"It was taken to {agency.name} already.", field="agencies")
        ask = Ask(partnership_id=by.partnership_id, issue=locked, agency=agency, asked_on=day)
        ask.save()
    return ask


def reply(*, by: Actor, at: datetime, ask: Ask, answer: str, text: str, why: str = "") -> Reply:
    """Answer for the agency that was asked. A later answer follows an earlier one; none is overwritten.

    Args:
        by: somebody of the asked agency.
        at: when.
        ask: what is answered.
        answer: a value of ``Answer``.
        text: what survivors will be told.
        why: needed when the answer is that the agency cannot.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when words are missing.
    """
    policies.ANSWER.require(by, ask)
    text, why = text.strip(), why.strip()
    if answer not in Answer.values:
        raise Refused("Choose what you will do.", field="answer")
    if not text:
        raise Refused("Write what survivors will be told.", field="text")
    if answer == Answer.CANNOT and not why:
        raise Refused("Say why you cannot do it. Survivors are told the reason.", field="why")
    last = ask.replies.last()
    if last is not None and (last.answer, last.text, last.why) == (answer, text, why):
        return last  # sent twice
    with command("voice.reply", by=by, at=at):
        given = Reply(
            partnership_id=by.partnership_id,
            ask=ask,
            answer=answer,
            text=text,
            why=why,
            answered_on=timezone.localdate(at),
            by_id=by.user_id,
        )
        given.save()
    return given


def agencies_that_answer(partnership_id: int, *, day: date) -> QuerySet[Membership]:
    """Memberships of agencies that can be asked on a day: partners, not boards, not survivor networks."""
    return current_members(partnership_id, day).exclude(agency__kind__in=(AgencyKind.BOARD, AgencyKind.SURVIVORS))


def _worded(topic: str, asked: str, public_wording: str) -> dict[str, str]:
    facts = {
        "topic": " ".join(topic.split()),
        "asked": asked.strip(),
        "public_wording": public_wording.strip(),
    }
    if not facts["topic"]:
        raise Refused("Write the topic in a few words.", field="topic")
    if len(facts["topic"]) > TOPIC_LENGTH:
        raise Refused(f"The topic must be {TOPIC_LENGTH} characters or fewer.", field="topic")
    if not facts["asked"]:
        raise Refused("Write what survivors asked for.", field="asked")
    return facts
