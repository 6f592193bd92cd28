"""Reporting, offering evidence and judging it, on the screens."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cairn.domain.plans.models import Evidence, EvidenceReview, Update
from cairn.domain.plans.testing import add_evidence, add_file, add_update
from cairn.foundation.audit.models import Entry
from cairn.foundation.files.models import StoredFile

UPDATE = {
    "stated": "on_track",
    "confidence": "high",
    "done": "Two schools have started.",
    "next_step": "Ask four more schools.",
}
LINK = {"evidence_kind": "link", "evidence_address": "https://example.org/a", "evidence_title": "Dates"}


def errors_of(response) -> str:
    """The error summary, or nothing."""
    page = response.content.decode()
    return page.split('class="govuk-error-summary"')[1].split("</ul>")[0] if "govuk-error-summary" in page else ""


def test_an_update_is_added_and_said_on_the_action(screens):
    response = screens.post("update/", UPDATE)
    assert (response.status_code, response.headers["Location"]) == (302, screens.path())
    action = screens.fresh()
    assert (action.stated, action.updates.get().done) == ("on_track", "Two schools have started.")
    page = screens.client.get(screens.path()).content.decode()
    assert "Your update is added." in page


def test_the_form_asks_only_what_the_chosen_state_needs(screens):
    assert "back on track" in errors_of(screens.post("update/", {**UPDATE, "stated": "off_track"}))
    assert "who or what blocks it" in errors_of(screens.post("update/", {**UPDATE, "stated": "blocked"}))
    assert "next step" in errors_of(screens.post("update/", {**UPDATE, "next_step": ""}))
    assert "how sure you are" in errors_of(screens.post("update/", {**UPDATE, "confidence": ""}))
    complete = {"stated": "complete", "done": "All 14 schools have had it."}
    assert screens.post("update/", complete).status_code == 302


def test_what_another_state_would_need_is_left_out_of_account(screens):
    screens.post("update/", {**UPDATE, "corrective": "Typed before on track was chosen.", "waiting_on": "x"})
    update = screens.fresh().updates.get()
    assert (update.corrective, update.waiting_on) == ("", "")


def test_every_field_is_on_the_page_without_javascript(screens):
    page = screens.get("update/").content.decode()
    for name in ("corrective", "waiting_on", "evidence_file", "evidence_address", "evidence_record"):
        assert f'name="{name}"' in page


def test_what_was_typed_stays_when_something_is_wrong(screens):
    response = screens.post("update/", {**UPDATE, "done": "", "difference": "Children say it helped."})
    assert "Say what was done since the last update" in errors_of(response)
    assert "Children say it helped." in response.content.decode()
    assert "<title>Error: " in response.content.decode()
    assert screens.fresh().updates.count() == 0


def test_evidence_goes_in_with_the_update_or_neither_does(screens):
    screens.post("update/", {**UPDATE, **LINK})
    update = screens.fresh().updates.get()
    assert update.evidence.get().address == "https://example.org/a"
    response = screens.post("update/", {**UPDATE, "evidence_kind": "link", "evidence_title": "Dates"})
    assert "Enter the web address" in errors_of(response)
    screens.fresh()
    assert Update.objects.count() == 1


def test_a_file_is_kept_and_only_its_generated_name_goes_out(screens):
    file = SimpleUploadedFile("register of names.txt", b"24 of 26 came.", content_type="text/plain")
    response = screens.post("evidence/", {"evidence_kind": "file", "evidence_file": file, "evidence_title": "Register"})
    assert response.status_code == 302
    screens.fresh()
    evidence = Evidence.objects.select_related("file").get()
    download = screens.get(f"evidence/{evidence.ref}/file/", by="police_lead")
    assert download.content == b"24 of 26 came."
    assert download.headers["Content-Disposition"] == f'attachment; filename="{evidence.file.ref}.txt"'
    screens.fresh()
    entry = Entry.objects.get(action="files.download")
    assert (entry.subject_ref, entry.reason) == (evidence.file.ref, f"Opened evidence {evidence.ref}")


def test_a_file_sent_twice_is_kept_once_with_its_update_and_its_evidence(screens):
    for _press in range(2):
        file = SimpleUploadedFile("register.txt", b"24 of 26 came.", content_type="text/plain")
        sent = {**UPDATE, "evidence_kind": "file", "evidence_file": file, "evidence_title": "Register"}
        assert screens.post("update/", sent).status_code == 302
    screens.fresh()
    assert (Update.objects.count(), Evidence.objects.count(), StoredFile.objects.count()) == (1, 1, 1)
    assert Entry.objects.filter(action="files.keep").count() == 1


def test_an_upload_that_is_refused_names_the_rule_and_asks_for_the_file_again(screens):
    file = SimpleUploadedFile("tool.exe", b"MZ rest", content_type="application/octet-stream")
    response = screens.post(
        "evidence/", {"evidence_kind": "file", "evidence_file": file, "evidence_title": "Our register"}
    )
    assert "The file was not kept." in errors_of(response)
    assert 'value="Our register"' in response.content.decode()
    screens.fresh()
    assert not StoredFile.objects.exists()


def test_a_sound_file_must_be_chosen_again_when_something_else_is_wrong_and_the_page_says_so(screens):
    file = SimpleUploadedFile("register.txt", b"24 of 26 came.", content_type="text/plain")
    response = screens.post("update/", {**UPDATE, "done": "", "evidence_kind": "file", "evidence_file": file})
    assert "Choose the file again: a browser never keeps it." in errors_of(response)
    assert '<details class="govuk-details" open>' in response.content.decode()
    screens.fresh()
    assert not StoredFile.objects.exists()


def test_words_for_residents_that_give_somebody_away_are_looked_at_again_before_they_are_saved(screens):
    telling = {**UPDATE, "public_wording": "Ring Jane Smith on 07700 900123 about the course of 3 March 2026."}
    page = screens.post("update/", telling).content.decode()
    assert "Look again before you save" in page and "07700 900123" in page
    assert "exact date" not in page  # when something was done is no secret
    assert not screens.fresh().updates.exists()
    assert screens.post("update/", {**telling, "anyway": "yes"}).status_code == 302
    assert screens.fresh().updates.get().public_wording == telling["public_wording"]


def test_a_second_look_asks_for_the_file_again(screens):
    file = SimpleUploadedFile("register.txt", b"24 of 26 came.", content_type="text/plain")
    telling = {**UPDATE, "public_wording": "Write to jane@example.org.", "evidence_title": "Who came"}
    response = screens.post("update/", {**telling, "evidence_kind": "file", "evidence_file": file})
    assert "Look again" in response.content.decode()
    assert "Choose the file again" in errors_of(response)


def test_a_file_refused_by_the_scanner_leaves_neither_update_nor_file(screens, monkeypatch):
    from cairn.domain.plans.web import action_progress
    from cairn.foundation.files.terms import FileRefused, Rule

    def refuse(**_facts):
        raise FileRefused(Rule.FOUND_BY_SCANNER, "The scanner found something in it.")

    monkeypatch.setattr(action_progress, "keep_file", refuse)
    file = SimpleUploadedFile("register.txt", b"24 of 26 came.", content_type="text/plain")
    data = {**UPDATE, "evidence_kind": "file", "evidence_file": file, "evidence_title": "Register"}
    response = screens.post("update/", data)
    assert "The scanner found something in it." in errors_of(response)
    assert "Two schools have started." in response.content.decode()
    screens.fresh()
    assert not Update.objects.exists()


def test_only_the_thing_that_was_chosen_is_offered(screens):
    data = {**LINK, "evidence_record": "Typed, then a link was chosen instead."}
    assert screens.post("evidence/", data).status_code == 302
    screens.fresh()
    assert Evidence.objects.get().record == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file, a link or a record"),
        ({"evidence_kind": "file", "evidence_title": "x"}, "Choose a file"),
        ({"evidence_kind": "link", "evidence_address": "not one", "evidence_title": "x"}, "Enter a web address"),
        ({"evidence_kind": "link", "evidence_address": "ftp://example.org/a", "evidence_title": "x"}, "https://"),
        ({"evidence_kind": "record", "evidence_title": "x"}, "Say which record"),
        ({**LINK, "evidence_title": ""}, "Say what the evidence shows"),
    ],
)
def test_what_is_missing_from_evidence_is_said_in_words(screens, data, words):
    assert words in errors_of(screens.post("evidence/", data))


def test_evidence_kept_to_the_agency_is_downloaded_by_nobody_else(screens, world, action):
    evidence = add_evidence(world, action, file=add_file(world, only_agency=True), only_agency=True)
    part = f"evidence/{evidence.ref}/file/"
    assert screens.get(part, by="council_lead").status_code == 200
    for key in ("police_lead", "health_lead", "board", "stranger", "administrator"):
        assert screens.get(part, by=key).status_code == 404


def test_a_link_has_no_file_to_download(screens, world, action):
    evidence = add_evidence(world, action)
    assert screens.get(f"evidence/{evidence.ref}/file/").status_code == 404


def test_evidence_is_judged_with_the_judges_name_beside_it(screens, world, action):
    evidence = add_evidence(world, action)
    part = f"evidence/{evidence.ref}/review/"
    assert "Lesson plans and dates" in screens.get(part, by="police_worker").content.decode()
    assert "Say what is missing" in errors_of(screens.post(part, {"verdict": "refused"}, by="police_worker"))
    assert screens.post(part, {"verdict": "accepted"}, by="police_worker").status_code == 302
    screens.fresh()
    review = EvidenceReview.objects.get()
    assert (review.accepted, review.by) == (True, world.people["police_worker"])


@pytest.mark.parametrize("kind", ["file", "link", "record"])
def test_whatever_kind_it_is_the_judge_can_open_it(screens, world, action, kind):
    given = {"file": {"file": add_file(world)}, "link": {}, "record": {"record": "In the red folder."}}
    evidence = add_evidence(world, action, **given[kind])
    page = screens.get(f"evidence/{evidence.ref}/review/", by="police_lead").content.decode()
    shown = {
        "file": screens.path(f"evidence/{evidence.ref}/file/"),
        "link": "https://example.org/lessons",
        "record": "In the red folder.",
    }
    assert shown[kind] in page


def test_who_may_not_judge_is_told_why(screens, world, action):
    evidence = add_evidence(world, action)
    response = screens.get(f"evidence/{evidence.ref}/review/", by="council_lead")
    assert response.status_code == 403
    assert "Evidence is judged by somebody outside the agency" in response.content.decode()


def test_evidence_of_another_action_is_not_found_under_this_one(screens, world, plan):
    from cairn.domain.plans.testing import add_action

    elsewhere = add_evidence(world, add_action(world, plan=plan))
    assert screens.get(f"evidence/{elsewhere.ref}/review/", by="police_lead").status_code == 404


def test_who_may_not_update_is_told_why_and_that_it_was_tried_is_recorded(screens):
    response = screens.post("update/", UPDATE, by="board")
    assert response.status_code == 403
    assert "Only people of the agencies that lead or support" in response.content.decode()
    screens.fresh()
    assert Entry.objects.filter(action="refused.plans.update").count() == 1


def test_what_was_said_last_time_stands_above_the_form(screens, world, action):
    add_update(world, action, done="One school has started.")
    assert "One school has started." in screens.get("update/").content.decode()


def test_what_was_typed_before_a_session_ended_is_shown_again(screens, rf, world, action):
    from django.http import QueryDict

    from cairn.foundation.accounts.drafts import typed

    request = rf.get(screens.path("update/"))
    assert typed(request) is None
    request.kept_shown = True  # the banner that says so needs a whole site: see the journeys
    request.kept = QueryDict("done=Typed before lunch")
    assert typed(request)["done"] == "Typed before lunch"
