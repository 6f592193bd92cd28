"""The kinds that come with Cairn: sound, sourced, and true to their examples to the last clock and guard."""

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

import cairn
from cairn.kernel.processes.drawing import drawing
from cairn.kernel.processes.examples import run
from cairn.kernel.processes.examples_file import read_examples
from cairn.kernel.processes.local_values import NotOpen, fitting, together_faults, with_local
from cairn.kernel.processes.pages import page
from cairn.kernel.processes.process_file import read_process
from cairn.kernel.processes.terms import Confidence

PACKAGE = Path(cairn.__file__).parent
FOLDERS = sorted(path.parent for path in (PACKAGE / "content" / "casetypes").glob("*/process.toml"))
FILES = {folder.name: read_process((folder / "process.toml").read_text("utf-8")) for folder in FOLDERS}
KINDS = {name: file.process for name, file in FILES.items()}
EXAMPLES = {folder.name: read_examples((folder / "examples.toml").read_text("utf-8")) for folder in FOLDERS}


def test_three_kinds_come_with_cairn_each_in_the_folder_of_its_name():
    assert list(FILES) == ["asb_case_review", "clares_law", "marac"]
    assert all(KINDS[name] and KINDS[name].kind == name for name in FILES)


@pytest.mark.parametrize("name", FILES)
def test_each_is_sound(name):
    assert FILES[name].problems == []


@pytest.mark.parametrize("name", FILES)
def test_each_example_comes_true(name):
    assert EXAMPLES[name].problems == []
    results = run([KINDS[name]], EXAMPLES[name])
    assert len(results) > 12
    different = [(result.name, each) for result in results for each in result.findings if not each.same]
    assert different == []


@pytest.mark.parametrize("name", FILES)
def test_the_examples_show_every_clock_threshold_move_end_and_guard(name):
    kind, rows = KINDS[name], [row for _, row in EXAMPLES[name].top("example")]
    asked = [inside for row in rows for inside in row.get("expect", [])]
    taken = [inside for row in rows for inside in row["event"]]
    named = {
        table: {key.partition(":")[0] for each in asked for key in each.get(table, {})}
        for table in ("due", "status", "thresholds")
    }
    assert set(kind.clocks) <= named["due"] & named["status"]
    together = {part for threshold in kind.thresholds.values() for part in threshold.parts}
    assert set(kind.thresholds) - together <= named["thresholds"]
    assert {move.key for move in kind.moves} <= {each["event"] for each in taken}
    assert {each.get("state") for each in asked} >= {state.key for state in kind.states.values() if state.ends}
    refused = {(each["event"], of) for each in taken for of in each.get("refused", [])}
    guards = {(step.key, guard.of) for step in (*kind.moves, *kind.happenings.values()) for guard in step.guards}
    assert guards - refused == set()


def test_a_locality_reads_escalation_in_one_way_or_the_other_and_never_in_none():
    openings = {"escalation_told_to_anybody": False}
    both = together_faults(KINDS["marac"], openings)
    assert "cannot be no unless “Escalation counts abuse reported to the police” is yes" in "".join(both.values())
    assert fitting(KINDS["marac"], {**openings, "screening_days": 3}) == {"screening_days": 3}
    assert together_faults(KINDS["marac"], {**openings, "escalation_police_only": True}) == {}
    assert together_faults(KINDS["marac"], {"escalation_police_only": False}) == {}


@pytest.mark.parametrize("name", FILES)
def test_each_rule_rests_on_something_named(name):
    kind = KINDS[name]
    for basis in kind.basis.values():
        assert basis.address or basis.confidence is Confidence.UNSOURCED, basis.key
    assert all(rule.basis for rule in (*kind.clocks.values(), *kind.thresholds.values(), *kind.counts.values()))


