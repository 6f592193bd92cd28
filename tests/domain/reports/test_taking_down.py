"""A report does not outlive a decision told in it: withdrawn, it is gone from the page, the file and the list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.domain.boards.api import withdraw_decision
from cairn.domain.plans.slots import sections_from_above
from cairn.domain.plans.testing import add_plan
from cairn.domain.publishing.api import newest_report, report_from
from cairn.domain.reports.models import ReportCopy, ReportRelease
from cairn.domain.reports.queries.annual_report import tells
from cairn.domain.reports.queries.showing import copy_for_reading, copy_page, report_lines, report_page
from cairn.domain.reports.services import publishing
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.models import Entry
from tests.report_making import a_shown_decision, release_decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_hand")]
TITLE = "Pay for Wren Gritstone's house"


@pytest.fixture
def decision(world):
    return a_shown_decision(world, TITLE)


@pytest.fixture
def plan(world, decision):
    return add_plan(world)


def published(world, report):
    release = publishing.propose(by=world.acts("manager"), at=world.at, report=report, note="The year.")
    return publishing.publish(by=world.acts("board"), at=world.at, release=release)


def withdrawn(world, decision, at=None):
    withdraw_decision(by=world.acts("manager"), at=at or world.at, decision=decision, reason="It names somebody.")


def sections(world, who):
    every = sections_from_above(world.acts(who), today=world.today)
    return [section for section in every if section.key.startswith("reports")]


def work(world, who):
    return [section.key for section in sections(world, who)]


def test_it_goes_with_the_decision_at_once_and_those_who_run_the_partnership_are_told(world, plan, decision, made):
    report = made(plan)
    published(world, report)
    assert newest_report(publishing.slug_of(report)).withdrawn is False and work(world, "manager") == []
    withdrawn(world, decision)
    edition = newest_report(publishing.slug_of(report))
    assert (edition.withdrawn, edition.document, bytes(edition.pdf)) == (True, {}, b"")
    assert "A decision told in it was withdrawn" in edition.note and "Wren" not in edition.note
    release = ReportRelease.objects.get()
    assert (release.outcome, release.withdrawn_with, release.withdrawn_by) == (
        "withdrawn", decision, world.people["manager"],
    )  # fmt: skip
    assert Entry.objects.filter(action="reports.take_down", subject_ref=report.ref).exists()
    assert work(world, "manager") == ["reports-down"] and work(world, "board") == work(world, "police_worker") == []
    [section] = sections(world, "manager")
    assert [(task.do, task.ref) for task in section.tasks] == [("Make anew", report.ref)]
    assert TITLE not in str(section), "the work list names the decision by its reference"
    [line] = report_lines(world.acts("manager"))
    assert (line.public, line.taken_down) == (False, True)
    page = report_page(world.acts("manager"), report.ref, may_make=True)
    assert page.taken_down == release and page.lost == (TITLE,)
    copy = copy_page(world.acts("manager"), copy_for_reading(world.acts("manager"), report.ref, "public"))
    assert copy.taken_down == release and copy.lost == (TITLE,)
    with pytest.raises(Refused, match="Make the report again"):
        publishing.propose(by=world.acts("manager"), at=world.at, report=report, note="The year.")


def test_made_anew_without_the_decision_it_is_published_again_and_nothing_waits(world, plan, decision, made):
    published(world, made(plan))
    withdrawn(world, decision, at=world.at - timedelta(minutes=5))
    anew = made(plan)
    assert work(world, "manager") == []
    published(world, anew)
    edition = newest_report(publishing.slug_of(anew))
    assert (edition.number, edition.withdrawn) == (3, False) and "Wren" not in str(edition.document)


def test_it_may_be_proposed_again_once_residents_see_the_decision_again(world, plan, decision, made):
    report = made(plan)
    published(world, report)
    withdrawn(world, decision, at=world.at - timedelta(minutes=5))
    release_decision(world, decision)
    assert report_page(world.acts("manager"), report.ref, may_make=True).lost == ()
    published(world, report)
    [line] = report_lines(world.acts("manager"))
    assert (line.public, line.taken_down) == (True, False) and work(world, "manager") == []


def test_a_report_that_does_not_tell_the_decision_or_was_replaced_stays_as_it_is(world, plan, decision, made):
    other = a_shown_decision(world, "Of no strategy", codes=())
    first = made(plan)
    published(world, first)
    withdrawn(world, other)
    assert newest_report(publishing.slug_of(first)).withdrawn is False
    assert ReportRelease.objects.get().outcome == "released"


def test_a_report_made_before_references_stood_in_it_is_known_by_the_title(world, plan, decision, made):
    document = ReportCopy.objects.get(report=made(plan), audience="public").document
    [told] = [part for part in document["sections"] if part["key"] == "decisions"]
    entry = told["blocks"][0]["items"][0]
    assert entry.pop("ref") == decision.ref
    assert tells(report_from(document), decision)
    entry["title"] = "Another"
    assert not tells(report_from(document), decision)
    entry["ref"] = decision.ref
    assert tells(report_from(document), decision)
