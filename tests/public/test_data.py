"""The data's shape is a promise to whoever reads it: docs/explanation/what-the-public-sees.md, and no less."""

from __future__ import annotations

import csv
import io
import json

import pytest

from cairn.domain.publishing.words import STATUS_WORDS
from tests.outside import ROOT
from tests.public.scenes import FORMULA
from tests.public.serving import Site

FELL = "/strategies/fellshire-2025-2030"
DOCUMENT = ROOT / "docs" / "explanation" / "what-the-public-sees.md"

LISTED = {"slug", "title", "area", "starts_on", "ends_on", "edition", "published_at", "note", "demonstration",
          "promises_invented", "counts", "address"}  # fmt: skip
STRATEGY = LISTED | {"about", "vision", "as_at", "plan_year", "licence", "sources", "themes",
                     "measures"}  # fmt: skip
THEME = {"key", "title", "aim", "commitments", "activities", "changes", "measures", "changes_measured_by"}
COMMITMENT = {"id", "text", "plain", "responsible", "responsible_is_proposed", "supporting", "monitored_for", "status",
              "status_word", "updated", "same_as", "actions", "actions_not_described", "done_before",
              "closed", "measured_by"}  # fmt: skip
ACTION = {"ref", "text", "lead", "status", "status_word", "first_due", "due", "why", "slips", "said", "origin", "ended",
          "reported_done"}  # fmt: skip
NEWEST = {"ref", "name", "address", "latest"}
FIGURE = {"starts_on", "ends_on", "numerator", "denominator", "value", "reason", "provisional", "invented"}
MEASURE = NEWEST | {"strategy", "edition", "published_at", "licence", "definition", "numerator", "denominator", "unit",
                    "frequency", "good", "target", "target_why", "source", "as_of", "rule", "withheld", "rounded",
                    "misleads", "read_with", "demonstration", "breaks", "series"}  # fmt: skip
COLUMNS = ["strategy", "theme", "id", "text", "plain", "responsible", "responsible_is_proposed", "status",
           "status_word", "updated", "as_at", "demonstration"]  # fmt: skip


def data(site: Site, path: str) -> dict:
    answer = site.get(path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    return json.loads(answer.text)


def table(site: Site, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(site.get(path).body.decode("utf-8-sig"))))


@pytest.fixture(params=["demo_site", "site"])
def any_site(request) -> Site:
    return request.getfixturevalue(request.param)


def test_the_list_holds_every_strategy(any_site):
    found = data(any_site, "/strategies.json")
    assert set(found) == {"strategies", "licence"}
    assert found["strategies"] and all(set(row) == LISTED for row in found["strategies"])


def test_every_strategy_has_the_same_shape_down_to_its_actions(any_site):
    for row in data(any_site, "/strategies.json")["strategies"]:
        strategy = data(any_site, f"/strategies/{row['slug']}.json")
        assert set(strategy) == STRATEGY
        assert all(set(one) == NEWEST for one in strategy["measures"])
        for theme in strategy["themes"]:
            assert set(theme) == THEME
            for commitment in theme["commitments"]:
                assert set(commitment) == COMMITMENT
                assert isinstance(commitment["responsible"], list) and commitment["responsible"]
                assert commitment["status"] in STATUS_WORDS
                assert all(set(action) == ACTION for action in commitment["actions"])


def test_counts_are_those_of_the_commitments(any_site):
    for row in data(any_site, "/strategies.json")["strategies"]:
        strategy = data(any_site, f"/strategies/{row['slug']}.json")
        found = [one["status"] for theme in strategy["themes"] for one in theme["commitments"]]
        assert row["counts"] == {status: found.count(status) for status in set(found)}