@pytest.mark.parametrize("name", FILES)
def test_each_has_somebody_who_must_not_learn_and_words_that_care(name):
    assert any(party.must_not_learn for party in KINDS[name].parties.values())
    text = (PACKAGE / "content" / "casetypes" / name / "process.toml").read_text("utf-8")
    assert re.findall(r"alleged victim|failed to engage|perpetrator", text, re.IGNORECASE) == []


@pytest.mark.parametrize("name", FILES)
def test_each_is_shown_as_a_page(name):
    text = page(KINDS[name])
    assert "stateDiagram-v2" in text
    for key in (*KINDS[name].clocks, *(move.key for move in KINDS[name].moves), *KINDS[name].openings):
        assert f"`{key}`" in text
    widths = [line.count("|") for line in text.splitlines() if line.startswith("|")]
    assert min(widths) > 2


@pytest.mark.parametrize("name", FILES)
def test_each_is_drawn_with_a_box_for_every_state_and_a_line_for_every_pair_of_states_that_a_move_joins(name):
    drawn = ElementTree.fromstring(drawing(KINDS[name]))
    told = " ".join(text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text"))
    assert all(state.title in told for state in KINDS[name].states.values())
    joined = {(state, move.to) for move in KINDS[name].moves for state in move.from_states if state != move.to}
    lines = [path for path in drawn.iter("{http://www.w3.org/2000/svg}path") if path.get("marker-end")]
    assert len(lines) == len(joined) and "style" not in drawing(KINDS[name])


def test_no_module_of_the_engine_names_a_kind():
    named = re.compile("|".join([*FILES, *(name.replace("_", " ") for name in FILES), "clare", "dvds"]), re.IGNORECASE)
    engine = [*(PACKAGE / "kernel" / "processes").glob("*.py"), PACKAGE / "commands" / "processes.py"]
    assert len(engine) > 15
    assert [path.name for path in engine if named.search(path.read_text("utf-8"))] == []


# ---- what each may and may not be changed into


@pytest.mark.parametrize(
    ("name", "values", "says"),
    [
        ("asb_case_review", {"reports_needed": 4}, '"reports_needed" is 4; it must be from 1 to 3.'),
        ("asb_case_review", {"reports_needed": True}, '"reports_needed" must be a whole number.'),
        ("asb_case_review", {"months_to_apply": 5}, '"months_to_apply" is 5; it must be from 6 to 24.'),
        ("asb_case_review", {"panel_unit": "hours"}, '"panel_unit" must be one of working_days, calendar_days.'),
        ("asb_case_review", {"one_hate_incident": "yes"}, '"one_hate_incident" must be true or false.'),
        ("clares_law", {"total_days": 35}, '"total_days" is 35; it must be from 1 to 28.'),
        ("marac", {"score_needed": 15}, '"score_needed" is 15; it must be from 10 to 14.'),
    ],
)
def test_a_locality_stays_within_the_limits(name, values, says):
    with pytest.raises(NotOpen, match=re.escape(says)):
        with_local(KINDS[name], values)


def test_what_is_not_open_stays_closed():
    with pytest.raises(NotOpen, match='"flag_months" is not open to a locality'):
        with_local(KINDS["marac"], {"flag_months": 6})


def test_a_locality_changes_its_own_copy_only():
    local = with_local(KINDS["asb_case_review"], {"reports_needed": 2, "panel_unit": "calendar_days"})
    assert (local.thresholds["three_reports"].least, local.clocks["panel"].unit) == (2, "calendar_days")
    assert KINDS["asb_case_review"].thresholds["three_reports"].least == 3
    assert local.reactions["decide_met"] != KINDS["asb_case_review"].reactions["decide_met"]


def test_the_four_counts_are_exact_and_required_by_the_act():
    counts = KINDS["asb_case_review"].counts
    assert list(counts) == ["applications", "threshold_not_met", "reviews", "reviews_with_recommendations"]
    assert all(count.exact for count in counts.values())
    assert KINDS["asb_case_review"].is_valid_on(date(2014, 10, 20))
