"""The shared data, loaded as a whole, is what its READMEs say it is."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.db.models import Count, Sum

from cairn.domain.places.api import (
    Dataset,
    drawn,
    in_force,
    load_folder,
    lying_in,
    population,
    street_crimes_by_month,
)
from cairn.domain.places.models import Area, AreaLink, Boundary, Deprivation, Population, StreetCrime
from cairn.domain.places.queries.areas import areas_in
from cairn.foundation.audit.models import Entry
from tests.domain.places.conftest import BY
from tests.parts import shared_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_data_database")]
CUMBERLAND, WESTMORLAND, HEREFORDSHIRE = "E06000063", "E06000064", "E06000019"
ROWS = {
    "boundaries/district_former_cumbria.geojson": 6, "boundaries/lad2025.geojson": 3,
    "boundaries/lad2025_lite.geojson": 3, "boundaries/lsoa2011.geojson": 437, "boundaries/lsoa2021.geojson": 436,
    "boundaries/lsoa2021_lite.geojson": 436, "boundaries/msoa2021.geojson": 87,
    "boundaries/msoa2021_lite.geojson": 87, "boundaries/ward2025.geojson": 132,
    "boundaries/ward2025_lite.geojson": 132, "deprivation/imd2019_lsoa11.csv": 437,
    "deprivation/imd2025_lad24_summary.csv": 3, "deprivation/imd2025_lsoa21.csv": 436,
    "lookups/lsoa11_lsoa21.csv": 441, "lookups/lsoa21_lookup.csv": 436,
    "lookups/lsoa21_ward25_postcode_share.csv": 623, "lookups/postcodes.csv": 26832,
    "lookups/uk_local_authorities.csv": 470,
    "lookups/ward_codes_all_years.csv": 373, "police/2024-01-cumbria-street.csv": 2983,
    "police/2024-02-cumbria-street.csv": 3276, "police/2024-03-cumbria-street.csv": 3267,
    "police/2024-01-west-mercia-street-herefordshire.csv": 984,
    "police/2024-02-west-mercia-street-herefordshire.csv": 955,
    "police/2024-03-west-mercia-street-herefordshire.csv": 1115, "population/census2021_lad_age_sex.csv": 3,
    "population/census2021_lsoa21.csv": 436, "population/census2021_ward25_estimate.csv": 132,
    "population/mid2020_lsoa11_age_bands.csv": 437,
}  # fmt: skip


def test_every_file_has_the_rows_its_readme_states_and_nothing_is_rejected(open_data_database):
    assert {name: one.rows for name, one in open_data_database.items()} == ROWS
    assert [reject for one in open_data_database.values() for reject in one.rejects] == []
    assert [name for name, one in open_data_database.items() if one.left_out] == []


def test_areas_are_as_many_as_the_readme_states():
    def counted(kind, year):
        rows = Area.objects.filter(kind=kind, year=year, authority_code__in=(CUMBERLAND, WESTMORLAND, HEREFORDSHIRE))
        found = Counter(rows.values_list("authority_code", flat=True))
        return tuple(found[code] for code in (CUMBERLAND, WESTMORLAND, HEREFORDSHIRE))

    assert counted("lsoa", 2021) == (177, 142, 117)
    assert counted("lsoa", 2011) == (177, 144, 116)
    assert counted("ward", 2025) == (46, 33, 53)
    assert sum(counted("msoa", 2021)) == 87
    assert Boundary.objects.filter(is_thinned=False, area__kind="lsoa", area__year=2021).count() == 436


def test_census_totals_by_authority_are_those_of_the_readme():
    rows = Population.objects.filter(dataset__key="census-2021-lsoa", group="")
    totals = dict(rows.values_list("area__authority_code").annotate(people=Sum("count")))
    assert totals == {CUMBERLAND: 273_279, WESTMORLAND: 226_586, HEREFORDSHIRE: 187_016}
    assert [population([code]).count for code in (CUMBERLAND, WESTMORLAND, HEREFORDSHIRE)] == [
        273_240,
        226_588,
        187_025,
    ]


def test_the_estimate_of_2020_is_above_the_census_for_herefordshire_as_the_readme_warns():
    rows = Population.objects.filter(dataset__key="mid-2020-lsoa", age_low=0, age_high=None)
    estimated = rows.filter(area__authority_code=HEREFORDSHIRE).aggregate(people=Sum("count"))["people"]
    assert round(100 * estimated / 187_016 - 100, 1) == 3.5


def test_lsoas_in_the_most_deprived_tenth_are_as_many_as_the_readme_states():
    rows = Deprivation.objects.filter(dataset__key="imd-2025", domain="overall", decile=1)
    found = dict(rows.values_list("area__authority_code").annotate(count=Count("pk")))
    assert found == {CUMBERLAND: 18, WESTMORLAND: 9, HEREFORDSHIRE: 1}


def test_421_lsoas_did_not_change_between_the_censuses():
    links = AreaLink.objects.filter(relation="became", area__year=2011).select_related("area", "parent")
    assert sum(link.area.code == link.parent.code for link in links) == 421


def test_every_police_row_is_kept_and_its_duplicates_too():
    assert StreetCrime.objects.count() == 2983 + 3276 + 3267 + 984 + 955 + 1115
    assert StreetCrime.objects.values("category").distinct().count() == 14
    asb = StreetCrime.objects.filter(category="Anti-social behaviour")
    assert not asb.exclude(crime_id="").exists() and not asb.exclude(outcome="").exists()
    columns = ("month", "falls_within", "longitude", "latitude", "location", "lsoa_code", "category", "crime_id")
    for month in (1, 2, 3):
        rows = StreetCrime.objects.filter(reported_by="Cumbria Constabulary", month=date(2024, month, 1))
        alike = rows.values(*columns).annotate(count=Count("pk")).filter(count__gt=1)
        again = sum(row["count"] - 1 for row in alike)
        assert 56 <= again <= 80, "as the README states for a month"


def test_11_to_22_cumbrian_rows_a_month_lie_outside_cumbria_by_the_lsoa_they_state():
    inside = {area.code for area in areas_in((CUMBERLAND, WESTMORLAND), "lsoa")}
    for month in (1, 2, 3):
        rows = StreetCrime.objects.filter(reported_by="Cumbria Constabulary", month=date(2024, month, 1))
        assert 11 <= sum(code not in inside for code in rows.values_list("lsoa_code", flat=True) if code) <= 22


def test_real_counts_for_january_to_march_2024():
    both = street_crimes_by_month((CUMBERLAND, WESTMORLAND))
    apart = [street_crimes_by_month((code,)) for code in (CUMBERLAND, WESTMORLAND)]
    assert [month for month, _ in both.months] == [date(2024, number, 1) for number in (1, 2, 3)]
    assert both.total == sum(one.total for one in apart)
    assert both.total < 2983 + 3276 + 3267, "rows elsewhere and without a place are in no area"
    assert "data.police.uk" in both.says and both.licence == "Open Government Licence v3.0"


def test_a_second_load_changes_nothing(now):
    sets, entries = Dataset.objects.count(), Entry.objects.count()
    again = {one.state for one in load_folder(by=BY, at=now, folder=shared_data()) if hasattr(one, "state")}
    assert again == {"already loaded"}
    assert (Dataset.objects.count(), Entry.objects.count()) == (sets, entries)


def test_each_data_set_names_its_vintage_licence_and_the_digest_of_its_file():
    for row in in_force():
        assert row.vintage and row.attribution and row.source.startswith("https://")
        assert row.licence in ("Open Government Licence v3.0", "MIT licence; the contents are from public registers")
        assert len(row.files) == 1 and len(row.files[0]["sha256"]) == 64
    assert {row.title for row in in_force() if row.is_estimate} == {
        "Residents by ward of 2025, estimated from Census 2021 and postcodes",
        "Mid-2020 population estimates by LSOA of 2011 and age, before the revision that followed the Census",
    }


def test_postcodes_lie_in_the_wards_that_their_list_states():
    with shared_data("lookups").joinpath("postcodes.csv").open(encoding="utf-8") as lines:
        stated = {row["postcode"]: row["ward_code"] for row in csv.DictReader(lines)}
    wards = areas_in([CUMBERLAND, WESTMORLAND, HEREFORDSHIRE], "ward")
    sql, rings = lying_in(drawn(wards), "SELECT DISTINCT longitude AS x, latitude AS y FROM places_postcode")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.code, l.code FROM places_postcode p JOIN ({sql}) l ON (l.x, l.y) = (longitude, latitude)", rings
        )
        found = dict(cursor.fetchall())
    assert len(found) > 0.999 * len(stated)
    # Its README: the list agrees with the lines as published for 99.9%; these are simplified to 25 metres.
    assert sum(found.get(postcode) == ward for postcode, ward in stated.items()) > 0.998 * len(stated)
