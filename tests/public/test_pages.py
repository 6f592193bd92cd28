"""What residents read: whether promises are kept, what is late and why, and what nobody knows."""

from __future__ import annotations

import pytest

from cairn.foundation.ui.days import day_in_words
from tests.public.crawling import Markup
from tests.public.scenes import REASON, SCRIPT
from tests.public.serving import Site

FELL = "/strategies/fellshire-2025-2030/"


def read(site: Site, path: str) -> str:
    answer = site.get(path)
    assert answer.status == 200, path
    return Markup(answer.text).text


def in_order(text: str, *parts: str) -> bool:
    """Each part stands after the one before."""
    place = 0
    for part in parts:
        found = text.find(part, place)
        assert found != -1, f"{part!r} is not in {text[place : place + 2000]!r}"
        place = found + len(part)
    return True


def under(text: str, heading: str, *, before: str = "") -> str:
    """What stands under a heading, up to another. The list at the top of the page names both first."""
    rest = text[text.rindex(heading) :]
    return rest[: rest.index(before)] if before else rest


# Measures


def test_a_promise_shows_its_measures_with_words_chart_and_table(site):
    text = read(site, f"{FELL}F1/")
    assert in_order(
        text, "What shows whether it is kept", "People who felt safer after support", "66.7% (40 of 60)", "May 2026",
        "rounded, provisional", "Figures of Fellshire Council, as of 12 June 2026.", "The figures as a table",
        "Reports", "No figure yet",
    )  # fmt: skip
    assert site.get(f"{FELL}F1/").text.count("<svg") >= 2, "both sizes"
    assert in_order(read(site, FELL), "We will keep F1.", "People who felt safer after support : 66.7%")


def test_the_page_of_a_measure_says_all_that_may_be_known(site):
    text = read(site, f"{FELL}measures/M-SAFE/")
    assert in_order(
        text, "Measure M-SAFE", "66.7% (40 of 60)", "May 2026", "They are invented for demonstration.",
        "Counts of 1 to 7 are withheld. 13 figures are withheld.", "What it shows", "We will keep F1.",
        "How it has gone", "By sex, May 2026", "Withheld", "Every figure of everyone", "How it is defined", "Out of",
        "Target", "75.0%. The board agreed it.", "How it can mislead", "Read it beside", "Reports",
        "When counting changed", "1 July 2025: A new form.", "JSON", "CSV",
    )  # fmt: skip
    assert "No figures have been published yet." in read(site, f"{FELL}measures/M-NONE/")


# The first page


def test_the_first_page_counts_every_strategys_promises_in_words(site):
    text = read(site, "/")
    assert "7 promises: 1 on track, 1 at risk, 3 late, 1 that nobody has started and 1 stopped." in text


def test_the_first_page_names_what_was_withdrawn_and_why(site):
    text = read(site, "/")
    assert in_order(text, "Withdrawn", "Dale: our promises 2025 to 2030", REASON)
    assert "/strategies/dale-2025-2030/" not in site.get("/").text


def test_invented_areas_stand_apart_and_are_not_called_real(site):
    text = read(site, "/")
    assert in_order(text, "Fellshire", "The promises of these areas are real", "Invented areas", "Invented Vale")
    for path in ("/strategies/vale-2025-2030/", "/strategies/vale-2025-2030/V1/", "/areas/invented-vale/"):
        text = read(site, path)
        assert "This area does not exist. Its promises and everything under them are invented." in text
        assert "promises are real" not in text


def test_an_area_has_a_page_that_counts_all_its_strategies(site):
    text = read(site, "/areas/fellshire/")
    assert in_order(
        text, "Fellshire Is each promise being kept?", "7 promises:", "Fellshire: our promises 2025 to 2030"
    )
    assert site.get("/areas/nowhere/").status == 404
    assert site.get("/areas/dale/").status == 404  # all it had was withdrawn


