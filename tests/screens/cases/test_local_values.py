"""The screens on which a partnership sets what the process of a kind leaves to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.domain.cases.models import LocalRules
from cairn.domain.cases.services.local_values import set_local_values

pytestmark = pytest.mark.django_db


def at(name, **kwargs):
    return reverse(f"cases:{name}", kwargs={"partnership": "fellshire", **kwargs})


def day(on):
    return {f"from_on_{part}": getattr(on, part) for part in ("day", "month", "year")}


def test_values_are_set_shown_with_who_and_why_and_taken_back(browser, world, look):
    client, today = browser("manager"), timezone.localdate()
    assert at("local-values", casetype="marac") in client.get(at("posts")).content.decode()
    page = client.get(at("local-values", casetype="marac")).content.decode()
    assert "Nothing was set here yet" in page and "Working days to screen" in page and "From 1 to 10" in page
    look()
    page = client.get(at("set-local-values", casetype="marac")).content.decode()
    assert "As the process says: no" in page and "It may be from 1 to 10" in page
    look()
    wrong = {"version": "0", "set-screening_days": "40", "set-escalation_police_only": "yes", "why": "", **day(today)}
    page = client.post(at("set-local-values", casetype="marac"), wrong).content.decode()
    assert "There is a problem" in page and 'value="40"' in page
    look()
    page = client.post(at("set-local-values", casetype="marac"), wrong | {"why": "The protocol."}).content.decode()
    assert "Working days to screen is 40; it must be from 1 to 10" in page and "The protocol." in page
    right = wrong | {"set-screening_days": "3", "why": "The protocol."}
    page = client.post(at("set-local-values", casetype="marac"), right, follow=True).content.decode()
    assert "It is set from" in page and "3, set here from" in page and world.people["manager"].name in page
    assert "The protocol." in page
    look()
    world.acts("system")
    row = LocalRules.objects.get()
    assert row.values == {"screening_days": 3, "escalation_police_only": True}
    back = {"version": row.pk, "set-screening_days": "", "set-escalation_police_only": "yes", "why": "Too few."}
    page = client.post(
        at("set-local-values", casetype="marac"), {**back, **day(today + timedelta(days=3))}, follow=True
    ).content.decode()
    assert "as the process says" in page
    assert "other values are set already" in client.get(at("set-local-values", casetype="marac")).content.decode()


def test_what_somebody_else_set_meanwhile_is_shown_beside_what_was_typed(browser, world):
    client, today = browser("manager"), timezone.localdate()
    set_local_values(
        by=world.acts("system"), at=timezone.now(), kind="marac", values={"agenda_days": 5}, from_on=today, why="Why."
    )
    typed = {"version": "0", "set-screening_days": "3", "why": "The protocol.", **day(today)}
    page = client.post(at("set-local-values", casetype="marac"), typed).content.decode()
    assert "What is saved now" in page and "Days the agenda goes out before the meeting" in page and 'value="3"' in page


def test_whoever_runs_the_kind_sets_it_and_others_read_it(browser, world):
    client = browser("coordinator")
    assert at("local-values", casetype="marac") in client.get(at("openings")).content.decode()
    assert "Set values, or take them back" in client.get(at("local-values", casetype="marac")).content.decode()
    page = client.get(at("local-values", casetype="clares_law")).content.decode()
    assert "or whoever runs these cases, sets them" in page and "Set values" not in page
    page = client.get(at("set-local-values", casetype="clares_law")).content.decode()
    assert "sets them" in page and 'name="set-total_days"' not in page
    typed = {"version": "0", "set-total_days": "20", "why": "Quicker.", **day(timezone.localdate())}
    page = client.post(at("set-local-values", casetype="clares_law"), typed).content.decode()
    assert "whoever runs cases of this kind" in page
    page = browser("nurse").get(at("local-values", casetype="marac")).content.decode()
    assert "sets them" in page and "Set values" not in page
    assert browser("nurse").get(at("set-local-values", casetype="marac")).status_code == 403
    assert browser("analyst").get(at("local-values", casetype="marac")).status_code == 403


def test_a_kind_that_is_not_there_is_not_found(browser, world):
    for name in ("local-values", "set-local-values"):
        assert browser("manager").get(at(name, casetype="knitting")).status_code == 404


def test_the_pages_ask_few_questions_however_much_was_set(browser, world, django_assert_max_num_queries):
    client, today = browser("manager"), timezone.localdate()
    client.get(at("local-values", casetype="marac"))
    with django_assert_max_num_queries(30) as few:
        client.get(at("local-values", casetype="marac"))
    for number in range(1, 8):
        set_local_values(
            by=world.acts("system"), at=timezone.now(), kind="marac", values={"screening_days": number}, from_on=today,
            why="Why.",
        )  # fmt: skip
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(at("local-values", casetype="marac"))
