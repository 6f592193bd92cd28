"""The screens on which the partnership manager says who runs cases."""

import pytest
from django.urls import reverse

from cairn.domain.cases.models import Post

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


def test_nobody_else_opens_them(browser):
    for who in ("coordinator", "officer", "auditor"):
        assert browser(who).get(at("posts")).status_code == 403
