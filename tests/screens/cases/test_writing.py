"""The screens of notes, tasks, documents and checklists."""

import sys
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cairn.domain.cases.details import kept
from cairn.domain.cases.models import CaseDocument, CaseEvent, CaseFile, ChecklistSheet, Note, Task
from cairn.domain.cases.queries.checklists import shipped
from cairn.domain.cases.services import documents
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.services.tasks import give_task
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from tests.foundation.files.conftest import office, open_document
from tests.parts import words_of_pdf
from tests.screens.cases.conftest import at

pytestmark = pytest.mark.django_db


def page_of(response):
    return response.content.decode()


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def test_a_note_is_looked_at_again_saved_all_the_same_and_stands_in_the_chronology(browser, world, case, look):
    nurse = browser("nurse")
    typed = {**day("happened_on", timezone.localdate()), "section": "risk", "only_agency": "no",
             "text": "She failed to engage with us."}  # fmt: skip
    checked = page_of(nurse.post(at("note-add", ref=case.ref), {**typed, "check": "yes"}))
    assert "Look again at these" in checked and "we have not yet found a way to reach them" in checked
    assert "She failed to engage with us.</textarea>" in checked
    look()
    assert not Note.objects.exists()
    done = page_of(nurse.post(at("note-add", ref=case.ref), typed, follow=True))
    assert "The note is saved." in done and "She failed to engage with us." in done and "Plover Chalk" in done
    look()
    note = Note.objects.get()
    corrected = page_of(nurse.get(at("note-add", ref=case.ref) + f"?corrects={note.ref}"))
    assert "Correct a note" in corrected and 'name="section"' not in corrected
    nurse.post(at("note-add", ref=case.ref), {**typed, "corrects": note.ref, "text": "We have not reached her yet."})
    shown = page_of(browser("coordinator").get(at("chronology", ref=case.ref) + "?order=oldest"))
    assert shown.index("She failed to engage") < shown.index("We have not reached her yet.")
    assert "Correction of the note about" in shown
    look()
    assert Entry.objects.filter(action="cases.read_chronology", reason="chronology of a case").exists()


def test_a_note_with_an_address_is_not_saved_says_where_it_belongs_and_keeps_what_was_typed(browser, case, look):
    text = "She is safe at 5 Hidden Row, CA1 1AA."
    typed = {"text": text, "section": "referral", "only_agency": "no", **day("happened_on", timezone.localdate())}
    page = page_of(browser("nurse").post(at("note-add", ref=case.ref), typed))
    assert "There is a problem" in page and "“CA1 1AA”, “5 Hidden Row”" in page
    assert "record it under “How to reach them safely” of the person." in page
    assert f"{text}</textarea>" in page
    look()
    assert not Note.objects.exists()


def test_whoever_has_no_share_finds_nothing_at_any_of_these_addresses(browser, case):
    housing = browser("housing")
    plain = ("chronology", "note-add", "task-add", "document-add", "checklist-add")
    deeper = [("task-end", {"task": "Q-1"}), ("document", {"document": "X-1"})]
    for name, more in [*((name, {}) for name in plain), *deeper]:
        there, nowhere = (housing.get(at(name, ref=ref, **more)) for ref in (case.ref, "K-2345678"))
        assert (there.status_code, nowhere.status_code) == (404, 404), name


def test_a_task_is_given_listed_changed_by_two_and_done(browser, world, case, look):
    nurse, due = browser("nurse"), timezone.localdate() + timedelta(days=3)
    assert "Ten working days from today" in page_of(nurse.get(at("task-add", ref=case.ref)))
    police = str(world.agencies["fell-police"].pk)
    typed = {"title": "Look at the locks", "agency": police, "owner": "", **day("due_on", due)}
    assert "The task is given." in page_of(nurse.post(at("task-add", ref=case.ref), typed, follow=True))
    look()
    task = Task.objects.get()
    coordinator = browser("coordinator")
    assert "Look at the locks" in page_of(coordinator.get(at("tasks")))
    assert "Your agency has no open task" in page_of(nurse.get(at("tasks")))
    change = at("task-change", ref=case.ref, task=task.ref)
    coordinator.post(change, {**typed, "seen": 1, "title": "Look at the doors"})
    both = page_of(nurse.post(change, {**typed, "seen": 1, "title": "Look at the windows"}))
    assert "What is saved now" in both and "Look at the doors" in both and "Look at the windows" in both
    assert 'name="seen" value="2"' in both
    end = at("task-end", ref=case.ref, task=task.ref)
    file = SimpleUploadedFile("locks.txt", b"Locks fitted.")
    coordinator.post(end, {"how": "done", "outcome": "New locks.", "seen": 2, "file": file})
    told = page_of(coordinator.get(at("chronology", ref=case.ref)))
    assert "Task done: Look at the doors" in told and "New locks." in told
    taken = nurse.get(at("task-file", ref=case.ref, task=task.ref)).content.decode("utf-8-sig")
    assert taken.startswith("Copy for Plover Chalk, ") and taken.endswith("\r\nLocks fitted.")


