"""``cairn strategy check`` and ``load``: exit codes and words."""

from __future__ import annotations

import pytest

from cairn.cli import main
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor
from tests.domain.strategies.conftest import FULL

UNKNOWN = 'There is no agency "unknown" here. Add it first: cairn partnership load FILE'


@pytest.fixture
def run(tmp_path, capsys):
    """Run a word on a text: the exit code, what was printed, and what was printed as an error."""

    def go(word: str, text: str | bytes):
        path = tmp_path / "file.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main(["strategy", word, str(path)])
        said = capsys.readouterr()
        return code, said.out.replace(f"{path}", "file.toml"), said.err.replace(f"{path}", "file.toml")

    return go


def test_a_sound_file_is_summed_up(run):
    code, out, err = run("check", FULL)
    assert (code, err) == (0, "")
    assert out.startswith("file.toml: no problems found. 2 themes, 2 commitments,")


def test_every_problem_is_a_line_with_its_number(run):
    broken = FULL.replace('kind = "community_safety"', 'kind = "other"').replace('id = "P2"', 'id = "p2"')
    code, out, _ = run("check", broken)
    rows = FULL.splitlines()
    first, second = rows.index('kind = "community_safety"') + 1, rows.index('id = "P2"') + 1
    assert code == 1
    assert [line.partition(": ")[0] for line in out.splitlines()] == [
        f"file.toml:{first}", f"file.toml:{second}", "2 to put right. Nothing was loaded.",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["check", "load"])
def test_a_file_that_is_no_text_is_told_so(run, word):
    code, _, err = run(word, b"\xff\xfe\x00")
    assert (code, err) == (2, "file.toml is not text in UTF-8.\n")


@pytest.mark.parametrize("word", ["check", "load"])
def test_a_file_that_is_not_there_is_told_so(tmp_path, capsys, word):
    assert main(["strategy", word, str(tmp_path / "gone.toml")]) == 2
    assert capsys.readouterr().err == f"There is no file {tmp_path / 'gone.toml'}.\n"


@pytest.mark.parametrize("word", ["check", "load"])
def test_a_folder_is_told_so(tmp_path, capsys, word):
    assert main(["strategy", word, str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{tmp_path} is a folder. Name the file in it.\n"


def test_loading_says_what_happened_each_time(world, run):
    code, out, _ = run("load", FULL)
    assert (code, out.splitlines()[-1]) == (0, "Fellshire safety plan 2027 to 2030: loaded.")
    assert run("load", FULL)[1].endswith("already as in the file.\n")
    assert run("load", FULL + "# Again.\n")[1].endswith("brought up to date.\n")
    set_scope(system_actor(world.partnership.pk), command_id="")


def test_what_only_the_load_can_find_is_told_on_its_line(world, run):
    code, _, err = run("load", FULL.replace('["fell-health"]', '["unknown"]'))
    line = FULL.splitlines().index('responsible = ["fell-health"]') + 1
    assert (code, err) == (1, f"file.toml:{line}: {UNKNOWN}\n")


def test_a_file_with_problems_is_not_loaded(world, run):
    code, out, _ = run("load", FULL.replace('kind = "community_safety"', 'kind = "other"'))
    assert code == 1 and out.endswith("1 to put right. Nothing was loaded.\n")