@pytest.mark.parametrize("path", [FELL, f"{FELL}F1/", f"{FELL}page/", "/areas/fellshire/"])
def test_the_areas_name_at_the_top_leads_to_that_area(site, path):
    home = [link for link in Markup(site.get(path).text).all("a") if link.get("class") == "cairn-header__home"]
    assert [link.get("href") for link in home] == ["/areas/fellshire/"]
    assert in_order(read(site, path), "Exit this page", "Fellshire Menu Promises")


@pytest.mark.parametrize("path", ["/", "/help/", "/nowhere/", "/strategies/dale-2025-2030/"])
def test_elsewhere_the_top_leads_to_all_promises_and_says_so(site, path):
    """Where a strategy was withdrawn, its area may have no page any more."""
    page = Markup(site.get(path).text)
    assert [link.get("href") for link in page.all("a") if link.get("class") == "cairn-header__home"] == ["/"]
    assert in_order(page.text, "Exit this page", "Our promises Menu Promises")


@pytest.mark.parametrize("path", ["/", "/areas/fellshire/", FELL])
def test_the_drawing_beside_a_sentence_that_says_the_same_is_not_heard_as_well(site, path):
    html = site.get(path).text
    assert html.count('<div aria-hidden="true"><figure class="cairn-bar">') == html.count("<figure") > 0


def test_with_nothing_published_the_first_page_says_when_something_will_be(bare_site):
    text = read(bare_site, "/")
    assert "Nothing has been published yet" in text and "when its board has agreed them" in text
    assert "Demonstration" not in text


# One strategy


def test_the_answer_comes_first_then_what_nobody_started_then_what_is_late_then_everything(site):
    text = read(site, FELL)
    assert in_order(
        text,
        "Are they being kept? 7 promises: 1 on track,",
        "What nobody has started No organisation has put an action under this promise",
        "What is late, and why Twelve towns will each have a room. Late",
        "What is at risk, and why Action A-HELD is told here. Held up",
        "What was stopped, and why Action A-STOP is told here. Stopped",
        "Every promise First theme",
        "Who runs it, and where this comes from About it.",
    )


def test_a_late_promise_says_which_action_when_it_was_first_due_when_now_and_why(site):
    assert in_order(
        under(read(site, FELL), "What is late, and why"), "Twelve towns will each have a room.",
        "4 weeks past its date", "Promises We will keep F1. We will keep F2.", "Responsible Fellshire Council",
        "First due", "Now due", "Why The roof leaked.",
    )  # fmt: skip


def test_an_action_that_holds_up_two_promises_is_told_once(site):
    late = under(read(site, FELL), "What is late, and why", before="What is at risk, and why")
    assert late.count("Twelve towns will each have a room.") == 1


def test_a_late_promise_with_no_action_told_yet_still_stands_under_late(site):
    late = under(read(site, FELL), "What is late, and why", before="What is at risk, and why")
    assert "We will keep F7. Late The action behind this is not described for residents yet." in late


def test_what_is_held_up_stands_under_at_risk_with_its_reason(site):
    assert "Action A-HELD is told here. Held up Promise We will keep F4. Responsible" in read(site, FELL)
    assert "Why We wait for a lease." in read(site, FELL)


def test_what_was_stopped_says_when_and_why(site):
    assert "Stopped 1 June 2026 Why A law does it now." in read(site, FELL)


def test_every_promise_stands_in_its_theme_with_who_is_responsible_and_what_hangs_from_it(site):
    text = read(site, FELL)
    assert "Responsible: Fellshire Council . 2 actions: 1 done, 1 late." in text.replace("Council.", "Council .")
    assert "Responsible (proposed): Fellshire Council." in text


def test_the_page_says_as_of_when_and_what_is_new(site):
    text = read(site, FELL)
    assert "As things stood on" in text and "from the action plan for 2026-27" in text
    assert "New in this edition: More is done." in text


