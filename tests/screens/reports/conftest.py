"""Screens of reports: an invented partnership with a pack and an annual report, and a browser for its people."""

import pytest
from django.urls import reverse

from cairn.domain.plans.models import ActionPlan
from cairn.domain.reports.services import asking, making
from tests.report_making import a_meeting, leaves


@pytest.fixture
def meeting(world):
    return a_meeting(world)


@pytest.fixture
def made(world, meeting, monkeypatch):
    """The pack and the annual report, made as the job would, with figures made by hand."""
    monkeypatch.setattr(making, "figures_for", leaves)
    by = world.acts("manager")
    plan = ActionPlan.objects.select_related("strategy__partnership").get(partnership=world.partnership)
    asked = {
        "pack": asking.ask_for_board_pack(by=by, at=world.at, meeting=meeting),
        "year": asking.ask_for_annual_report(by=by, at=world.at, plan=plan),
    }
    return {
        name: making.make_report(partnership_id=world.partnership.pk, ref=report.ref, at=world.at)
        for name, report in asked.items()
    }


def at(name, **kwargs):
    """The address of a screen of reports in Fellshire."""
    return reverse(f"reports:{name}", kwargs={"partnership": "fellshire", **kwargs})
