"""Changing, moving, ending and adding actions, on the screens."""

import re
from datetime import date

import pytest

from cairn.domain.plans.models import Action, Pledge, Request
from cairn.domain.plans.services import actions
from cairn.domain.plans.testing import (
    add_action,
    add_evidence,
    add_issue,
    add_milestone,
    add_plan,
    add_pledge,
    add_update,
    judge,
)
from cairn.foundation.audit.models import Entry


def errors_of(response) -> str:
    """The error summary, or nothing."""
    page = response.content.decode()
    return page.split('class="govuk-error-summary"')[1].split("</ul>")[0] if "govuk-error-summary" in page else ""


def day(name: str, value: date) -> dict[str, str]:
    """A day as three boxes."""
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def test_a_date_moves_with_a_reason(screens, world):
    data = {**day("to_on", world.day(120)), "reason": "Half-term."}
    assert screens.post("date/", data, by="council_lead").status_code == 302
    assert screens.fresh().due_on == world.day(120)
    assert "Say why the date moves" in errors_of(screens.post("date/", {**data, "reason": ""}, by="council_lead"))
    assert "That is the date it has now" in errors_of(screens.post("date/", data, by="council_lead"))


def test_contributors_see_why_they_cannot_move_a_date(screens):
    response = screens.get("date/", by="council_worker")
    assert response.status_code == 403
    assert "Only the agency&#x27;s lead and the partnership manager move a date." in response.content.decode()


def test_milestones_are_added_moved_finished_and_left_out(screens, world):
    data = {"title": "Heads agree", **day("due_on", world.day(10))}
    assert screens.post("milestones/new/", data, by="council_lead").status_code == 302
    step = screens.fresh().milestones.get()
    moved = {**day("to_on", world.day(12)), "reason": "Snow."}
    assert screens.post(f"milestones/{step.pk}/date/", moved, by="council_lead").status_code == 302
    done = day("done_on", world.today)
    assert screens.post(f"milestones/{step.pk}/done/", done, by="police_worker").status_code == 302
    step = screens.fresh().milestones.get()
    assert (step.due_on, step.done_on) == (world.day(12), world.today)
    other = add_milestone(world, screens.action, title="Not needed")
    data = {"reason": "The school closed."}
    assert screens.post(f"milestones/{other.pk}/leave-out/", data, by="council_lead").status_code == 302
    assert screens.fresh().milestones.get(pk=other.pk).dropped_on == world.today


def test_a_milestone_of_another_action_is_not_found_under_this_one(screens, world, plan):
    elsewhere = add_milestone(world, add_action(world, plan=plan))
    for part in ("date", "done", "leave-out"):
        assert screens.get(f"milestones/{elsewhere.pk}/{part}/", by="council_lead").status_code == 404


def test_a_lead_pledges_for_her_own_agency_without_being_asked_which(screens, world):
    page = screens.get("pledges/new/", by="police_lead").content.decode()
    assert "Which agency gives it?" not in page
    data = {
        "agency": world.agencies["fell-police"].pk, "kind": "people", "what": "Half a post", "amount": "0.5 FTE",
        **day("from_on", world.today), **day("lapses_on", world.day(300)),
    }  # fmt: skip
    assert screens.post("pledges/new/", data, by="police_lead").status_code == 302
    screens.fresh()
    assert Pledge.objects.get().agency.slug == "fell-police"
    data["agency"] = world.agencies["fell-health"].pk
    assert screens.post("pledges/new/", data, by="police_lead").status_code == 200
    assert "Which agency gives it?" in screens.get("pledges/new/", by="manager").content.decode()


def test_a_pledge_is_withdrawn_with_a_reason(screens, world, action):
    pledge = add_pledge(world, action)
    part = f"pledges/{pledge.pk}/withdraw/"
    assert screens.get(part, by="council_lead").status_code == 403
    assert "Say why it is withdrawn" in errors_of(screens.post(part, {"reason": ""}, by="police_lead"))
    assert screens.post(part, {"reason": "Frozen."}, by="police_lead").status_code == 302
    screens.fresh()
    assert Pledge.objects.get().ended_on == world.today


