"""Public forms to look at, with one form open; and a walk through every page of them, in both kinds of words."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.databases import copied
from tests.intake.visiting import Answer, Forms, Visitor, day, serving

OPEN = (
    "INSERT INTO applications_open_form (partnership_id, kind, area, helpline, invented, is_open)"
    " VALUES (1, 'asb_case_review', 'Fellshire', '01632 960 001', true, true)"
)
PROGRESS = {
    "state": "threshold_not_met", "title": "A review will not be held now", "says": "The test is not met.",
    "easy": "No.", "on": "2026-03-02", "words": "Call us.\nWe explain it.",
    "working": ["Report of 3 March 2026: counted.", "1 incident with a report that counts; 3 or more meet it."],
    "tells": [{"title": "What else can help", "easy": "What can help", "lines": ["Mediation.", "A mobile number."]},
              {"title": "What will be done", "easy": "What we do", "lines": ["Lamps.\nA call each week."]}],
    "until": "You can appeal until 1 April 2026.", "until_easy": "You can say no until 1 April 2026.",
}  # fmt: skip


@pytest.fixture(scope="session")
def forms(fenced_database: str, worker_id: str, tmp_path_factory) -> Iterator[Forms]:
    """The public forms with the form of Fellshire open."""
    folder, template = tmp_path_factory.mktemp("forms"), fenced_database.removesuffix(f"_{worker_id}")
    with copied(template, f"{template}_{worker_id}_forms") as name, serving(name, log=folder / "log") as running:
        running.as_owner(OPEN)
        yield running


@pytest.fixture
def visitor(forms: Forms) -> Visitor:
    """Somebody who comes for the first time."""
    return Visitor(forms)


def begun(visitor: Visitor, *, prefix: str = "") -> str:
    """Begin an application; its code."""
    [(number,)] = visitor.forms.as_owner("SELECT id FROM applications_open_form")
    return visitor.post(f"{prefix}/form/{number}/", website="").code


def said_who(visitor: Visitor, *, prefix: str = "", **facts: str) -> Answer:
    """Answer the first page."""
    page = visitor.get(f"{prefix}/page/who/")
    typed = {"asked_by": "person_harmed", "name": "Wren Granite", **facts}
    return visitor.post(f"{prefix}/page/who/", version=page.hidden("version"), do="go", **typed)


def said_report(visitor: Visitor, *, prefix: str = "", do: str = "add", number: int = 3, **facts: str) -> Answer:
    """Add one report, of a day in March."""
    page = visitor.get(f"{prefix}/page/reports/")
    typed = {**day("behaviour_on", 2026, 3, number), **day("reported_on", 2026, 3, number + 1), "told": "council"}
    return visitor.post(f"{prefix}/page/reports/", version=page.hidden("version"), do=do, **{**typed, **facts})


def said_the_rest(visitor: Visitor, *, prefix: str = "") -> Answer:
    """Answer the last two pages; the page of all answers."""
    for step, typed in (("hate", {"hate": "no"}), ("contact", {"way": "code_on_screen"})):
        page = visitor.get(f"{prefix}/page/{step}/")
        last = visitor.post(f"{prefix}/page/{step}/", version=page.hidden("version"), do="go", **typed)
    return last


def sent(visitor: Visitor, *, prefix: str = "") -> Answer:
    """Send it; the page with the new code."""
    page = visitor.get(f"{prefix}/check/")
    return visitor.post(f"{prefix}/check/", version=page.hidden("version"), website="")


@pytest.fixture(scope="session")
def walk(forms: Forms) -> dict[str, Answer]:
    """Every page, in plain and in easy words, by the words and the templates that drew it and where it was met."""
    found: dict[str, Answer] = {}
    for prefix in ("", "/easy"):
        one = Visitor(forms)
        _walked(one, prefix)
        for place, answer in enumerate(one.seen):
            if answer.text and answer.headers["Content-Type"].startswith("text/html"):
                found.setdefault(f"{prefix or '/plain'} {place} {answer.path}", answer)
    return found


def _walked(one: Visitor, prefix: str) -> None:
    forms = one.forms
    for path in ("/", "/about/", "/return/", "/nowhere/", "/check/", "/now/"):
        one.get(f"{prefix}{path}")
    [(number,)] = forms.as_owner("SELECT id FROM applications_open_form")
    one.get(f"{prefix}/form/{number}/")
    one.post(f"{prefix}/form/{number}/", website="a machine")
    begun(one, prefix=prefix)
    one.get(f"{prefix}/check/")
    said_who(one, prefix=prefix, name="")
    said_who(one, prefix=prefix)
    said_report(one, prefix=prefix, told="")
    said_report(one, prefix=prefix)
    said_report(one, prefix=prefix, number=9, same="1")
    one.get(f"{prefix}/page/reports/?entry=2")
    page = one.get(f"{prefix}/page/contact/")
    one.post(f"{prefix}/page/contact/", version=page.hidden("version"), do="go", way="text")
    one.post(f"{prefix}/page/contact/", version=page.hidden("version"), do="later", way="text")
    one.post(f"{prefix}/page/contact/", version="1", do="go", way="code_on_screen")
    said_the_rest(one, prefix=prefix)
    one.post(f"{prefix}/check/", version="1", website="")
    code = sent(one, prefix=prefix).code
    one.get(f"{prefix}/now/")
    progress = json.dumps(PROGRESS)
    forms.as_owner(
        "UPDATE applications_application SET taken_at = now(), progress = %s::jsonb WHERE sent_at IS NOT NULL", progress
    )
    one.get(f"{prefix}/now/")
    one.post(f"{prefix}/return/", code="WRONG")
    one.post(f"{prefix}/return/", code=code)
    one.post(f"{prefix}/return/", origin="http://elsewhere.example", code=code)
    one.post(f"{prefix}/return/", code="A" * 70_000)
    for _try in range(12):
        last = one.post(f"{prefix}/return/", code="WRONG")
    assert last.status == 429
    one.get("/leave/")
    one.post(f"{prefix}/page/who/", name="Wren Granite", version="1")
