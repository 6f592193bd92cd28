"""What an edition stores can be read back, today and after the form has grown."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cairn.domain.publishing.api import NotAnAccount, account_from, counts_by_status, status_words
from cairn.domain.publishing.document import Account, PublicAction, PublicCommitment, PublicTheme, Said, Slip

ACTION = PublicAction(
    ref="A-1", text="Open a room.", lead="Fellshire Council", status="late", due="2026-11-13",
    origin="The strategy", why="The roof leaked.", slips=(Slip("2026-08-28", "2026-11-13", "The roof leaked."),),
    said=(Said("2026-11-16", "Two rooms are open."),),
)  # fmt: skip
PROMISE = PublicCommitment(
    id="CS1", text="Open safe spaces.", plain="We will open safe spaces.", responsible=("Fellshire Council",),
    supporting=(), proposed=False, monitored="", status="late", updated="2026-11-16", actions=(ACTION,),
    unworded=0, same_as=(),
)  # fmt: skip
ACCOUNT = Account(
    slug="fellshire-2025-2030", title="Fellshire: our promises 2025 to 2030", full_title="…", area="Fellshire",
    starts_on="2025-04-01", ends_on="2030-03-31", ended=False, about="", vision="", mission="", statement="",
    period_note="", as_at="2026-11-20", plan_year="2026-27", invented=True, about_abuse=True,
    governance=(("Fellshire partnership", "Leads", "It leads."),), decision=None, sources=(),
    themes=(PublicTheme("support", "Support", "", (PROMISE,), (), (), (), ()),),
)  # fmt: skip


def stored(account: Account = ACCOUNT) -> dict:
    """What comes back from the database."""
    return json.loads(json.dumps(account.as_document()))


def test_what_was_stored_is_read_back_unchanged():
    assert account_from(stored()) == ACCOUNT


def test_a_document_from_before_a_field_was_added_still_reads():
    document = stored()
    action = document["themes"][0]["commitments"][0]["actions"][0]
    for later in ("first_due", "ended", "reported_done", "update_overdue"):
        del action[later]
    del action["slips"][0]["on"]
    read = account_from(document).themes[0].commitments[0].actions[0]
    assert (read.first_due, read.ended, read.reported_done) == ("", None, False)
    assert read.slips[0].on == ""


def test_a_field_this_program_does_not_know_is_left_aside():
    assert account_from({**stored(), "weather": "fine"}) == ACCOUNT


def test_another_form_is_refused_rather_than_guessed():
    with pytest.raises(NotAnAccount, match="cairn-account/9"):
        account_from({**stored(), "format": "cairn-account/9"})


def test_a_document_that_lacks_what_has_no_default_is_refused():
    document = stored()
    del document["themes"][0]["title"]
    with pytest.raises(NotAnAccount, match="PublicTheme.title"):
        account_from(document)


def test_promises_are_counted_by_status_in_the_order_of_the_words():
    done = replace(PROMISE, id="CS2", status="complete")
    theme = replace(ACCOUNT.themes[0], commitments=(done, PROMISE, replace(PROMISE, id="CS3")))
    counts = counts_by_status(replace(ACCOUNT, themes=(theme,)).as_document())
    assert list(counts.items()) == [("late", 2), ("complete", 1)]


@pytest.mark.parametrize(
    ("ended", "plan_year", "said"),
    [
        (False, "2026-27", "Nobody has started this yet"),
        (True, "2026-27", "Nobody has started this yet"),
        (False, "", "No action plan is published yet"),
        (True, "", "No record of what was done is held here"),
    ],
)
def test_nobody_has_started_is_only_said_where_a_plan_shows_it(ended, plan_year, said):
    assert status_words(ended=ended, plan_year=plan_year)["no_action"] == said
