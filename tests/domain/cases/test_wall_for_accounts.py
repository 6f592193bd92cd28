"""Before a practitioner's role takes effect, the wall has compared the account with everybody in cases."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.conflicts import likely_conflicts
from cairn.domain.cases.services import wall
from cairn.domain.cases.tasks import look_for_an_account
from cairn.domain.cases.testing import a_case, submit
from cairn.domain.plans.testing_world import add_person
from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.accounts.services.confirming import confirm_role
from cairn.foundation.accounts.services.people import grant_role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor
from tests.domain.cases.test_wall import put_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world, now):
    nurse = world.acts("nurse")
    made = a_case(by=nurse, at=now)
    submit(by=nurse, at=now, case=made)
    return made


@pytest.fixture
def grant(world, now):
    """A role of an officer of the constabulary, which leads the case, given by an administrator."""
    for key, name, roles in (
        ("admin", "Thrush Talc", [Role.ADMINISTRATOR]),
        ("new", "Sandpiper Rigg", [Role.CONTRIBUTOR]),
    ):
        add_person(world, key=key, name=name, agency="fell-police", roles=roles)
    by = world.acts("admin")
    return grant_role(by=by, at=now, person=world.people["new"], role=Role.PRACTITIONER, reason="Joined.")


def opens(world, case, on):
    """Whether the new practitioner opens the case."""
    actor = actor_for(world.people["new"], world.partnership, on=on)
    set_scope(actor)
    found = VIEW.rows(actor).filter(pk=case.pk).exists()
    set_scope(system_actor(world.partnership.pk))
    return found


def begin(world, grant, now):
    """Confirm the role and do the job that this leaves."""
    row = confirm_role(by=world.acts("police_lead"), at=now, grant=grant)
    assert row.waits
    set_scope(system_actor(world.partnership.pk))
    job = ProcrastinateJob.objects.filter(task_name="cases.look_for_account").get()
    assert job.args == {"partnership": world.partnership.pk, "grant": grant.pk}
    look_for_an_account(**job.args)
    set_scope(system_actor(world.partnership.pk))
    assert not Grant.objects.get(pk=grant.pk).waits


def test_a_confirmed_practitioner_is_shut_out_of_a_matching_case_before_the_role_takes_effect(world, now, case, grant):
    put_in(world, now, case, "Sandpiper Rigg")
    begin(world, grant, now)
    assert not opens(world, case, now.date())


def test_one_whose_work_address_is_how_somebody_is_reached_is_shut_out_whatever_the_names(world, now, case, grant):
    put_in(world, now, case, "Dipper Scree", e_mail=world.people["new"].email)
    begin(world, grant, now)
    assert not opens(world, case, now.date())


def test_one_who_matches_nobody_opens_what_the_agency_has_once_the_role_takes_effect(world, now, case, grant):
    put_in(world, now, case, "Dipper Scree")
    assert not opens(world, case, now.date())
    begin(world, grant, now)
    assert opens(world, case, now.date())


def test_an_account_whose_role_still_waits_is_among_those_the_coordinator_is_shown(world, now, case, grant):
    put_in(world, now, case, "Sandpiper Rigg")
    world.acts("coordinator")
    assert [match.user.name for match in likely_conflicts(case, at=now)] == ["Sandpiper Rigg"]


def test_the_job_leaves_a_role_alone_that_nobody_confirmed(world, now, case, grant):
    put_in(world, now, case, "Sandpiper Rigg")
    look_for_an_account(partnership=world.partnership.pk, grant=grant.pk)
    set_scope(system_actor(world.partnership.pk))
    assert Grant.objects.get(pk=grant.pk).waits
    wall.look_for_account(world.partnership.pk, 0, at=now)