def test_an_ended_strategy_without_a_plan_says_that_no_record_is_held_and_not_that_nobody_started(site):
    mere = "/strategies/mere-2019-2022/"
    for path in ("/", mere, f"{mere}M1/", f"{mere}page/"):
        text = read(site, path)
        if path != "/":
            assert "obody has started" not in text, path
        assert "No record of what was done is held here" in text, path
    assert "This strategy ended on 31 March 2022." in read(site, mere)


def test_a_strategy_whose_plan_is_not_published_does_not_say_that_nobody_started(site):
    text = read(site, "/strategies/tarn-2026-2031/")
    assert "1 promise. No action plan is published yet." in text
    assert "obody has started" not in text


def test_what_was_published_long_ago_says_that_it_may_be_out_of_date(site):
    assert "What is said may be out of date." in read(site, "/strategies/beck-2025-2030/")
    assert "may be out of date" not in read(site, FELL)


def test_the_source_is_named_and_the_words_are_said_to_be_our_own(site):
    text = read(site, FELL)
    assert "They were published in these places, and stand here in our own words." in text
    [link] = [link for link in Markup(site.get(FELL).text).all("a") if "example.org" in link.get("href")]
    assert (link.get("href"), link.get("rel")) == ("https://example.org/strategy", "noreferrer")


def test_an_area_says_its_counts_once(site):
    """The sentence says them; the list under the bar leads nowhere here, and is for the eyes."""
    html = site.get("/areas/fellshire/").text
    hidden = html[html.index('<div aria-hidden="true">') :]
    assert hidden.index('<ul class="public-tally">') < hidden.index("</div>")


@pytest.mark.parametrize("path", [FELL, f"{FELL}F1/"])
def test_a_status_is_heard_after_what_it_is_the_status_of(site, path):
    html = site.get(path).text
    heads = html.split('<div class="public-card__head">')[1:]
    assert len(heads) > 1
    for head in heads:
        assert in_order(head, "public-card__title", "public-card__status", "</div>")


def test_a_card_has_one_heading_and_no_two_of_them_read_the_same_under_one_part(site):
    headings = Markup(site.get(FELL).text).headings
    parts: list[list[str]] = []
    for level, words in headings:
        if level < 3:
            parts.append([])
        parts[-1].append(words)
    assert all(len(part) == len(set(part)) for part in parts), parts
    assert site.get(FELL).text.count('class="public-card__title"') == site.get(FELL).text.count('"public-card public')


@pytest.mark.parametrize("path", [FELL, f"{FELL}F1/", f"{FELL}F4/"])
def test_only_large_parts_of_a_page_are_landmarks(site, path):
    """Somebody who goes from landmark to landmark heard every promise and every action in full."""
    page = Markup(site.get(path).text)
    named = [element.get("aria-labelledby") for element in page.all("section", "article")]
    assert {name for name in named if name} <= {"nobody", "late", "at-risk", "stopped", "every-promise", "behind"}


def test_a_link_to_data_says_whose(site):
    title = "Fellshire: our promises 2025 to 2030"
    assert f"JSON of {title} or CSV of {title}" in read(site, FELL)


# One promise


def test_organisations_that_share_a_promise_are_heard_one_by_one(demo_site):
    html = demo_site.get("/strategies/cumberland-2025-2030/CS1/").text
    assert "<br>" not in html
    assert (
        '<dd class="govuk-summary-list__value"><p class="govuk-body">Victim Support</p><p class="govuk-body">' in html
    )


def test_the_links_to_its_neighbours_say_what_they_promise(site):
    text = read(site, f"{FELL}F2/")
    assert in_order(text, "Previous promise: F1, We will keep F1.", "Next promise: F3, We will keep")


def test_a_promise_tells_what_was_done_and_every_time_the_date_moved(site):
    text = read(site, f"{FELL}F1/")
    assert in_order(
        text, "We will keep F1.", "The promise in full The promise F1 in full.", "Responsible Fellshire Council",
        "Last updated", "Twelve towns will each have a room. Late 4 weeks past its date", "Why The roof leaked.",
        "When the date moved From", "The roof leaked.", "What residents were told", "Two rooms are open.",
        "An update is overdue", "Action A-DONE is told here. Done", "Done 30 September 2026",
    )  # fmt: skip


