"""The screens on which the partnership manager says who runs cases."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cairn.domain.cases.models import Post
from cairn.domain.cases.services.posts import name_for_role

pytestmark = pytest.mark.django_db


def at(name, **kwargs):
    return reverse(f"cases:{name}", kwargs={"partnership": "fellshire", **kwargs})


def test_somebody_is_named_shown_and_ended(browser, world, look):
    client, nurse = browser("manager"), world.people["nurse"]
    page = client.get(at("posts")).content.decode()
    assert "Who runs cases" in page and "Nobody" in page
    look()
    typed = {"role": "marac/coordinator", "user": str(nurse.pk), "from_on_day": "", "from_on_month": "",
             "from_on_year": ""}  # fmt: skip
    page = client.post(at("name-for-role"), typed).content.decode()
    assert "There is a problem" in page and f'value="{nurse.pk}" selected' in page
    typed |= {"from_on_day": world.today.day, "from_on_month": world.today.month, "from_on_year": world.today.year}
    page = client.post(at("name-for-role"), typed, follow=True).content.decode()
    assert f"{nurse.name} is named" in page
    world.acts("system")
    post = Post.objects.get(user=nurse, role="coordinator")
    page = client.get(at("end-post", number=post.pk)).content.decode()
    assert "Coordinator" in page or "coordinator" in page
    look()
    day = {f"last_on_{part}": getattr(world.today, part) for part in ("day", "month", "year")}
    assert "until" in client.post(at("end-post", number=post.pk), day, follow=True).content.decode()
    assert "Move the end" in client.get(at("posts")).content.decode()
    assert client.get(at("end-post", number=post.pk)).status_code == 200  # until the day is over it can be moved
    assert client.get(at("end-post", number=post.pk + 999)).status_code == 404


def test_a_role_that_has_not_begun_is_withdrawn_and_shown_as_withdrawn(browser, world, look):
    client, first = browser("manager"), world.today + timedelta(days=5)
    facts = {"by": world.acts("manager"), "at": world.at, "kind": "marac", "role": "coordinator"}
    post = name_for_role(**facts, user=world.people["nurse"], from_on=first)
    begun = name_for_role(**facts, user=world.people["nurse_too"], from_on=world.today)
    page = client.get(at("posts")).content.decode()
    assert at("withdraw-post", number=post.pk) in page and at("withdraw-post", number=begun.pk) not in page
    client.get(at("withdraw-post", number=post.pk))
    look()
    page = client.post(at("withdraw-post", number=begun.pk)).content.decode()
    assert "It has begun, so it cannot be withdrawn" in page
    page = client.post(at("withdraw-post", number=post.pk), follow=True).content.decode()
    assert "is not named from that day" in page and "before it began on" in page
    look()
    for name in ("withdraw-post", "end-post"):
        assert client.get(at(name, number=post.pk)).status_code == 404
    assert browser("coordinator").get(at("withdraw-post", number=post.pk)).status_code == 403


def test_nobody_else_opens_them(browser):
    for who in ("coordinator", "officer", "auditor"):
        assert browser(who).get(at("posts")).status_code == 403
