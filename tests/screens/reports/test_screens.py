"""The screens of reports: who reads which copy, how far one has come, and a public copy that needs two people."""

from types import SimpleNamespace

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from cairn.domain.boards.api import withdraw_decision
from cairn.domain.plans.models import ActionPlan
from cairn.domain.reports import tasks
from cairn.domain.reports.models import Report, ReportRelease
from cairn.domain.reports.services import asking, making, publishing
from cairn.foundation.audit.models import Entry
from tests.report_making import SMALL, a_shown_decision
from tests.screens.boards.conftest import words_of
from tests.screens.reports.conftest import at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "sees", "members", "partners", "makes"),
    [
        ("manager", 200, 200, 200, 200),
        ("board", 200, 200, 200, 403),
        ("police_worker", 200, 404, 200, 403),
        ("administrator", 404, 404, 404, 403),
        ("stranger", 404, 404, 404, 404),
    ],
)
def test_members_read_exact_figures_partners_theirs_and_whoever_is_walled_off_finds_nothing(
    browser, made, who, sees, members, partners, makes
):
    client, ref = browser(who), made["pack"].ref
    assert client.get(at("report", ref=ref)).status_code == sees
    for audience, status in (("members", members), ("partners", partners), ("public", 404)):
        assert client.get(at("copy", ref=ref, audience=audience)).status_code == status
        for paper in ("pdf", "html"):
            address = at("paper", ref=ref, audience=audience, paper=paper)
            assert client.get(address).status_code == status
    assert client.get(at("make")).status_code == makes


def test_the_mark_of_a_copy_is_shown_only_to_whoever_may_read_it(browser, made):
    """It is worked out from the figures, so a withheld one could be guessed until the mark is the same."""
    pack = made["pack"]
    members, partners = pack.copies.all()
    for who, seen in (("board", [members, partners]), ("police_worker", [partners])):
        client = browser(who)
        pages = [client.get(address) for address in (at("report", ref=pack.ref), _history(pack))]
        said = " ".join(page.content.decode() for page in pages)
        assert [copy for copy in (members, partners) if copy.mark[:12] in said] == seen
        assert not any(copy.pdf_sha256[:12] in said for copy in (members, partners))
        assert {page.status_code for page in pages} == {200}


def _history(report):
    return f"/p/fellshire/history/report/{report.ref}/"


def test_a_pack_is_asked_for_waits_in_the_queue_and_says_how_far_it_has_come(
    browser, world, meeting, look, monkeypatch
):
    client = browser("manager")
    assert "Board pack" in words_of(client.get(f"/p/fellshire/boards/meetings/{meeting.ref}/"))
    page = words_of(client.get(at("make") + f"?about=meeting/{meeting.ref}"))
    assert "Counts of 1 to 4 are withheld" in page and "Commitments off track" in page
    assert "Choose a meeting or a year" in words_of(client.post(at("make"), {"subject": ""}))
    sent = client.post(at("make"), {"subject": f"meeting/{meeting.ref}"})
    look()
    report = Report.objects.get()
    assert sent["Location"] == at("report", ref=report.ref)
    waits = words_of(client.get(sent["Location"]))
    assert "0 of 5 parts are made. It waits for its turn." in waits and "Look again" in waits
    started = SimpleNamespace(start_timestamp=world.at.timestamp())
    [job] = ProcrastinateJob.objects.filter(task_name="reports.make")
    assert job.args == {"partnership": world.partnership.pk, "ref": report.ref}
    look()
    tasks.make(started, **job.args)
    found = words_of(client.get(sent["Location"]))
    assert "Ready" in found and "Take it as PDF" in found
    client.post(at("make"), {"subject": f"meeting/{meeting.ref}"})
    look()
    monkeypatch.setattr(making, "pdf_of", lambda _document: 1 / 0)
    second = Report.objects.first()
    tasks.make(started, partnership=world.partnership.pk, ref=second.ref)
    assert "Something went wrong while this was made" in words_of(client.get(at("report", ref=second.ref)))
    assert "Could not be made" in words_of(client.get(at("reports")))


