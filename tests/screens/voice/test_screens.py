"""The screens of voice: who gets which, what they teach, and that nothing typed is lost."""

import csv
import io
import re

import pytest
from django.utils import timezone

from cairn.domain.voice import slots, testing
from cairn.domain.voice.models import Ask, Issue, Reply
from cairn.domain.voice.services.issues import marks_of
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from tests.screens.voice.conftest import at

pytestmark = pytest.mark.django_db

WARNING = "Do not write who said it, or anything that would let somebody recognise a person."
SOUND = {
    "topic": "Getting to court", "asked": "Survivors asked for hearings nearer home.", "through": "survey",
    "month": "", "public_wording": "",
}  # fmt: skip


def words_of(response):
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


@pytest.fixture
def typed():
    return {**SOUND, "month": f"{timezone.localdate():%Y-%m}"}


# ---- who gets what

EVERYBODY = (
    "manager", "council_lead", "council_worker", "police_lead", "police_worker", "health_lead", "network_lead", "board",
    "analyst", "auditor", "administrator", "stranger",
)  # fmt: skip
OUTSIDE = {"administrator": {"issues": 403, "issue": 404}, "stranger": {"issues": 404, "issue": 404}}
MAY = {
    "raise": {"manager", "network_lead"},
    "reword": {"manager", "network_lead"},
    "ask": {"manager"},
    "reply": {"police_lead", "police_worker"},
}


def expected(who, screen):
    if who == "stranger":
        return 404
    if screen in ("issues", "table"):
        return 403 if who == "administrator" else 200
    if screen == "raise":
        return 200 if who in MAY["raise"] else 403
    if who == "administrator":
        return 404
    return 200 if screen == "issue" or who in MAY[screen] else 403


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_screen_opens_for_exactly_those_the_policy_allows(world, issue, browser, who):
    client = browser(who)
    addresses = {
        "issues": at("issues"), "table": at("table", form="csv"), "raise": at("raise"),
        "issue": at("issue", ref=issue.ref), "reword": at("reword", ref=issue.ref), "ask": at("ask", ref=issue.ref),
        "reply": at("reply", ref=issue.ref, agency="fell-police"),
    }  # fmt: skip
    assert {name: client.get(address).status_code for name, address in addresses.items()} == {
        name: expected(who, name) for name in addresses
    }


@pytest.mark.parametrize("who", ["council_lead", "auditor", "board"])
def test_a_refused_post_changes_nothing_and_is_recorded(world, issue, browser, look, typed, who):
    response = browser(who).post(at("raise"), typed)
    assert response.status_code == 403
    assert "Issues are written down by the survivor networks and by the partnership manager." in words_of(response)
    look()
    assert Issue.objects.count() == 1
    assert Entry.objects.filter(kind=EntryKind.REFUSED, action="refused.voice.raise").count() == 1


def test_somebody_signed_out_is_asked_to_sign_in(world, issue, client):
    response = client.get(at("issue", ref=issue.ref))
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


# ---- the list


def test_an_empty_list_teaches_what_belongs_here_and_offers_the_first_step(world, browser):
    manager = browser("manager").get(at("issues"))
    assert "No issue has been written down yet" in words_of(manager)
    assert "Write down the first issue" in words_of(manager)
    reader = words_of(browser("board").get(at("issues")))
    assert "The survivor networks and the partnership manager write them down." in reader
    assert "Write down the first issue" not in reader


def test_the_list_shows_topic_month_state_and_who_owes_an_answer_but_not_the_words(world, issue, browser):
    words = words_of(browser("analyst").get(at("issues")))
    assert "Waiting rooms" in words
    assert "Waiting for an answer" in words
    assert "Police: no answer yet" in words
    assert "anybody from the same town" not in words


def test_a_list_narrowed_to_nothing_offers_the_way_back(world, issue, browser):
    words = words_of(browser("board").get(at("issues"), {"state": "answered"}))
    assert "No issue matches what you chose" in words
    assert "Show all issues" in words


def test_a_filter_that_cannot_be_chosen_counts_as_none(world, issue, browser):
    response = browser("board").get(at("issues"), {"state": "'; drop", "agency": "=1", "page": "x"})
    assert response.status_code == 200
    assert "Waiting rooms" in words_of(response)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_can_be_taken_as_a_spreadsheet_which_is_recorded(world, issue, browser, look, form):
    response = browser("analyst").get(at("table", form=form), {"state": "waiting"})
    assert response["Content-Disposition"] == f'attachment; filename="issues-fellshire.{form}"'
    assert "no-store" in response["Cache-Control"]
    look()
    entry = Entry.objects.get(action="files.export")
    assert (entry.kind, entry.user_id) == (EntryKind.READ, world.people["analyst"].pk)
    if form == "csv":
        heading, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
        assert row[:2] == [issue.ref, "Waiting rooms"]
        assert issue.asked not in row


