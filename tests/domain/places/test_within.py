"""In which area points lie is asked in the database, by the boundaries that are loaded."""

import json

import pytest
from django.db import connection

from cairn.domain.places.api import areas_in, drawn, lying_in, point_of_postcode

pytestmark = pytest.mark.django_db
LAKE = [[1.4, 54.4], [1.6, 54.4], [1.6, 54.6], [1.4, 54.6], [1.4, 54.4]]
ISLE = [[2.0, 57.0], [2.1, 57.0], [2.1, 57.1], [2.0, 57.1], [2.0, 57.0]]


def square(x, *holes):
    return [[[x, 54], [x + 1, 54], [x + 1, 55], [x, 55], [x, 54]], *holes]


def wards(name="ward2025.geojson", **shapes):
    features = [
        {"type": "Feature", "properties": {"code": code, "name": code, "lad_code": "E06000001"},
         "geometry": {"type": "MultiPolygon", "coordinates": polygons}}
        for code, polygons in shapes.items()
    ]  # fmt: skip
    return name, json.dumps({"type": "FeatureCollection", "features": features})


def found(*points):
    given = " UNION ".join(f"SELECT {x}::float8 AS x, {y}::float8 AS y" for x, y in points)
    sql, rings = lying_in(drawn(areas_in(["E06000001"], "ward")), given)
    with connection.cursor() as cursor:
        cursor.execute(sql, rings)
        return {(x, y): code for x, y, code in cursor.fetchall()}


def test_a_point_lies_in_the_ward_round_it_and_not_in_a_hole_or_outside(load, fellshire):
    load(*wards(E05000001=[square(1, LAKE), [ISLE]], E05000002=[square(2)]))
    assert found((1.2, 54.2), (1.5, 54.5), (2.05, 57.05), (2.5, 54.5), (9.0, 54.5)) == {
        (1.2, 54.2): "E05000001", (2.05, 57.05): "E05000001", (2.5, 54.5): "E05000002",
    }  # fmt: skip


def test_a_point_on_the_line_between_two_wards_is_in_one_of_them(load, fellshire):
    load(*wards(E05000001=[square(1)], E05000002=[square(2)]))
    assert found((2.0, 54.5)) == {(2.0, 54.5): "E05000001"}


def test_a_point_a_few_metres_off_a_short_line_is_on_its_own_side(load, fellshire):
    """PostgreSQL compares with a tolerance that is far too wide for degrees."""
    saw = [[2 + (0.0001 if step % 2 else 0), 54 + step / 1000] for step in range(1001)]
    west = [[1, 54], *saw, [1, 55], [1, 54]]
    east = [[3, 54], *saw, [3, 55], [3, 54]]
    load(*wards(E05000001=[[west]], E05000002=[[east]]))
    points = [(2 + side * 0.0002, 54.0055 + step / 100) for step in range(90) for side in (-1, 1)]
    assert found(*points) == {point: "E05000001" if point[0] < 2 else "E05000002" for point in points}


def test_where_a_boundary_is_missing_nothing_is_placed_and_the_full_line_goes_before_a_thinned_one(load, fellshire):
    areas = areas_in(["E06000001"], "ward")
    assert drawn(areas) is None and drawn(()) is None
    load(*wards(E05000001=[square(1)]))
    assert drawn(areas) is None
    load(*wards("ward2025_lite.geojson", E05000001=[square(1)], E05000002=[square(2)]))
    assert drawn(areas).thinned and "thinned for drawing" in drawn(areas).says
    load(*wards(E05000001=[square(1)], E05000002=[square(2, LAKE)]))
    assert not drawn(areas).thinned and len(drawn(areas).rings) == 3


POSTCODES = "postcode,easting,northing,lat,lon,positional_quality,lsoa21_code,msoa21_code,ward_code,lad_code\n"


def point_of(postcode):
    with connection.cursor() as cursor:
        cursor.execute(point_of_postcode("%s"), [postcode])
        return cursor.fetchall()


def test_a_postcode_has_the_point_of_the_newest_list_and_what_is_no_postcode_comes_back(load):
    rows = ("CA1 1AA,1,2,54.5,-2.5,10,,,,", "ca11ab,1,2,54.6,-2.6,10,,,,", "NOWHERE,,,,,,,,,",
            "CA1 1AD,1,2,4.0,-2.6,10,,,,", "CA1 1AA,1,2,54.7,-2.5,10,,,,")  # fmt: skip
    outcome = load("postcodes.csv", POSTCODES + "\n".join(rows) + "\n")
    assert outcome.rows == 2 and outcome.title == "Postcodes and their points"
    assert [reject.line for reject in outcome.rejects] == [4, 5, 6]
    assert "is no place in Great Britain" in outcome.rejects[1].says and "twice" in outcome.rejects[2].says
    assert point_of("CA1 1AA") == [(-2.5, 54.5)] and point_of("CA1 1AB") == [(-2.6, 54.6)] and point_of("CA9 9ZZ") == []
    load("postcodes.csv", POSTCODES + "CA1 1AA,1,2,54.9,-2.9,10,,,,\n")
    assert point_of("CA1 1AA") == [(-2.9, 54.9)] and point_of("CA1 1AB") == []
