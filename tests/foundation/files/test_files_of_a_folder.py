"""``cairn records bring`` takes a folder: its tables in the order they came, nothing half copied and no link."""

import os

from cairn.cli import main
from cairn.foundation.files.folders import files_in


def test_the_tables_of_a_folder_come_in_the_order_they_came_in(tmp_path):
    for age, name in enumerate(
        ("march.csv", "april.xlsx", "a_may.PARQUET", ".june.csv", "july.csv.part", "notes.docx")
    ):
        path = tmp_path / name
        path.write_text("x")
        os.utime(path, (age, age))
    (tmp_path / "older").mkdir()
    single = tmp_path / "older" / "notes.docx"
    single.write_text("x")
    (tmp_path / "a link.csv").symlink_to(tmp_path / "march.csv")
    found = files_in([single, tmp_path])
    assert [path.name for path in found] == ["notes.docx", "march.csv", "april.xlsx", "a_may.PARQUET"]


def test_an_empty_folder_is_no_error_for_a_timer_and_a_missing_one_is(tmp_path, capsys):
    assert main(["records", "bring", "FE-4K7PDX9", str(tmp_path)]) == 0
    assert "There is no file in it yet." in capsys.readouterr().out
    assert main(["records", "bring", "FE-4K7PDX9", str(tmp_path / "none")]) == 2
