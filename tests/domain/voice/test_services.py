"""Issues are written down, taken on and answered; and no word about a person enters the audit."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from cairn.domain.voice import api, testing
from cairn.domain.voice.errors import WordsChanged
from cairn.domain.voice.models import Ask, Issue, Reply
from cairn.domain.voice.services.issues import marks_of
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Membership
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind, Sensitivity
from cairn.kernel.actors import system_actor
from cairn.kernel.references import is_sound

SECRETS = {"asked": "Xanthium asked first", "text": "Yarrow was told", "why": "Zinnia refused"}


def refused(field="", **call):
    with pytest.raises(Refused) as caught:
        call.pop("service")(**call)
    assert caught.value.field == field
    return caught.value.sentence


def test_an_issue_is_written_down_by_the_manager_or_a_survivor_network(world):
    for who in ("manager", "network_lead", "network_worker"):
        issue = testing.an_issue(by=world.acts(who), at=world.at, topic=f"Topic of {who.replace('_', ' ')}")
        assert is_sound(issue.ref)
        assert issue.ref.startswith("V-")


@pytest.mark.parametrize("who", ["council_lead", "police_lead", "board", "analyst", "auditor", "administrator"])
def test_nobody_else_writes_an_issue_down(world, who):
    with pytest.raises(Forbidden, match="survivor networks"):
        testing.an_issue(by=world.acts(who), at=world.at)
    assert not Issue.objects.exists()


def test_only_the_month_is_kept(world):
    issue = testing.an_issue(by=world.acts("manager"), at=world.at, raised_on=date(2026, 4, 22))
    assert Issue.objects.get(pk=issue.pk).raised_on == date(2026, 4, 1)


def test_a_month_that_has_not_come_is_refused(world):
    sentence = refused(
        "month", service=testing.an_issue, by=world.acts("manager"), at=world.at, raised_on=date(2026, 12, 1)
    )
    assert sentence == "The month in which it was raised has not come yet."


@pytest.mark.parametrize("field", ["topic", "asked"])
def test_an_issue_without_words_is_refused(world, field):
    refused(field, service=testing.an_issue, by=world.acts("manager"), at=world.at, **{field: " \n"})


def test_a_topic_that_is_too_long_and_an_unknown_way_are_refused(world):
    call = {"service": testing.an_issue, "by": world.acts("manager"), "at": world.at}
    refused("topic", **call, topic="a" * 121)
    refused("through", **call, through="gossip")


def test_an_issue_sent_twice_is_written_once(world):
    first = testing.an_issue(by=world.acts("manager"), at=world.at)
    second = testing.an_issue(by=world.acts("manager"), at=world.at + timedelta(seconds=2))
    assert first == second
    assert Issue.objects.count() == 1


# ---- taking it to an agency


def test_the_manager_takes_an_issue_to_an_agency_once(world, issue):
    ask = testing.an_ask(by=world.acts("manager"), at=world.at, agency=world.agencies["fell-police"], issue=issue)
    assert (ask.asked_on, ask.agency.slug) == (date(2026, 11, 20), "fell-police")
    sentence = refused(
        "agencies", service=testing.an_ask, by=world.acts("manager"), at=world.at, agency=ask.agency, issue=issue
    )
    assert sentence == "It was taken to Fellshire Constabulary already."
    assert Ask.objects.count() == 1


@pytest.mark.parametrize("who", ["network_lead", "police_lead", "council_lead", "auditor", "board"])
def test_nobody_but_the_manager_takes_it_to_an_agency(world, issue, who):
    with pytest.raises(Forbidden):
        testing.an_ask(by=world.acts(who), at=world.at, agency=world.agencies["fell-police"], issue=issue)


@pytest.mark.parametrize("slug", ["dale-council", "fell-network"])
def test_an_agency_of_another_partnership_and_the_network_itself_cannot_be_asked(world, issue, slug):
    refused(
        "agencies",
        service=testing.an_ask,
        by=world.acts("manager"),
        at=world.at,
        agency=world.agencies[slug],
        issue=issue,
    )


def test_an_agency_that_has_left_cannot_be_asked(world, issue):
    with command("test.leave", by=system_actor(world.partnership.pk), at=world.at):
        membership = Membership.objects.get(agency__slug="fell-police")
        membership.until_on = world.day(-1)
        membership.save()
    refused(
        "agencies", service=testing.an_ask, by=world.acts("manager"), at=world.at,
        agency=world.agencies["fell-police"], issue=issue,
    )  # fmt: skip


# ---- answering


@pytest.mark.parametrize("who", ["police_lead", "police_worker"])
def test_the_asked_agency_answers(world, ask, who):
    reply = testing.a_reply(by=world.acts(who), at=world.at, ask=ask)
    assert (reply.answer, reply.answered_on, reply.by_id) == ("doing", date(2026, 11, 20), world.people[who].pk)


@pytest.mark.parametrize("who", ["manager", "council_lead", "health_lead", "network_lead", "board", "auditor"])
def test_nobody_answers_for_another_agency(world, ask, who):
    with pytest.raises(Forbidden, match="agency that was asked"):
        testing.a_reply(by=world.acts(who), at=world.at, ask=ask)


def test_cannot_needs_a_why(world, ask):
    sentence = refused(
        "why", service=testing.a_reply, by=world.acts("police_lead"), at=world.at, ask=ask, answer="cannot", why=" "
    )
    assert sentence == "Say why you cannot do it. Survivors are told the reason."
    assert testing.a_reply(by=world.acts("police_lead"), at=world.at, ask=ask, answer="cannot").why


def test_an_answer_needs_words_and_a_decision(world, ask):
    call = {"service": testing.a_reply, "by": world.acts("police_lead"), "at": world.at, "ask": ask}
    refused("text", **call, text="")
    refused("answer", **call, answer="perhaps")
    assert not Reply.objects.exists()


def test_a_cannot_without_a_why_is_refused_by_the_database_too(world, ask):
    lead = world.acts("police_lead")
    reply = Reply(
        partnership=world.partnership, ask=ask, answer="cannot", text="No.", answered_on=world.today,
        by_id=lead.user_id,
    )  # fmt: skip
    with (
        pytest.raises(IntegrityError, match="cannot_says_why"),
        transaction.atomic(),
        command("test.cannot", by=lead, at=world.at),
    ):
        reply.save()


def test_a_later_answer_follows_an_earlier_one_and_none_is_overwritten(world, ask):
    lead = world.acts("police_lead")
    testing.a_reply(by=lead, at=world.at - timedelta(days=9), ask=ask, answer="will do")
    last = testing.a_reply(by=lead, at=world.at, ask=ask, answer="done")
    assert list(ask.replies.values_list("answer", flat=True)) == ["will do", "done"]
    with pytest.raises(ProgrammingError), transaction.atomic(), command("test.change", by=lead, at=world.at):
        last.text = "Something else."
        last.save()


def test_an_answer_sent_twice_is_kept_once(world, ask):
    lead = world.acts("police_lead")
    assert testing.a_reply(by=lead, at=world.at, ask=ask) == testing.a_reply(by=lead, at=world.at, ask=ask)
    assert Reply.objects.count() == 1


# ---- words put right


def seen(issue):
    """What somebody who reads the issue now has seen."""
    return marks_of(Issue.objects.get(pk=issue.pk))


def test_the_words_are_put_right_by_those_who_may_write_them(world, issue):
    for who in ("network_worker", "manager"):
        api.reword_issue(
            by=world.acts(who), at=world.at, issue=issue, seen=seen(issue), topic="Quiet places",
            asked=f"As {who[:7]} put it.", because="recognisable",
            public_wording="We were asked for quiet places to wait.",
        )  # fmt: skip
    found = Issue.objects.get(pk=issue.pk)
    assert (found.topic, found.asked) == ("Quiet places", "As manager put it.")
    with pytest.raises(Forbidden):
        api.reword_issue(
            by=world.acts("police_lead"), at=world.at, issue=issue, seen=seen(issue), topic="x", asked="x",
            because="unclear",
        )  # fmt: skip


def test_words_that_do_not_change_or_have_no_reason_are_refused(world, issue):
    same = {
        "by": world.acts("manager"), "at": world.at, "issue": issue, "seen": seen(issue), "topic": issue.topic,
        "asked": issue.asked,
    }  # fmt: skip
    assert refused("", service=api.reword_issue, **same, because="unclear") == "Nothing was changed."
    refused("because", service=api.reword_issue, **same, because="she rang me")


def test_words_somebody_else_saved_first_are_not_written_over(world, issue):
    read = seen(issue)
    facts = {"at": world.at, "issue": issue, "seen": read, "topic": issue.topic, "because": "unclear"}
    api.reword_issue(by=world.acts("network_worker"), asked="As the network put it.", **facts)
    with pytest.raises(WordsChanged) as conflict:
        api.reword_issue(by=world.acts("manager"), asked="As the manager put it.", **facts)
    assert conflict.value.theirs["asked"] == "As the network put it."
    assert Issue.objects.get(pk=issue.pk).asked == "As the network put it."
    facts["seen"] = conflict.value.seen
    api.reword_issue(by=world.acts("manager"), asked="As the manager put it.", **facts)
    assert Issue.objects.get(pk=issue.pk).asked == "As the manager put it."


# ---- the audit


def test_no_word_about_a_person_ever_enters_the_audit(world):
    manager, lead = world.acts("manager"), world.acts("police_lead")
    issue = testing.an_issue(by=manager, at=world.at, asked=SECRETS["asked"])
    ask = testing.an_ask(by=manager, at=world.at, agency=world.agencies["fell-police"], issue=issue)
    testing.a_reply(by=lead, at=world.at, ask=ask, answer="cannot", text=SECRETS["text"], why=SECRETS["why"])
    api.reword_issue(
        by=manager, at=world.at, issue=issue, seen=seen(issue), topic=issue.topic, asked=SECRETS["asked"] + " again",
        because="unclear",
    )  # fmt: skip
    entries = list(Entry.objects.filter(action__startswith="voice.").order_by("id"))
    assert [entry.action for entry in entries] == [
        "voice.raise_issue", "voice.take_to_agency", "voice.reply", "voice.reword_issue",
    ]  # fmt: skip
    written = json.dumps([[entry.changes, entry.reason, entry.subject_ref] for entry in entries])
    for word in ("Xanthium", "Yarrow", "Zinnia"):
        assert word not in written
    assert set(entries[0].changes["asked"]) == {"salt", "digest"}
    assert set(entries[2].changes["text"]) == set(entries[2].changes["why"]) == {"salt", "digest"}
    assert set(entries[3].changes) == {"asked"}
    assert {(entry.kind, entry.subject_kind, entry.subject_ref) for entry in entries} == {
        (EntryKind.WRITE, "issue", issue.ref)
    }


@pytest.mark.parametrize(("model", "field"), [(Issue, "asked"), (Reply, "text"), (Reply, "why")])
def test_words_about_people_are_marked_as_such(model, field):
    assert model.sensitivity[field] is Sensitivity.ABOUT_PERSON


def test_somebody_of_a_network_of_another_partnership_raises_nothing_here(world):
    here = world.acts("network_lead")
    with pytest.raises(Forbidden):
        testing.an_issue(by=replace(here, partnership_id=world.other.pk), at=world.at)
