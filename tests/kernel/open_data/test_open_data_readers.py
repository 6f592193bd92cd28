"""Readers of open data: what they take, and the sentence for each row they refuse."""

from __future__ import annotations

import json

import pytest

from cairn.kernel.open_data import boundaries, codes, deprivation, lookups, police, population
from cairn.kernel.open_data.codes import Kind
from cairn.kernel.open_data.facts import NotReadable
from cairn.kernel.open_data.recognising import recognise

HEADS = ",".join(police.HEADS)
ASB = ",2024-01,Cumbria Constabulary,Cumbria Constabulary,-3.38,54.86,On or near Supermarket,E01019126,A 001A,"
ASB += "Anti-social behaviour,,"


def street(*rows: str, heads: str = HEADS) -> bytes:
    return "\r\n".join([heads, *rows, ""]).encode()


def only_reject(found) -> str:
    [reject] = found.rejects
    return f"{reject.line}: {reject.says}"


# ---- police


def test_rows_exactly_alike_are_all_kept_since_each_is_an_incident():
    found = police.read_street_crime(street(ASB, ASB, ASB))
    assert (found.rows, len(found.crimes), found.rejects) == (3, 3, [])
    assert found.crimes[0] == found.crimes[1]
    assert (found.part, found.vintage) == ("Cumbria Constabulary", "2024-01")


def test_a_row_without_place_or_lsoa_is_a_row():
    row = ASB.replace("-3.38,54.86", ",").replace("E01019126", "")
    [fact] = police.read_street_crime(street(row)).crimes
    assert (fact.longitude, fact.latitude, fact.lsoa_code, fact.crime_id) == (None, None, "", "")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("2024-01", "01/2024"), "2: Month: “01/2024” is not a month such as 2024-03."),
        (("-3.38,54.86", "54.86,-3.38"),
         "2: The point 54.86, -3.38 lies outside the United Kingdom. Are the two swapped?"),
        (("-3.38,54.86", ",54.86"), "2: Longitude and Latitude: “” and “54.86” are not a point."),
        (("E01019126", "E05003114"), "2: LSOA code: “E05003114” is not the code of an LSOA."),
        (("Anti-social behaviour", ""), "2: Crime type is empty."),
        ((",Cumbria Constabulary,Cumbria", ",,Cumbria"),
         "2: Reported by is empty, so nobody can say whose figure this is."),
        ((",A 001A,", ",A 001A," + "x," * 2), "2: The row has more cells than there are heads."),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_named_with_its_reason(change, says):
    found = police.read_street_crime(street(ASB.replace(*change), ASB.replace("2024-01", "2024-01")))
    assert only_reject(found) == says
    assert found.rows == 1


def test_a_row_of_another_month_or_force_does_not_belong_in_the_file():
    found = police.read_street_crime(street(ASB, ASB.replace("2024-01", "2024-02")))
    assert only_reject(found) == (
        "3: Month is “2024-02”, but this file is of “2024-01”. Each has a file of its own."
    )  # fmt: skip


def test_heads_that_are_missing_are_named():
    with pytest.raises(NotReadable, match="Missing: Month, LSOA code"):
        police.read_street_crime(street(ASB, heads=HEADS.replace("Month", "When").replace("LSOA code", "Area")))


def test_a_file_with_heads_alone_or_no_text_is_told_so():
    with pytest.raises(NotReadable, match="There are no rows"):
        police.read_street_crime(street())
    with pytest.raises(NotReadable, match="not text in UTF-8"):
        population.read_census_lsoa(b"lsoa21_code,usual_residents\n\xff\xfe")


# ---- codes


def test_a_code_says_what_kind_of_area_it_names():
    assert [codes.kind_of(code) for code in ("E01013986", "E02002916", "E05009438", "E06000063", "W06000001")] == [
        Kind.LSOA, Kind.MSOA, Kind.WARD, Kind.AUTHORITY, Kind.AUTHORITY,
    ]  # fmt: skip
    assert codes.kind_of("X01013986") is None and codes.kind_of("E0101398") is None


def test_a_code_of_another_kind_is_named_as_what_it_is():
    assert codes.shape_problem("E05009438", Kind.LSOA) == (
        "E05009438 is the code of a ward, and an LSOA is needed here."
    )  # fmt: skip
    assert codes.shape_problem("Carlisle", Kind.WARD).startswith("“Carlisle” is not the code of a ward:")
    assert codes.shape_problem("", Kind.WARD) == "The code of the ward is missing."