def test_a_pdf_leaves_with_the_readers_name_and_each_copy_is_recorded(browser, case, look):
    content = a_pdf()
    typed = {"title": "Letter of the school", "section": "risk", "only_agency": "no",
             "file": SimpleUploadedFile("Secret name.pdf", content)}  # fmt: skip
    browser("nurse").post(at("document-add", ref=case.ref), typed)
    look()
    document = CaseDocument.objects.get()
    coordinator = browser("coordinator")
    taken = coordinator.get(at("document", ref=case.ref, document=document.ref))
    said = words_of_pdf(taken.content)
    # At the foot of each of the two pages (poppler reads what lies across letter by letter); and they still say theirs.
    assert said.count("Curlew Beck, ") == 2 and "One" in said and "Two" in said
    assert "Secret" not in taken["Content-Disposition"] and document.file.ref in taken["Content-Disposition"]
    look()
    read = Entry.objects.get(action="files.download")
    assert (read.reason, read.subject_ref) == ("document of a case", case.ref)
    assert bytes(CaseDocument.objects.get().file.content) == content


@pytest.mark.parametrize("name", ["gate.png", "list.csv", "note.txt"])
def test_a_picture_and_a_text_leave_with_the_readers_name_too(browser, case, look, name):
    content = {"gate.png": a_picture(), "list.csv": b"day,what\n1,noise\n", "note.txt": b"caf\xe9"}[name]
    add_it(browser("nurse"), case, SimpleUploadedFile(name, content))
    look()
    document, coordinator = CaseDocument.objects.get(), browser("coordinator")
    taken = coordinator.get(at("document", ref=case.ref, document=document.ref))
    if name == "gate.png":
        assert taken["Content-Type"] == "application/pdf" and taken["Content-Disposition"].endswith('.pdf"')
        assert words_of_pdf(taken.content).count("Curlew Beck, ") == 1
    else:
        first, rest = taken.content.decode("utf-8-sig").split("\r\n", 1)
        assert "Curlew Beck" in first and first.startswith(('"Copy', "Copy"))
        assert rest == {"list.csv": "day,what\n1,noise\n", "note.txt": "café"}[name]
    look()
    assert bytes(CaseDocument.objects.get().file.content) == content


def test_a_workbook_leaves_with_the_readers_name_and_the_form_and_the_page_say_so(browser, case, look):
    nurse, made = browser("nurse"), BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "noise"
    book.save(made)
    add_it(nurse, case, SimpleUploadedFile("diary.xlsx", made.getvalue()))
    assert "Each copy carries the name of whoever takes it" in page_of(nurse.get(at("document-add", ref=case.ref)))
    look()
    document, coordinator = CaseDocument.objects.get(), browser("coordinator")
    shown = page_of(coordinator.get(at("case", ref=case.ref)))
    assert "is recorded, and carries your name and the moment" in shown
    taken = coordinator.get(at("document", ref=case.ref, document=document.ref))
    assert taken["Content-Disposition"].endswith(f'{document.file.ref}.xlsx"')
    copy = openpyxl.load_workbook(BytesIO(taken.content))
    assert copy.worksheets[0]["A1"].value.startswith("Copy for Curlew Beck, ")
    assert copy.worksheets[1]["A1"].value == "noise"
    look()
    assert Entry.objects.get(action="files.download").reason == "document of a case"
    assert bytes(CaseDocument.objects.get().file.content) == made.getvalue()


@pytest.mark.parametrize("name", ["diary.xlsx", "gate.png", "letter.odt"])
def test_a_file_kept_earlier_that_no_name_can_be_put_on_leaves_no_copy_and_the_page_says_why(
    browser, case, look, monkeypatch, name
):
    monkeypatch.setattr(documents, "check_markable", lambda *_args, **_facts: None)  # as before that was asked
    content = {
        "diary.xlsx": office("xlsx"),
        "gate.png": a_picture()[:40],
        "letter.odt": open_document("odt", members=("META-INF/manifest.xml",)),
    }[name]
    add_it(browser("nurse"), case, SimpleUploadedFile(name, content))
    look()
    document = CaseDocument.objects.get()
    told = browser("coordinator").get(at("document", ref=case.ref, document=document.ref))
    assert told.status_code == 409 and "No copy can be made of this file" in page_of(told)
    assert "What whoever added it can do: add it once more." in page_of(told)
    look()
    assert not Entry.objects.filter(action="files.download").exists()


