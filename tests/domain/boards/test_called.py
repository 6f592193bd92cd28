"""What hangs from a meeting that turns out to have been called about a case does not tell of it either."""

import pytest
from django.http import Http404

from cairn.domain.boards import policies, testing
from cairn.domain.boards.models import Matter
from cairn.domain.boards.queries import meetings as queries
from cairn.domain.boards.queries.decisions import decision_for, decision_page
from cairn.domain.boards.queries.due import lines_due
from cairn.domain.boards.queries.lineage import open_in
from cairn.domain.boards.services.decisions import DecisionFacts, change_decision
from cairn.domain.boards.terms import AgendaKind
from cairn.domain.reports.queries.showing import report_lines
from cairn.domain.reports.services.asking import ask_for_board_pack
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command

WORKERS = ("manager", "police_lead", "board", "analyst", "auditor")


@pytest.fixture
def meeting(world, board):
    """A meeting in ten days."""
    return testing.a_meeting(by=world.acts("manager"), at=world.at, group=board, days=10)


@pytest.fixture
def mark(world, meeting):
    """A function that says, as the context above does, that it was called about a case."""

    def called():
        with command("conferences.call_urgent", by=world.acts("system"), at=world.at):
            meeting.called = True
            meeting.save(update_fields=["called"])

    return called


def test_a_meeting_that_was_called_about_a_case_is_on_no_page(world, board, meeting, mark):
    later = testing.a_meeting(by=world.acts("manager"), at=world.at, group=board, days=20)
    mark()
    for who in WORKERS:
        actor = world.acts(who)
        with pytest.raises(Http404):
            queries.meeting_for(actor, meeting.ref)
        assert list(queries.diary_of(actor, board)) == [later]
        ahead, past = queries.meetings_of(actor, board, at=world.at)
        assert [line.ref for line in ahead] == [later.ref] and past == []
        assert not policies.VIEW_MEETING.decide(actor, meeting).allowed
    assert policies.VIEW_MEETING.decide(world.acts("system"), meeting).allowed


def test_what_was_minuted_at_it_is_on_no_agenda_and_stops_no_group_from_ending(world, board, meeting, mark):
    manager = world.acts("manager")
    item = testing.an_item(by=manager, at=world.at, meeting=meeting)
    testing.a_matter(by=manager, at=meeting.starts_at, item=item)
    later = testing.a_meeting(by=world.acts("manager"), at=world.at, group=board, days=20)
    assert len(lines_due(world.acts("manager"), later, AgendaKind.MATTERS, today=world.at.date())) == 1
    ref = Matter.objects.get().ref
    mark()
    assert not open_in(board).exists()  # Cairn itself puts none of them before others
    for who in WORKERS:
        actor = world.acts(who)
        assert lines_due(actor, later, AgendaKind.MATTERS, today=world.at.date()) == []
        assert queries.open_matters(actor, board) == () and not Matter.objects.exists()
        with pytest.raises(Http404):
            queries.matter_for(actor, ref)


def test_a_decision_or_a_pack_that_names_it_does_not_say_so(world, meeting, mark):
    manager = world.acts("manager")
    decision = testing.a_decision(by=manager, at=world.at, meeting=meeting)
    ask_for_board_pack(by=world.acts("manager"), at=world.at, meeting=meeting)
    page = decision_page(world.acts("board"), decision_for(world.acts("board"), decision.ref), today=world.at.date())
    assert page.meeting_ref == meeting.ref and len(report_lines(world.acts("board"))) == 1
    mark()
    for who in WORKERS:
        actor = world.acts(who)
        page = decision_page(actor, decision_for(actor, decision.ref), today=world.at.date())
        assert page.meeting_ref == "" and not report_lines(actor), who


def test_a_draft_that_names_it_names_it_still_when_something_else_of_it_is_changed(world, meeting, mark):
    draft = testing.a_decision(by=world.acts("manager"), at=world.at, meeting=meeting)
    mark()
    words = ("title", "maker", "purpose", "parts", "reasons", "decided_on")
    said = {name: getattr(draft, name) for name in words}
    call = {"by": world.acts("manager"), "at": world.at, "decision": draft, "version": 1}
    with pytest.raises(Refused, match="Nothing was changed"):
        change_decision(**call, facts=DecisionFacts(**said))
    changed = change_decision(**call, facts=DecisionFacts(**said, wards="All"))  # the choice is not offered to her
    assert (changed.wards, changed.meeting_id) == ("All", meeting.pk)
