"""Whoever is at the table on the day can be chosen and asked, and nobody else."""

from datetime import timedelta

import pytest

from cairn.domain.plans.queries.action_choices import agency_choices
from cairn.domain.plans.queries.plan_partners import current_partners
from cairn.foundation.agencies.models import Membership
from cairn.foundation.audit.commands import command

pytestmark = pytest.mark.django_db


def at_the_table(world, day) -> tuple[set[str], set[str]]:
    """Names that can be chosen in a form about an action, and names that are asked for actions."""
    chosen = {name for _key, name in agency_choices(world.acts("manager"), today=day)}
    return chosen, {name for _key, _slug, name in current_partners(world.partnership.pk, on=day)}


def test_an_agency_is_chosen_and_asked_from_its_first_day_at_the_table_to_its_last(world):
    with command("test.joins", by=world.acts("system"), at=world.at):
        row = Membership.objects.get(partnership=world.partnership, agency__slug="fell-police")
        row.from_on, row.until_on = world.day(1), world.day(2)
        row.save()
    for offset, there in ((0, False), (1, True), (2, True), (3, False)):
        for names in at_the_table(world, world.today + timedelta(days=offset)):
            assert ("Fellshire Constabulary" in names) is there, offset
            assert "Fellshire Council" in names
