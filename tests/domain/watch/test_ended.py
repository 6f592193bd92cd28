"""What nobody follows up by hand: a draft that is never sent, and a request to lead a row that closed meanwhile."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from cairn.domain.cases.models import HalfForm
from cairn.domain.cases.services import half_forms
from cairn.domain.cases.services.half_forms import KEPT_FOR, drop_half_form, forget_half_forms
from cairn.domain.watch import policies
from cairn.domain.watch.models import HandOver, WatchDecision
from cairn.domain.watch.queries.row_page import watch_page
from cairn.domain.watch.services import handing_over
from cairn.domain.watch.services.drafting import refer
from cairn.domain.watch.services.handing_over import answer_hand_over, ask_to_lead
from cairn.domain.watch.services.working import close_row, take_lead
from cairn.domain.watch.tasks import refresh_each_night
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command, set_scope
from tests.watch_making import days_ago, row_of, told

pytestmark = pytest.mark.django_db
OWED = "Decide about the drafted MARAC referral"


def mine(world, who, row):
    """A row as somebody has it; in her scope."""
    actor = world.acts(who)
    set_scope(actor)
    return actor, policies.VIEW.one(actor, ref=row.ref)


@pytest.fixture
def drafted(world, tell):
    """A row whose referral the officer, who leads, decided on; with the draft that waits for her."""
    row = tell(*(told(days_ago(world.at, days)) for days in (1, 40, 90)))
    by, own = mine(world, "officer", row)
    take_lead(by=by, at=world.at, row=own, leader=world.people["officer"], why="Mine.")
    by, own = mine(world, "officer", row)
    _, half = refer(by=by, at=world.at, row=own, why="Escalating.", consent="given")
    return own, half


def page_of(world, who, row):
    return watch_page(mine(world, who, row)[0], row.ref, at=world.at)


def owed(page):
    return [one.what for one in page.line.owed]


def titles(page):
    return [item["title"] for item in page.done]


def test_a_draft_that_waits_is_told_to_nobody_but_whoever_prepared_it(world, drafted):
    row, half = drafted
    assert page_of(world, "officer", row).draft == half.ref
    assert page_of(world, "coordinator", row).draft == "" and OWED not in owed(page_of(world, "officer", row))


def test_a_row_is_not_closed_over_a_draft_of_her_own_that_waits(world, drafted):
    row, half = drafted
    by, own = mine(world, "officer", row)
    with pytest.raises(Refused, match="Your draft of a referral for this row is not sent yet"):
        close_row(by=by, at=world.at, row=own, why="All is done.")
    drop_half_form(by=by, at=world.at, half=half, sent=True)
    by, own = mine(world, "officer", row)
    close_row(by=by, at=world.at, row=own, why="All is done.")
    set_scope(world.acts("system"))
    assert WatchDecision.objects.get(row=row, kind="close").why == "All is done."


def test_a_draft_that_is_thrown_away_owes_the_decision_again_and_says_so_to_whoever_leads(world, drafted):
    row, half = drafted
    by, _ = mine(world, "officer", row)
    drop_half_form(by=by, at=world.at, half=half, sent=False)
    hers, another = page_of(world, "officer", row), page_of(world, "coordinator", row)
    assert OWED in owed(hers) and OWED in owed(another) and hers.asks_referral and hers.draft == ""
    assert titles(hers)[0] == "The referral was not sent" and "The referral was not sent" not in titles(another)
    # She decides anew, and her new draft waits.
    by, own = mine(world, "officer", row)
    _, again = refer(by=by, at=world.at + timedelta(minutes=1), row=own, why="After all.", consent="given")
    hers = page_of(world, "officer", row)
    assert OWED not in owed(hers) and hers.draft == again.ref


def test_a_draft_that_is_sent_owes_nothing_more(world, drafted):
    row, half = drafted
    by, _ = mine(world, "officer", row)
    drop_half_form(by=by, at=world.at, half=half, sent=True)
    page = page_of(world, "officer", row)
    assert OWED not in owed(page) and page.draft == "" and titles(page)[0] == "To be referred to the conference"


def test_a_draft_that_is_forgotten_after_thirty_days_owes_the_decision_again(world, drafted, tell):
    row, _half = drafted
    later = world.at + KEPT_FOR
    set_scope(world.acts("system"))
    tell(told(later.date() - timedelta(days=1)), at=later - timedelta(hours=1))  # the row is open by a further report
    by, own = mine(world, "officer", row)
    _, half = refer(by=by, at=later, row=own, why="Again.", consent="given")
    set_scope(world.acts("system"))
    forget_half_forms(at=later + KEPT_FOR + timedelta(minutes=1))
    assert not HalfForm.objects.exists()
    set_scope(world.acts("system"))
    assert WatchDecision.objects.filter(kind=WatchDecision.UNSENT).count() == 2


def test_a_referral_that_no_draft_could_be_prepared_for_is_not_decided(world, drafted, monkeypatch):
    row, half = drafted
    by, own = mine(world, "officer", row)
    drop_half_form(by=by, at=world.at, half=half, sent=False)
    monkeypatch.setattr(half_forms, "MOST", 0)
    by, own = mine(world, "officer", row)
    with pytest.raises(Refused, match="You keep 0 forms already"):
        refer(by=by, at=world.at, row=own, why="Escalating.", consent="given")
    assert OWED in owed(page_of(world, "officer", row))


def test_nobody_is_asked_any_more_to_lead_a_row_that_is_closed(world, tell):
    row = tell(told(days_ago(world.at, 3)))
    by, own = mine(world, "officer", row)
    asked = ask_to_lead(by=by, at=world.at, row=own, agency=world.agencies["fell-network"], why="An adviser is needed.")
    close_row(by=by, at=world.at, row=own, why="They moved away.")
    idva = world.acts("idva")
    set_scope(idva)
    assert not policies.ANSWER.rows(idva).exists()
    page = page_of(world, "officer", row)
    assert page.asked is None and "Survivor network is asked no more" in titles(page)
    ended = next(item for item in page.done if item["title"] == "Survivor network is asked no more")
    assert ended["text"] == "The row was closed before it was answered." and ended["by"] == "Cairn"
    # A further report opens it again, and another agency may be asked.
    row = tell(told(days_ago(world.at, -1)), at=world.at + timedelta(days=1))
    by, own = mine(world, "officer", row)
    ask_to_lead(by=by, at=world.at, row=own, agency=world.agencies["fell-health"], why="Seen there weekly.")
    assert HandOver.objects.get(pk=asked.pk).answer == "over"


def test_a_request_that_waited_on_a_closed_row_ends_over_night(world, tell):
    row = tell(told(days_ago(world.at, 3)))
    by, own = mine(world, "officer", row)
    close_row(by=by, at=world.at, row=own, why="They moved away.")
    with command("test.left_waiting", by=world.acts("system"), at=world.at):
        HandOver(
            partnership_id=row.partnership_id, row=row, ref="WH-LEFT-HERE", why="An adviser is needed.",
            from_agency=world.agencies["fell-police"], to_agency=world.agencies["fell-network"],
            asked_by=world.people["officer"], asked_at=world.at,
        ).save()  # fmt: skip
    refresh_each_night(world.at + timedelta(hours=9))
    set_scope(world.acts("system"))
    assert HandOver.objects.get(ref="WH-LEFT-HERE").answer == "over" and row_of("N-1", "N-2").stands == "closed"


def test_of_two_who_answer_at_once_the_first_is_heard(world, tell, monkeypatch):
    row = tell(told(days_ago(world.at, 3)))
    by, own = mine(world, "officer", row)
    asked = ask_to_lead(by=by, at=world.at, row=own, agency=world.agencies["fell-network"], why="An adviser is needed.")
    idva = world.acts("idva")
    set_scope(idva)
    first, second = (policies.ANSWER.one(idva, ref=asked.ref) for _ in range(2))
    answer_hand_over(by=idva, at=world.at, asked=first, accept=False, why="Nobody is free.")
    asked_before = SimpleNamespace(ANSWER=SimpleNamespace(require=lambda _by, _asked: None))
    monkeypatch.setattr(handing_over, "policies", asked_before)  # the policy was asked before the first had answered
    with pytest.raises(Refused, match="answered meanwhile"):
        answer_hand_over(by=idva, at=world.at, asked=second, accept=True)
    set_scope(world.acts("system"))
    assert HandOver.objects.get(pk=asked.pk).answer == "declined"
