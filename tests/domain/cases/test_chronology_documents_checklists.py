"""What stands in the chronology, who gets a document, and what a checklist comes to."""

from dataclasses import replace
from datetime import timedelta

import pytest
import typst
from django.http import Http404
from django.utils import timezone

from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.models import CaseDocument, CaseFile, ChecklistSheet
from cairn.domain.cases.queries import checklists
from cairn.domain.cases.queries.checklists import in_force, may_read_sheets, score_events, sheets_of, shipped, versions
from cairn.domain.cases.queries.chronology import chronology
from cairn.domain.cases.queries.documents import document_for, documents_of
from cairn.domain.cases.queries.roles import roles_of, sections_open
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.services.checklists import ChecklistFaulty, answer_checklist, load_checklist, record_score
from cairn.domain.cases.services.documents import add_document
from cairn.domain.cases.services.notes import write_note
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.testing import a_case, a_share, submit
from cairn.domain.cases.web.frame import CaseHere
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.models import Entry
from cairn.foundation.files.uploads import Upload
from cairn.foundation.ui.stamped_pdf import stamped_pdf
from cairn.kernel.processes.thresholds import outcome

OURS = """format = "cairn-checklist/1"
key = "ours"
title = "Our checklist"
version = "2"
valid_from = 2026-01-01
owner = "Fellshire"
licence = "Ours."
threshold = 1
[[question]]
key = "afraid"
asks = "Are you afraid?"
"""


@pytest.fixture
def case(world, now):
    """A referral of the health board, sent."""
    nurse = world.acts("nurse")
    made = a_case(by=nurse, at=now)
    submit(by=nurse, at=now, case=made)
    return made


def read_by(world, case, who, **facts):
    """The chronology as somebody reads it."""
    actor, process = world.acts(who), process_for(case)
    sections = sections_open(actor, case, process, roles=roles_of(actor, process))
    at = facts.pop("at", None) or timezone.now()
    limited = CaseHere(actor, case, at).limited
    return chronology(case, process, at=at, sections=sections, **{"limited": limited, **facts})


def test_the_chronology_holds_what_is_open_to_the_reader_in_order_and_in_few_queries(
    world, case, now, django_assert_max_num_queries
):
    day = timezone.localdate(now)
    for text, kept in (("For all.", False), ("For us.", True)):
        write_note(by=world.acts("nurse"), at=now, case=case, text=text, happened_on=day, section="risk",
                   only_agency=kept)  # fmt: skip
    mine, theirs = (str(read_by(world, case, who)) for who in ("nurse_too", "coordinator"))
    assert "For us." in mine and "For us." not in theirs and "For all." in theirs
    # How somebody is safely reached is in a section of the coordinator and the IDVA.
    assert "Mornings, by telephone." not in theirs + mine
    assert "Safe" in theirs and "kept apart" in theirs and "kept apart" not in mine
    process, health = process_for(case), world.agencies["fell-health"].pk
    every = frozenset(process.sections)
    world.acts("coordinator")
    with django_assert_max_num_queries(5):
        found = chronology(case, process, at=now, sections=every, limited=False, agency=health, newest_first=False)
    assert [entry.on for entry in found] == sorted(entry.on for entry in found)
    assert {entry.agency for entry in found} == {health}


def test_what_happened_in_a_closed_section_is_told_neither_with_its_reason_nor_as_a_correction(world, case, now):
    a_share(case=case, agency=world.agencies["fell-network"], at=now)
    idva = world.acts("idva")
    spoke = take_step(by=idva, at=now, case=case, name="contact_recorded",
                      details={"contact_outcome": "spoke", "safe_contact": "Never at home."})  # fmt: skip
    take_step(by=idva, at=now, case=case, name="correct", corrects=spoke.ref, reason="Her sister rang.",
              details={"contact_outcome": "not_safe"})  # fmt: skip
    mine, theirs = (str(read_by(world, case, who)) for who in ("nurse_too", "coordinator"))
    title = "Contact with the person harmed before the meeting"
    assert title in theirs and "Her sister rang." in theirs and "Never at home." not in theirs
    assert title not in mine and "Her sister rang." not in mine and "Something was corrected" not in mine
    assert "Her sister rang." not in str(read_by(world, case, "coordinator", limited=True))


