"""The screen of what agencies reported again of a case: for whoever runs it, from the list and the page of the case."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from cairn.domain.cases.models import CaseEvent, CasePerson
from cairn.domain.cases.testing import a_share
from cairn.domain.watch.models import WatchRow
from cairn.domain.watch.services.working import say_who
from cairn.foundation.audit.models import Entry
from tests.domain.cases.between import HARMED, HARMER, referral
from tests.screens.watch.test_screens import at, page_of

pytestmark = pytest.mark.django_db
TWO = {HARMED: ("Avocet Agate", (1990, 3, 3)), HARMER: ("Bittern Beryl", (1988, 4, 4))}


@pytest.fixture
def case(world, row, look):
    """A case of the two of the row, referred ten days ago; the police say that they are the two."""
    found = referral(world, world.at - timedelta(days=10), people=TWO)
    world.acts("system")
    if not found.shares.filter(agency=world.agencies["fell-police"]).exists():
        a_share(case=found, agency=world.agencies["fell-police"], at=world.at)
    people = {each.party: each.person for each in CasePerson.objects.filter(case=found).select_related("person")}
    for of_victim, party in ((True, HARMED), (False, HARMER)):
        by = world.acts("officer")
        mine = WatchRow.objects.get(pk=row.pk)
        say_who(by=by, at=world.at, row=mine, person=people[party], of_victim=of_victim, why="Same birth.")
    look()
    return found


def test_whoever_runs_the_case_reads_who_reported_again_and_answers_once(browser, world, case, look):
    client = browser("coordinator")
    assert "1 case may be a repeat" in page_of(client.get(reverse("cases:cases", kwargs={"partnership": "fellshire"})))
    assert case.ref in page_of(client.get(at("again")))
    there = reverse("cases:case", kwargs={"partnership": "fellshire", "ref": case.ref})
    assert "Reported again" in page_of(client.get(there))
    page = page_of(client.get(at("case-again", ref=case.ref)))
    assert world.agencies["fell-police"].name in page and "Common assault" not in page and "Weapon" not in page
    look()
    ref = re.search(r'value="(WR-[^"]+)"', page)[1]
    assert "Choose a report" in page_of(client.post(at("case-again", ref=case.ref), {"answer": "yes"}))
    page = page_of(client.post(at("case-again", ref=case.ref), {"again": ref, "answer": "no"}))
    assert "Say why it is not a repeat" in page
    page = page_of(client.post(at("case-again", ref=case.ref), {"again": ref, "answer": "yes"}, follow=True))
    assert "recorded in the case that there was abuse" in page and "A repeat, Curlew Beck" in page
    look()
    assert CaseEvent.objects.filter(case=case, name="abuse_recorded").count() == 1
    assert Entry.objects.filter(action="watch.open_again").exists()
    assert not Entry.objects.filter(action="watch.open_again", subject_ref=case.ref).exists()
    assert "No case waits" in page_of(client.get(at("again")))
    for who in ("officer", "nurse"):
        assert browser(who).get(at("case-again", ref=case.ref)).status_code in (403, 404)
        assert "Reported again" not in page_of(browser(who).get(there))
