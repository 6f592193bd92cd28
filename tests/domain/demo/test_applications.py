"""What residents sent in the demonstration: one that became a case, one that waits and says why, one half typed."""

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from cairn.demo.applications import CODES, HALF, IN_A_CASE, WAITING, load_applications
from cairn.demo.people import load_people
from cairn.domain.applications import api as applications
from cairn.domain.cases.models import SentApplication
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.applications import applications_waiting
from cairn.domain.cases.queries.repeats import repeats_waiting
from cairn.domain.cases.services.applications import take_in_waiting
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from tests.databases import run_as_owner

pytestmark = [
    pytest.mark.usefixtures("demo_database"),
    pytest.mark.django_db(databases=["default", "owner"]),
]


@pytest.fixture
def contact_point():
    """Moorhen, who runs reviews in Cumberland, as she comes today."""
    place = Partnership.objects.get(slug="cumberland")
    user = User.objects.get(email="moorhen.pumice@example.test")
    by = actor_for(user, place, on=timezone.localdate())
    set_scope(by)
    return by


@pytest.fixture
def forms_role():
    """The functions of the public forms may be run in this test, as their own role may."""
    role, name = settings.DATABASES["default"]["USER"], connection.settings_dict["NAME"]
    functions = "apply_return(bytea, bytea, text), apply_read(bytea)"
    run_as_owner(f'GRANT EXECUTE ON FUNCTION {functions} TO "{role}"', name=name)
    yield
    run_as_owner(f'REVOKE EXECUTE ON FUNCTION {functions} FROM "{role}"', name=name)


def opened(shown):
    key = applications.new_key()
    assert applications.come_back(shown.code.lower(), key=key, who=shown.code) == applications.DONE, shown
    return applications.draft_of(key)


def test_one_waits_for_the_contact_point_and_says_why_however_often_it_is_tried(contact_point):
    for _again in range(2):
        [line] = applications_waiting(contact_point)
        assert "Nobody was named as contact point on the day it was sent" in line.problem
        assert take_in_waiting(at=timezone.now()) == 0
        set_scope(contact_point)


def test_one_is_a_case_that_she_runs_and_acknowledged(contact_point):
    row = SentApplication.objects.select_related("case").get(case__isnull=False)
    assert VIEW.decide(contact_point, row.case).allowed
    assert (row.case.state, row.seen_state, row.problem, len(row.entries)) == ("acknowledged", "acknowledged", "", 3)


def test_every_code_that_is_shown_opens_what_it_says(forms_role):
    half, waits, taken = opened(HALF), opened(WAITING), opened(IN_A_CASE)
    assert half.sent_at is None and half.answers["who"]["name"]
    assert waits.sent_at and not waits.taken and waits.progress is None
    assert taken.taken and taken.progress["title"] == "We have looked at your application"


def test_the_page_where_one_chooses_who_to_be_shows_the_codes(client):
    page = client.get("/demo/sign-in/").content.decode()
    assert all(shown.code in page for shown in CODES)


def test_to_load_again_adds_nothing(contact_point):
    before = SentApplication.objects.count()
    assert list(load_applications(users=load_people(timezone.now()), at=timezone.now())) == []
    set_scope(contact_point)
    assert SentApplication.objects.count() == before


def test_somebody_who_applied_before_is_proposed_to_the_contact_point_as_a_repeat(contact_point):
    set_scope(contact_point)
    [ref] = repeats_waiting(contact_point)
    assert SentApplication.objects.get(case__ref=ref).case.kind == "asb_case_review"
