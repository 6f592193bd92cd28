"""The gazetteer is whole: codes are unique, people are counted in whole numbers, every ward has its authority."""

from __future__ import annotations

import csv
import tomllib
from importlib.resources import files

CONTENT = files("cairn") / "content"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one file of the gazetteer."""
    text = (CONTENT / "gazetteer" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


AUTHORITIES, WARDS = rows("authorities.csv"), rows("wards.csv")


def test_no_code_stands_twice():
    codes = [row["code"] for row in [*AUTHORITIES, *WARDS]]
    assert len(set(codes)) == len(codes) == 3 + 132, "as its README says"


def test_residents_are_whole_numbers_of_people():
    counts = [row["residents_2021"] for row in AUTHORITIES] + [row["residents_2021_estimate"] for row in WARDS]
    assert [count for count in counts if not count.isdecimal() or int(count) == 0] == []


def test_every_ward_lies_in_an_authority_and_says_what_its_number_is():
    known = {row["code"] for row in AUTHORITIES}
    assert {row["authority_code"] for row in WARDS} == known
    assert {row["basis"] for row in WARDS} == {"estimate"}


def test_the_wards_of_an_authority_add_up_to_about_its_residents():
    for authority in AUTHORITIES:
        counted = int(authority["residents_2021"])
        wards = sum(int(row["residents_2021_estimate"]) for row in WARDS if row["authority_code"] == authority["code"])
        assert abs(wards - counted) < counted / 1000, authority["name"]


def test_rows_are_sorted_as_the_readme_says():
    assert [row["code"] for row in AUTHORITIES] == sorted(row["code"] for row in AUTHORITIES)
    order = [(row["authority_code"], row["code"]) for row in WARDS]
    assert order == sorted(order)


def test_every_partnership_that_is_shipped_has_its_authority():
    shipped = tomllib.loads((CONTENT / "partnerships.toml").read_text(encoding="utf-8"))
    named = {code for one in shipped["partnership"] for code in one["lad_codes"]}
    assert named == {row["code"] for row in AUTHORITIES}


def test_every_ward_has_a_square_of_its_own_in_the_tile_map():
    tiles = rows("tiles.csv")
    assert [(row["code"], row["name"], row["authority_code"]) for row in tiles] == [
        (row["code"], row["name"], row["authority_code"]) for row in WARDS
    ]
    places = {(row["authority_code"], int(row["column"]), int(row["row"])) for row in tiles}
    assert len(places) == len(tiles)
