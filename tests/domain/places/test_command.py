"""``cairn open-data load | fetch | status``: words and exit codes; the network is never asked."""

from __future__ import annotations

import io
import json
import urllib.error
import zipfile
from contextlib import closing

import pytest

from cairn.cli import main
from cairn.commands.fetching import CannotFetch, fetch
from cairn.domain.places.api import addresses
from tests.domain.places.conftest import CENSUS, LOOKUP, police_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "a-census.csv").write_text(CENSUS, encoding="utf-8")
    (tmp_path / "b" / "lookup.csv").write_text(LOOKUP, encoding="utf-8")
    (tmp_path / "b" / "postcodes.csv").write_text("postcode,easting\nCA1 1AA,1\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("About", encoding="utf-8")
    return tmp_path


def test_a_folder_is_loaded_areas_first_one_line_a_data_set(folder, capsys):
    assert main(["open-data", "load", str(folder)]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "LSOAs of 2021 to MSOAs, wards and authorities: 3 rows, LSOAs of 2021, wards of 2025, Open Government Licence"
        " v3.0 (loaded; b/lookup.csv)",
        "  Not used: points and square kilometres, which the boundaries give.",
        "Census 2021: residents by LSOA: 3 rows, 21 March 2021, Open Government Licence v3.0 (loaded; a-census.csv)",
        "  Not used: households and tenure, which count homes and not people.",
        "b/postcodes.csv is none of the files that Cairn reads.",
        "2 files.",
    ]
    assert main(["open-data", "load", str(folder)]) == 0
    assert "(already loaded; a-census.csv)" in capsys.readouterr().out


def test_rows_that_cannot_be_used_are_named_by_file_and_line(folder, capsys):
    (folder / "a-census.csv").write_text(CENSUS.replace("3000,300", "many,300"), encoding="utf-8")
    assert main(["open-data", "load", str(folder)]) == 1
    assert "a-census.csv:4: usual_residents: “many” is not a whole number." in capsys.readouterr().err


def test_a_file_that_is_refused_does_not_stop_the_others(folder, capsys):
    (folder / "street.csv").write_text(police_file(), encoding="utf-8")
    assert main(["open-data", "load", str(folder)]) == 1
    said = capsys.readouterr()
    assert "street.csv: There are no rows under the heads." in said.err and "2 files." in said.out


def test_a_folder_that_is_not_there_or_holds_nothing_is_told_so(tmp_path, capsys):
    assert main(["open-data", "load", str(tmp_path / "gone")]) == 2
    assert "There is no folder" in capsys.readouterr().err
    assert main(["open-data", "load", str(tmp_path)]) == 1
    assert "Nothing was loaded." in capsys.readouterr().err


def test_status_says_what_is_loaded_with_licence_and_attribution(folder, capsys):
    assert main(["open-data", "status"]) == 0
    assert capsys.readouterr().out.startswith("No open data is loaded. Load a folder: cairn open-data load DIR")
    main(["open-data", "load", str(folder)])
    capsys.readouterr()
    assert main(["open-data", "status"]) == 0
    said = capsys.readouterr().out
    assert "Census 2021: residents by LSOA: 3 rows, 21 March 2021, Open Government Licence v3.0; loaded on " in said
    assert "Source: Office for National Statistics" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--month", "March"], "“March” is not a month such as 2024-03."),
        (["--force", "Cumbria Police", "--month", "2024-03"], "“Cumbria Police” is not the name of a force"),
        (["--authority", "Cumberland"], "“Cumberland” is not the code of an authority"),
        (["--force", "cumbria"], "Police data needs both --force and --month."),
        ([], "No partnership is loaded. Name authorities"),
    ],
)
def test_what_makes_no_sense_to_fetch_is_refused_before_anything_is_asked(words, says, tmp_path, capsys):
    assert main(["open-data", "fetch", "--to", str(tmp_path), *words]) == 2
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# ---- fetching, with a publisher of our own


