"""The screens of closed days and school holidays."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cairn.domain.cases.models import LocalDays
from cairn.domain.cases.services.days import set_days
from cairn.domain.cases.services.refreshing import refresh_partnership

pytestmark = pytest.mark.django_db


def at(name, **kwargs):
    return reverse(f"cases:{name}", kwargs={"partnership": "fellshire", **kwargs})


def typed(first, last, **facts):
    days = {
        f"{name}_{part}": getattr(on, part)
        for name, on in (("first_on", first), ("last_on", last))
        for part in ("day", "month", "year")
    }
    return {"sort": "school_holiday", "name": "Half-term", **days, **facts}


def test_a_holiday_is_set_shown_with_what_it_moved_and_withdrawn(browser, world, look):
    client, today = browser("manager"), timezone.localdate()
    assert at("days") in client.get(at("posts")).content.decode()
    page = client.get(at("days")).content.decode()
    assert "No school holiday is set" in page and "No closed day is set" in page and "in August too" in page
    look()
    page = client.post(at("set-days"), typed(today, today - timedelta(days=1))).content.decode()
    assert "The last day is before the first" in page and 'value="Half-term"' in page
    look()
    page = client.post(at("set-days"), typed(today, today + timedelta(days=4)), follow=True).content.decode()
    assert "“Half-term” is set" in page and world.people["manager"].name in page
    assert "Open cases are being looked at again" in page
    look()
    assert ProcrastinateJob.objects.filter(task_name="cases.refresh_days").count() == 1
    refresh_partnership(world.partnership.pk, at=timezone.now())
    assert "What is due moved in no open case." in client.get(at("days")).content.decode()
    page = client.post(at("set-days"), typed(today, today, name="Again")).content.decode()
    assert "stand in “Half-term” already" in page
    look()
    row = LocalDays.objects.get()
    page = client.get(at("withdraw-days", number=row.pk)).content.decode()
    assert "They stay on record as withdrawn" in page
    assert "There is a problem" in client.post(at("withdraw-days", number=row.pk), {"because": ""}).content.decode()
    page = client.post(at("withdraw-days", number=row.pk), {"because": "Another year."}, follow=True).content.decode()
    assert "“Half-term” is withdrawn" in page and "Another year." in page
    assert client.get(at("withdraw-days", number=row.pk)).status_code == 404


def test_practitioners_read_the_days_and_nobody_but_the_manager_is_told_what_they_moved(browser, world):
    today = timezone.localdate()
    set_days(by=world.acts("system"), at=timezone.now(), sort="closed", name="Shut", first_on=today, last_on=today)
    refresh_partnership(world.partnership.pk, at=timezone.now())
    assert "What is due moved" in browser("manager").get(at("days")).content.decode()
    for who in ("coordinator", "nurse", "auditor"):
        page = browser(who).get(at("days")).content.decode()
        assert "Shut" in page and "What is due moved" not in page and "Withdraw" not in page
        assert browser(who).get(at("set-days")).status_code == 403
    assert at("days") in browser("nurse").get(at("openings")).content.decode()
    assert browser("analyst").get(at("days")).status_code == 403


def test_the_page_of_a_case_reads_the_days_once(browser, world, referral, django_capture_queries):
    client = browser("coordinator")
    client.get(at("case", ref=referral.ref))
    asked = django_capture_queries(lambda: client.get(at("case", ref=referral.ref)))
    assert sum('FROM "cases_local_days"' in each for each in asked) == 1


@pytest.fixture
def django_capture_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def captured(act):
        with CaptureQueriesContext(connection) as found:
            act()
        return [each["sql"] for each in found.captured_queries]

    return captured
