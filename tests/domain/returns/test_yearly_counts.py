"""The counts a law asks for: exact, with noughts, for each authority, and public only after a second person."""

from datetime import date

import pytest

from cairn.domain.cases.models import Case
from cairn.domain.plans.testing_world import add_grant
from cairn.domain.publishing.api import counts_from, newest_counts_of
from cairn.domain.returns import policies
from cairn.domain.returns.queries.yearly_counts import prepared_counts, release_page
from cairn.domain.returns.services.releasing import (
    propose_counts,
    publish_counts_release,
    return_counts_release,
    take_back_counts_release,
    withdraw_public_counts,
)
from cairn.domain.returns.testing import applied
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Membership, Partnership
from cairn.foundation.audit.commands import command

SLUG = "asb-case-review-fellshire-2025-26"


def numbers(world, now, who="contact_point", slug=SLUG):
    """The counts of a year, in order; None where they cannot be given."""
    found = prepared_counts(world.acts(who), world.partnership, at=now)
    [one] = [one for one in found if one.key == slug]
    return [line.number for line in one.record.lines] if one.record else None


def a_year(world):
    """Three applications of 2025-26, one before it and one after; one decided not met, two held, one recommended."""
    applied(world, on=date(2025, 3, 31), decided=date(2025, 4, 1))  # asked before the year, decided on its first day
    applied(world, on=date(2025, 4, 1), held=date(2026, 3, 31), recommended=date(2026, 4, 1))
    applied(world, on=date(2025, 9, 1), held=date(2025, 10, 1), recommended=date(2025, 10, 1))
    applied(world, on=date(2026, 3, 31))
    applied(world, on=date(2026, 4, 1))


def test_each_count_is_of_its_own_day_and_noughts_are_given(world, now):
    assert numbers(world, now) == [0, 0, 0, 0]
    a_year(world)
    assert numbers(world, now) == [3, 1, 2, 1]
    assert numbers(world, now, slug="asb-case-review-fellshire-2024-25") == [1, 0, 0, 0]


def test_no_number_differs_between_two_readers(world, now):
    a_year(world)
    readers = ("contact_point", "coordinator", "manager", "board", "analyst")
    assert {tuple(numbers(world, now, who)) for who in readers} == {(3, 1, 2, 1)}
    world.acts("coordinator")
    assert not Case.objects.filter(kind="asb_case_review").exists()  # and none of these cases is open to her


def test_only_a_second_person_lets_them_become_public(world, now):
    a_year(world)
    by = world.acts("contact_point")
    release = propose_counts(by=by, at=now, slug=SLUG, note="The counts of the year.")
    with pytest.raises(Forbidden):
        publish_counts_release(by=world.acts("contact_point"), at=now, release=release)
    with pytest.raises(Forbidden):
        publish_counts_release(by=world.acts("council_worker"), at=now, release=release)
    page = release_page(world.acts("board"), release.ref, at=now)
    assert [(new, old) for _, new, old in page.lines] == [(3, None), (1, None), (2, None), (1, None)]
    publish_counts_release(by=world.acts("board"), at=now, release=release)
    shown = counts_from(newest_counts_of(SLUG).document)
    assert [line.number for line in shown.lines] == [3, 1, 2, 1] and shown.area == "Fellshire"
    with pytest.raises(Refused, match="exactly these numbers already"):
        propose_counts(by=world.acts("contact_point"), at=now, slug=SLUG, note="Again.")


def test_whoever_is_both_never_checks_what_she_proposed(world, now):
    add_grant(world, user=world.people["contact_point"], role="board_member")
    release = propose_counts(by=world.acts("contact_point"), at=now, slug=SLUG, note="All noughts.")
    decision = policies.CHECK.decide(world.acts("contact_point"), release)
    assert not decision.allowed and decision.clause == "proposed_it"


def test_what_changed_since_is_not_published_and_may_be_sent_or_taken_back(world, now):
    release = propose_counts(by=world.acts("contact_point"), at=now, slug=SLUG, note="All noughts.")
    with pytest.raises(Refused, match="still waits|sent already"):
        propose_counts(by=world.acts("contact_point"), at=now, slug=SLUG, note="Another.")
    applied(world, on=date(2025, 5, 1))
    assert release_page(world.acts("board"), release.ref, at=now).stale
    with pytest.raises(Refused, match="other numbers now"):
        publish_counts_release(by=world.acts("board"), at=now, release=release)
    return_counts_release(by=world.acts("board"), at=now, release=release, reason="Count again.")
    again = propose_counts(by=world.acts("contact_point"), at=now, slug=SLUG, note="One application.")
    take_back_counts_release(by=world.acts("contact_point"), at=now, release=again)
    assert newest_counts_of(SLUG) is None


def test_who_runs_another_kind_proposes_nothing_and_no_year_under_way_is_prepared(world, now):
    with pytest.raises(Refused, match="Only whoever runs cases of this kind"):
        propose_counts(by=world.acts("coordinator"), at=now, slug=SLUG, note="Not mine.")
    with pytest.raises(Forbidden):
        propose_counts(by=world.acts("manager"), at=now, slug=SLUG, note="Not mine.")
    with pytest.raises(Refused, match="no counts of that area and year"):
        propose_counts(by=world.acts("contact_point"), at=now, slug="asb-case-review-fellshire-2026-27", note="Now.")
    with pytest.raises(Refused, match="what is new"):
        propose_counts(by=world.acts("contact_point"), at=now, slug=SLUG, note=" ")


def test_they_are_withdrawn_by_one_person_with_a_reason(world, now):
    release = propose_counts(by=world.acts("contact_point"), at=now, slug=SLUG, note="All noughts.")
    publish_counts_release(by=world.acts("analyst"), at=now, release=release)
    with pytest.raises(Refused, match="Say why"):
        withdraw_public_counts(by=world.acts("contact_point"), at=now, slug=SLUG, reason="")
    withdraw_public_counts(by=world.acts("contact_point"), at=now, slug=SLUG, reason="A case was counted twice.")
    assert newest_counts_of(SLUG).withdrawn


def test_of_several_authorities_each_has_its_own_and_a_case_that_names_none_holds_them_back(world, now):
    with command("test.several", by=world.acts("system"), at=now):
        place = Partnership.objects.get(pk=world.partnership.pk)
        place.authority_codes = ["E06000063", "E06000064"]
        place.save()
        Membership(partnership=place, agency=world.agencies["dale-council"], standing="statutory").save()
    world.partnership.refresh_from_db()
    fell, dale = "asb-case-review-fell-council-2025-26", "asb-case-review-dale-council-2025-26"
    applied(world, on=date(2025, 5, 1), authority="fell-council")
    applied(world, on=date(2025, 6, 1), authority="fell-council")
    applied(world, on=date(2025, 7, 1), authority="dale-council")
    assert numbers(world, now, slug=fell) == [2, 0, 0, 0]
    assert numbers(world, now, slug=dale) == [1, 0, 0, 0]
    applied(world, on=date(2025, 8, 1))
    assert numbers(world, now, slug=fell) is None
    with pytest.raises(Refused, match="which council's area"):
        propose_counts(by=world.acts("contact_point"), at=now, slug=fell, note="Two.")
