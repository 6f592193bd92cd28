"""That a case is a repeat is told to whoever has it by a yes alone, and by an event its leading role takes."""

from pathlib import Path

import pytest

from cairn.kernel.processes.process_file import read_process

TEXT = (Path("src/cairn/content/casetypes") / "asb_case_review" / "process.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ('told = "repeat_victim"\n', "", '"tells" and "told" go together'),
        ('told = "repeat_victim"', 'told = "risk_band"', "must require risk_band, and nothing else"),
        ('tells = "repeat_looked_for"\ntold = "repeat_victim"', 'tells = "restorative_answered"\ntold ='
         ' "restorative_satisfaction"', "must be of the kind yes_no or yes_no_unknown"),
    ],
)  # fmt: skip
def test_what_is_told_of_a_repeat_is_a_yes_or_no_of_the_leading_role(was, now, says):
    assert not read_process(TEXT).problems
    problems = read_process(TEXT.replace(was, now, 1)).problems
    assert any(says in problem.says for problem in problems), problems
