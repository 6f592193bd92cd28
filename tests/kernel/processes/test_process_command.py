"""``cairn process``: anyone can check a process, and run their own examples against it."""

import re
import shutil
from pathlib import Path

import pytest

from cairn.cli import main

KIND = Path(__file__).parent / "kinds" / "school_notice"
SHIPPED = Path(__file__).parents[3] / "src" / "cairn" / "content" / "casetypes"
RETURN = (SHIPPED / "asb_case_review" / "return.toml").read_text("utf-8")
EXAMPLE = """format = "cairn-examples/1"
kind = "clares_law"

[[example]]
name = "Twenty-eight days"

[[example.event]]
at = 2025-03-03
event = "begin_right_to_know"
as = "officer"
details = { safe_contact = "By the school.", trigger = "Told.", relationship = "partners", information_from = "police" }

[[example.expect]]
at = 2025-03-03
state = "received"
due = { total = DUE }
"""


@pytest.fixture
def said(capsys):
    """Run a command: its exit code, and what it said."""

    def run(*words: object) -> tuple[int, str]:
        code = main(["process", *map(str, words)])
        spoken = capsys.readouterr()
        return code, spoken.out + spoken.err

    return run


def test_a_kind_made_only_of_files_is_checked_run_and_shown(said):
    code, text = said("check", KIND)
    assert (code, text.count("A school is told, from")) == (0, 2)
    code, text = said("examples", KIND, KIND / "examples.toml")
    assert code == 0 and text.endswith("5 examples: 5 came as expected, 0 did not.\n")
    assert len(re.findall("^ok examples.toml:", text, re.MULTILINE)) == 5
    code, text = said("show", KIND)
    assert code == 0 and text.count("# A school is told\n") == 2 and "before the next school day begins" in text


@pytest.mark.parametrize("kind", ["marac", "asb_case_review", "asb-case-review", "clares_law"])
def test_the_shipped_kinds_are_named_shortly(said, kind):
    assert said("check", kind)[0] == 0
    assert said("examples", kind)[0] == 0