# ---- populations


MID = "lsoa11_code,lsoa11_name,lad_code,mid2020_all,age_0_4,age_5_9,age_10_plus,age_5_plus\n"


def test_bands_must_add_up_to_the_total():
    found = population.read_mid_year(
        (MID + "E01000001,A,E06000001,10,1,2,7,9\nE01000002,B,E06000001,10,1,2,6,8\n").encode()
    )
    assert only_reject(found) == "3: The bands add up to 9, but mid2020_all is 10."
    assert {(one.age_low, one.age_high): one.count for one in found.populations} == {
        (0, None): 10, (0, 4): 1, (5, 9): 2, (10, None): 7, (5, None): 9,
    }  # fmt: skip
    assert {one.year for one in found.populations} == {2011}


def test_a_count_below_zero_or_in_words_is_refused():
    text = "lsoa21_code,lad_code,usual_residents\nE01000001,E06000001,-5\nE01000002,E06000001,many\n"
    found = population.read_census_lsoa(text.encode())
    assert [reject.says for reject in found.rejects] == [
        "usual_residents: “-5” is not a whole number.", "usual_residents: “many” is not a whole number.",
    ]  # fmt: skip


def test_a_group_larger_than_everybody_is_refused():
    text = "lsoa21_code,lad_code,usual_residents,eth_white\nE01000001,E06000001,5,6\n"
    assert only_reject(population.read_census_lsoa(text.encode())).endswith(
        "A group counts more people than live there."
    )


def test_females_and_males_make_up_the_total():
    text = "lad_code,total_population,total_females,total_males\nE06000063,10,5,4\n"
    assert only_reject(population.read_census_authorities(text.encode())) == (
        "2: Females and males do not add up to the total."
    )  # fmt: skip


def test_nomis_bulk_files_are_read_as_published():
    text = f"date,geography,geography code,{population.NOMIS_COUNT}\n2021,Fell 001A,E01000001,1234\n"
    found = population.read_census_nomis(text.encode())
    [fact] = found.populations
    assert (fact.code, fact.year, fact.count, found.part) == ("E01000001", 2021, 1234, "lsoa")


BANDS = [(0, None), (0, 4), (5, 9), (10, 15), (16, 17), (18, 24), (25, None), (16, None)]


@pytest.mark.parametrize(
    ("wanted", "cover"),
    [
        ((16, None), ((16, None),)),
        ((0, None), ((0, None),)),
        ((16, 24), ((16, 17), (18, 24))),
        ((5, 17), ((5, 9), (10, 15), (16, 17))),
        ((18, None), ((18, 24), (25, None))),
        ((17, 24), ()),
        ((0, 3), ()),
        ((25, 30), ()),
    ],
)
def test_ages_are_made_up_of_whole_bands_or_not_at_all(wanted, cover):
    assert population.bands_covering(wanted, BANDS) == cover


# ---- deprivation


def test_the_official_heads_of_file_7_are_known():
    heads = (
        "LSOA code (2021),LSOA name (2021),Local Authority District code (2024),"
        "Index of Multiple Deprivation (IMD) Score,"
        "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),"
        "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs),Income Score (rate),"
        "Income Rank (where 1 is most deprived),Income Decile (where 1 is most deprived 10% of LSOAs),"
        "Income Deprivation Affecting Children Index (IDACI) Score (rate),"
        "Income Deprivation Affecting Children Index (IDACI) Rank (where 1 is most deprived)"
    )
    found = deprivation.read_deprivation(f"{heads}\nE01000001,Fell,E06000001,24.5,120,1,0.3,130,1,0.9,9\n".encode())
    assert found.key == "imd-2025"
    assert [(one.domain, one.rank, one.decile, one.score) for one in found.deprivations] == [
        ("overall", 120, 1, 24.5), ("income", 130, 1, 0.3),
    ]  # fmt: skip


def test_a_rank_beyond_the_last_area_is_refused():
    text = "lsoa11_code,lad_code,IMD_decile,IMD_rank\nE01000001,E06000001,10,32845\nE01000002,E06000001,11,5\n"
    found = deprivation.read_deprivation(text.encode())
    assert [reject.says for reject in found.rejects] == [
        "IMD_rank: 32,845 is not between 1 and 32,844.", "IMD_decile: 11 is not between 1 and 10.",
    ]  # fmt: skip
    assert found.key == "imd-2019"