@pytest.mark.parametrize("who", ["manager", "police_lead", "health_lead"])
def test_asking_about_an_action_proposes_the_agency_that_leads_it(screens, world, who):
    page = screens.get("ask/", by=who).content.decode()
    council = world.agencies["fell-council"]
    assert re.findall(r'<option value="(\d*)"[^>]* selected', page) == [str(council.pk)]


def test_a_lead_asks_about_an_action_and_a_contributor_does_not(screens, world):
    data = {
        "to": world.agencies["fell-council"].pk, "kind": "evidence", "text": "Which schools?",
        **day("due_on", world.day(7)),
    }  # fmt: skip
    assert screens.get("ask/", by="police_worker").status_code == 403
    assert screens.post("ask/", data, by="police_lead").status_code == 302
    screens.fresh()
    asked = Request.objects.get()
    assert (asked.action, asked.kind, asked.to_agency.slug) == (screens.action, "evidence", "fell-council")


def test_closing_says_what_is_missing_and_then_closes(screens, world, action):
    page = screens.get("complete/", by="council_lead").content.decode()
    assert "The owner has not reported it as complete." in page
    assert "Close it as complete" not in page
    screens.post("complete/", {"go": "1"}, by="council_lead")
    assert screens.fresh().completed_on is None
    add_update(world, action, stated="complete", next_step="")
    judge(world, add_evidence(world, action))
    assert screens.post("complete/", {"go": "1"}, by="council_lead").status_code == 302
    assert screens.fresh().completed_on == world.today


def test_a_button_pressed_with_nothing_to_fill_in_is_a_press(screens, world, action):
    add_update(world, action, stated="complete", next_step="")
    judge(world, add_evidence(world, action))
    assert screens.post("complete/", {}, by="council_lead").status_code == 302


def test_stopping_needs_a_reason_and_keeps_the_action_in_view(screens, world):
    assert "Say why it stops" in errors_of(screens.post("stop/", {"reason": ""}, by="council_lead"))
    assert screens.post("stop/", {"reason": "The grant ended."}, by="council_lead").status_code == 302
    assert screens.fresh().stopped_on == world.today
    assert screens.client.get(screens.path()).status_code == 200


def test_carrying_forward_goes_to_the_successor(screens, world):
    assert "There is no later plan yet" in screens.get("carry/", by="manager").content.decode()
    later = add_plan(world, state="draft", year="2027-28", starts_on=date(2027, 4, 1))
    data = {"plan": later.pk, **day("due_on", date(2027, 9, 1)), "reason": "Two schools are left."}
    response = screens.post("carry/", data, by="manager")
    successor = screens.fresh().carried_to
    assert response.headers["Location"].startswith(f"/p/fellshire/actions/{successor.ref}/")
    assert successor.plan == later


# Editing, and two editors at once


def form_data(screens, by="council_lead") -> dict[str, object]:
    """What the edit form holds before anybody types."""
    form = screens.get("edit/", by=by).context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}


def test_an_edit_saves_what_was_changed(screens, world):
    data = {**form_data(screens), "title": "A better title", "supporting": [world.agencies["fell-health"].pk]}
    assert screens.post("edit/", data, by="council_lead").status_code == 302
    action = screens.fresh()
    assert action.title == "A better title"
    assert [row.agency.slug for row in action.supporters.all()] == ["fell-health"]


def test_an_edit_that_is_refused_says_where(screens, world):
    data = {**form_data(screens), "origin": "scrutiny", "title": ""}
    errors = errors_of(screens.post("edit/", data, by="council_lead"))
    assert "Enter the title of the action" in errors
    assert "Say where exactly" in errors


@pytest.fixture
def conflict(screens, world, action):
    """Juniper saves a title while Hazel types another title, a rural need and other partners."""
    typed = {
        **form_data(screens),
        "title": "Hazel’s title",
        "rural": "No bus after six.",
        "supporting": [world.agencies["fell-health"].pk],
    }
    actions.edit_action(
        by=world.acts("manager"), at=world.at, action=action, version=1,
        changes={"title": "Juniper’s title", "detail": "Juniper’s detail."},
    )  # fmt: skip
    return screens.post("edit/", typed, by="council_lead")


def settled(conflict, **choices) -> dict[str, object]:
    """The conflict page's form with choices made, as a browser would send it."""
    form = conflict.context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    data |= {f"keep_{row.column}": row.keep for row in conflict.context["differences"] if row.keep}
    return data | choices