def test_a_document_kept_to_its_agency_is_hidden_from_others_with_its_file(world, case, now):
    nurse = world.acts("nurse")
    facts = {"by": nurse, "at": now, "case": case, "section": "risk", "file": Upload("a.txt", b"One line.")}
    ours = add_document(title="A letter", only_agency=True, **facts)
    shared = add_document(title="A report", **facts)
    world.acts("coordinator")
    assert list(CaseDocument.objects.filter(case=case)) == [shared]
    assert not CaseFile.objects.filter(pk=ours.file_id).exists()
    assert documents_of(case, sections=frozenset({"risk"})) == [shared]
    for ref, sections in ((ours.ref, {"risk"}), (shared.ref, {"contact"})):
        with pytest.raises(Http404):
            document_for(case, ref, sections=frozenset(sections))
    with pytest.raises(Refused, match="section that is open to you"):
        add_document(title="A letter", **{**facts, "by": world.acts("nurse"), "section": "contact"})


def test_a_pdf_that_cannot_carry_the_readers_name_is_refused_and_not_kept(world, case, now):
    with pytest.raises(Refused, match="name cannot be put on this PDF"):
        add_document(by=world.acts("nurse"), at=now, case=case, title="A letter", section="risk",
                     file=Upload("a.pdf", b"%PDF-1.4\nnothing of it\n%%EOF"))  # fmt: skip
    assert not CaseDocument.objects.exists()
    assert not CaseFile.objects.filter(name="a.pdf").exists()
    two = typst.Compiler(b"One #pagebreak() Two").compile(format="pdf")
    assert stamped_pdf(two, words="Curlew #emph[Beck]").startswith(b"%PDF")


def test_a_checklist_is_kept_beside_earlier_ones_and_lowers_no_judgement(world, case, now):
    nurse, asked = world.acts("nurse"), shipped()[0]
    first = asked.questions[0].key
    high = {"instrument": "judgement", "judgement_high_risk": "yes", "judgement_reason": "Strangled last week."}
    take_step(by=nurse, at=now, case=case, name="risk_assessed", details=high)
    for said in ("no", "unknown"):
        row = {"answer": said, "source": "Herself", "note": ""}
        sheet = answer_checklist(by=nurse, at=now, case=case, checklist=asked, answers={first: row})
    assert len(sheets_of(case)) == 2 and sheets_of(case)[0].score.unknown == (first,)
    ((happening, field),) = score_events(process_for(case))
    record_score(by=nurse, at=now, case=case, sheet=sheet, name=happening.key, details={"instrument": asked.title})
    details = standing_of(case, at=now).details
    assert (details[field], details["judgement_high_risk"]) == (0, "yes")
    assert (details["checklist_reached"], outcome(standing_of(case, at=now), "visible_high_risk").met) == (
        "unknown",
        None,
    )
    row = {"source": "", "note": ""}
    yes = {each.key: {"answer": "yes" if place < asked.threshold else "no", **row}
           for place, each in enumerate(asked.questions)}  # fmt: skip
    sheet = answer_checklist(by=nurse, at=now, case=case, checklist=asked, answers=yes)
    record_score(by=nurse, at=now, case=case, sheet=sheet, name=happening.key, details={"instrument": asked.title})
    assert sheet.score < 14 and outcome(standing_of(case, at=now), "visible_high_risk").met, "its own line is reached"
    with pytest.raises(Refused, match="no event that takes the score"):
        record_score(by=nurse, at=now, case=case, sheet=sheet, name="abuse_recorded", details={})
    with pytest.raises(Refused, match="at least one question"):
        answer_checklist(by=nurse, at=now, case=case, checklist=asked, answers={})
    with pytest.raises(Refused, match="who is in this case"):
        answer_checklist(by=nurse, at=now, case=case, checklist=asked, answers={first: row}, person_id=1)


def test_no_referral_is_declined_while_a_checklist_was_answered_and_nobody_recorded_what_it_came_to(world, case, now):
    nurse, coordinator, asked = world.acts("nurse"), world.acts("coordinator"), shipped()[0]
    rows = {each.key: {"answer": "yes", "source": "", "note": ""} for each in asked.questions}
    sheet = answer_checklist(by=nurse, at=now, case=case, checklist=asked, answers=rows, judgement="He has her keys.")
    decline = {"by": coordinator, "at": now, "case": case, "name": "decline", "reason": "Below the line.",
               "details": {"advice_given": "Outreach."}}  # fmt: skip
    with pytest.raises(StepRefused, match="nothing of it counts yet"):
        take_step(**decline)
    ((happening, _field),) = score_events(process_for(case))
    record_score(by=nurse, at=now, case=case, sheet=sheet, name=happening.key, details={"instrument": asked.title})
    with pytest.raises(StepRefused, match="One of the criteria is met"):
        take_step(**decline)


