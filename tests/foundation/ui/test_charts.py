"""Charts are whole, safe and small; every special point has a shape and words; nothing is told by colour alone."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from cairn.foundation.ui import charts
from cairn.foundation.ui.charts import looks
from cairn.foundation.ui.charts.frame import spread, wrapped
from cairn.foundation.ui.charts.maps import outline_of, thinned
from cairn.foundation.ui.charts.svg import width_of
from cairn.kernel.chart_scales import Every
from cairn.kernel.chart_words import Change, Good, read
from tests.foundation.ui import chart_views as views

NS = "{http://www.w3.org/2000/svg}"
BOTH = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
EVERY = pytest.mark.parametrize("view", views.every_view(), ids=lambda view: view.key)


def drawn(view, *, narrow: bool = False) -> ElementTree.Element:
    """A chart, read as XML."""
    return ElementTree.fromstring(charts.PENS[type(view)](view, narrow=narrow))


def texts(svg: ElementTree.Element) -> list[str]:
    """Every line of text in it."""
    return [one.text or "" for one in svg.iter(f"{NS}text")]


def points(svg: ElementTree.Element, look: str) -> list[ElementTree.Element]:
    """The groups of points with one look."""
    return [one for one in svg.iter(f"{NS}g") if one.get("class", "").endswith(f"cairn-chart__point--{look}")]


@EVERY
@BOTH
def test_every_drawing_is_whole_named_and_holds_no_style_or_script(view, narrow):
    svg = drawn(view, narrow=narrow)
    assert svg.get("role") == "img"
    ids = {one.get("id"): one.text for one in svg.iter() if one.get("id") and one.tag != f"{NS}pattern"}
    assert [ids[name] for name in svg.get("aria-labelledby").split()] == [view.title, view.caption or None]
    for one in svg.iter():
        assert not {name for name in one.attrib if name == "style" or name.startswith("on") or "href" in name}
        assert one.tag not in (f"{NS}style", f"{NS}script", f"{NS}foreignObject")


@EVERY
def test_the_ids_of_both_sizes_differ_and_each_pattern_used_is_there(view):
    both = [charts.PENS[type(view)](view, narrow=narrow) for narrow in (False, True)]
    ids = [name for one in both for name in re.findall(r' id="([^"]+)"', one)]
    assert len(ids) == len(set(ids))
    for one in both:
        assert set(re.findall(r"url\(#([^)]+)\)", one)) <= set(re.findall(r' id="([^"]+)"', one))


@EVERY
@BOTH
def test_every_mark_has_its_own_colours_so_that_it_needs_no_style_sheet(view, narrow):
    for one in drawn(view, narrow=narrow).iter():
        if one.tag in (f"{NS}path", f"{NS}rect", f"{NS}circle"):
            assert one.get("fill") and (one.get("stroke") or one.get("fill") != "none"), ElementTree.tostring(one)


@EVERY
@BOTH
def test_text_stays_inside_the_drawing_and_off_other_text(view, narrow):
    """By the widths the drawing reckons with, which are wider than the type; a browser measures it as well."""
    svg = drawn(view, narrow=narrow)
    _, _, width, height = (float(one) for one in svg.get("viewBox").split())
    size = float(svg.get("font-size"))
    assert size >= 13 and width == (300 if narrow else 720)
    boxes = []
    for one in svg.iter(f"{NS}text"):
        long = width_of(one.text, size, bold=one.get("font-weight") == "bold") * 0.96
        left = float(one.get("x")) - long * {"middle": 0.5, "end": 1}.get(one.get("text-anchor"), 0)
        y = float(one.get("y"))
        assert left >= -1 and left + long <= width + 2 and size * 0.6 <= y <= height, one.text
        boxes.append((left, y - 0.7 * size, left + long, y, one.text))
    for n, a in enumerate(boxes):
        for b in boxes[n + 1 :]:
            apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] or b[3] <= a[1]
            assert apart, (a[4], b[4])


@pytest.mark.parametrize("narrow", [False, True])
def test_sixty_points_take_less_than_forty_kilobytes_in_both_sizes_together(narrow):
    assert len(charts.control_chart(views.control())) + len(charts.control_chart(views.control(), narrow=True)) < 40_000


@EVERY
def test_what_people_typed_is_only_ever_text(view):
    nasty = '<script>alert("x")</script>\x00\x0b & “co”'
    svg = charts.PENS[type(view)](replace(view, title=nasty, caption=nasty))
    assert "<script" not in svg
    assert ElementTree.fromstring(svg).find(f"{NS}title").text == '<script>alert("x")</script> & “co”'


def test_a_key_that_cannot_be_an_id_is_refused():
    for key in ("", "1st", 'a"b', "a b"):
        with pytest.raises(ValueError, match="cannot name a chart"):
            charts.control_chart(views.control(key=key))


# ---- control charts


@BOTH
def test_every_special_point_has_a_shape_of_its_own_and_words(narrow):
    view = views.control()
    svg = drawn(view, narrow=narrow)
    special = [point for point in view.points if point.look != "usual"]
    assert {point.look for point in special} == {"improvement", "concern"}
    for look in ("improvement", "concern"):
        groups = points(svg, look)
        assert len(groups) == sum(point.look == look for point in special)
        for one in groups:
            assert one.find(f"{NS}path") is not None and ", " in one.find(f"{NS}title").text
    corners = {look: points(svg, look)[0].find(f"{NS}path").get("d").count("L") for look in ("improvement", "concern")}
    assert corners == {"improvement": 3, "concern": 2}


def test_a_triangle_points_the_way_the_value_went():
    up, down = (
        read(views.series([70.0 + views.WOBBLE[n % 12] for n in range(23)] + [last], good=good))
        for last, good in ((120.0, Good.DOWN), (20.0, Good.UP))
    )
    ways = []
    for reading in (up, down):
        svg = drawn(charts.control_view(reading, key="k", title="t"))
        corners = re.findall(r"[\d.]+ ([\d.]+)", points(svg, "concern")[0].find(f"{NS}path").get("d"))
        ways.append(float(corners[0]) < float(corners[1]))
    assert ways == [True, False]


def test_the_table_says_all_that_the_drawing_shows():
    rows = views.control().rows
    assert len(rows) == 60 and all(len(row) == len(views.control().heads) for row in rows)
    assert rows[44][:2] == ("December 2024", "No figure")
    assert rows[24][5].startswith("Counting rules changed")
    assert (rows[50][1], rows[50][5]) == ("99%", "Above the upper limit")
    assert rows[59][5].endswith("rovisional")


def test_what_is_provisional_is_hollow_and_reached_by_a_dashed_line():
    svg = charts.control_chart(views.control())
    hollow = re.findall(r"<title>[^<]*, provisional</title><(?:circle|path)[^>]*fill=\"#ffffff\"", svg)
    assert len(hollow) == 2
    assert svg.count('stroke-dasharray="3 3"') == 2


def test_the_line_is_broken_at_a_gap():
    values = [10.0, 12, 11, None, 12, 10, 11]
    svg = drawn(charts.control_view(read(views.series(values)), key="k", title="t"))
    joined = [one.get("d") for one in svg.findall(f"{NS}path") if one.get("stroke") == looks.LINE]
    assert [way.count("L") for way in joined] == [2, 2]


def test_each_stretch_has_its_own_limits_and_each_break_a_line_with_words():
    svg = drawn(views.control())
    limits = [one for one in svg.iter(f"{NS}g") if one.get("class") == "cairn-chart__limits"]
    assert len(limits) == 2
    breaks = [one.find(f"{NS}title").text for one in svg.iter(f"{NS}g") if one.get("class") == "cairn-chart__break"]
    assert breaks[0] == "Counting rules changed for stalking and coercive control, April 2023"
    assert len(breaks) == 3


def test_words_of_breaks_stand_above_where_they_fit_and_below_by_letter_where_not():
    one = Change(index=24, words="New form")
    reading = read(views.series(views.five_years(), changes=(one,)))
    roomy = texts(drawn(charts.control_view(reading, key="k", title="t"), narrow=True))
    assert "New form" in roomy
    crowded = texts(drawn(views.control(), narrow=True))
    assert {"A", "B", "C"} <= set(crowded)
    assert "B: Pilot began, February 2025" in crowded


def test_limits_stand_at_the_floor_and_the_ceiling_where_no_value_can_be_beyond():
    low = charts.control_view(read(views.series([1.0, 9.0] * 8)), key="k", title="t")
    assert "Lower limit 0" in texts(drawn(low))
    high = charts.control_view(read(views.series([91.0, 99.0] * 8)), key="k", title="t", unit="%", ceiling=100.0)
    assert "Upper limit 100%" in texts(drawn(high))


def test_limits_on_trial_say_so_and_too_few_points_have_none():
    trial = charts.control_view(read(views.series([float(70 + n) for n in views.WOBBLE])), key="k", title="t")
    assert any(words.startswith("Trial limit ") for words in texts(drawn(trial)))
    assert "trial limits" in " ".join(texts(drawn(trial, narrow=True)))
    few = drawn(charts.control_view(read(views.series([70.0, 71.0, 69.0])), key="k", title="t"))
    assert not [one for one in few.iter(f"{NS}g") if one.get("class") == "cairn-chart__limits"]
    assert "0" in texts(few)  # nothing holds the eye back, so the axis begins at nothing


def test_lines_are_named_beside_them_and_on_a_phone_their_values_stand_below():
    wide = [words.partition(" ")[0] for words in texts(drawn(views.control()))]
    assert {"Upper", "Mean", "Lower", "Target"} <= set(wide)
    narrow = texts(drawn(views.control(), narrow=True))
    assert {"Upper", "Mean", "Lower", "Target"} <= set(narrow)
    assert any(words.startswith("Mean ") and "limits" in words for words in narrow)


def test_a_band_is_drawn_by_its_two_ends():
    view = next(one for one in views.every_view() if one.key == "years")
    assert {"Band from 1,200", "Band to 1,400"} <= set(texts(drawn(view)))
    assert view.every is Every.YEAR


def test_a_look_nobody_has_drawn_is_refused():
    view = views.control()
    with pytest.raises(looks.UnknownLook, match="no look called “odd”"):
        charts.control_chart(replace(view, points=(replace(view.points[0], look="odd"), *view.points[1:])))
    with pytest.raises(ValueError, match="needs a period"):
        charts.control_chart(replace(view, points=()))


# ---- comparisons


def test_a_funnel_has_two_pairs_of_limits_and_names_who_is_outside():
    view = views.funnel_of_wards()
    wide = drawn(view)
    limits = [one.find(f"{NS}title").text for one in wide.iter(f"{NS}g") if one.get("class") == "cairn-chart__limits"]
    assert sorted(limits) == ["95% limits"] * 2 + ["99.8% limits"] * 2
    assert {views.WARDS[3], views.WARDS[9]} <= set(texts(wide))
    assert len(points(wide, "concern")) == 1 and len(points(wide, "improvement")) == 1
    assert any(words.startswith("A: Dale Head") for words in texts(drawn(view, narrow=True)))
    assert dict((row[0], row[3]) for row in view.rows)[views.WARDS[3]].startswith("outside the 99.8% limits; 130 of")


def test_a_curve_begins_with_everybody_and_is_broken_where_a_day_is_withheld():
    view = views.curve()
    svg = drawn(view)
    ways = [one.get("d") for one in svg.iter(f"{NS}path") if one.get("stroke") == looks.LINE]
    assert len(ways) == 2  # up to the day that is withheld, and after it
    assert len([one for one in svg.iter(f"{NS}g") if one.get("class") == "cairn-chart__point"]) == 9
    assert view.rows[0] == ("7", "96.0%", "92.5% to 98.5%", "0 by then")
    assert view.rows[3][1:3] == ("Withheld", "") and view.rows[8][2] == ""
    with pytest.raises(ValueError, match="a day to be drawn to"):
        charts.survival_curve(replace(view, points=()))


def test_small_multiples_share_one_scale_and_mark_only_what_is_special():
    view = views.multiples()
    svg = drawn(view)
    panels = [one for one in svg.iter(f"{NS}g") if one.get("class") == "cairn-chart__panel"]
    assert len(panels) == 12 and panels[3].find(f"{NS}title").text.startswith("Dale Head with Tarn Howe: Higher")
    assert len({words for words in texts(svg) if re.fullmatch(r"\d0", words)}) == 1
    assert "All on one scale." in " ".join(texts(svg))
    assert len(list(panels[0].iter(f"{NS}circle"))) == 1  # the newest
    assert view.rows[3][4] == "Concern: higher than chance explains"


def test_what_is_withheld_is_hatched_and_says_so_everywhere():
    for view in (views.bars(), views.equity(), views.areas(), views.tiles()):
        svg = charts.PENS[type(view)](view)
        assert f'fill="url(#{view.key}-wide-hatch)"' in svg
        assert "Withheld: fewer than 8" in svg
        assert any("Withheld: fewer than 8" in row for row in view.rows)


def test_bars_begin_at_nothing_and_carry_their_intervals_and_the_whole():
    svg = drawn(views.bars())
    assert {"0%", "14.0%", "30.0%", "All 14.1%", "Withheld", "No figure"} <= set(texts(svg))
    assert views.bars().rows[-1][:2] == ("All", "14.1%")


def test_shares_are_drawn_against_residents_with_the_verdict_in_words():
    view = views.equity()
    svg = drawn(view)
    assert [len(points(svg, look)) for look in ("usual", "concern", "neither")] == [1, 1, 1]
    assert "3.8% / 26%" in texts(svg)
    assert view.rows[2][4] == "reached less than its share of residents; 15 of 400"


def test_groups_and_maps_of_nothing_are_refused():
    for pen, view, words in (
        (charts.bar_chart, charts.BarView(key="k", title="t", caption="", groups=()), "at least one group"),
        (charts.equity_chart, charts.EquityView(key="k", title="t", caption="", groups=()), "at least one group"),
        (charts.small_multiples, charts.MultiplesView(key="k", title="t", caption="", panels=()), "at least one place"),
        (charts.area_map, charts.AreaMapView(key="k", title="t", caption="", areas=()), "with a boundary"),
        (charts.tile_map, charts.TileMapView(key="k", title="t", caption="", tiles=()), "at least one tile"),
    ):
        with pytest.raises(ValueError, match=words):
            pen(view)


# ---- maps


def test_a_map_has_five_classes_a_way_to_each_area_and_who_drew_the_boundaries():
    svg = drawn(views.areas())
    titled = {one.find(f"{NS}title").text: one.find(f"{NS}path") for one in svg.iter(f"{NS}g")}
    assert len(titled) == 12
    assert titled["Amber Scar: 4.5"].get("fill") == looks.CLASSES[0]
    assert titled["Larch Gill: 26.5"].get("fill") == looks.CLASSES[4]
    assert titled["Larch Gill: 26.5"].get("d").endswith("z")  # too small to be drawn, and there all the same
    assert titled["Cliff End: no figure"].get("fill") == looks.PAPER
    assert titled["Fell Foot: 14.5"].get("d").count("M") == 2  # the hole
    assert "Open Government Licence" in " ".join(texts(svg))
    assert sum(" to " in words for words in texts(svg)) == 5


def test_boundaries_may_be_lists_as_they_come_out_of_a_file_and_are_the_same_on_a_second_map():
    view = views.areas()
    listed = tuple(replace(one, rings=[[list(corner) for corner in ring] for ring in one.rings]) for one in view.areas)
    assert charts.area_map(replace(view, areas=listed)) == charts.area_map(view) == charts.area_map(view)


def test_corners_nobody_sees_are_left_out_and_steps_do_not_drift():
    ring = [(n * 0.31, 0.0) for n in range(1000)] + [(309.69, 50.0), (0.0, 50.0), (0.0, 0.0)]
    assert len(thinned(ring)) < 350
    way = outline_of(thinned(ring))
    steps = re.findall(r"-?[\d.]+", way.split("l")[1])
    assert abs(sum(float(one) for one in steps[::2])) < 0.05


def test_tiles_show_names_where_they_fit_and_short_ones_where_not():
    assert "Juniper Pike" in texts(drawn(views.tiles()))
    assert "Jun" in texts(drawn(views.tiles(), narrow=True))


def test_two_tiles_in_one_place_are_refused():
    view = views.tiles()
    with pytest.raises(ValueError, match="Two tiles"):
        charts.tile_map(replace(view, tiles=(*view.tiles, view.tiles[0])))


# ---- looks


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours."""
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_mark_is_seen_on_white_and_on_the_band_and_the_four_meanings_have_the_colours_of_the_nhs():
    for look in looks.LOOKS.values():
        assert min(contrast(look.edge, looks.PAPER), contrast(look.edge, looks.BAND)) >= 3
    colours = [looks.LOOKS[key].fill for key in ("improvement", "concern", "neither", "usual")]
    assert colours == ["#00b0f0", "#e46c0a", "#490092", "#a6a6a6"]
    assert len({looks.LOOKS[key].shape for key in ("improvement", "concern", "neither", "usual")}) == 4