def test_the_page_names_who_saved_the_action_not_who_moved_a_milestone_since(screens, world, action):
    milestone = add_milestone(world, action)
    typed = {**form_data(screens), "title": "Hazel’s title"}
    actions.edit_action(
        by=world.acts("manager"), at=world.at, action=action, version=1, changes={"title": "Juniper’s title"}
    )
    actions.move_date(
        by=world.acts("council_lead"), at=world.at, action=action, milestone=milestone, to_on=world.day(40),
        reason="Half-term.",
    )  # fmt: skip
    page = screens.post("edit/", typed, by="council_lead").content.decode()
    assert "Juniper Slate saved a change" in page and "Hazel Quartz saved a change" not in page


def test_both_versions_are_shown_field_by_field_and_nothing_typed_is_lost(conflict):
    page = conflict.content.decode()
    assert "Juniper Slate saved a change on 20 November 2026 at 10am" in page
    rows = {row.column: row for row in conflict.context["differences"]}
    assert set(rows) == {"title", "detail", "rural", "supporting"}
    assert (rows["title"].theirs, rows["title"].mine.value()) == (("Juniper’s title",), "Hazel’s title")
    assert (rows["supporting"].theirs, rows["rural"].theirs) == (("Fellshire Constabulary",), ())
    for words in (
        "Juniper’s title",
        "Hazel’s title",
        "Juniper’s detail.",
        "No bus after six.",
        "Fellshire Constabulary",
    ):
        assert words in page


def test_a_field_only_one_person_changed_is_proposed_and_one_both_changed_is_not(conflict):
    keep = {row.column: (row.keep, row.note) for row in conflict.context["differences"]}
    assert keep["title"] == ("", "")
    assert keep["detail"] == ("theirs", "You did not change this.")
    assert keep["rural"] == ("mine", "Nobody else changed this.")
    assert keep["supporting"] == ("mine", "Nobody else changed this.")


def test_the_choice_is_saved_field_by_field(screens, conflict):
    assert screens.post("edit/", settled(conflict, keep_title="theirs"), by="council_lead").status_code == 302
    action = screens.fresh()
    assert (action.title, action.detail, action.rural) == ("Juniper’s title", "Juniper’s detail.", "No bus after six.")
    assert [row.agency.slug for row in action.supporters.all()] == ["fell-health"]


def test_ones_own_version_can_still_be_changed_while_choosing(screens, conflict):
    data = settled(conflict, keep_title="mine", title="Both of our titles")
    assert screens.post("edit/", data, by="council_lead").status_code == 302
    assert screens.fresh().title == "Both of our titles"


def test_a_difference_without_a_choice_is_asked_again_and_nothing_is_lost(screens, conflict):
    response = screens.post("edit/", settled(conflict), by="council_lead")
    assert "Choose which to keep: Title" in errors_of(response)
    page = response.content.decode()
    assert "Hazel’s title" in page and "Juniper’s title" in page
    assert screens.fresh().title == "Juniper’s title"


def test_a_third_editor_in_between_shows_both_versions_again(screens, world, conflict):
    action = screens.fresh()
    manager = world.acts("manager")
    actions.edit_action(by=manager, at=world.at, action=action, version=2, changes={"title": "Juniper again"})
    response = screens.post("edit/", settled(conflict, keep_title="mine"), by="council_lead")
    page = response.content.decode()
    assert "Juniper again" in page and "Hazel’s title" in page
    assert screens.fresh().title == "Juniper again"


def test_what_is_wrong_in_a_version_that_is_not_kept_does_not_matter(screens, conflict):
    data = settled(conflict, keep_title="theirs", title="")
    assert screens.post("edit/", data, by="council_lead").status_code == 302
    assert screens.fresh().title == "Juniper’s title"


def test_two_people_who_typed_the_same_have_nothing_to_settle(screens, world, action):
    typed = {**form_data(screens), "title": "The same title"}
    manager = world.acts("manager")
    actions.edit_action(by=manager, at=world.at, action=action, version=1, changes={"title": "The same title"})
    response = screens.post("edit/", typed, by="council_lead")
    assert (response.status_code, response.headers["Location"]) == (302, screens.path())


# Adding


