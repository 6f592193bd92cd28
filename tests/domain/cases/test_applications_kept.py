"""Nothing that residents typed is lost on the way to their case, nor what they are told of it, however late."""

from datetime import timedelta

from django.utils import timezone

from cairn.domain.cases.models import Address, CasePerson
from cairn.domain.cases.services.steps import take_step
from tests.domain.cases.test_applications import (  # noqa: F401  # its fixtures
    WHO,
    an_application,
    forms,
    taken,
    three,
    to_the_decision,
    told_of,
    world,
)


def test_a_postcode_without_an_address_is_not_lost(world, forms):  # noqa: F811
    an_application(forms, *three(world), who={**WHO, "postcode": "ZZ1 2AB"})
    case = taken(world).case
    found = Address.objects.get(person=CasePerson.objects.get(case=case).person)
    assert (found.lines, found.postcode) == ("ZZ1 2AB", "ZZ1 2AB")


def test_whoever_is_first_told_that_a_day_is_set_reads_the_decision_and_its_working_too(world, forms):  # noqa: F811
    """The Act gives them the decision on the threshold; the case may have moved on before anybody released it."""
    an_application(forms, *three(world)[:2])
    case = taken(world).case
    to_the_decision(world, case)
    panel = {"panel_on": timezone.localdate() + timedelta(days=9), "chair_independent": "yes", "attends": "attends"}
    take_step(by=world.acts("contact"), at=timezone.now(), case=case, name="set_panel", details=panel)
    seen = told_of(world, case)
    assert "The test for a review is met" in seen["says"] and len(seen["working"]) == 4
    assert seen["working"][-1].startswith("Besides the reports you told us of")