def test_a_partnership_loads_its_own_checklist_once_for_each_version(world, now):
    coordinator = world.acts("coordinator")
    load_checklist(by=coordinator, at=now, content=OURS.encode())
    assert [each.key for each in in_force(coordinator.partnership_id, on=timezone.localdate(now))] == [
        "ours",
        "demonstration",
    ]
    with pytest.raises(Refused, match="here already"):
        load_checklist(by=coordinator, at=now, content=OURS.encode())
    with pytest.raises(ChecklistFaulty) as faulty:
        load_checklist(by=coordinator, at=now, content=OURS.replace("threshold = 1", "threshold = 9").encode())
    assert faulty.value.problems[0].line == 8
    with pytest.raises(Refused, match="not plain text"):
        load_checklist(by=coordinator, at=now, content=b"\xff\xfe\x00")
    with pytest.raises(Forbidden):
        load_checklist(by=world.acts("nurse"), at=now, content=OURS.encode())
    stranger = world.acts("stranger")
    assert ("ours", "2") not in versions(stranger.partnership_id)


def test_checklists_are_open_only_with_every_section_their_score_is_kept_in(world, case):
    process = process_for(case)
    assert may_read_sheets(process, frozenset({"risk"})) and not may_read_sheets(process, frozenset({"referral"}))
    # A process that keeps no score: only whoever has it whole, but for what is never shared.
    keeps_none = replace(process, thresholds={})
    shared = frozenset(key for key, each in process.sections.items() if not each.never_shared)
    assert may_read_sheets(keeps_none, shared) and not may_read_sheets(keeps_none, shared - {"referral"})


def test_a_sheet_of_a_version_that_is_gone_is_drawn_without_its_questions(world, case, now, monkeypatch):
    asked, nurse = shipped()[0], world.acts("nurse")
    row = {"answer": "yes", "source": "", "note": "Told nobody else."}
    answer_checklist(by=nurse, at=now, case=case, checklist=asked, answers={asked.questions[0].key: row})
    monkeypatch.setattr(checklists, "shipped", tuple)
    (page,) = sheets_of(case)
    assert page.answers == () and page.says.startswith("1.") and asked.key in page.title
    # The audit holds neither what was said nor the score.
    world.acts("system")
    (entry,) = Entry.objects.filter(action="cases.answer_checklist")
    assert "Told nobody" not in str(entry.changes) and ChecklistSheet.sensitivity["score"] == "free text about a person"


def test_the_chronology_says_how_each_share_came_to_its_end_and_when(world, case, now):
    agencies, day = world.agencies, timezone.localdate(now)
    ended = {"ended_at": now, "ended_because": "Over."}
    for slug, facts in (
        ("fell-network", {"until_on": day - timedelta(days=2)}),
        ("fell-council", {"until_on": day - timedelta(days=1), "answer": "offered"}),
    ):
        a_share(case=case, agency=agencies[slug], at=now - timedelta(days=9), **facts)
    # Offered again after its last day, the old row is ended then; the agency had nothing in between.
    a_share(case=case, agency=agencies["fell-health"], at=now - timedelta(days=9), until_on=day - timedelta(days=3),
            **ended)  # fmt: skip
    a_share(case=case, agency=agencies["fell-health"], at=now - timedelta(days=9), **ended)
    a_share(case=case, agency=agencies["fell-health"], at=now - timedelta(days=9), answer="offered",
            until_on=day, **ended)  # fmt: skip
    said = {(entry.title, entry.on) for entry in read_by(world, case, "coordinator", at=now) if entry.sort == "share"}
    network, council, health = (agencies[slug].name for slug in ("fell-network", "fell-council", "fell-health"))
    assert {line for line in said if "ended" in line[0] or "last day" in line[0] or "taken" in line[0]} == {
        (f"The share of {network} ended: its last day passed", day - timedelta(days=2)),
        (f"{council} never answered: the last day of what it was offered passed", day - timedelta(days=1)),
        (f"The share of {health} ended: its last day passed", day - timedelta(days=3)),
        (f"The share of {health} ended", day),
        (f"What {health} was offered was taken back", day),
    }
    assert (f"Offered to {network}", day - timedelta(days=9)) in said