def test_a_picture_that_cannot_be_drawn_is_refused_as_a_document_and_as_evidence(browser, case, world, look):
    nurse, broken = browser("nurse"), a_picture()[:40]
    told = page_of(add_it(nurse, case, SimpleUploadedFile("gate.png", broken)))
    assert "name cannot be put on this picture" in told and "Letter of the school" in told
    task = give_task(by=world.acts("nurse"), at=timezone.now(), case=case, title="Look", due_on=timezone.localdate(),
                     agency_id=world.agencies["fell-health"].pk, owner_id=None, section="risk")  # fmt: skip
    end = at("task-end", ref=case.ref, task=task.ref)
    typed = {"how": "done", "outcome": "Seen.", "seen": task.version, "file": SimpleUploadedFile("gate.png", broken)}
    assert "name cannot be put on this picture" in page_of(nurse.post(end, typed))
    look()
    assert not CaseDocument.objects.exists() and not CaseFile.objects.exists()


def test_a_file_in_which_the_scanner_finds_something_is_kept_nowhere_and_what_was_typed_stays(
    browser, case, settings, look
):
    settings.SCAN_COMMAND = f'"{sys.executable}" -c "import sys; sys.stdin.buffer.read(); sys.exit(1)"'
    told = page_of(add_it(browser("nurse"), case, SimpleUploadedFile("letter.txt", b"Locks fitted.")))
    assert "The virus scanner found something harmful in the file." in told and "Letter of the school" in told
    look()
    assert not CaseDocument.objects.exists() and not CaseFile.objects.exists()


def add_it(client, case, file):
    """Add a document, as whoever's browser it is."""
    typed = {"title": "Letter of the school", "section": "risk", "only_agency": "no", "file": file}
    return client.post(at("document-add", ref=case.ref), typed, follow=True)


def a_picture():
    """A square of one colour."""
    return typst.Compiler(b"#set page(width: 40pt, height: 40pt, fill: red)").compile(format="png")


def test_a_checklist_is_answered_and_its_score_recorded_as_the_event_that_takes_it(browser, case, look):
    nurse, first = browser("nurse"), shipped()[0].questions[0].key
    asked = page_of(nurse.get(at("checklist-add", ref=case.ref)))
    assert "Do not use it for real decisions" in asked
    typed = {"checklist": "demonstration", "person": "", f"{first}-answer": "yes", f"{first}-source": "Herself",
             "judgement": "High."}  # fmt: skip
    answered = nurse.post(at("checklist-add", ref=case.ref), typed, follow=True)
    shown = page_of(answered)
    assert "A score never lowers a professional" in shown and "Record it in the case: Risk assessed" in shown
    look()
    sheet = ChecklistSheet.objects.get()
    told = "Nothing of it counts yet"
    assert "until then nothing of it counts" in shown and told in page_of(nurse.get(at("case", ref=case.ref)))
    look()
    recorded = {"event": "risk_assessed", "seen": 2, "instrument": "Demonstration", "judgement_high_risk": "yes",
                "judgement_reason": "She is afraid."}  # fmt: skip
    nurse.post(at("checklist-sheet", ref=case.ref, sheet=sheet.pk), recorded)
    look()
    event = CaseEvent.objects.get(name="risk_assessed")
    assert event.details["checklist_score"] == sheet.score == 1
    assert told not in page_of(nurse.get(at("case", ref=case.ref)))


def test_whoever_runs_a_kind_loads_a_checklist_and_is_told_of_each_line(browser):
    coordinator = browser("coordinator")
    wrong = SimpleUploadedFile("ours.toml", b'format = "cairn-checklist/1"\nkey = "ours"\n')
    told = page_of(coordinator.post(at("checklists"), {"file": wrong}))
    assert "What to put right" in told and "Line 1" in told
    assert browser("nurse").get(at("checklists")).status_code == 403


def a_pdf():
    """Two pages of our own."""
    return typst.Compiler(b"One #pagebreak() Two").compile(format="pdf")


def test_the_chronology_calls_agencies_and_people_by_their_names(browser, world, case):
    by = world.acts("coordinator")
    take_step(by=by, at=timezone.now(), case=case, name="return_incomplete", reason="Who told you?")
    cairn, tor = world.acts("system"), case.people.first().person
    day_of_it = {"happened_on": timezone.localdate(), "pair": tor.ref}
    take_step(by=cairn, at=timezone.now(), case=case, name="abuse_recorded", details=day_of_it)
    gone = {"action": "Change the locks", "agency": "fell-council", "action_due_on": timezone.localdate()}
    with command("test.events", by=cairn, at=timezone.now()):
        CaseEvent(partnership_id=case.partnership_id, case=case, ref="L-TEST00001", at=timezone.now(),
                  name="action_agreed", role="coordinator", details=kept(gone)).save()  # fmt: skip
    page = page_of(browser("coordinator").get(at("chronology", ref=case.ref)))
    assert "Agency: Fellshire Council" in page and "fell-council" not in page
    assert tor.name in page and tor.ref not in page
