"""The annual report says what people were asked and what changed; small numbers of them stand in no copy."""

from __future__ import annotations

import pytest

from cairn.domain.consultations.api import save_answers
from cairn.domain.plans.testing import add_plan
from cairn.domain.publishing.api import drawn_report
from cairn.domain.reports.queries.showing import document_of, report_page
from cairn.domain.reports.services import making
from cairn.domain.reports.web.views import page_of
from tests.report_making import without_figures
from tests.review_making import a_consultation, a_theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_hand")]


@pytest.fixture
def plan(world):
    return add_plan(world)


@pytest.fixture
def consultation(world, plan):
    """Three young people of 104 answered; 61 said one thing, two another."""
    row = a_consultation(world)
    save_answers(
        by=world.acts("manager"), at=world.at, consultation=row, version=1, answered=104,
        groups={"age": {"Under 25": 3, "25 to 64": 60, "65 and over": 41}},
    )  # fmt: skip
    a_theme(world, row, mentions=61)
    a_theme(world, row, title="Close the alley", outcome="nothing", because="It is a right of way.", mentions=2,
            commitments=[])  # fmt: skip
    return row


def told(copy):
    """Rows of the section's tables, by caption."""
    [section] = [one for one in document_of(copy).sections if one.key == "consultations"]
    entries, *tables = section.blocks
    return dict(entries.items[0].facts), [[row.cells for row in table.rows] for table in tables]


def test_each_copy_tells_what_was_asked_and_counts_as_that_audience_may_see_them(world, plan, consultation, made):
    report = made(plan)
    members, partners, public = report.copies.all()
    assert told(members) == told(partners), "the board reads what partners read; exact numbers are for those who count"
    facts, [answered, came] = told(partners)
    assert facts["Asked"].startswith("Where do you feel unsafe?") and facts["Answered"] == "104"
    by_name = {name: number for _by, name, number in answered}
    assert by_name["Under 25"] == "withheld" and list(by_name.values()).count("withheld") >= 2
    assert came == [
        ("Start earlier", "61", "Something changed", "Lessons begin in year 7.", "CP1"),
        ("Close the alley", "withheld", "Nothing changes", "It is a right of way.", ""),
    ]
    facts, [answered, came] = told(public)
    assert facts["Answered"] == "About 105, rounded" and came[0][1] == "60" and came[1][1] == "withheld"
    assert all(number == "withheld" or int(number) % 5 == 0 for *_who, number in answered)
    for copy in (partners, public):
        assert without_figures(copy.document) == without_figures(members.document)


def test_what_is_withheld_is_said_with_its_rule_and_what_people_wrote_is_not_quoted(world, plan, consultation, made):
    report = made(plan)
    for copy in report.copies.all():
        drawn = drawn_report(document_of(copy))
        said = {one["title"]: one for one in drawn["withheld"]}
        assert "withheld" in said["Who answered: What would make you feel safe?"]["many"]
        assert "withheld" in said["What came of it: What would make you feel safe?"]["why"]
        page = page_of(copy).decode()
        assert "Lessons begin in year 7." in page and "Year 9 is too late" not in str(copy.document)
        assert making.pdf_of(document_of(copy)) == bytes(copy.pdf)
    lines = report_page(world.acts("board"), report.ref, may_make=False).copies
    assert all(line.withheld > 2 for line in lines)


def test_only_what_closed_by_the_day_of_the_report_is_told(world, plan, made):
    a_consultation(world, title="Still open", closes_on=world.day(3))
    a_consultation(world, title="Of the year after", opens_on=world.day(400), closes_on=world.day(410))
    document = str(made(plan).copies.get(audience="public").document)
    assert "No consultation about these promises closed this year." in document
    assert "Still open" not in document and "Of the year after" not in document
