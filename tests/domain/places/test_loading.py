"""Loading one file: one recorded act, again without harm, superseded when it changed, and only by the system."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, connection, transaction

from cairn.domain.places.api import CannotLoadOpenData, Dataset, load_file
from cairn.domain.places.models import Area, AreaLink, Boundary, Population, StreetCrime
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.audit.commands import WriteOutsideCommand
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import Actor
from cairn.kernel.open_data.population import NOMIS_COUNT
from tests.domain.places.conftest import CENSUS, LOOKUP, police_file

pytestmark = pytest.mark.django_db
ASB = ",2024-01,Fell Police,Fell Police,-3.1,54.1,On or near Supermarket,E01000001,Fell 001A,Anti-social behaviour,,"
SHARES = "lsoa21_code,ward_code,postcodes,share\nE01000002,E05000001,6,0.6\nE01000002,E05000002,4,0.4\n"
CHANGES = "lsoa11_code,lsoa21_code,change,area_share_of_lsoa11\n"


def test_a_load_is_recorded_with_the_digest_and_the_range_of_rows(load, fellshire):
    said = load("police/2024-01-fell-street.csv", police_file(ASB, ASB))
    assert (said.rows, said.state, said.vintage) == (2, "loaded", "2024-01")
    dataset = Dataset.objects.get(key="street-crime")
    [entry] = Entry.objects.filter(row_table="places_streetcrime", kind=EntryKind.BULK)
    assert entry.action == "places.load" and entry.changes["rows"] == 2
    assert entry.changes["digest"] == dataset.files[0]["sha256"]
    assert entry.changes["last"] - entry.changes["first"] == 1
    assert (entry.subject_kind, entry.subject_ref) == ("dataset", "street-crime/Fell Police/2024-01")


def test_the_same_file_twice_changes_nothing(load, fellshire):
    before = Entry.objects.count(), Population.objects.count()
    assert load("again/census.csv", CENSUS).state == "already loaded"
    assert (Entry.objects.count(), Population.objects.count()) == before


def test_a_changed_file_supersedes_and_the_earlier_rows_stay(load, fellshire, now):
    said = load("census.csv", CENSUS.replace("1000,100,900", "1100,100,900"))
    assert said.state == "replaced an earlier file"
    old, new = Dataset.objects.filter(key="census-2021-lsoa").order_by("pk")
    assert (old.superseded_at, new.superseded_at, new.replaces) == (now, None, old)
    counts = Population.objects.filter(area__code="E01000001", group="").order_by("pk").values_list("count", flat=True)
    assert list(counts) == [1000, 1100]


def test_a_changed_file_of_which_no_row_can_be_used_replaces_nothing(load, fellshire):
    heads = CENSUS.splitlines()[0]
    with pytest.raises(CannotLoadOpenData, match="no row can be placed"):
        load("census.csv", f"{heads}\nE01000001,E06000001,many,100,900\n")
    assert Dataset.objects.filter(key="census-2021-lsoa", superseded_at=None).count() == 1
    assert Population.objects.filter(dataset__superseded_at=None, area__code="E01000001").exists()


def test_two_forces_and_two_months_stand_side_by_side(load):
    load("a.csv", police_file(ASB))
    load("b.csv", police_file(ASB.replace("2024-01", "2024-02")))
    load("c.csv", police_file(ASB.replace("Fell Police", "Dale Police")))
    assert Dataset.objects.filter(superseded_at__isnull=True).count() == StreetCrime.objects.count() == 3


def test_rows_of_another_years_boundaries_are_named_with_what_became_of_the_code(load, fellshire):
    boundary = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"E01000009","name":"Old Fell",'
        '"lad_code":"E06000001"},"geometry":{"type":"Polygon","coordinates":[[[-3,54],[-2,54],[-2,55],[-3,54]]]}}]}'
    )
    load("lsoa2011.geojson", boundary)
    load("changes.csv", CHANGES + "E01000009,E01000001,S,0.5\nE01000009,E01000002,S,0.5\n")
    said = load("census.csv", CENSUS + "E01000009,E06000001,10,1,1\nE01000001,E06000001,5,1,1\n")
    assert [(reject.line, reject.says) for reject in said.rejects] == [
        (5, "E01000009 (Old Fell) is an LSOA of 2011, not of 2021. It became E01000001 and E01000002 in 2021."),
        (6, "E01000001 stands in this file twice."),
    ]
    assert said.rows == 3 and Dataset.objects.latest("pk").rejected == 2


def test_a_code_that_does_not_exist_is_named_and_one_of_elsewhere_is_counted(load, fellshire):
    said = load("census.csv", CENSUS + "E01000777,E06000001,10,1,1\nE01000888,E06000099,10,1,1\n")
    assert [reject.says for reject in said.rejects] == [
        "There is no LSOA E01000777 in the boundaries of 2021 that are loaded here."
    ]
    assert (said.rows, said.left_out) == (3, 1)


def test_figures_before_their_areas_are_refused_with_what_to_do(load):
    with pytest.raises(CannotLoadOpenData, match="No LSOAs of 2021 are loaded, so no row can be placed. Load their"):
        load("census.csv", CENSUS)
    assert not Dataset.objects.exists() and not Population.objects.exists()


def test_a_file_cairn_does_not_read_is_refused(load):
    with pytest.raises(CannotLoadOpenData, match="postcodes.csv is none of the files that Cairn reads"):
        load("postcodes.csv", "postcode,easting\nCA1 1AA,1\n")


def test_a_look_up_makes_areas_and_says_what_lies_in_what(load, fellshire):
    assert set(Area.objects.values_list("code", "kind", "year")) == {
        ("E01000001", "lsoa", 2021), ("E01000002", "lsoa", 2021), ("E01000003", "lsoa", 2021),
        ("E02000001", "msoa", 2021), ("E02000002", "msoa", 2021), ("E05000001", "ward", 2025),
        ("E05000002", "ward", 2025), ("E06000001", "authority", 2025),
    }  # fmt: skip
    fits = AreaLink.objects.filter(relation="best fit").values_list("area__code", "parent__code", "share")
    assert ("E01000002", "E05000001", 0.6) in set(fits)
    assert load("shares.csv", SHARES).rows == 2


def test_a_name_is_put_right_by_a_later_file_of_the_same_data_set(load, fellshire):
    load("lookup.csv", LOOKUP.replace("Fell 001A,", "Fell 001 north,"))
    assert Area.objects.get(code="E01000001").name == "Fell 001 north"
    assert Boundary.objects.count() == 0


def test_boundaries_as_the_ons_publishes_them_are_given_their_authority_by_its_look_up(load):
    load("boundaries/lsoa.geojson", _ons("LSOA21CD", "E01000001", "LSOA21NM", "Fell 001A"))
    load("boundaries/ward.geojson", _ons("LAD25CD", "E06000001", "WD25CD", "E05000001", "WD25NM", "Tarn"))
    wards = Area.objects.filter(kind="ward").values_list("code", "name", "year", "authority_code")
    assert list(wards) == [("E05000001", "Tarn", 2025, "E06000001")]
    assert Area.objects.get(code="E01000001").authority_code == ""
    load("lookup.csv", "LSOA21CD,LSOA21NM,WD25CD,WD25NM,LAD25CD,LAD25NM\r\n"
         "E01000001,Fell 001A,E05000001,Tarn,E06000001,Fellshire\r\n")  # fmt: skip
    assert Area.objects.get(code="E01000001").authority_code == "E06000001"


def test_a_file_about_all_of_england_leaves_out_what_is_not_loaded_here(load, fellshire):
    said = load("ts001.csv", f"date,geography,geography code,{NOMIS_COUNT}\n2021,A,E01000001,5\n2021,B,E01000999,6\n")
    assert (said.rows, said.left_out, said.rejects) == (1, 1, ())


def _ons(*properties: str) -> str:
    ring = [[-3, 54], [-2, 54], [-2, 55], [-3, 54]]
    feature = {
        "type": "Feature", "properties": dict(zip(properties[::2], properties[1::2], strict=True)),
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def test_only_the_system_loads(fellshire, now):
    somebody = Actor(user_id=1, partnership_id=1, agency_id=1, roles=frozenset({"partnership_manager"}))
    with pytest.raises(Forbidden, match="Open data is loaded at the server"):
        load_file(by=somebody, at=now, name="census.csv", content=CENSUS.encode())


def test_nothing_is_written_outside_a_command_not_even_by_the_database(fellshire):
    area = Area.objects.first()
    area.name = "Other"
    with pytest.raises(WriteOutsideCommand):
        area.save()
    with pytest.raises(WriteOutsideCommand):
        area.delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cairn.command', '', true)")
        cursor.execute("DELETE FROM places_population")