class Answer(io.BytesIO):
    """What an opener gives back."""

    def __init__(self, content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        super().__init__(content)
        self.status, self.headers = status, headers or {}


def zipped(**members: bytes) -> bytes:
    page = io.BytesIO()
    with closing(zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return page.getvalue()


class Publisher:
    """Answers as the publishers do, from memory; keeps what was asked."""

    def __init__(self) -> None:
        street = police_file(",2024-03,Fell Police,Fell Police,,,No Location,,,Burglary,,").encode()
        self.archive = zipped(**{
            "2024-03/2024-03-cumbria-street.csv": street, "other.bin": bytes(range(256)) * 2_000,
        })  # fmt: skip
        self.census = zipped(**{"census2021-ts001-lsoa.csv": b"date,geography\n"})
        self.asked: list[str] = []
        self.sent = 0

    def __call__(self, request, timeout):
        assert timeout == 30 and request.full_url.startswith("https://")
        url, ranged = request.full_url, request.get_header("Range")
        self.asked.append(url)
        if ranged:
            first, _, last = ranged.removeprefix("bytes=").partition("-")
            piece = self.archive[int(first) : int(last) + 1]
            self.sent += len(piece)
            return Answer(piece, 206, {"Content-Range": f"bytes {first}-{last}/{len(self.archive)}"})
        if "nomisweb" in url:
            return Answer(self.census)
        if "_LU_" in url:
            return Answer(json.dumps({"features": [{"attributes": {"LSOA21CD": "E01000001"}}]}).encode())
        if "FeatureServer" in url:
            first = "resultOffset=0" in url
            return Answer(json.dumps({"features": [{"a": 1}], "exceededTransferLimit": first}).encode())
        return Answer(b"LSOA code (2021)\n")


def brought(tmp_path, opener, **asked):
    return list(fetch(to=tmp_path, authorities=["E06000063"], opener=opener, **asked))


def test_each_file_is_brought_under_its_name_with_its_licence(tmp_path):
    publisher = Publisher()
    said = brought(tmp_path, publisher, forces=["cumbria"], months=["2024-03"])
    assert not [step for step in said if isinstance(step, CannotFetch)]
    assert all("Open Government Licence v3.0" in step for step in said) and len(said) == len(addresses())
    assert b"Burglary" in (tmp_path / "police" / "2024-03-cumbria-street.csv").read_bytes()
    assert (tmp_path / "lookups" / "lsoa21_wd25_lad25_lookup.csv").read_bytes() == b"LSOA21CD\r\nE01000001\r\n"
    assert len(json.loads((tmp_path / "boundaries" / "ward2025.geojson").read_text())["features"]) == 2, "two pages"
    assert any("IN%20(%27E06000063%27)" in url for url in publisher.asked)


def test_of_the_police_archive_only_the_pieces_that_are_needed_are_asked_for(tmp_path):
    publisher = Publisher()
    publisher.archive = _long_archive()
    brought(tmp_path, publisher, forces=["cumbria"], months=["2024-03"])
    assert publisher.sent < len(publisher.archive) / 3


def _long_archive() -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("2024-03/2024-02-other.csv", b"0" * 2_000_000)
        archive.writestr("2024-03/2024-03-cumbria-street.csv", b"found")
    return page.getvalue()


def test_a_force_that_is_not_in_the_archive_is_named(tmp_path):
    said = brought(tmp_path, Publisher(), forces=["fell"], months=["2024-03"])
    [problem] = [step for step in said if isinstance(step, CannotFetch)]
    assert "2024-03/2024-03-fell-street.csv is not in what is published." in str(problem)


def test_offline_each_file_says_so_and_nothing_is_written(tmp_path):
    def offline(request, timeout):
        raise urllib.error.URLError("no route")

    said = brought(tmp_path, offline)
    assert said and all(isinstance(step, CannotFetch) for step in said)
    assert "Is this machine on the internet? If not, bring the files on a stick" in str(said[0])
    assert list(tmp_path.rglob("*.*")) == []


def test_a_file_that_is_too_large_moved_or_not_what_was_asked_for_is_not_kept(tmp_path, monkeypatch):
    def answers(content):
        return lambda request, timeout: Answer(content)

    def moved(request, timeout):
        raise urllib.error.HTTPError(request.full_url, 404, "gone", {}, None)

    assert "answered 404" in str(brought(tmp_path, moved)[0])
    assert "not what was asked for" in str(brought(tmp_path, answers(b"<html>"))[0])
    assert any("not a zip file" in str(step) for step in brought(tmp_path, answers(b"<html>")))
    big = b"0" * (61 * 1024 * 1024)
    said = [str(step) for step in brought(tmp_path, answers(big)) if "File 7" in str(step)]
    assert said == [
        "English indices of deprivation 2025, File 7: The file is larger than 60 MB, which it never was. Not kept."
    ]


def test_an_archive_that_comes_only_as_a_whole_is_not_taken(tmp_path):
    publisher = Publisher()

    def whole(request, timeout):
        return Answer(publisher.archive) if "archive" in request.full_url else publisher(request, timeout)

    said = brought(tmp_path, whole, forces=["cumbria"], months=["2024-03"])
    [problem] = [step for step in said if isinstance(step, CannotFetch)]
    assert "only as a whole" in str(problem)