def add_data(world, **more) -> dict[str, object]:
    """A sound new action, as a browser would send it."""
    return {
        "commitment": "CP1", "title": "Open a drop-in in every market town", "origin": "strategy",
        "owner": world.people["council_worker"].pk, "update_every": "60",
        **day("starts_on", world.today), **day("due_on", world.day(90)), **more,
    }  # fmt: skip


def add_path(plan) -> str:
    return f"/p/fellshire/plans/{plan.ref}/actions/new/"


def test_an_action_is_added_with_partners_milestones_and_characteristics(screens, world):
    plan = add_plan(world, state="with_partners", year="2027-28", starts_on=date(2027, 4, 1))
    issue = add_issue(world)
    data = add_data(
        world, also=["CP1", "CS1"], supporting=[world.agencies["fell-health"].pk], origin="survivors", issue=issue.pk,
        characteristics=["sex", "age"], milestone_1="Rooms found", **day("milestone_1_on", world.day(30)),
    )  # fmt: skip
    response = screens.post("", data, by="council_lead", path=add_path(plan))
    screens.fresh()
    action = Action.objects.get(plan=plan)
    assert response.headers["Location"] == f"/p/fellshire/actions/{action.ref}/"
    assert (action.lead.slug, action.owner, action.issue) == ("fell-council", world.people["council_worker"], issue)
    assert list(action.also_serves.values_list("commitment__code", flat=True)) == ["CS1"]
    assert action.characteristics == ["sex", "age"]
    assert action.milestones.get().title == "Rooms found"


def test_a_partner_is_offered_owners_of_its_own_agency_only(screens, world):
    plan = add_plan(world, state="with_partners", year="2027-28", starts_on=date(2027, 4, 1))
    form = screens.get("", by="police_lead") and screens.client.get(add_path(plan)).context["form"]
    names = [label for _key, label in form.fields["owner"].choices][1:]
    assert names == ["Dunnock Shale", "Heron Granite", "Peregrine Basalt"]
    response = screens.post("", add_data(world), by="police_lead", path=add_path(plan))
    assert "Choose the owner of the action from the list" in errors_of(response)


def test_an_agreed_plan_asks_the_manager_why(screens, world, plan):
    response = screens.post("", add_data(world), by="manager", path=add_path(plan))
    assert "Say why it is added now" in errors_of(response)
    data = add_data(world, reason="The review of October asked for it.")
    assert screens.post("", data, by="manager", path=add_path(plan)).status_code == 302
    screens.fresh()
    assert Entry.objects.filter(reason="The review of October asked for it.").exists()


def test_who_may_not_add_is_told_why_or_finds_nothing(screens, world, plan):
    screens.get("", by="police_lead")
    assert screens.client.get(add_path(plan)).status_code == 403
    screens.get("", by="stranger")
    assert screens.client.get(add_path(plan)).status_code == 404


def test_a_milestone_has_a_title_and_a_date_or_neither(screens, world, plan):
    data = add_data(world, reason="x", milestone_4="Rooms found", **day("milestone_2_on", world.day(10)))
    response = screens.post("", data, by="manager", path=add_path(plan))
    assert "Enter the date of milestone 4" in errors_of(response)
    assert "Say what milestone 2 is" in errors_of(response)
    assert '<details class="govuk-details" open>' in response.content.decode()


def test_a_commitment_or_an_issue_can_be_given_in_the_address(screens, world, plan):
    issue = add_issue(world)
    screens.get("", by="manager")
    form = screens.client.get(f"{add_path(plan)}?commitment=CS1&issue={issue.ref}").context["form"]
    assert (form["commitment"].value(), form["issue"].value(), form["origin"].value()) == (
        "CS1", str(issue.pk), "survivors",
    )  # fmt: skip


@pytest.mark.parametrize(("page", "by"), [("date/", "council_lead"), ("stop/", "manager")])
def test_reasons_that_residents_may_read_are_looked_at_again(screens, world, page, by):
    telling = {"reason": "Mrs Smith of 4 Mill Lane is ill.", **day("to_on", world.day(120))}
    response = screens.post(page, telling, by=by)
    assert "Look again before you save" in response.content.decode()
    assert screens.post(page, {**telling, "anyway": "yes"}, by=by).status_code == 302
