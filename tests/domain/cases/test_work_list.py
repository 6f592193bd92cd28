"""The list of cases among many: how far it goes, and that it asks the same whether an agency has few or many."""

from datetime import timedelta

import pytest

from cairn.domain.cases.queries import work_list as module
from cairn.domain.cases.queries.work_list import work_list
from cairn.domain.cases.testing import a_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts(world, now):
    nurse = world.acts("nurse")
    return [a_case(by=nurse, at=now - timedelta(days=day)).ref for day in range(4)]


def refs(found):
    return [line.ref for line in found.lines]


def test_a_list_stops_where_nobody_pages_and_says_that_there_are_more(world, now, drafts, monkeypatch):
    nurse = world.acts("nurse")
    assert not work_list(nurse, today=now.date()).more
    monkeypatch.setattr(module, "MOST", 3)
    found = work_list(nurse, today=now.date())
    assert found.more and refs(found) == drafts[:3]  # the newest first, as nothing is due
    monkeypatch.setattr(module, "MOST", 4)
    assert not work_list(nurse, today=now.date()).more


def test_an_agency_with_many_cases_is_listed_the_same_as_one_with_few(world, now, drafts, monkeypatch):
    nurse = world.acts("nurse")
    few = refs(work_list(nurse, today=now.date()))
    monkeypatch.setattr(module, "FEW", 0)
    assert refs(work_list(nurse, today=now.date())) == few == drafts
    monkeypatch.setattr(module, "PER_PAGE", 3)
    second = work_list(nurse, today=now.date(), number="2")
    assert refs(second) == drafts[3:] and second.page.paginator.count == 4
    assert not work_list(world.acts("coordinator"), today=now.date()).any
