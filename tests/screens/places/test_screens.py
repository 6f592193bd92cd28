"""The screens of places: who gets them, what they show without open data and with it, and where it comes from."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from cairn.domain.places.api import load_file
from cairn.kernel.actors import system_actor
from tests.screens.places.conftest import at, lies_in

pytestmark = pytest.mark.django_db

MAY = {"manager", "council_lead", "council_worker", "police_lead", "health_lead", "board", "analyst", "auditor"}
LOOKUP = """lsoa21_code,lsoa21_name,msoa21_code,msoa21_name,msoa21_local_name,ward25_bestfit_code,ward25_bestfit_name,\
ward25_bestfit_share,former_district_code,former_district,lad_code,lad_name,lat,lon,area_km2
E01000001,Fell 001A,E02000001,Fell 001,Fell Town,E05000001,Fell Town,1.0,,,E06000001,Fellshire,54.1,-3.1,1.0
E01000002,Fell 001B,E02000001,Fell 001,Fell Town,E05000001,Fell Town,0.6,,,E06000001,Fellshire,54.2,-3.2,1.0
E01000003,Fell 002A,E02000002,Fell 002,Tarn,E05000002,Tarn & Beck,1.0,,,E06000001,Fellshire,54.3,-3.3,1.0
"""
FILES = {
    "lookup.csv": LOOKUP,
    "shares.csv": "lsoa21_code,ward_code,postcodes,share\nE01000001,E05000001,6,1.0\nE01000002,E05000001,6,0.5\n"
    "E01000002,E05000002,6,0.5\nE01000003,E05000002,6,1.0\n",
    "wards.csv": "ward_code,ward_name,lad_code,est_usual_residents_2021,est_households_2021\n"
    "E05000001,Fell Town,E06000001,2000,900\nE05000002,Tarn,E06000001,4000,1900\n",
    "imd.csv": "lsoa21_code,lad_code,IMD_decile,IMD_rank,IMD_score\nE01000001,E06000001,1,5,70.1\n"
    "E01000002,E06000001,3,9000,20.5\nE01000003,E06000001,9,30000,4.0\n",
    "census.csv": "lsoa21_code,lad_code,usual_residents,eth_white\nE01000001,E06000001,1000,900\n",
    "street.csv": "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n" + ",2024-01,Fell Police,Fell Police,,,No Location,E01000002,,Burglary,,\n" * 4,
}


def words_of(response) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


@pytest.fixture
def loaded(world):
    """A small invented authority with everything about it."""
    lies_in(world, "E06000001")
    for name, text in FILES.items():
        load_file(by=system_actor(), at=world.at, name=name, content=text.encode())


@pytest.mark.parametrize("who", sorted(MAY | {"administrator", "stranger"}))
def test_everybody_who_works_there_sees_the_areas_and_nobody_else(browser, who):
    wanted = {"administrator": 403, "stranger": 404}.get(who, 200)
    client = browser(who)
    addresses = (at("areas"), at("area", place="E06000063"), at("table", form="csv"))
    assert [client.get(address).status_code for address in addresses] == [wanted, wanted, wanted]


def test_without_open_data_the_page_draws_the_tile_map_and_says_how_to_load(browser):
    page = browser().get(at("areas"))
    said = words_of(page)
    assert "There is no deprivation, no police data and no boundaries here yet." in said
    assert "cairn open-data load and the name of a folder" in said and "the gazetteer that ships with Cairn" in said
    assert "46 wards of Cumberland" in said and "Each tile is one place" in said
    assert page.content.count(b'class="cairn-chart__area"') == 2 * 46  # for wide screens and for narrow ones
    assert "Census day, 21 March 2021" in said and "Open Government Licence v3.0" in said


def test_the_map_has_a_text_that_says_the_same(browser):
    html = browser().get(at("areas")).content.decode()
    said = re.findall(r"<desc[^>]*>([^<]+)</desc>", html)
    assert re.match(r"From [\d,]+ in .+ to [\d,]+ in ", said[0]) and len(set(said)) == 1
    assert said[0] in words_of(browser().get(at("areas")))
    assert "style=" not in html


def test_with_open_data_every_ward_has_its_figures(browser, loaded):
    said = words_of(browser().get(at("areas")))
    assert "2 wards of Fellshire" in said
    assert "Fell Town E05000001 2,000 , an estimate 1 of 2 2 1.0" in said
    assert "Tarn &amp; Beck E05000002 4,000 , an estimate 0 of 1 2 0.5" in said
    assert "January 2024 4" in said
    assert "English indices of deprivation 2025" in said and "data.police.uk" in said


@pytest.mark.parametrize(
    ("figure", "title"),
    [("deprivation", "LSOAs in the most deprived fifth of England, per cent From 0% in Tarn &amp; Beck to 50% in Fell"),
     ("rate", "Crime records for every 1,000 residents, who are estimated From 0.5 in Tarn &amp; Beck to 1.0 in Fell"),
     ("nonsense", "Residents, estimated From 2,000 in Fell Town to 4,000 in Tarn")],
)  # fmt: skip
def test_the_map_shows_the_figure_that_was_chosen(browser, loaded, figure, title):
    assert title in words_of(browser().get(at("areas"), {"figure": figure})).replace("Figure ", "")


def test_where_boundaries_are_loaded_they_are_drawn_and_the_tile_map_can_be_chosen(browser, loaded, world):
    features = [
        {"type": "Feature", "properties": {"code": code, "name": code, "lad_code": "E06000001"},
         "geometry": {"type": "Polygon", "coordinates": [[[x, 54], [x + 1, 54], [x + 1, 55], [x, 55], [x, 54]]]}}
        for code, x in (("E05000001", -3), ("E05000002", -2))
    ]  # fmt: skip
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    load_file(by=system_actor(), at=world.at, name="ward2025.geojson", content=content)
    drawn = browser().get(at("areas")).content.decode()
    assert drawn.count('class="cairn-chart__area"') == 4 and "<title>Fell Town: 2,000</title>" in drawn
    assert "Each tile is one place" not in drawn
    assert "Boundaries of wards of 2025" in words_of(browser().get(at("areas")))
    tiles = browser().get(at("areas"), {"map": "tiles"}).content.decode()
    assert tiles.count('class="cairn-chart__area"') == 4 and "Each tile is one place" in tiles


def test_the_table_leaves_with_its_sources(browser, loaded):
    answer = browser().get(at("table", form="csv"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["Ward"], row["Residents"], row["Crime records"]) for row in rows] == [
        ("Fell Town", "2000", "2"), ("Tarn & Beck", "4000", "2"),
    ]  # fmt: skip
    assert "Open Government Licence v3.0" in rows[0]["Sources"] and rows[0]["Residents are an estimate"] == "Yes"


def test_one_ward_shows_its_lsoas_and_what_is_shared_out(browser, loaded):
    said = words_of(browser().get(at("area", place="E05000001")))
    assert "Ward E05000001, boundaries of 2025 Fell Town" in said
    assert "Fell 001A 100% 1,000 1" in said and "Fell 001B 50% Not loaded 3" in said
    assert "Records of LSOAs that lie partly here are shared out" in said and "Burglary 2" in said


def test_one_lsoa_shows_its_deprivation_and_who_lives_there(browser, loaded):
    said = words_of(browser().get(at("area", place="E01000001")))
    assert "LSOA E01000001, boundaries of 2021 Fell 001A" in said
    assert "White 900" in said and "Overall 2025 1 5 70.100" in said
    assert "Lies mostly within: Fell Town" in said


def test_an_area_without_open_data_shows_what_ships_with_cairn(browser):
    said = words_of(browser().get(at("area", place="E06000063")))
    assert "Cumberland" in said and "273,240" in said and "Only what ships with Cairn is shown." in said


@pytest.mark.parametrize("place", ["E06000019", "E05009438", "E01999999", "nowhere"])
def test_an_area_of_elsewhere_is_not_found(browser, place):
    assert browser().get(at("area", place=place)).status_code == 404


def test_a_partnership_without_codes_is_told_what_to_do(browser, world):
    lies_in(world)
    said = words_of(browser().get(at("areas")))
    assert "No areas are known for this partnership" in said and "lad_codes" in said
