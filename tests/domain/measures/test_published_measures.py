"""Measures in the account that residents see: tied to promises, written down when published, found by a correction."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from cairn.domain.measures import testing
from cairn.domain.measures.models import Publication
from cairn.domain.measures.queries.figures_page import uses_of
from cairn.domain.measures.released.recorded import earlier_copies, leaving_of, record_publication
from cairn.domain.measures.services import figures, linking
from cairn.domain.measures.terms import Copy
from cairn.domain.plans.api import account_of, propose_release, publish_release
from cairn.domain.publishing.api import account_from, newest_edition, published_measure
from cairn.domain.strategies.models import Commitment
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.disclosure import Audience, Why
from cairn.kernel.observation_checks import Typed

ROWS = [testing.everyone(41, 62), Typed("sex", "Female", "38", "50"), Typed("sex", "Male", "3", "12")]


@pytest.fixture
def tied(world, measure):
    """A measure with figures, tied to a commitment."""
    commitment = Commitment.objects.get(strategy=world.strategy, code="CP1")
    linking.set_links(by=world.acts("manager"), at=world.at, measure=measure, commitments=[commitment], changes=[])
    testing.locked(world, measure, rows=ROWS)
    return measure


def published(world, *, later=0):
    at = world.at + timedelta(minutes=later)
    release = propose_release(by=world.acts("manager"), at=at, strategy=world.strategy, note="What is new.")
    return publish_release(by=world.acts("board"), at=at + timedelta(minutes=1), release=release)


def corrected(world, measure, *rows):
    by = world.acts("police_worker")
    figures.correct(by=by, at=world.at, measure=measure, start=testing.FIRST, reason="Late.")
    draft = testing.a_draft(world, measure, rows=list(rows))
    sent = figures.send_in(by=by, at=world.at + timedelta(minutes=5), submission=draft)
    return figures.approve(by=world.acts("manager"), at=world.at + timedelta(minutes=5), submission=sent)


def test_the_account_holds_a_measure_once_and_its_promise_names_it(world, tied):
    world.acts("manager")
    account = account_of(world.strategy, today=world.today)
    promises = {one.id: one.measures for theme in account.themes for one in theme.commitments}
    assert promises["CP1"] == (tied.ref,) and promises["CP2"] == ()
    [one] = account.measures
    assert (one.audience, one.everyone.figures[0].value) == ("public", round(4000 / 60, 4))
    document = json.loads(json.dumps(account.as_document()))
    assert account_from(document) == account
    assert '"numerator": [41]' not in json.dumps(document), "the exact count stays inside"


def test_an_edition_is_written_down_and_a_correction_finds_it(world, tied):
    edition = published(world)
    first = tied.submissions.get(counts=True)
    [row] = Publication.objects.all()
    assert (row.kind, row.audience, row.submissions) == ("edition", "public", [first.pk])
    short = account_from(edition.document).measure(tied.ref)
    assert [series.dimension for series in short.series] == [""]
    assert len(published_measure(edition, tied.ref).series) == 3 and published_measure(edition, "M-NOT") is None
    assert row.reference == f"{edition.slug}/{edition.number}"
    again = corrected(world, tied, testing.everyone(55, 90))
    [use] = uses_of(world.acts("manager"), first)
    assert use.title.startswith(edition.title) and not uses_of(world.acts("manager"), again)
    published(world, later=10)
    assert [use.title for use in uses_of(world.acts("manager"), again)] == [
        f"{edition.title}, edition 2 (an edition for residents)"
    ]


def test_what_was_published_binds_the_next_edition_and_only_news_is_written_down(world, tied):
    published(world)
    published(world, later=10)
    rows = list(Publication.objects.order_by("at"))
    assert len(rows) == 2 and rows[1].measures == [] and rows[1].submissions == rows[0].submissions
    before = earlier_copies()
    assert len(before) == 1
    corrected(
        world, tied, testing.everyone(41, 62), Typed("sex", "Female", "33", "50"), Typed("sex", "Male", "8", "12")
    )
    world.acts("manager")
    found = leaving_of(world.partnership.pk, Audience.PUBLIC, today=world.today, wanted=[tied.ref])
    male = found[tied.ref].series[-1]
    assert male.category == "Male" and male.figures[0].why == Why.WITHHELD, "it was withheld once, so it stays"


def test_what_left_otherwise_meanwhile_keeps_a_proposal_from_being_published(world, tied):
    at = world.at
    release = propose_release(by=world.acts("manager"), at=at, strategy=world.strategy, note="What is new.")
    corrected(world, tied, testing.everyone(80, 120))
    manager = world.acts("manager")
    record_publication(
        by=manager, at=at + timedelta(minutes=6), audience=Audience.PUBLIC, kind=Copy.REPORT, title="A report",
        measures=leaving_of(world.partnership.pk, Audience.PUBLIC, today=world.today, wanted=[tied.ref]),
    )  # fmt: skip
    with pytest.raises(Refused, match="Draw it up again"):
        publish_release(by=world.acts("board"), at=at + timedelta(minutes=9), release=release)
    assert newest_edition(world.strategy.slug) is None


def test_members_copies_are_written_down_and_bind_nobody(world, tied):
    manager = world.acts("manager")
    exact = leaving_of(world.partnership.pk, Audience.MEMBERS, today=world.today, wanted=[tied.ref])
    row = record_publication(
        by=manager, at=world.at, audience=Audience.MEMBERS, kind=Copy.REPORT, title="Board pack", measures=exact
    )
    assert row.measures == [] and row.submissions and earlier_copies() == []
    assert record_publication(
        by=manager, at=world.at, audience=Audience.MEMBERS, kind=Copy.REPORT, title="Empty", measures={}
    ) is None  # fmt: skip