# ---- look-ups


def test_a_share_is_between_0_and_1():
    text = "lsoa21_code,ward_code,postcodes,share\nE01000001,E05000001,3,1.5\n"
    assert only_reject(lookups.read_ward_shares(text.encode())) == "2: share: 1.5 is not between 0 and 1."


def test_an_authority_that_ended_leads_to_the_one_that_took_its_place():
    text = (
        "local-authority-code,official-name,nice-name,gss-code,end-date,replaced-by\n"
        "ALL,Allerdale Borough Council,Allerdale,E07000026,2023-04-01,CBD\n"
        "CBD,Cumberland Council,Cumberland,E06000063,,\n"
    )
    found = lookups.read_authorities(text.encode())
    assert {(area.code, area.year, area.ended_on and area.ended_on.isoformat()) for area in found.areas} == {
        ("E07000026", 2022, "2023-04-01"), ("E06000063", 2025, None),
    }  # fmt: skip
    assert [(link.code, link.parent_code, link.relation) for link in found.links] == [
        ("E07000026", "E06000063", "became")
    ]  # fmt: skip


# ---- boundaries


SQUARE = [[[-3.0, 54.0], [-2.0, 54.0], [-2.0, 55.0], [-3.0, 55.0], [-3.0, 54.0]]]


def collection(*features: dict, **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", **more, "features": list(features)}).encode()


def square(code: str = "E05000001", rings=SQUARE, **properties: str) -> dict:
    found = properties or {"code": code, "name": "Tarn", "lad_code": "E06000001"}
    return {"type": "Feature", "properties": found, "geometry": {"type": "Polygon", "coordinates": rings}}


def test_boundaries_are_rounded_and_have_a_middle():
    rings = [[[x + 0.0000049, y] for x, y in SQUARE[0]]]
    found = boundaries.read_boundaries(collection(square(rings=rings)), "ward2025.geojson")
    [fact] = found.boundaries
    assert fact.geometry["coordinates"] == SQUARE
    assert (fact.longitude, fact.latitude) == (-2.5, 54.5)
    assert (found.key, found.vintage, found.areas[0].kind) == ("boundaries-ward", "2025", Kind.WARD)


def test_the_heads_of_the_ons_say_the_year_themselves():
    feature = square(WD24CD="E05000001", WD24NM="Tarn")
    found = boundaries.read_boundaries(collection(feature), "download.geojson")
    assert [(area.code, area.name, area.year) for area in found.areas] == [("E05000001", "Tarn", 2024)]


def test_thinned_boundaries_are_a_data_set_of_their_own():
    assert boundaries.read_boundaries(collection(square()), "ward2025_lite.geojson").key == "boundaries-ward-drawing"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (collection(square()), "wards.geojson", "nothing says the year of the boundaries"),
        (collection(square(), square("E01000001")), "x2025.geojson", "mixes areas of different kinds"),
        (collection(square(rings=[[[300000, 500000], [300001, 500000], [300001, 500001], [300000, 500000]]])),
         "ward2025.geojson", "its points are not degrees"),
        (collection(square(), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}), "ward2025.geojson",
         "Save them in degrees"),
        (collection(), "ward2025.geojson", "There is no feature"),
        (b'{"type": "FeatureCollection", ', "ward2025.geojson", "This is not JSON"),
    ],
)  # fmt: skip
def test_a_file_of_boundaries_that_cannot_be_used_says_why(content, name, says):
    with pytest.raises(NotReadable, match=says):
        boundaries.read_boundaries(content, name)


def test_a_feature_that_stands_twice_is_rejected():
    found = boundaries.read_boundaries(collection(square(), square()), "ward2025.geojson")
    assert [reject.says for reject in found.rejects] == ["Feature 2: E05000001 stands there twice."]


# ---- which file is which


def test_a_file_is_known_by_its_heads_and_never_by_its_name_alone():
    assert recognise("census2021_lsoa21.csv", b"a,b\n1,2\n") is None
    assert recognise("anything.csv", street(ASB)).read(street(ASB)).key == "street-crime"
    assert recognise("notes.txt", street(ASB)) is None
    assert recognise("schema.json", b'{"type": "object"}') is None
