"""The tile map: no two areas in one square, neighbours near, and the same every time."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from cairn.kernel.open_data.boundaries import polygons_of, read_boundaries
from cairn.kernel.tile_map import kept_near, tile_map, touching_areas
from tests.parts import shared_data

FLOOR = 0.75  # of the wards that touch on the ground, the share that must touch on the map


def grid(size: int) -> dict[str, tuple[float, float]]:
    return {
        f"E05{row:03}{column:03}": (column / 10 - 3, 54 - row / 10) for row in range(size) for column in range(size)
    }


def test_no_two_areas_share_a_square():
    points = {
        f"E05{number:06}": (-3 + (number * 37 % 101) / 1000, 54 + (number * 53 % 97) / 1000) for number in range(60)
    }
    placed = tile_map(points)
    assert len(set(placed.values())) == len(points)
    assert min(column for column, _ in placed.values()) == min(row for _, row in placed.values()) == 0


def test_the_same_areas_lie_the_same_whatever_order_they_come_in():
    points = grid(5)
    assert tile_map(points) == tile_map(dict(reversed(points.items())))


def test_north_is_up_and_west_is_left():
    placed = tile_map({"E05000001": (-3.0, 55.0), "E05000002": (-3.0, 54.0), "E05000003": (-2.0, 54.5)})
    assert placed["E05000001"][1] < placed["E05000002"][1]
    assert placed["E05000003"][0] > placed["E05000001"][0]


def test_areas_that_lie_in_a_grid_keep_nearly_all_their_neighbours():
    points = grid(6)
    codes = sorted(points)
    touching = {(one, other) for one in codes for other in codes if one < other
                and max(abs(int(one[3:6]) - int(other[3:6])), abs(int(one[6:]) - int(other[6:]))) == 1}  # fmt: skip
    assert kept_near(tile_map(points, touching), touching) > 0.85


def test_one_area_and_none_are_no_trouble():
    assert tile_map({}) == {}
    assert tile_map({"E05000001": (-3.0, 54.0)}) == {"E05000001": (0, 0)}


def test_areas_touch_where_they_share_a_side_and_not_where_they_share_a_corner():
    def box(x, y):
        return [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]]]

    assert touching_areas({"a": box(0, 0), "b": box(1, 0), "c": box(1, 1)}) == {("a", "b"), ("b", "c")}


@pytest.mark.parametrize("authority", ["E06000019", "E06000063", "E06000064"])
def test_the_shipped_layout_keeps_wards_that_touch_near_each_other(authority):
    text = (files("cairn") / "content" / "gazetteer" / "tiles.csv").read_text(encoding="utf-8")
    shipped = {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(text.splitlines())
               if row["authority_code"] == authority}  # fmt: skip
    path = shared_data("boundaries") / "ward2025.geojson"
    found = read_boundaries(path.read_bytes(), path.name)
    rings = {one.code: [ring for polygon in polygons_of(one.geometry) for ring in polygon] for one in found.boundaries
             if one.code in shipped}  # fmt: skip
    touching = touching_areas(rings)
    assert len(rings) == len(shipped) and kept_near(shipped, touching) >= FLOOR
    middles = {one.code: (one.longitude, one.latitude) for one in found.boundaries if one.code in shipped}
    assert tile_map(middles, touching) == shipped, "the committed layout is what the method gives"