def test_examples_of_ones_own_say_what_was_expected_and_what_came(said, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(EXAMPLE.replace("DUE", "2025-03-31"), encoding="utf-8")
    code, text = said("examples", "clares_law", path)
    assert code == 0
    assert text.startswith("ok mine.toml:4: Twenty-eight days | expected: state on 3 March 2025: received; due total")
    path.write_text(EXAMPLE.replace("DUE", "2025-03-30"), encoding="utf-8")
    code, text = said("examples", "clares_law", path)
    assert code == 1
    assert (
        "DIFFERS mine.toml:13: Twenty-eight days | expected: due total on 3 March 2025: 30 March 2025"
        " | came: due total on 3 March 2025: 31 March 2025\n"
    ) in text
    assert text.endswith("1 example: 0 came as expected, 1 did not.\n")


@pytest.mark.parametrize(
    ("was", "is_now", "says"),
    [
        ("cairn-examples/1", "examples", 'mine.toml:1: The file must begin with format = "cairn-examples/1".'),
        ('"clares_law"', '"marac"', 'mine.toml:2: These are examples of "marac", not of "clares_law".'),
        ("state =", "stat =", 'mine.toml:15: "stat" is not a field of expect. Take it out, or check its spelling.'),
        ("at = 2025-03-03\nevent", 'at = "soon"\nevent', 'mine.toml:8: "at" must be a date, or a date and time'),
        ("[[example.expect]]\nat = 2025-03-03\n", "[[example.expect]]\n", 'mine.toml:13: "at" is missing'),
        ("DUE", "", "This is not valid TOML"),
        ("[[example]]", "[example]", "Write each one as [[example]], with double brackets."),
    ],
)
def test_a_file_of_examples_that_cannot_be_read_says_where_and_why(said, tmp_path, was, is_now, says):
    path = tmp_path / "mine.toml"
    path.write_text(EXAMPLE.replace(was, is_now).replace("DUE", "2025-03-31"), encoding="utf-8")
    code, text = said("examples", "clares_law", path)
    assert code == 1
    assert says in text
    assert "No example was run." in text


@pytest.mark.parametrize(
    ("was", "is_now", "came"),
    [
        ("begin_right_to_know", "begin_right", '"begin_right" is no move or event of this process.'),
        ('"officer"', '"intake"', "This is for: officer, supervisor."),
        ("total = ", "totl = ", "due totl on 3 March 2025: no such clock"),
        ("at = 2025-03-03\nevent", "at = 2020-03-03\nevent", "no version is valid on 3 March 2020"),
        ('relationship = "partners"', 'relationship = "friends"', "must be one of partners, former_partners"),
        ('trigger = "Told."', 'reason = "Told."', '"reason" is no detail of this step.'),
    ],
)
def test_a_slip_in_an_example_is_told_in_its_line(said, tmp_path, was, is_now, came):
    path = tmp_path / "mine.toml"
    path.write_text(EXAMPLE.replace(was, is_now).replace("DUE", "2025-03-31"), encoding="utf-8")
    code, text = said("examples", "clares_law", path)
    assert code == 1
    assert text.startswith("DIFFERS mine.toml:")
    assert came in text.splitlines()[0]


def test_what_is_not_there_is_said(said, tmp_path):
    assert said("check", "knitting") == (
        2,
        'There is no kind "knitting" and no file of that name. Kinds: asb_case_review, clares_law, marac.\n',
    )
    assert said("examples", "marac", tmp_path / "none.toml")[0] == 2


def test_an_unsound_process_is_refused_with_its_line(said, tmp_path):
    text = (KIND / "process.toml").read_text("utf-8").replace('to = "filed"', 'to = "told"')
    (tmp_path / "process.toml").write_text(text, encoding="utf-8")
    code, told = said("check", tmp_path)
    assert code == 1
    assert f"{tmp_path / 'process.toml'}:" in told
    assert 'No case can ever reach the state "filed". Add a move to it, or take it out.' in told


def test_versions_that_overlap_are_refused(said, tmp_path):
    text = (KIND / "process.toml").read_text("utf-8")
    (tmp_path / "process.toml").write_text(text, encoding="utf-8")
    (tmp_path / "process.2020.toml").write_text(text.replace("2025-11-07", "2020-01-01"), encoding="utf-8")
    code, told = said("check", tmp_path)
    assert code == 1
    assert "The version from 1 January 2020 is still valid on 7 November 2025, when the next begins." in told


def test_what_stands_beside_a_process_is_checked_with_it_as_start_up_does(said, tmp_path):
    folder = tmp_path / "asb_case_review"
    shutil.copytree(SHIPPED / "asb_case_review", folder)
    assert said("check", folder)[0] == 0
    (folder / "outcome.txt").write_text("Dear {detail.nobody}, {detail.screen_result}", encoding="utf-8")
    (folder / "return.toml").write_text(RETURN.replace("apply", "aply"), encoding="utf-8")
    (folder / "powers.toml").write_text('format = "cairn-look-up/1"\n', encoding="utf-8")
    code, text = said("check", folder)
    assert code == 1 and "to put right." in text
    for words in ("outcome.txt: ", "return.toml:", 'The event "aply" is not in the process', "powers.toml: line "):
        assert words in text, text
    other = tmp_path / "case_review"
    shutil.copytree(SHIPPED / "asb_case_review", other)
    code, text = said("check", other)
    assert code == 1 and 'call it "asb_case_review"' in text


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("at = 2025-03-03\nevent", "at = 9999-12-31\nevent", "The year must lie between 1978 and"),
        ("at = 2025-03-03\nevent", "at = 0001-01-01\nevent", "The year must lie between 1978 and"),
        ("at = 2025-03-03\nstate", "at = 9999-12-31\nstate", "The year must lie between 1978 and"),
        ("[[example.expect]]", "[[count]]\nname = \"A year\"\nfirst = 2026-03-31\nlast = 2025-04-01\n"
         "expect = { applications = 0 }\n\n[[example.expect]]", '"last" is before "first".'),
    ],
)  # fmt: skip
def test_a_moment_that_cannot_be_is_told_by_its_line_and_nothing_is_run(said, tmp_path, was, becomes, says):
    path = tmp_path / "mine.toml"
    text = EXAMPLE.replace("DUE", "2025-03-31")
    assert was in text
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    code, text = said("examples", "clares_law", path)
    assert code == 1 and says in text and "No example was run." in text and "mine.toml:" in text


def test_a_misspelt_event_is_no_rule_that_was_kept_and_a_mark_before_the_file_is_read_over(said, tmp_path):
    path = tmp_path / "mine.toml"
    slip = '\n[[example.event]]\nat = 2025-03-04\nevent = "chek"\nas = "officer"\nrefused = []\n'
    path.write_text("\ufeff" + EXAMPLE.replace("DUE", "2025-03-31"), encoding="utf-8")
    assert said("examples", "clares_law", path)[0] == 0
    path.write_text(EXAMPLE.replace("DUE", "2025-03-31") + slip, encoding="utf-8")
    code, text = said("examples", "clares_law", path)
    assert code == 1 and "there is none of that name" in text
    path.write_text(EXAMPLE.replace("DUE", "2025-03-31") + slip.replace("[]", '["chek"]'), encoding="utf-8")
    assert said("examples", "clares_law", path)[0] == 0