def test_words_can_be_read_on_paper_and_on_every_class_of_a_map():
    for ink in (looks.INK, looks.QUIET, looks.TARGET, looks.BREAK):
        assert contrast(ink, looks.PAPER) >= 4.5
    for colour, ink in zip(looks.CLASSES, looks.CLASS_INKS, strict=True):
        assert contrast(colour, ink) >= 4.5
    greys = [brightness(colour) for colour in looks.CLASSES]
    assert greys == sorted(greys, reverse=True)


@pytest.mark.parametrize(
    "icon",
    [
        *(
            charts.Icon(kind="variation", look=look, side=side, words="w")
            for look in ("usual", "improvement", "concern", "neither", "none")
            for side in (1, -1)
        ),
        *(charts.Icon(kind="assurance", look=look, words="w") for look in ("passes", "fails", "hit_or_miss")),
    ],
    ids=lambda icon: f"{icon.look}{icon.side}",
)
def test_icons_are_silent_and_carry_a_letter_for_what_colour_says(icon):
    svg = ElementTree.fromstring(charts.icon(icon))
    assert svg.get("aria-hidden") == "true"
    letters = {"none": "…", "usual": None, "passes": "P", "fails": "F", "hit_or_miss": "?"}
    wanted = letters.get(icon.look, "H" if icon.side > 0 else "L")
    assert texts(svg) == ([wanted] if wanted else [])


