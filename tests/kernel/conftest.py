"""What several tests of the kernel's commands share."""

import pytest

from cairn.cli import main
from tests.incident_running import Written


@pytest.fixture
def run(tmp_path, capsys):
    """Runs a word of ``cairn analyse`` on incidents: its code, what it said, and what it wrote."""

    def go(text, *words, word="repeats", name="in.csv", out="out.csv"):
        source = tmp_path / name
        if text is not None:
            source.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main(["analyse", word, str(source), *words, "-o", str(tmp_path / out)])
        said = capsys.readouterr().err
        return code, said, Written(tmp_path, out.rpartition(".")[0])

    return go
