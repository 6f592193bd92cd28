"""In which area points lie is asked in the database, by the boundaries that are loaded."""

import json

import pytest
from django.db import connection

from cairn.domain.places.api import areas_in, drawn, lying_in

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


def test_where_a_boundary_is_missing_nothing_is_placed_and_the_full_line_goes_before_a_thinned_one(load, fellshire):
    areas = areas_in(["E06000001"], "ward")
    assert drawn(areas) is None and drawn(()) is None
    load(*wards(E05000001=[square(1)]))
    assert drawn(areas) is None
    load(*wards("ward2025_lite.geojson", E05000001=[square(1)], E05000002=[square(2)]))
    assert drawn(areas).thinned and "thinned for drawing" in drawn(areas).says
    load(*wards(E05000001=[square(1)], E05000002=[square(2, LAKE)]))
    assert not drawn(areas).thinned and len(drawn(areas).rings) == 3