def test_the_demonstration_holds_every_promise_of_the_four_strategies(demo_site):
    slugs = {row["slug"] for row in data(demo_site, "/strategies.json")["strategies"]}
    assert slugs == {"cumberland-2025-2030", "cumberland-2024-2027", "westmorland-and-furness-2023-2028",
                     "herefordshire-2019-2022"}  # fmt: skip
    ended = data(demo_site, "/strategies/herefordshire-2019-2022.json")
    words = {one["status_word"] for theme in ended["themes"] for one in theme["commitments"]}
    assert (ended["demonstration"], words) == (False, {"No record of what was done is held here"})


def test_the_table_holds_the_same_commitments(any_site):
    for row in data(any_site, "/strategies.json")["strategies"]:
        strategy = data(any_site, f"/strategies/{row['slug']}.json")
        rows = table(any_site, f"/strategies/{row['slug']}.csv")
        assert list(rows[0]) == COLUMNS
        wanted = [(t["title"], c["id"], c["status"]) for t in strategy["themes"] for c in t["commitments"]]
        assert [(one["theme"], one["id"], one["status"]) for one in rows] == wanted


def test_no_cell_can_run_in_a_spreadsheet(site):
    [row] = [row for row in table(site, f"{FELL}.csv") if row["id"] == "F3"]
    assert row["text"] == f"'{FORMULA}"


def test_the_table_opens_in_a_spreadsheet_with_its_accents(site):
    assert site.get(f"{FELL}.csv").body.startswith("\ufeff".encode())
    assert site.get(f"{FELL}.csv").headers["Content-Type"] == "text/csv; charset=utf-8"


def test_data_may_be_read_from_any_page_and_pages_may_not(site):
    for path in ("/strategies.json", f"{FELL}.json", f"{FELL}.csv"):
        assert site.get(path).headers["Access-Control-Allow-Origin"] == "*"
        assert site.get(path).headers["Cache-Control"] == "no-store"
    assert site.get("/").headers["Access-Control-Allow-Origin"] is None


def test_the_document_names_every_field():
    words = DOCUMENT.read_text()
    for name in LISTED | STRATEGY | THEME | COMMITMENT | ACTION | MEASURE | FIGURE | set(COLUMNS):
        assert f"`{name}`" in words, name


def test_the_examples_in_the_document_are_json_of_that_shape():
    examples = [part.partition("```")[0] for part in DOCUMENT.read_text().split("```json\n")[1:]]
    listed, strategy, measure = (json.loads(example) for example in examples)
    assert set(listed["strategies"][0]) == LISTED
    assert (set(strategy), set(measure), set(measure["latest"])) == (STRATEGY, MEASURE, FIGURE)
    [theme] = strategy["themes"]
    [commitment] = theme["commitments"]
    assert (set(theme), set(commitment), set(commitment["actions"][0])) == (THEME, COMMITMENT, ACTION)


def test_every_measure_has_its_figures_as_data_with_the_reason_for_a_gap(any_site):
    found = [
        (row["slug"], one)
        for row in data(any_site, "/strategies.json")["strategies"]
        for one in data(any_site, f"/strategies/{row['slug']}.json")["measures"]
    ]
    assert found
    for slug, one in found:
        whole = data(any_site, f"/strategies/{slug}/measures/{one['ref']}.json")
        assert set(whole) == MEASURE and whole["latest"] == one["latest"]
        figures = [figure for series in whole["series"] for figure in series["figures"]]
        assert all(set(figure) == FIGURE for figure in figures)
        assert all(figure["reason"] for figure in figures if figure["numerator"] is None)
        rows = table(any_site, f"/strategies/{slug}/measures/{one['ref']}.csv")
        assert [row["Reason"] for row in rows] == [figure["reason"] for figure in figures]


def test_a_measure_that_is_not_there_or_was_withdrawn_says_so(site):
    assert site.get(f"{FELL}/measures/M-NOT.json").status == 404
    assert site.get(f"{FELL}/measures/M-NOT/").status == 404
    assert site.get("/strategies/dale-2025-2030/measures/M-SAFE.csv").status == 410
