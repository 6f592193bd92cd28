"""Editions are added, never changed; the newest is shown, and a withdrawn one hides the strategy."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import ProgrammingError, connection, transaction

from cairn.domain.publishing.api import (
    Edition,
    NotNeutral,
    current_edition,
    current_editions,
    newest_edition,
    newest_editions,
    publish_edition,
    withdraw,
)
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor
from tests.domain.publishing.test_document import ACCOUNT

pytestmark = pytest.mark.django_db
BY = system_actor(7)
SLUG = ACCOUNT.slug


@pytest.fixture(autouse=True)
def _acting():
    set_scope(BY)


def published(now, account=ACCOUNT, note="First edition.") -> Edition:
    return publish_edition(by=BY, at=now, account=account, note=note)


def test_editions_are_numbered_from_one(now):
    assert [published(now).number, published(now, note="More is done.").number] == [1, 2]


def test_the_newest_edition_is_the_current_one(now):
    published(now)
    published(now, note="More is done.")
    assert current_edition(SLUG).note == "More is done."


def test_an_edition_carries_what_lists_show_of_its_document(now):
    edition = published(now)
    assert edition.counts == {"late": 1}
    assert (edition.invented, edition.made_up, edition.plan_year) == (True, False, "2026-27")


def test_a_list_fetches_no_document(now, django_assert_num_queries):
    published(now)
    with django_assert_num_queries(1):
        [edition] = current_editions()
    assert "document" in edition.get_deferred_fields()


def test_a_withdrawn_strategy_is_not_current_and_says_why(now):
    published(now)
    withdraw(by=BY, at=now, slug=SLUG, reason="The board corrects two promises.")
    assert current_edition(SLUG) is None and current_editions() == []
    assert newest_edition(SLUG).note == "The board corrects two promises."
    assert [edition.withdrawn for edition in newest_editions()] == [True]


def test_a_withdrawn_strategy_can_be_published_again(now):
    published(now)
    withdraw(by=BY, at=now, slug=SLUG, reason="The board corrects two promises.")
    assert published(now, note="Corrected.").number == 3
    assert current_edition(SLUG).note == "Corrected."


def test_what_is_not_published_cannot_be_withdrawn(now):
    with pytest.raises(ValueError, match="nothing published"):
        withdraw(by=BY, at=now, slug=SLUG, reason="A mistake.")


@pytest.mark.parametrize(
    "account",
    [replace(ACCOUNT, title="Fellshire domestic abuse strategy"), replace(ACCOUNT, slug="abuse-2025-2030")],
)
def test_a_title_or_address_that_tells_what_was_read_is_refused(now, account):
    with pytest.raises(NotNeutral):
        published(now, account)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("statement", ["UPDATE publishing_edition SET note = 'x'", "DELETE FROM publishing_edition"])
def test_what_was_published_cannot_be_changed_or_taken_away(now, statement):
    published(now)
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_publishing_and_withdrawing_are_recorded_with_their_words(now):
    published(now)
    withdraw(by=BY, at=now, slug=SLUG, reason="The board corrects two promises.")
    entries = Entry.objects.order_by("pk").values_list("action", "reason")
    assert list(entries) == [
        ("publishing.publish", "First edition."),
        ("publishing.withdraw", "The board corrects two promises."),
    ]


def test_the_list_is_answered_by_the_index(now):
    """The condition is made hard on purpose: with few rows the database would read them all."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        newest = Edition.objects.order_by("slug", "-number").distinct("slug").defer("document")
        assert "edition_newest" in newest.explain()
