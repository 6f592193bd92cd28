"""Boundaries drawn as paths, and values put into classes."""

from __future__ import annotations

from cairn.kernel.area_drawing import class_breaks, class_of, drawn


def box(x, y):
    return {"type": "Polygon", "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]}


def test_neighbours_share_their_side_in_the_drawing_too():
    found = drawn({"a": box(-3, 54), "b": box(-2, 54)}, width=200)
    first, second = found.shapes
    assert (found.width, found.shapes[0].code) == (200, "a")
    assert "100 0" in first.path and "100 0" in second.path
    assert first.x < second.x and first.has_room


def test_a_tall_place_is_kept_within_its_height():
    found = drawn({str(y): box(-3, y) for y in range(50, 56)}, width=600, highest=300)
    assert found.height <= 300 and found.width < 60


def test_nothing_to_draw_is_an_empty_drawing():
    assert drawn({}).shapes == ()


def test_classes_hold_about_as_many_areas_each_and_like_values_stay_together():
    breaks = class_breaks(range(1, 11))
    assert breaks == (1, 3, 5, 7, 9)
    assert [class_of(value, breaks) for value in (1, 2, 3, 9, 10)] == [1, 1, 2, 5, 5]
    assert class_breaks([4, 4, 4]) == (4,) and class_breaks([]) == ()
