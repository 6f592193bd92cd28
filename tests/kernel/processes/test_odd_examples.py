"""What somebody may put into a file of examples by mistake is told in a line: no rule is kept by a slip of the pen."""

import re
from datetime import date, timedelta

import pytest

from cairn.cli import main
from cairn.kernel.processes.calendars import LAST_KNOWN, Calendar

HEAD = 'format = "cairn-examples/1"\nkind = "asb_case_review"\n\n[[example]]\nname = "Named"\n'
APPLY = '\n[[example.event]]\nat = 2026-03-02\nevent = "apply"\nas = "applicant"\n'
APPLY += 'details = { asked_by = "person_harmed" }\n'
ASKED = '\n[[example.event]]\nat = 2026-03-04\nevent = "{}"\nas = "coordinator"\n{}\n'
EXPECT = '\n[[example.expect]]\nat = 2026-03-10\nstate = "received"\n'
AGAIN = ASKED.format("contact_recorded", 'ref = "a"\ndetails = { contact_was = "call" }')
COUNT = '\n[[count]]\nname = "Year"\nfirst = {}\nlast = 2026-12-31\nexpect = {}\n'


@pytest.fixture
def ran(capsys, tmp_path):
    """Run examples of case reviews: the exit code, and what was said."""

    def run(text: str) -> tuple[int, str]:
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        code = main(["process", "examples", "asb_case_review", str(path)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_the_file_these_begin_from_holds(ran):
    code, text = ran(HEAD + APPLY + EXPECT)
    assert (code, text.count("ok mine.toml:")) == (0, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + APPLY + EXPECT + COUNT.format("2026-01-01T00:00:00", "{ applications = 1 }"), '"first" must be a date'),
        (HEAD + APPLY + EXPECT + COUNT.format("2026-01-01", "{}"), "This expects nothing."),
        (HEAD + "x = " + "[" * 4000 + "]" * 4000, "stand too deep inside one another"),
        (HEAD + "school_holidays = [[2026-03-10, 2026-03-03]]\n" + APPLY + EXPECT, "is before its first"),
        (HEAD + APPLY + 'ref = "a"\n' + AGAIN
         + EXPECT, 'ref "a" is used twice'),
    ],
)  # fmt: skip
def test_it_is_told_and_nothing_is_run(ran, text, says):
    code, said = ran(text)
    assert code == 1 and says in said and "No example was run." in said
    assert re.search(r"mine\.toml:\d+: ", said)


@pytest.mark.parametrize(
    ("after", "came"),
    [
        ('due = { "acknowledge:x" = "not started" }\n', "no such clock"),
        ('status = { "acknowledge:x" = "not started" }\n', "no such clock"),
    ],
)
def test_a_clock_that_there_is_not_is_no_clock_that_has_not_started(ran, after, came):
    code, said = ran(HEAD + APPLY + EXPECT + after)
    assert code == 1 and f"came: {after.split()[0]} acknowledge:x on 10 March 2026: {came}" in said


def test_a_clock_for_each_of_something_is_named_with_what_it_runs_for_once_one_runs(ran):
    asked = "".join((
        ASKED.format("acknowledge", 'details = { acknowledged_by = "code_on_screen" }'),
        ASKED.format("screen_recorded", 'details = { screen_result = "no", asked_safely = true }'),
        ASKED.format("request_information", ""),
        ASKED.format("information_asked", 'details = { body = "police" }'),
    ))  # fmt: skip
    expect = '\n[[example.expect]]\nat = 2026-03-{}\ndue = {{ information = "not started" }}\n'
    assert ran(HEAD + APPLY + asked + expect.format("03"))[0] == 0
    code, said = ran(HEAD + APPLY + asked + expect.format("10"))
    assert code == 1 and "one for each body: information:police" in said


def test_a_name_of_several_lines_stays_one_line(ran):
    code, said = ran((HEAD + APPLY + EXPECT).replace('"Named"', '"""One\n\\u001b[31m two"""'))
    assert code == 0 and len(said.splitlines()) == 2 and "\x1b" not in said


def test_a_correction_says_what_is_right(ran):
    nothing = ASKED.format("correct", 'corrects = "a"\nreason = "Wrong"')
    code, said = ran(HEAD + APPLY + 'ref = "a"\n' + nothing + EXPECT)
    assert code == 1 and "nothing is corrected without it" in said


@pytest.mark.parametrize(
    ("details", "says"),
    [
        ('asked_by = ""', "Who asks is missing: put it right, do not take it out."),
        ('asked_by = "somebody_with_consent"', "Has the person harmed agreed is missing; it is needed here"),
    ],
)
def test_a_correction_takes_out_nothing_that_the_step_needs(ran, details, says):
    right = ASKED.format("correct", f'corrects = "a"\nreason = "Wrong"\ndetails = {{ {details} }}')
    code, said = ran(HEAD + APPLY + 'ref = "a"\n' + right + EXPECT)
    assert code == 1 and says in said
    both = right.replace(" }", ', consent = "yes" }')
    assert ran(HEAD + APPLY + 'ref = "a"\n' + both + EXPECT)[0] == ('""' in details)


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_what_is_no_number_is_no_score(ran, number):
    scored = ASKED.format("risk_scored", f'details = {{ risk_band = "low", risk_score = {number} }}')
    code, said = ran(HEAD + APPLY + scored + EXPECT)
    assert code == 1 and "Score of the checklist must be a number." in said


def test_a_score_below_nought_is_refused_and_nought_is_one(ran):
    scored = ASKED.format("risk_scored", 'details = { risk_band = "low", risk_score = -1 }')
    code, said = ran(HEAD + APPLY + scored + EXPECT)
    assert code == 1 and "Score of the checklist cannot be below 0; this is -1." in said
    assert ran(HEAD + APPLY + scored.replace("-1", "0") + EXPECT)[0] == 0


def test_holidays_that_leave_no_school_day_are_told(capsys, tmp_path):
    kind = tmp_path / "school_notice"
    kind.mkdir()
    from tests.kernel.processes.test_process_command import KIND

    text = (KIND / "process.toml").read_text("utf-8")
    (kind / "process.toml").write_text(text, encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(
        'format = "cairn-examples/1"\nkind = "school_notice"\n\n[[example]]\nname = "Shut"\n'
        'school_holidays = [[2026-01-01, 2028-01-01]]\n\n[[example.event]]\nat = 2026-03-02\nevent = "note"\n'
        'as = "sender"\ndetails = { present = "yes" }\n\n[[example.expect]]\nat = 2026-03-02\n'
        "due = { next_school_day = 2026-03-03 }\n",
        encoding="utf-8",
    )
    assert main(["process", "examples", str(kind), str(path)]) == 1
    assert "leave no school day within a year" in capsys.readouterr().out


def test_working_days_are_counted_beyond_the_years_whose_bank_holidays_are_known():
    calendar = Calendar()
    last = date(LAST_KNOWN, 12, 31)
    assert calendar.working_days_after(date(2150, 3, 2), 5) == date(2150, 3, 9)
    assert calendar.working_days_after(date(2150, 3, 9), -5) == date(2150, 3, 2)
    assert calendar.working_days_after(date(1950, 3, 6), -5) == date(1950, 2, 27)
    assert calendar.working_days_after(last, 1) > last
    assert calendar.working_days_after(last - timedelta(days=40), 60) > last
