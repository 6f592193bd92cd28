"""The how-to on linking records is true: its commands run as they stand."""

import csv
import re
import shlex
from pathlib import Path

from cairn.cli import main

PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "link-records.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


def write(name, rows):
    with Path(name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_its_commands_run_as_they_stand(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["analyse", "generate", "--people", "120", "--seed", "3", "-o", "made"]) == 0
    made = list(csv.DictReader(Path("made/people.csv").read_text(encoding="utf-8").splitlines()))
    rows = [{("SURNAME" if name == "family" else "DOB" if name == "born" else name): value
             for name, value in row.items()} | {"NOTES": ""} for row in made]  # fmt: skip
    rows[0]["record"], rows[1]["record"] = "A1", "B7"
    write("people.csv", rows)
    for number, agency in enumerate(("police", "hospital")):
        write(f"{agency}.csv", rows[number::2])
    write("police.csv", [row | {"TEAM": f"team {at % 7}"} for at, row in enumerate(rows[::2])])
    own = {"record": "ref", "given": "forename", "SURNAME": "family_name", "DOB": "date of birth"}
    housing = [{own.get(name, name): value for name, value in row.items()} for row in rows[1::2]]
    write("housing.csv", [row | {"OFFICE": f"team {at % 7}"} for at, row in enumerate(housing)])
    assert {command.split()[2] for command in COMMANDS} == {"link", "explain", "generate"}
    for command in COMMANDS:
        if command.split()[2] == "generate":
            command = command.replace("2000", "120")  # the same, sooner
        assert main(shlex.split(command)[1:]) == 0, command
    assert {"made-up", "clusters.csv", "clusters.json", "why.json"} <= {path.name for path in tmp_path.iterdir()}
    assert Path("made-up/truth.csv").exists() and Path("made-up/clusters.csv").exists()
