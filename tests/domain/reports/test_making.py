"""Reports: the same facts make the same files, copies differ in figures only, and every figure has a source."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta

import pytest

from cairn.domain.boards import testing as boards
from cairn.domain.boards.api import publish_decision, withdraw_decision
from cairn.domain.plans.testing import add_action, add_plan
from cairn.domain.publishing.api import Charts, Entries, Heat, KeyFigures, Table, newest_report, report_from
from cairn.domain.reports.models import Report
from cairn.domain.reports.queries.showing import document_of
from cairn.domain.reports.services import asking, making, publishing
from cairn.domain.reports.web.views import page_of
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from tests.parts import missing
from tests.report_making import SMALL, a_shown_decision, release_decision, without_figures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_hand")]


def words_of_pdf(pdf: bytes, folder) -> str:
    """What its pages say."""
    program = shutil.which("pdftotext") or missing("There is no pdftotext; it is in Debian's poppler-utils.")
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    return " ".join(subprocess.run([program, file, "-"], capture_output=True, check=True).stdout.decode().split())


def test_the_same_facts_make_the_same_files_and_each_is_drawn_from_its_document_alone(world, meeting, made):
    first, second = made(meeting), made(meeting)
    assert first.state == second.state == "ready" and first.ref != second.ref
    assert first.step == first.steps == 5
    pairs = list(zip(first.copies.all(), second.copies.all(), strict=True))
    assert [one.audience for one, _ in pairs] == ["members", "partners"]
    for one, other in pairs:
        assert one.mark == other.mark and bytes(one.pdf) == bytes(other.pdf) and page_of(one) == page_of(other)
        document = document_of(one)
        assert document.as_document() == one.document and document.mark == one.mark
        assert making.pdf_of(document) == bytes(one.pdf)


def test_copies_differ_in_figures_and_what_is_said_of_the_copy_only(world, meeting, made):
    for report in (made(meeting), made(meeting_plan(world))):
        members, *others = [copy.document for copy in report.copies.all()]
        assert len(others) == (1 if report.kind == "board_pack" else 2)
        for other in others:
            assert other != members
            assert without_figures(other) == without_figures(members)


def meeting_plan(world):
    """The published plan of the year."""
    from cairn.domain.plans.models import ActionPlan

    return ActionPlan.objects.get(partnership=world.partnership)


def test_what_is_withheld_stands_nowhere_in_the_public_copy(world, meeting, made, tmp_path):
    report = made(meeting_plan(world))
    members, _partners, public = report.copies.all()
    for place in (1, 2):  # the figures of May and June
        hidden = [str(SMALL + place), f"{SMALL + place:,}", f"{(SMALL + place) / 99:.2f}"]
        exact = words_of_pdf(bytes(members.pdf), tmp_path)
        left = [page_of(public).decode(), words_of_pdf(bytes(public.pdf), tmp_path), str(public.document)]
        assert hidden[1] in exact and hidden[2] in exact
        assert [word for word in hidden for text in left if word in text] == []
    assert "withheld so that nobody can be identified" in words_of_pdf(bytes(public.pdf), tmp_path)


def test_every_figure_names_its_source_and_the_day_it_is_of(world, meeting, made):
    for report in (made(meeting), made(meeting_plan(world))):
        for copy in report.copies.all():
            document = document_of(copy)
            for section in document.sections:
                for block in section.blocks:
                    sources = []
                    if isinstance(block, Table | Heat | Entries):
                        sources = [block.source]
                    elif isinstance(block, KeyFigures):
                        sources = [one.source for one in block.items]
                    elif isinstance(block, Charts):
                        assert all(one.source and one.as_of for one in block.measures)
                    assert all(one.name and one.as_of for one in sources)
                    assert set(sources) <= set(document.sources)


def test_the_pdf_is_tagged_and_says_what_copy_it_is_of_which_day_on_its_pages(world, meeting, made, tmp_path):
    copy = made(meeting).copies.get(audience="partners")
    pdf = bytes(copy.pdf)
    assert b"/StructTreeRoot" in pdf and b"/Lang(en-GB)" in pdf and b"pdfuaid:part>1<" in pdf
    said = words_of_pdf(pdf, tmp_path)
    assert "Partners’ copy, as at 20 November 2026" in said
    assert said.index("What this meeting is asked to decide") < said.index("Commitments off track")
    for words in (
        "Open the first safe room",
        "A second landlord is asked.",
        "Pay for safe accommodation",
        "Publish how many practices have a quiet room.",
        "Fellshire Constabulary, as of 20 October 2026",
    ):
        assert words in said


def test_an_annual_report_says_what_was_done_and_stopped_in_words_for_residents_only(world, made):
    plan = add_plan(world)
    from cairn.domain.plans.services.actions import stop_action

    secret = add_action(world, plan=plan, title="Words for partners only", commitment="CP1")
    stopped = add_action(
        world, plan=plan, title="Close it", commitment="CS1", public_wording="We will rent a second safe house."
    )
    stop_action(by=world.acts("manager"), at=world.at, action=stopped, reason="The landlord sold the house.")
    document = made(plan).copies.get(audience="public").document
    assert document["title"] == "Annual report 2026-27"
    said = str(document)
    assert "The landlord sold the house." in said and "We will rent a second safe house." in said
    assert secret.title not in said and "not described here" in said
    assert "Cairn keeps no accounts" in said


def decisions_in(report):
    [section] = [one for one in document_of(report.copies.get(audience="public")).sections if one.key == "decisions"]
    return [entry for block in section.blocks if isinstance(block, Entries) for entry in block.items]


def test_a_report_tells_decisions_only_as_residents_see_them(world, made):
    plan = add_plan(world)
    seen = a_shown_decision(world, "Pay for a safe house", alternatives="A flat was looked at.")
    a_shown_decision(world, "Of another strategy or of none", codes=())
    by, at = world.acts("manager"), world.at
    never = boards.a_decision(by=by, at=at, title="Never shown", commitments=[world.commitment("CP1")])
    publish_decision(by=by, at=at, decision=never, published_on=world.today)
    gone = a_shown_decision(world, "It names somebody")
    withdraw_decision(by=world.acts("manager"), at=at, decision=gone, reason="It names somebody.")
    report = made(plan)
    [told] = decisions_in(report)
    assert (told.title, told.about) == (seen.title, "Cabinet, 20 November 2026")
    assert told.facts == (
        ("Decided", "The grant is renewed. The director signs it."),
        ("Reasons", "The grant ends in March."),
        ("Alternatives considered and rejected", "A flat was looked at."),
    )


def test_a_report_is_not_published_with_a_decision_withdrawn_since(world, made):
    plan = add_plan(world)
    decision = a_shown_decision(world, "Pay for a safe house")
    report = made(plan)
    note = {"by": world.acts("manager"), "at": world.at, "report": report, "note": "The year."}
    release = publishing.propose(**note)
    withdraw_decision(by=world.acts("manager"), at=world.at, decision=decision, reason="It names somebody.")
    with pytest.raises(Refused, match="do not see the decision “Pay for a safe house” as this report tells it"):
        publishing.publish(by=world.acts("board"), at=world.at, release=release)
    assert newest_report(publishing.slug_of(report)) is None
    publishing.send_back(by=world.acts("board"), at=world.at, release=release, reason="A decision is gone.")
    with pytest.raises(Refused, match="Make the report again"):
        publishing.propose(**note | {"by": world.acts("manager")})
    release_decision(world, decision)
    again = publishing.propose(**note | {"by": world.acts("manager")})
    publishing.publish(by=world.acts("board"), at=world.at, release=again)
    assert newest_report(publishing.slug_of(report)).number == 1


def test_what_goes_wrong_is_said_and_asking_again_begins_anew(world, meeting, monkeypatch):
    def breaks(_document):
        raise ValueError("no ink")

    monkeypatch.setattr(making, "pdf_of", breaks)
    asked = asking.ask_for_board_pack(by=world.acts("manager"), at=world.at, meeting=meeting)
    again = asking.ask_for_board_pack(by=world.acts("manager"), at=world.at, meeting=meeting)
    assert again.pk == asked.pk, "while one is on its way, that is the one"
    later = asking.ask_for_board_pack(by=world.acts("manager"), at=world.at + timedelta(hours=1), meeting=meeting)
    asked.refresh_from_db()
    assert later.pk != asked.pk and asked.state == "failed" and "never finished" in asked.failed_why
    found = making.make_report(partnership_id=world.partnership.pk, ref=later.ref, at=world.at)
    assert found.state == "failed" and found.failed_why.startswith("Something went wrong while this was made: Members")
    assert "no ink" not in found.failed_why
    monkeypatch.undo()
    assert asking.ask_for_board_pack(by=world.acts("manager"), at=world.at, meeting=meeting).pk != asked.pk


def test_a_copy_is_read_back_as_it_was_and_an_odd_form_is_refused(world, meeting, made):
    copy = made(meeting).copies.first()
    assert report_from(copy.document).measures[0].everyone.figures[0].words == "April 2026"
    with pytest.raises(ValueError, match="not cairn-report/1"):
        report_from({**copy.document, "format": "cairn-report/2"})


def test_only_the_manager_asks_and_only_for_what_can_be_reported_on(world, meeting):
    with pytest.raises(Forbidden):
        asking.ask_for_board_pack(by=world.acts("board"), at=world.at, meeting=meeting)
    draft = add_plan(world, state="draft", year="2027-28", starts_on=world.day(200))
    with pytest.raises(Refused, match="published"):
        asking.ask_for_annual_report(by=world.acts("manager"), at=world.at, plan=draft)
    assert not Report.objects.exists()
