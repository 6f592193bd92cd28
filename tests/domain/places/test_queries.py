"""What other contexts ask of places: codes, areas, populations with their source, and crimes by month."""

from __future__ import annotations

from datetime import date

import pytest

from cairn.domain.places.api import (
    FEMALE,
    NO_SOURCE,
    areas_in,
    attribution,
    known_code,
    population,
    street_crimes_by_month,
)
from cairn.domain.places.models import Dataset
from tests.domain.places.conftest import police_file

pytestmark = pytest.mark.django_db
AUTHORITIES = "lad_code,lad_name,total_population,total_females,total_males\nE06000001,Fellshire,6100,3100,3000\n"
LSOAS_2011 = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"E01000009","name":"Old Fell",'
    '"lad_code":"E06000001"},"geometry":{"type":"Polygon","coordinates":[[[-3,54],[-2,54],[-2,55],[-3,54]]]}}]}'
)
MID = "lsoa11_code,lsoa11_name,lad_code,mid2020_all,age_0_15,age_16_24,age_25_plus,age_16_plus\n"
MID += "E01000009,Old Fell,E06000001,6000,1000,2000,3000,5000\n"


def row(month="2024-01", force="Fell Police", lsoa="E01000001", category="Burglary") -> str:
    return f",{month},{force},{force},-3.1,54.1,On or near Supermarket,{lsoa},Fell 001A,{category},,"


# ---- codes


def test_without_open_data_wards_and_authorities_are_known_and_an_lsoa_cannot_be_told(db):
    assert known_code(" e06000063 ", "authority").name == "Cumberland"
    assert known_code("E05009438", "ward").known
    unsure = known_code("E01019126", "lsoa")
    assert (unsure.known, unsure.certain, unsure.problem) == (False, False, "")


def test_a_code_that_does_not_exist_is_told_from_one_of_another_kind(fellshire):
    assert known_code("E01000001", "lsoa").name == "Fell 001A"
    assert known_code("E01000777", "lsoa").problem == (
        "There is no LSOA E01000777 in the boundaries of 2021 that are loaded here."
    )
    assert known_code("E05000001", "lsoa").problem == "E05000001 is the code of a ward, and an LSOA is needed here."


def test_a_code_of_another_year_is_named_with_what_it_became(load, fellshire):
    load("lsoa2011.geojson", LSOAS_2011)
    load("c.csv", "lsoa11_code,lsoa21_code,change,area_share_of_lsoa11\nE01000009,E01000001,M,1.0\n")
    assert known_code("E01000009", "lsoa").problem == (
        "E01000009 (Old Fell) is an LSOA of 2011, not of 2021. It became E01000001 in 2021."
    )
    assert known_code("E01000009", "lsoa", 2011).known
    assert known_code("E01000001", "lsoa", 2011).problem == (
        "E01000001 (Fell 001A) is an LSOA of 2021, not of 2011. It was made from E01000009 of 2011."
    )


def test_areas_of_authorities_come_by_name(fellshire):
    assert [area.name for area in areas_in(["E06000001"], "ward")] == ["Fell Town", "Tarn"]
    assert len(areas_in(["E06000001"], "lsoa")) == 3 and len(areas_in(["E06000063"], "ward")) == 46
    assert areas_in(["E06000063"], "lsoa") == ()


# ---- populations


def test_a_population_names_its_vintage_and_licence(fellshire):
    found = population(["E01000001", "E01000002"])
    assert (found.exists, found.count, found.is_estimate) == (True, 3000, False)
    assert (found.vintage, found.licence) == ("21 March 2021", "Open Government Licence v3.0")
    assert found.says == (
        "Census 2021: residents by LSOA, 21 March 2021. Source: Office for National Statistics licensed under the"
        " Open Government Licence v3.0."
    )


def test_women_of_16_and_over_have_no_sourced_denominator_and_the_answer_says_so(fellshire):
    found = population(["E01000001"], FEMALE, (16, None))
    assert not found.exists
    assert found.says.startswith(f"{NO_SOURCE} for women and girls aged 16 and over by LSOA. Enter one with its source")


def test_an_authority_is_added_up_from_its_lsoas_where_no_source_counts_it(fellshire):
    found = population(["E06000001"])
    assert (found.count, found.how) == (6000, "Added up from its LSOAs.")


def test_a_count_of_the_authority_itself_goes_before_a_sum(load, fellshire):
    load("lad.csv", AUTHORITIES)
    assert population(["E06000001"]).count == 6100
    assert population(["E06000001"], FEMALE).count == 3100
    assert not population(["E06000001"], FEMALE, (16, None)).exists


def test_ages_come_from_the_estimate_that_has_them_and_it_is_marked(load, fellshire):
    load("lsoa2011.geojson", LSOAS_2011)
    load("mid.csv", MID)
    found = population(["E06000001"], ages=(16, None))
    assert (found.count, found.is_estimate, found.vintage) == (5000, True, "30 June 2020")
    assert population(["E06000001"], ages=(0, 24)).count == 3000
    assert not population(["E06000001"], ages=(18, None)).exists
    assert population(["E06000001"]).count == 6000, "a count goes before an estimate"


def test_a_group_is_counted_for_the_equity_view(fellshire):
    assert population(["E06000001"], group="ethnicity: White").count == 5400


def test_one_area_without_a_count_leaves_all_without(load, fellshire):
    assert "E01000777" in population(["E01000001", "E01000777"]).says
    assert population(["E01000001", "E05000001"]).says == "Give codes of areas that are all of one kind."
    assert not population([]).exists


def test_without_open_data_the_gazetteer_serves_and_marks_its_estimates(db):
    counted, estimated = population(["E06000063"]), population(["E05009438"])
    assert (counted.count, counted.is_estimate) == (273_240, False)
    assert estimated.is_estimate and "gazetteer" in estimated.how
    assert "Office for National Statistics" in attribution()


# ---- crimes


def test_crimes_are_counted_by_month_and_duplicates_count_each(load, fellshire):
    load("1.csv", police_file(row(), row(), row(category="Drugs"), row(lsoa="E01000555"), row(lsoa="")))
    load("2.csv", police_file(row("2024-02")))
    found = street_crimes_by_month(["E06000001"])
    assert found.months == ((date(2024, 1, 1), 3), (date(2024, 2, 1), 1))
    assert street_crimes_by_month(["E06000001"], "Drugs").months == ((date(2024, 1, 1), 1), (date(2024, 2, 1), 0))
    assert "Fell Police" in found.says and found.total == 4


def test_a_month_that_nobody_loaded_is_missing_and_not_zero(load, fellshire):
    load("1.csv", police_file(row()))
    load("2.csv", police_file(row("2024-02", force="Dale Police", lsoa="E01000999")))
    months = [date(2024, 1, 1), date(2024, 2, 1)]
    assert street_crimes_by_month(["E06000001"], months=months).months == ((months[0], 1), (months[1], None))
    assert street_crimes_by_month(["E06000099"], months=months).months == ((months[0], None), (months[1], None))


def test_superseded_rows_are_counted_no_more(load, fellshire):
    load("1.csv", police_file(row(), row()))
    load("1.csv", police_file(row()))
    assert street_crimes_by_month(["E06000001"]).total == 1
    assert Dataset.objects.filter(key="street-crime").count() == 2
