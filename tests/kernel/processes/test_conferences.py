"""What a process file says of the meetings that hear its cases, and what is refused."""

from importlib.resources import files

import pytest

from cairn.kernel.processes.pages import page
from cairn.kernel.processes.process_file import read_process

TEXT = (files("cairn") / "content" / "casetypes" / "marac" / "process.toml").read_text(encoding="utf-8")


def test_the_steps_of_a_meeting_are_named_and_shown_on_the_page_of_the_kind():
    process = read_process(TEXT).process
    assert process.conference.lists == "list" and process.conference.first == ("child",)
    assert "## Meetings that hear it" in page(process)
    without = TEXT[: TEXT.index("# ---- the meetings that hear cases")]
    assert read_process(without).process.conference is None


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('asks = "research_asked"', 'asks = "minutes_sent"', 'gives "agency" with "minutes_sent", which does not take'),
        ('hears = "hear"', 'hears = "heard"', "heard"),
        ('"absent_sent_information", "absent"]', '"away"]', "must be a choice that can be: absent_sent_information"),
        ('first = ["child"]', 'first = ["pet"]', "pet"),
    ],
)
def test_a_conference_that_could_not_work_is_refused_with_its_line(was, becomes, says):
    assert TEXT.count(was) == 1
    file = read_process(TEXT.replace(was, becomes))
    assert file.process is None and any(says in problem.says for problem in file.problems)


def test_cases_of_one_kind_are_heard_by_one_sort_of_conference():
    another = TEXT[TEXT.index("[[conference]]") :].replace('key = "conference"', 'key = "another"')
    assert any("one sort of conference" in problem.says for problem in read_process(f"{TEXT}\n{another}").problems)
