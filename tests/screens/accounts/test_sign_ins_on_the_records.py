"""Sign-ins stand in the installation's chain; a partnership's auditor reads those of its own people, and no others."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.recording import NOBODY, own_actor
from cairn.foundation.accounts.services.people import grant_role
from cairn.foundation.accounts.testing import PASSWORD
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import record_event, set_scope
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import system_actor
from cairn.web.queries.history import records_of

RECORDS = "/p/here/records/?kind=sign-in"


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def signs_in(person, *, at, action="accounts.sign_in", by=None, kind=EntryKind.SIGN_IN) -> None:
    """Leave an entry in the installation's chain, as signing in does."""
    set_scope(system_actor())
    record_event(
        by=by or own_actor(person), at=at, action=action, subject=("person", str(person.pk)), kind=kind,
        facts={"way": "password and second factor"} if action == "accounts.sign_in" else {},
    )  # fmt: skip


def shown(place: Partnership) -> set[tuple[str, str]]:
    """What the database lets a partnership read of the installation's chain, and what the records show: the same."""
    actor = system_actor(place.pk)
    set_scope(actor)
    read = set(Entry.objects.filter(chain=0).values_list("action", "subject_ref"))
    assert read == set(records_of(actor).filter(chain=0).values_list("action", "subject_ref"))
    return read


def test_the_auditor_reads_who_signed_in_and_how(cast, browser_of, at):
    signs_in(cast["contributor"], at=at)
    page = words(browser_of("information_governance").get(RECORDS))
    assert re.search(r"Linnet Marl \([\w ]+\) signed in: password and second factor", page)
    assert "account of Linnet Marl" not in page


def test_the_auditor_reads_of_failures_and_whose_account_it_was(cast, browser_of):
    Client().post("/sign-in/", {"login": cast["contributor"].email, "password": "wrong password entirely"})
    Client().post("/sign-in/", {"login": "nobody@example.test", "password": "wrong password entirely"})
    page = words(browser_of("information_governance").get(f"{RECORDS}&person={cast['contributor'].pk}"))
    assert page.count("Somebody failed to sign in") == 1 and "account of Linnet Marl" in page
    assert "Cairn itself" not in page


def test_the_real_sign_in_shows(cast, browser_of):
    Client().post("/sign-in/", {"login": cast["contributor"].email, "password": PASSWORD})
    assert "signed in: password" in words(browser_of("information_governance").get(RECORDS))


def test_the_database_opens_sign_ins_of_the_partnerships_people_on_days_of_a_role_and_nothing_else(cast, at):
    here, there = (Partnership.objects.get(slug=slug) for slug in ("here", "there"))
    set_scope(system_actor(here.pk))
    for key in ("contributor", "stranger", "newcomer"):
        signs_in(cast[key], at=at)
    signs_in(cast["contributor"], at=at, action="accounts.change_own_account", kind=EntryKind.WRITE)
    signs_in(cast["former"], at=at + timedelta(days=2))
    signs_in(cast["contributor"], at=at, action="accounts.fail_to_sign_in", by=NOBODY)
    own, theirs = str(cast["contributor"].pk), str(cast["stranger"].pk)

    assert shown(here) == {("accounts.sign_in", own), ("accounts.fail_to_sign_in", own)}
    assert shown(there) == {("accounts.sign_in", theirs)}


def test_a_sign_in_of_before_the_role_stays_closed_and_of_two_partnerships_shows_in_both(cast, at):
    here, there = (Partnership.objects.get(slug=slug) for slug in ("here", "there"))
    person = cast["contributor"]
    signs_in(person, at=at - timedelta(days=40))
    assert shown(here) == set()
    set_scope(system_actor(there.pk))
    grant_role(by=system_actor(there.pk), at=at, person=person, role="analyst", reason="Covers.")
    signs_in(person, at=at)
    assert shown(here) == shown(there) == {("accounts.sign_in", str(person.pk))}


def test_whoever_left_is_still_read_of_for_the_days_before(cast, at):
    here = Partnership.objects.get(slug="here")
    set_scope(system_actor(here.pk))
    grant = Grant.objects.get(user=cast["former"])
    signs_in(cast["former"], at=at)
    expected = {("accounts.sign_in", str(cast["former"].pk))} if grant.until_on >= at.date() else set()
    assert shown(here) == expected


@pytest.mark.parametrize("who", ["partnership_manager", "agency_lead", "contributor", "administrator"])
def test_nobody_else_reads_the_records(browser_of, who):
    assert browser_of(who).get(RECORDS).status_code == 403
