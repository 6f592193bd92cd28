"""Whatever somebody puts into a field, the readers and the runner tell it, and nothing breaks."""

import re
from pathlib import Path

import pytest

from cairn.kernel.processes.examples import run
from cairn.kernel.processes.examples_file import read_examples
from cairn.kernel.processes.pages import examples_part, page
from cairn.kernel.processes.process_file import read_process

FOLDER = Path(__file__).parent / "kinds" / "school_notice"
PROCESS, EXAMPLES = ((FOLDER / name).read_text("utf-8").splitlines() for name in ("process.toml", "examples.toml"))
SOUND = read_process("\n".join(PROCESS)).process
VALUES = (
    '"x"', "-1", "true", "[]", "{}", '["a"]', '""', "1.5", "nan", "{ a = [1] }", "[[1]]", "2025-02-29", "9999-12-31",
    "0001-01-01T00:00:00Z", "2025-10-26T01:30:00", '{ "a:b" = 2026-01-01 }',
)  # fmt: skip


def slips(lines: list[str], value: str):
    """The file with one field after another holding something else."""
    for place, line in enumerate(lines):
        if found := re.match(r"^(\w+) = ", line):
            yield "\n".join([*lines[:place], f"{found.group(1)} = {value}", *lines[place + 1 :]])


@pytest.mark.parametrize("value", ('"x"', "-1", "true", '""', "[[1]]", "9999-12-31"))
def test_a_process_with_a_slip_is_sound_or_told_with_its_line(value):
    for text in slips(PROCESS, value):
        file = read_process(text)
        assert (file.process is None) == bool(file.problems)
        assert all(problem.line >= 1 and problem.says.endswith((".", "?")) for problem in file.problems)
        if file.process:
            page(file.process)


@pytest.mark.parametrize("value", VALUES)
def test_examples_with_a_slip_are_told_or_run(value):
    for text in slips(EXAMPLES, value):
        file = read_examples(text)
        if not file.problems:
            assert len(run([SOUND], file)) == 5
            examples_part(file)