def test_a_spreadsheet_of_an_unknown_form_is_not_found(world, issue, browser):
    assert browser("analyst").get(at("table", form="exe")).status_code == 404


# ---- one issue


def test_opening_an_issue_is_recorded_and_trying_to_is_not(world, issue, browser, look):
    browser("board").get(at("issue", ref=issue.ref))
    browser("administrator").get(at("issue", ref=issue.ref))
    look()
    entry = Entry.objects.get(action="voice.open_issue")
    assert (entry.kind, entry.subject_ref, entry.reason) == (EntryKind.READ, issue.ref, "Opened the issue")
    assert entry.user_id == world.people["board"].pk


def test_forms_that_show_what_was_asked_are_recorded_reads_too(world, issue, browser, look):
    browser("police_lead").get(at("reply", ref=issue.ref, agency="fell-police"))
    browser("council_lead").get(at("reply", ref=issue.ref, agency="fell-police"))  # refused
    browser("manager").get(at("ask", ref=issue.ref))
    look()
    reasons = list(Entry.objects.filter(action="voice.open_issue").order_by("id").values_list("reason", flat=True))
    assert reasons == ["Opened the issue to answer it", "Opened the issue to take it to an agency"]


def test_the_page_says_first_what_the_reader_should_do_next(world, issue, browser):
    police = words_of(browser("police_worker").get(at("issue", ref=issue.ref)))
    assert "Your agency owes an answer" in police
    assert police.index("Your agency owes an answer") < police.index("What survivors asked for")
    assert "Your agency owes" not in words_of(browser("manager").get(at("issue", ref=issue.ref)))


def test_the_page_shows_a_month_and_never_the_day_an_issue_was_raised(world, browser):
    made = testing.an_issue(by=world.acts("manager"), at=world.at, raised_on=world.day(0).replace(day=1))
    page = browser("board").get(at("issue", ref=made.ref))
    assert f"Raised {world.today:%B %Y}" in words_of(page)
    assert not re.search(r"\b1 [A-Z][a-z]+ \d{4}", words_of(page))


def test_the_title_of_a_page_names_the_reference_and_not_the_topic(world, issue, browser):
    page = browser("board").get(at("issue", ref=issue.ref)).content.decode()
    assert f"<title>Issue {issue.ref} - Cairn</title>" in page


