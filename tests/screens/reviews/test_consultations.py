"""The screens of consultations: what was asked, who answered, and what came of it."""

import pytest

from cairn.domain.consultations.api import Consultation
from tests.review_making import a_consultation, a_theme
from tests.screens.reviews.conftest import at

pytestmark = pytest.mark.django_db


def page_of(response):
    return response.content.decode()


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def test_a_consultation_is_written_down_from_question_to_commitment(browser, world, look):
    client = browser("manager")
    assert "No consultation is written down yet" in page_of(client.get(at("consultations:consultations")))
    typed = {
        "version": "0", "title": "Safe at night", "asked": "Where?", "of_whom": "Anybody", "how": "survey",
        "strategy": str(world.strategy.pk), **day("opens_on", world.day(-30)), **day("closes_on", world.day(-40)),
    }  # fmt: skip
    page = page_of(client.post(at("consultations:add"), typed))
    assert "It closes before it opens" in page and "Safe at night" in page
    client.post(at("consultations:add"), {**typed, **day("closes_on", world.day(-2))})
    look()
    ref = Consultation.objects.get().ref
    counts = {"version": "1", "answered": "40104", "age": "Under 25, 3\n25 to 64, x"}
    page = page_of(client.post(at("consultations:answers", ref=ref), counts))
    assert "Line 2, “25 to 64, x”: write the group, then its number" in page and "Under 25, 3" in page
    page = page_of(
        client.post(at("consultations:answers", ref=ref), {**counts, "age": "Under 25, 3\nOver 25, 40101"}, follow=True)
    )
    assert "40104 answered" in page and "You see every number" in page
    theme = {"version": "0", "title": "Buses", "said": "The last bus goes at six.", "outcome": "changed"}
    page = page_of(client.post(at("consultations:theme", ref=ref, theme=0), theme))
    assert "Say what changes because of it" in page and "The last bus goes at six." in page
    done = {**theme, "because": "A late bus runs.", "commitments": [str(world.commitment("CS1").pk)]}
    page = page_of(client.post(at("consultations:theme", ref=ref, theme=0), done, follow=True))
    assert "Something changed" in page and "A late bus runs." in page
    page = page_of(browser("board").get(at("consultations:consultation", ref=ref)))
    assert "withheld" in page and "40101" not in page and "Add a theme" not in page
    page = page_of(browser("board").get(at("thread:commitment", slug="fellshire-2025-2030", code="CS1")))
    assert "Because of the consultation “Safe at night”" in page and "A late bus runs." in page


def test_of_two_who_change_a_theme_the_second_sees_both(browser, world, look):
    consultation = a_consultation(world)
    theme = a_theme(world, consultation)
    client, address = browser("manager"), at("consultations:theme", ref=consultation.ref, theme=theme.pk)
    typed = {"version": "1", "title": "Start earlier", "said": "Begin at five.", "outcome": "waiting"}
    assert client.post(address, {**typed, "said": "Begin at four."}).status_code == 302
    page = page_of(client.post(address, typed))
    assert "What is saved now" in page and "Begin at four." in page and "Begin at five." in page
    assert client.post(address, {**typed, "version": "2"}).status_code == 302
    assert client.get(at("consultations:theme", ref=consultation.ref, theme=99999)).status_code == 404
