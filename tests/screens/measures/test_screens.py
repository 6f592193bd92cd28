"""The screens of measures: who gets which, how figures are typed and approved, and that nothing typed is lost."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cairn.domain.measures import testing
from cairn.domain.measures.library import library
from cairn.domain.measures.models import Measure, Submission
from cairn.domain.measures.services import figures as services
from cairn.domain.measures.terms import Origin, State
from cairn.domain.measures.web.forms.figures import _box
from cairn.kernel.observation_checks import Typed
from tests.screens.measures.conftest import at

pytestmark = pytest.mark.django_db
TOTAL, FEMALE = ("", ""), ("sex", "Female")


def words_of(response):
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").replace("&quot;", '"').split())


def typed(rows, do="send", **facts):
    """A posted grid: row to (numerator, denominator)."""
    found = {"do": do, **facts}
    for row, (top, bottom) in rows.items():
        found |= {_box("n", row): top, _box("d", row): bottom}
    return found


def test_everybody_who_works_here_opens_the_list_the_library_and_a_measure(browser, measure):
    key = next(iter(library().indicators))
    for who in ("manager", "police_worker", "analyst", "auditor", "board"):
        client = browser(who)
        for address in (
            at("measures"), at("gaps"), at("library"), at("indicator", key=key), at("measure", ref=measure.ref),
            at("table", ref=measure.ref, form="csv"),
        ):  # fmt: skip
            assert client.get(address).status_code == 200, (who, address)
    assert browser("administrator").get(at("measures")).status_code == 403
    assert browser("stranger").get(at("measure", ref=measure.ref)).status_code == 404


@pytest.mark.parametrize("screen", ["change", "end", "links", "target", "break"])
def test_only_the_manager_opens_what_changes_a_measure(browser, measure, screen):
    assert browser("manager").get(at(screen, ref=measure.ref)).status_code == 200
    assert browser("police_worker").get(at(screen, ref=measure.ref)).status_code == 403


def test_the_manager_adopts_an_indicator_and_it_is_there_with_its_words(browser, world, look):
    indicator = library().indicators["encompass-on-time"]
    person = world.people["police_worker"]
    sent = {
        "submitter": str(person.pk), "first_on_day": "1", "first_on_month": "4", "first_on_year": "2025",
        "due_days": "20", "groups": "Sex: Female; Male",
    }  # fmt: skip
    answer = browser("manager").post(at("adopt", key=indicator.key), sent)
    look()
    measure = Measure.objects.get()
    assert answer.status_code == 302 and measure.origin == Origin.ADOPTED and measure.name == indicator.name
    assert (measure.agency_id, measure.breakdowns) == (person.agency_id, {"sex": ["Female", "Male"]})
    page = words_of(browser("board").get(at("measure", ref=measure.ref)))
    assert "From the library, as it stands" in page and "What differs from the library" not in page


def test_an_adapted_measure_shows_what_differs_from_the_library(browser, world, look):
    indicator = library().indicators["encompass-on-time"]
    client = browser("manager")
    form = client.get(at("adapt", key=indicator.key)).context["form"]
    sent = {name: value for name, value in form.initial.items() if value not in (None, False)}
    sent |= {
        "submitter": str(world.people["police_worker"].pk), "first_on_day": "1", "first_on_month": "4",
        "first_on_year": "2025", "due_days": "20", "definition": "Only schools that told us so.",
    }  # fmt: skip
    answer = client.post(at("adapt", key=indicator.key), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    look()
    measure = Measure.objects.get()
    assert measure.origin == Origin.ADAPTED
    page = words_of(browser("board").get(at("measure", ref=measure.ref)))
    assert "What differs from the library" in page and indicator.definition in page


def test_what_was_typed_of_a_new_measure_stays_when_something_is_missing(browser, world):
    answer = browser("manager").post(at("new"), {"name": "Felt safer", "groups": "Sex Female"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "needs a colon" in page and 'value="Felt safer"' in page


def test_figures_asked_for_are_on_the_list_and_lead_to_their_grid(browser, measure, last_month):
    page = words_of(browser("police_worker").get(at("measures")))
    assert "Figures asked of you (1)" in page and "Overdue" in page
    assert "Figures asked of you" not in words_of(browser("council_worker").get(at("measures")))
    grid = browser("police_worker").get(at("record", ref=measure.ref, period=last_month))
    assert "Out of how many" in words_of(grid) and _box("n", FEMALE) in grid.content.decode()


def test_impossible_figures_stay_in_their_boxes_with_the_reason_and_are_kept(browser, measure, last_month, look):
    address = at("record", ref=measure.ref, period=last_month)
    answer = browser("police_worker").post(address, typed({TOTAL: ("60", "50"), FEMALE: ("45%", "x")}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "60 out of 50 cannot be" in page and 'value="45%"' in page and "how many, out of how many" in page
    look()
    draft = Submission.objects.get()
    assert draft.state == State.DRAFT and draft.typed[0]["numerator"] == "60"
    assert 'value="45%"' in browser("police_worker").get(address).content.decode()


def test_of_two_who_save_the_same_period_the_second_sees_both_and_loses_nothing(browser, measure, last_month):
    address = at("record", ref=measure.ref, period=last_month)
    lead, worker = browser("police_lead"), browser("police_worker")
    assert [client.get(address).status_code for client in (lead, worker)] == [200, 200]
    lead.post(address, typed({TOTAL: ("40", "50"), FEMALE: ("30", "35")}, do="keep", seen=""))
    second = worker.post(address, typed({TOTAL: ("41", "50")}, do="keep", seen="", note="By hand."))
    page, said = second.content.decode(), words_of(second)
    assert second.status_code == 200 and "Somebody else kept figures for this period" in said
    assert "Everyone: how many 40 41" in said and "By hand." in page
    assert 'value="41"' in page and 'value="30"' in page  # a box left empty takes what is kept
    assert Submission.objects.get().typed[0]["numerator"] == "40"
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    assert worker.post(address, typed({TOTAL: ("41", "50")}, do="keep", seen=seen)).status_code == 302
    lead.post(address, typed({TOTAL: ("41", "50")}, do="send", seen=services.mark_of(Submission.objects.get())))
    late = words_of(worker.post(address, typed({TOTAL: ("42", "50")}, do="keep", seen=seen)))
    assert "These figures are sent in" in late and "Everyone: how many 41 42" in late


def test_a_draft_is_kept_and_sent_in_later_and_somebody_else_approves(browser, measure, last_month, look):
    address = at("record", ref=measure.ref, period=last_month)
    client = browser("police_worker")
    assert client.post(address, typed({TOTAL: ("40", "50")}, do="keep")).url == address
    sent = client.post(address, typed({TOTAL: ("40", "50"), FEMALE: ("30", "35")}))
    figures = at("figures", ref=measure.ref, period=last_month, revision=1)
    assert sent.url == figures
    decide = at("decide", ref=measure.ref, period=last_month, revision=1)
    assert client.get(decide).status_code == 403
    manager = browser("manager")
    assert "Waiting for your approval (1)" in words_of(manager.get(at("measures")))
    refused = manager.post(decide, {"decision": "back", "note": ""})
    assert "Say what must be put right" in refused.content.decode()
    assert manager.post(decide, {"decision": "approve"}).url == figures
    assert manager.post(at("lock", ref=measure.ref, period=last_month, revision=1)).url == figures
    page = words_of(browser("board").get(at("measure", ref=measure.ref)))
    assert "80.0%" in page and "Locked" in page and "approved by Juniper Slate" in page


def test_an_approved_figure_is_corrected_with_a_reason_and_both_stay(browser, world, measure, last_month, look):
    testing.locked(world, measure, start=last_month)
    client = browser("police_worker")
    address = at("record", ref=measure.ref, period=last_month)
    assert "An approved figure is never changed" in words_of(client.get(address))
    assert client.post(at("correct", ref=measure.ref, period=last_month), {"reason": "Counted twice."}).url == address
    client.post(address, typed({TOTAL: ("30", "50")}))
    look()
    services.approve(by=world.acts("manager"), at=timezone.now(), submission=Submission.objects.get(revision=2))
    page = words_of(browser("board").get(at("figures", ref=measure.ref, period=last_month, revision=2)))
    assert "60.0%" in page and "80.0%" in page and "Counted twice." in page
    table = browser("board").get(at("table", ref=measure.ref, form="csv")).content.decode("utf-8-sig")
    assert "60" in table and table.count(measure.ref) == 1


def test_a_period_that_is_not_over_or_not_whole_says_so(browser, measure):
    today = timezone.localdate()
    client = browser("police_worker")
    assert "not over yet" in words_of(client.get(at("record", ref=measure.ref, period=today.replace(day=1))))
    assert "The period begins on" in words_of(client.get(at("record", ref=measure.ref, period=today.replace(day=2))))
    assert client.get(at("measures") + f"{measure.ref}/record/2026-13-41/").status_code == 404


def test_the_manager_sets_a_target_ties_it_and_ends_it(browser, world, measure, look):
    client = browser("manager")
    on = {"from_on_day": "1", "from_on_month": "4", "from_on_year": "2026"}
    client.post(at("target", ref=measure.ref), {"value": "85", "why": "The board.", **on})
    look()
    commitment = world.commitment("CP1")
    client.post(at("links", ref=measure.ref), {"commitments": [str(commitment.pk)]})
    client.post(at("break", ref=measure.ref), {
        "note": "A new system.", "on_day": "1", "on_month": "4", "on_year": "2026",
    })  # fmt: skip
    page = words_of(client.get(at("measure", ref=measure.ref)))
    assert "85 from 1 April 2026: The board." in page and "CP1" in page and "A new system." in page
    client.post(at("end", ref=measure.ref), {"reason": "Replaced."})
    assert "This measure has ended" in words_of(client.get(at("measure", ref=measure.ref)))


def test_words_that_leave_with_figures_are_looked_at_again_before_they_are_saved(browser, world, measure, look):
    client = browser("manager")
    named = "Since Sarah Granite came to Fellshire Constabulary."
    target = {"value": "85", "why": named, **_day("from_on")}
    counting = {"note": named, "source": "Her report.", **_day("on")}
    for screen, sent, saved in (
        ("target", target, measure.targets),
        ("break", counting, measure.breaks),
    ):
        page = client.post(at(screen, ref=measure.ref), sent)
        assert page.status_code == 200 and not saved.exists()
        assert "It seems to hold a person's name: “Sarah Granite”." in words_of(page)
        assert named in page.content.decode() and "Save anyway" in words_of(page)
        assert client.post(at(screen, ref=measure.ref), {**sent, "anyway": "yes"}).status_code == 302
        assert saved.exists()
    look()
    form = client.get(at("change", ref=measure.ref)).context["form"]
    sent = {name: value for name, value in form.initial.items() if value not in (None, False)}
    sent |= {**_day("first_on", measure.first_on), "risks": "Bryony Slate counts it."}
    sent |= {"due_days": "20", "reason": "It misled."}
    page = client.post(at("change", ref=measure.ref), sent)
    assert not page.context["form"].errors
    assert [label for label, _said in page.context["form"].noticed] == ["How it can mislead"]
    assert client.post(at("change", ref=measure.ref), {**sent, "risks": "Old cases."}).status_code == 302


def _day(name, value=date(2026, 4, 1)):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def test_what_nothing_shows_is_listed_until_a_figure_counts(browser, world, measure, last_month):
    gaps = words_of(browser("board").get(at("gaps")))
    assert "Commitments (3)" in gaps
    from cairn.domain.measures.services.linking import set_links

    set_links(by=world.acts("manager"), at=world.at, measure=measure, commitments=[world.commitment("CP1")], changes=[])
    assert "it has a measure without figures" in words_of(browser("board").get(at("gaps")))
    world.acts("system")
    testing.approved(world, measure, start=last_month)
    assert "Commitments (2)" in words_of(browser("board").get(at("gaps")))


def test_a_measure_page_asks_the_same_few_queries_however_long_its_history(browser, world, measure, look):
    client = browser("board")

    def queries():
        look()
        with CaptureQueriesContext(connection) as found:
            assert client.get(at("measure", ref=measure.ref)).status_code == 200
        return len(found)

    testing.approved(world, measure, start=date(2025, 1, 1), rows=[testing.everyone(40, 50), Typed(*FEMALE, "9", "10")])
    queries()
    short = queries()
    for month in range(2, 9):
        rows = [testing.everyone(40, 50), Typed(*FEMALE, "9", "10")]
        testing.approved(world, measure, start=date(2025, month, 1), rows=rows)
    assert queries() == short <= 32


def test_the_page_draws_everyone_and_each_group_and_begins_anew_only_at_a_recorded_change(browser, world, measure):
    from cairn.domain.measures.services.linking import record_break

    for month in range(1, 13):
        rows = [testing.everyone(40 + month % 3, 50), Typed(*FEMALE, "20", "25")]
        testing.approved(world, measure, start=date(2025, month, 1), rows=rows)
    one = browser("board").get(at("measure", ref=measure.ref)).context["charts"][0]
    assert len(one.stretches) == 1 and one.stretches[0].trial and not one.invented
    record_break(by=world.acts("manager"), at=world.at, measure=measure, on=date(2025, 11, 1), note="A new system.")
    page = browser("board").get(at("measure", ref=measure.ref))
    assert len(page.context["charts"][0].stretches) == 2
    assert [panel.title for panel in page.context["by_group"][-1].view.panels] == ["Female"]
    assert page.content.decode().count("<svg") >= 4 and "Download these figures as CSV" in words_of(page)


def test_numbers_of_residents_are_entered_with_their_source_and_stand_beside_the_rate(browser, world, look, last_month):
    measure = testing.a_measure(
        world, unit="count", proportion=False, denominator="", residents="women-16-and-over", first_on=last_month,
    )  # fmt: skip
    testing.approved(world, measure, start=last_month, rows=[testing.everyone(50), Typed(*FEMALE, "40")])
    address, manager = at("residents", ref=measure.ref), browser("manager")
    assert browser("police_worker").get(address).status_code == 403
    assert "No rate is made of it." in words_of(manager.get(at("measure", ref=measure.ref)))
    said = {"source": "GP register", "vintage": "June 2026", "is_estimate": "estimate"}
    refused = manager.post(address, {**said, "numbers": "Everyone: 20,000\nFemale 5"})
    assert "Line 2, “Female 5”, needs a colon" in words_of(refused) and "GP register" in words_of(refused)
    assert manager.post(address, {**said, "numbers": "Everyone: 20,000\nFemale: "}).status_code == 302
    look()
    page = words_of(browser("board").get(at("measure", ref=measure.ref)))
    assert "That is 2.5 per 1,000 women aged 16 and over." in page
    assert "Estimate, entered by Juniper Slate. Source: GP register, June 2026." in page
    assert "Everyone: 20,000, an estimate. GP register June 2026." in words_of(manager.get(address))


def test_the_list_says_how_each_measure_is_doing_and_leaves_as_a_table(browser, world, measure, last_month):
    testing.approved(world, measure, start=last_month)
    page = words_of(browser("board").get(at("measures"), {"show": "unsaid"}))
    assert "of which nothing can be said yet" in page and "Too few points to say (1 of 10)." in page
    assert "80.0%" in page and "Over time" in page
    assert "No measure matches what you chose" in words_of(browser("board").get(at("measures"), {"show": "attention"}))
    table = browser("board").get(at("list-table", form="csv")).content.decode("utf-8-sig")
    assert "Too few points to say (1 of 10)." in table and measure.name in table


def test_numbers_of_residents_are_filled_in_where_figures_are_typed_and_make_no_figure_by_themselves(world, last_month):
    from cairn.domain.measures.queries.residents import residents_to_fill
    from cairn.domain.measures.services.entering import enter_residents
    from cairn.domain.measures.web.forms.figures import RecordForm

    measure = testing.a_measure(world, unit="per_1000", proportion=False, residents="everybody", first_on=last_month)
    enter_residents(
        by=world.acts("manager"), at=world.at, measure=measure, source="GP register", vintage="2026", is_estimate=True,
        numbers={TOTAL: 20_000, FEMALE: 9_000},
    )  # fmt: skip
    residents = residents_to_fill(measure, last_month)
    assert RecordForm(measure=measure, residents=residents)[_box("d", FEMALE)].value() == "9000"
    sent = typed({TOTAL: ("50", "20000"), FEMALE: ("", "9000")})
    form = RecordForm(sent, measure=measure, residents=residents)
    assert form.is_valid() and [row.key for row in form.figures().rows if not row.is_blank] == [TOTAL]