def test_words_are_shown_as_words_and_never_run(world, browser):
    made = testing.an_issue(by=world.acts("manager"), at=world.at, asked="<script>alert(1)</script>\nSecond line")
    page = browser("board").get(at("issue", ref=made.ref)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_what_the_layers_above_know_has_its_place(world, issue, browser, monkeypatch):
    tied = slots.TiedAction("A-1", "Open side rooms", "/a/1/", "on_track", "Fellshire Council")
    monkeypatch.setattr(slots, "ISSUE_WORK", [lambda request, row: slots.IssueWork(actions=(tied,))])
    words = words_of(browser("board").get(at("issue", ref=issue.ref)))
    assert "What is being done Open side rooms A-1, led by Fellshire Council On track" in words


# ---- writing down


def test_an_issue_is_written_down_and_its_page_says_so(world, browser, look, typed):
    response = browser("network_lead").post(at("raise"), typed, follow=True)
    look()
    made = Issue.objects.get()
    assert response.redirect_chain == [(at("issue", ref=made.ref), 302)]
    assert f"The issue is written down as {made.ref}." in words_of(response)
    assert (made.topic, made.through, made.raised_on.day) == ("Getting to court", "survey", 1)


def test_every_form_that_takes_words_warns_first(world, issue, browser):
    assert WARNING in words_of(browser("manager").get(at("raise")))
    assert WARNING in words_of(browser("manager").get(at("reword", ref=issue.ref)))
    assert WARNING in words_of(browser("police_lead").get(at("reply", ref=issue.ref, agency="fell-police")))


def test_an_error_is_in_the_users_words_and_keeps_what_was_typed(world, browser, look, typed):
    response = browser("manager").post(at("raise"), {**typed, "topic": "", "through": ""})
    words = words_of(response)
    assert response.status_code == 200
    assert "There is a problem Enter a topic Choose how it reached the partnership" in words
    assert SOUND["asked"] in words
    assert response.content.decode().count("<title>Error: ") == 1
    look()
    assert not Issue.objects.exists()


def test_words_that_may_let_somebody_be_recognised_are_pointed_out_and_nothing_is_saved(world, browser, look, typed):
    risky = {**typed, "asked": "Juniper Slate asked for it. Ring 01632 960 123."}
    response = browser("network_lead").post(at("raise"), risky)
    words = words_of(response)
    assert "Look again before you save" in words
    assert "What survivors asked for: It seems to hold a person's name: “Juniper Slate”." in words
    assert "Save anyway" in words
    assert "Juniper Slate asked for it. Ring 01632 960 123." in words  # still in its box
    look()
    assert not Issue.objects.exists()
    assert "Juniper" not in str(list(Entry.objects.values_list("changes", "reason")))


def test_save_anyway_saves_what_was_typed(world, browser, look, typed):
    risky = {**typed, "asked": "Juniper Slate asked for it.", "anyway": "yes"}
    assert browser("network_lead").post(at("raise"), risky).status_code == 302
    look()
    assert Issue.objects.get().asked == "Juniper Slate asked for it."


def test_save_anyway_does_not_pass_by_an_error(world, browser, look, typed):
    response = browser("network_lead").post(at("raise"), {**typed, "topic": "", "anyway": "yes"})
    assert "Enter a topic" in words_of(response)
    look()
    assert not Issue.objects.exists()


def test_names_of_agencies_are_no_reason_to_look_again(world, browser, typed):
    named = {**typed, "asked": "Survivors asked Fellshire Constabulary and Fellshire Council to agree."}
    assert browser("manager").post(at("raise"), named).status_code == 302


# ---- taking it on


def test_an_issue_is_taken_to_several_agencies_at_once(world, browser, look):
    made = testing.an_issue(by=world.acts("manager"), at=world.at)
    page = words_of(browser("manager").get(at("issue", ref=made.ref)))
    assert "Nobody has been asked yet. Take it to the agencies that can do something about it." in page
    response = browser("manager").post(
        at("ask", ref=made.ref), {"agencies": ["fell-police", "fell-health"]}, follow=True
    )
    words = words_of(response)
    assert (
        "taken to Fellshire Constabulary and Fellshire Integrated Care Board. Each now owes survivors an answer."
        in words
    )
    look()
    assert Ask.objects.filter(issue=made).count() == 2


@pytest.mark.parametrize("agencies", [[], ["dale-council"], ["fell-network"], ["fell-police"]])
def test_an_agency_that_cannot_be_asked_cannot_be_chosen(world, issue, browser, look, agencies):
    response = browser("manager").post(at("ask", ref=issue.ref), {"agencies": agencies})
    assert response.status_code == 200
    assert "There is a problem" in words_of(response)
    look()
    assert Ask.objects.count() == 1


def test_when_everybody_was_asked_the_form_says_so(world, issue, browser):
    for slug in ("fell-council", "fell-health"):
        testing.an_ask(by=world.acts("manager"), at=world.at, agency=world.agencies[slug], issue=issue)
    assert "It has been taken to every partner" in words_of(browser("manager").get(at("ask", ref=issue.ref)))


# ---- answering


def test_the_asked_agency_answers_and_everybody_can_read_it(world, issue, browser, look):
    address = at("reply", ref=issue.ref, agency="fell-police")
    response = browser("police_worker").post(address, {"answer": "doing", "text": "A side room is open.", "why": ""})
    assert response.status_code == 302
    words = words_of(browser("network_lead").get(at("issue", ref=issue.ref)))
    assert "We are doing it" in words
    assert "A side room is open." in words
    assert "Dunnock" not in words  # the agency answers, not a person


def test_cannot_without_a_why_is_refused_and_keeps_what_was_typed(world, issue, browser, look):
    address = at("reply", ref=issue.ref, agency="fell-police")
    response = browser("police_lead").post(address, {"answer": "cannot", "text": "We looked into it.", "why": ""})
    words = words_of(response)
    assert "There is a problem Say why you cannot do it. Survivors are told the reason" in words
    assert "We looked into it." in words
    look()
    assert not Reply.objects.exists()


def test_a_why_typed_before_another_answer_was_chosen_is_not_saved(world, issue, browser, look):
    address = at("reply", ref=issue.ref, agency="fell-police")
    browser("police_lead").post(address, {"answer": "done", "text": "Done.", "why": "No money."})
    look()
    assert Reply.objects.get().why == ""


def test_an_answer_with_a_name_in_it_is_pointed_out(world, issue, browser, look):
    address = at("reply", ref=issue.ref, agency="fell-police")
    risky = {"answer": "done", "text": "We told Sarah so."}
    assert "“Sarah”" in words_of(browser("police_lead").post(address, risky))
    look()
    assert not Reply.objects.exists()
    assert browser("police_lead").post(address, {**risky, "anyway": "yes"}).status_code == 302


def test_an_agency_that_was_not_asked_has_no_answer_form(world, issue, browser):
    assert browser("health_lead").get(at("reply", ref=issue.ref, agency="fell-health")).status_code == 404


# ---- words put right


def test_the_words_are_put_right_and_the_earlier_ones_are_gone(world, issue, browser, look):
    client = browser("network_lead")
    address = at("reword", ref=issue.ref)
    assert issue.asked in words_of(client.get(address))
    changed = {
        "seen": marks_of(issue),
        "topic": issue.topic,
        "asked": "They asked for a quiet place.",
        "because": "recognisable",
        "public_wording": "",
    }
    response = client.post(address, changed, follow=True)
    assert "The words are changed." in words_of(response)
    look()
    assert Issue.objects.get().asked == "They asked for a quiet place."
    entry = Entry.objects.get(action="voice.reword_issue")
    assert entry.reason == "Somebody could be recognised"
    assert "town" not in str(entry.changes)


def test_words_that_did_not_change_are_said_so_in_the_error_summary(world, issue, browser):
    same = {
        "topic": issue.topic, "asked": issue.asked, "because": "unclear", "public_wording": "",
        "seen": marks_of(issue),
    }  # fmt: skip
    response = browser("manager").post(at("reword", ref=issue.ref), same)
    assert "There is a problem Nothing was changed." in words_of(response)


def test_two_people_who_put_the_words_right_at_once_both_see_both_versions(world, issue, browser, look):
    address = at("reword", ref=issue.ref)
    read = re.search(r'name="seen" value="([^"]+)"', browser("manager").get(address).content.decode())[1]
    typed = {"topic": issue.topic, "because": "unclear", "seen": read}
    theirs = {**typed, "topic": "Quiet rooms", "asked": "As the network put it.", "public_wording": ""}
    assert browser("network_lead").post(address, theirs).status_code == 302
    mine = {**typed, "asked": "As the manager put it.", "public_wording": ""}
    response = browser("manager").post(address, mine)
    page = words_of(response)
    assert "Somebody else changed these words while you were typing. Nothing of yours is lost." in page
    assert "As the network put it." in page and "As the manager put it." in page
    look()
    assert Issue.objects.get().asked == "As the network put it."
    again = {bound.name: bound.value() for bound in response.context["form"]}
    assert (again["asked"], again["topic"]) == ("As the manager put it.", "Quiet rooms")
    assert browser("manager").post(address, again).status_code == 302
    look()
    assert (Issue.objects.get().topic, Issue.objects.get().asked) == ("Quiet rooms", "As the manager put it.")


def test_a_form_that_does_not_say_what_was_read_writes_nothing_over(world, issue, browser, look):
    typed = {"topic": "Other", "asked": "Other.", "because": "unclear", "public_wording": ""}
    assert browser("manager").post(at("reword", ref=issue.ref), typed).status_code == 200
    look()
    assert Issue.objects.get().asked == issue.asked


def test_the_title_of_the_list_says_how_much_of_it_is_shown(world, issue, browser):
    found = browser("manager").get(at("issues")).content.decode()
    assert "<title>Survivors' issues - Cairn</title>" in found
    none = browser("manager").get(at("issues") + "?state=not+taken").content.decode()
    assert "<title>0 of 1 issues, filtered - Survivors' issues - Cairn</title>" in none
    assert '<div role="status"><div class="cairn-empty">' in none


def test_an_issue_is_headed_in_the_list_by_its_link_alone_and_forms_say_when_a_session_ends(world, issue, browser):
    listed = browser("manager").get(at("issues")).content.decode()
    header = re.search(r"<th scope=\"row\"[^>]*>(.*?)</th>", listed, re.DOTALL)[1]
    assert f"{issue.ref}</span>" not in header and f", {issue.ref}</span>" in listed
    words = "You are signed out after 30 minutes without a click. What you typed is kept."
    assert words in browser("manager").get(at("raise")).content.decode()
    assert words in browser("police_lead").get(at("reply", ref=issue.ref, agency="fell-police")).content.decode()
    page = browser("manager").get(at("issue", ref=issue.ref)).content.decode()
    assert re.findall(r"<section[^>]*aria-label", page.split('id="main-content"', 1)[1]) == []