def test_a_promise_tells_what_earlier_years_did(site):
    text = read(site, f"{FELL}F5/")
    done = "All heads were asked. Fellshire Council, 3 February 2026, in the plan for 2025-26."
    assert f"Done in earlier years {done}" in text
    assert "Fellshire Council says that this is done. No other organisation has confirmed it yet." in text


def test_a_promise_counts_what_is_not_described_yet(site):
    assert "1 more action has no description for residents yet (late)." in read(site, f"{FELL}F2/")


def test_a_promise_another_board_owns_says_so(site):
    assert "The county board owns this. It is followed here." in read(site, f"{FELL}F7/")


def test_a_promise_nobody_started_says_in_which_plan(site):
    text = read(site, f"{FELL}F3/")
    assert "No organisation has put an action under this promise in the plan for 2026-27." in text
    assert "The published strategy names nobody. The partnership proposes this." in text


def test_the_same_promise_elsewhere_is_linked_only_while_it_is_published(site):
    text = read(site, f"{FELL}F4/")
    assert "Also promised in Mere: our promises 2019 to 2022, M1" in text
    assert "Dale" not in text  # it was withdrawn


def test_a_date_that_went_by_since_publication_is_pointed_out(site):
    """Beck's was drawn up 200 days ago, with an action due ten days later."""
    assert "which has gone by since this was published" in read(site, "/strategies/beck-2025-2030/F5/")
    assert "which has gone by since this was published" not in read(site, f"{FELL}F5/")


# The demonstration


@pytest.mark.parametrize("path", [FELL, f"{FELL}F1/", f"{FELL}page/", "/areas/fellshire/"])
def test_invented_actions_are_announced_at_the_top_of_every_page_that_holds_them(site, path):
    text = read(site, path)
    words = "The promises are real. The actions, dates, updates and figures under them are invented."
    assert in_order(text, f"Demonstration {words}", "Exit this page This is not the police")


@pytest.mark.parametrize("path", ["/strategies/mere-2019-2022/", "/strategies/mere-2019-2022/M1/", "/help/", "/about/"])
def test_a_page_without_invented_actions_carries_no_such_band(site, path):
    assert "Demonstration" not in read(site, path)


def test_the_first_page_announces_invented_actions_and_invented_areas(site, demo_site):
    assert "Demonstration Actions, dates and updates are invented, and some areas with all their" in read(site, "/")
    assert "Demonstration The promises are real. The actions, dates, updates and figures under them" in read(
        demo_site, "/"
    )


def test_the_demonstration_is_published_whole(demo_site):
    invented = ("cumberland-2025-2030", "cumberland-2024-2027", "westmorland-and-furness-2023-2028")
    for slug in (*invented, "herefordshire-2019-2022"):
        text = read(demo_site, f"/strategies/{slug}/")
        assert ("Demonstration" in text) is (slug in invented)
    assert "No record of what was done is held here" in read(demo_site, "/strategies/herefordshire-2019-2022/")


def test_the_same_promise_in_two_strategies_of_the_demonstration_is_linked_both_ways(demo_site):
    five, three = "/strategies/cumberland-2025-2030/CS5/", "/strategies/cumberland-2024-2027/DA3/"
    assert f'href="{three}"' in demo_site.get(five).text
    assert f'href="{five}"' in demo_site.get(three).text


# Care


def test_what_people_wrote_cannot_become_markup(site):
    page = site.get(f"{FELL}F3/").text
    assert SCRIPT not in page and "&lt;script&gt;" in page


def test_days_are_written_as_people_say_them(site):
    text = read(site, f"{FELL}F1/")
    assert "2026-09-30" not in text and day_in_words("2026-09-30") in text