@pytest.mark.parametrize("icon", [("mood", "usual"), ("variation", "odd"), ("assurance", "odd")])
def test_an_icon_nobody_has_drawn_is_refused(icon):
    with pytest.raises(ValueError, match="There is no"):
        charts.icon(charts.Icon(kind=icon[0], look=icon[1], words=""))


# ---- labels


def test_labels_make_room_for_each_other_within_their_ends_and_keep_their_order():
    assert spread([10, 50, 90], gap=10, low=0, high=100) == [10, 50, 90]
    assert spread([50, 50], gap=10, low=0, high=100) == [45, 55]
    assert spread([98, 99], gap=10, low=0, high=100) == [90, 100]
    placed = spread([50, 49, 51, 10], gap=20, low=0, high=100)
    assert sorted(placed) == [placed[3], placed[1], placed[0], placed[2]]
    assert spread([], gap=1, low=0, high=1) == []


def test_words_wrap_in_the_room_there_is():
    assert wrapped("one two three", room=10, size=13) == ["one", "two", "three"]
    assert wrapped("one two three", room=1000, size=13) == ["one two three"]
    assert wrapped("", room=10, size=13) == []


@pytest.mark.parametrize("unit", ["", "%", "per 1,000 residents aged 16 and over in the area of the partnership"])
@pytest.mark.parametrize("scale", [0.0001, 1.0, 3_000_000.0])
@pytest.mark.parametrize("many", [1, 11, 61])
@BOTH
def test_numbers_of_any_size_and_words_of_any_length_find_room(unit, scale, many, narrow):
    values = [(20.0 + views.WOBBLE[n % 12]) * scale for n in range(many)]
    view = charts.control_view(
        read(views.series(values, target=22 * scale)), key="k", title="t", unit=unit, invented="Invented",
        target_words="Agreed by the board in March 2025 for the three years to come",
    )  # fmt: skip
    test_text_stays_inside_the_drawing_and_off_other_text(view, narrow)
    panels = charts.MultiplesView(key="k", title="t", caption="", panels=(view,) * 5)
    test_text_stays_inside_the_drawing_and_off_other_text(panels, narrow)