def test_a_copy_is_taken_as_pdf_or_as_a_page_of_its_own_and_that_is_recorded(browser, made, look):
    client, ref = browser("board"), made["pack"].ref
    pdf = client.get(at("paper", ref=ref, audience="members", paper="pdf"))
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"
    page = client.get(at("paper", ref=ref, audience="partners", paper="html")).content.decode()
    assert "<style>" in page and "src=" not in page and "url(" not in page and "<script" not in page
    assert 'lang="en-GB"' in page and "Partners’ copy" in page and "<svg" in page
    assert client.get(at("paper", ref=ref, audience="members", paper="docx")).status_code == 404
    look()
    taken = Entry.objects.filter(action="files.export", subject_ref=ref).order_by("pk")
    assert [entry.reason.split(",")[0] for entry in taken] == [
        "Took the members’ copy as PDF", "Took the partners’ copy as HTML",
    ]  # fmt: skip


def test_a_public_copy_leaves_when_a_second_person_has_read_exactly_what_is_public(browser, made, look):
    ref, note = made["year"].ref, "What became of each promise this year."
    public = at("copy", ref=ref, audience="public")
    manager, board = browser("manager"), browser("board")
    assert "Say in a sentence" in words_of(manager.post(public, {"do": "propose", "note": " "}))
    assert board.post(public, {"do": "propose", "note": note}).status_code == 403
    assert manager.post(public, {"do": "propose", "note": note}).status_code == 302
    assert "Somebody else reads it before residents do." in words_of(manager.get(public))
    assert manager.post(public, {"do": "publish"}).status_code == 403
    read = words_of(board.get(public))
    assert "Publish it" in read and f"{SMALL:,}" in read and f"{SMALL + 1:,}" not in read
    assert "2 withheld" in read and "Small counts are withheld." in read
    assert "Reports to check before residents see them" in words_of(board.get("/p/fellshire/my-work/"))
    assert "Say what must change" in words_of(board.post(public, {"do": "return", "reason": ""}))
    assert board.post(public, {"do": "return", "reason": "The note is vague."}).status_code == 302
    assert "The note is vague." in words_of(manager.get(public))
    manager.post(public, {"do": "propose", "note": note})
    assert board.post(public, {"do": "publish"}).status_code == 302
    look()
    release = ReportRelease.objects.get(outcome="released")
    assert release.mark == made["year"].copies.get(audience="public").mark
    assert "Published" in words_of(board.get(at("reports")))
    assert manager.post(public, {"do": "withdraw", "reason": "A figure was wrong."}).status_code == 302
    look()
    release.refresh_from_db()
    assert (release.outcome, release.reason) == ("withdrawn", "A figure was wrong.")
    assert "Not published" in words_of(manager.get(public))


def test_a_report_taken_down_with_a_decision_says_so_wherever_it_is_looked_for(browser, world, made, look):
    decision = a_shown_decision(world, "Pay for Wren's house")
    plan = ActionPlan.objects.select_related("strategy__partnership").get(partnership=world.partnership)
    asked = asking.ask_for_annual_report(by=world.acts("manager"), at=world.at, plan=plan)
    report = making.make_report(partnership_id=world.partnership.pk, ref=asked.ref, at=world.at)
    call = {"at": world.at}
    release = publishing.propose(by=world.acts("manager"), **call, report=report, note="The year.")
    publishing.publish(by=world.acts("board"), **call, release=release)
    withdraw_decision(by=world.acts("manager"), **call, decision=decision, reason="It names somebody.")
    manager, board = browser("manager"), browser("board")
    said = words_of(manager.get("/p/fellshire/my-work/"))
    assert "Reports that residents no longer see" in said and "Make anew" in said and "Wren" not in said
    assert "Taken down" in words_of(board.get(at("reports")))
    for client in (manager, board):
        for address in (at("report", ref=report.ref), at("copy", ref=report.ref, audience="public")):
            page = words_of(client.get(address))
            assert f"page and PDF, with decision {decision.ref}, which was withdrawn" in page
            assert "Do not hand a copy on. Make the report anew" in page


def test_a_board_pack_is_never_proposed(browser, made):
    address = at("copy", ref=made["pack"].ref, audience="partners")
    assert browser("manager").post(address, {"do": "propose", "note": "Read it."}).status_code == 403
