"""The charts: what they say, that they are well formed, and that no number leaves its drawing."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils.translation import override

from harmony.shared import charts
from harmony.shared.charts import Band, Estimate, Tile
from harmony.shared.charts.drawing import PAINT, figure, place, ticks

LEVELS = [
    Band("excellent", "Excellent", "f3"),
    Band("good", "Good", "f2"),
    Band("qualified", "Qualified", "f1"),
    Band("not_yet", "Not yet", "f0"),
]
NAMES = {band.key: band.name for band in LEVELS} | {
    "evaluating": "In evaluation",
    "under_way": "Under way",
    "not_started": "Not started",
}


def read(drawing):
    """The drawing as a tree; fails when it is not well formed."""
    return ElementTree.fromstring(drawing)  # noqa: S314 -- our own words


def titles(drawing):
    return [each.text for each in read(drawing).iter("title")]


def some_charts():
    return {
        "stacked": charts.stacked([("Beihu", {"good": 3, "not_yet": 1})], LEVELS),
        "gainbars": charts.gainbars([("A", Decimal("18.5"), Decimal(20))]),
        "floorbars": charts.floorbars([("A", Decimal("84.1"))], 85, floor_label="Floor 85%"),
        "planbars": charts.planbars([("2025", 20, 20), ("2026", None, 60)], 96),
        "ci_dots": charts.ci_dots(
            [Estimate("Beihu", Decimal("87"), Decimal("84.4"), Decimal("89.6"), 236)],
            target=85,
            target_label="Target 85",
            count_label="replies",
        ),
        "scale": charts.scale(
            Decimal("88.40"),
            [(60, 80, LEVELS[3]), (80, 90, LEVELS[1]), (90, 100, LEVELS[0])],
            title="88.40 is good",
            need=90,
            need_label="1.60 to go",
        ),
        "strip": charts.strip([Decimal(3), Decimal(4), 4], 4, low=0, high=5, title="B2"),
        "mosaic": charts.mosaic(
            [Tile(kind, kind) for kind in charts.TILES], title="All", names=NAMES
        ),
        "legend": charts.legend(NAMES),
        "legend of bars": charts.legend(NAMES, bars=True),
        "cell_bar": charts.cell_bar(Decimal("86.3"), 50, 100),
    }


@pytest.mark.parametrize("name", some_charts())
def test_every_chart_is_well_formed_and_keeps_to_the_content_policy(name):
    drawing = some_charts()[name]
    for element in read(drawing).iter():
        assert element.tag != "style"
        assert "style" not in element.attrib
        assert not [key for key in element.attrib if key.startswith("on")]


@pytest.mark.parametrize("name", some_charts())
def test_every_painted_shape_carries_colours_for_papers(name):
    for element in read(some_charts()[name]).iter():
        for css in element.get("class", "").split():
            if element.tag in {"rect", "line", "circle", "path", "text"}:
                assert css in PAINT
                assert all(element.get(attribute) for attribute in PAINT[css])


@pytest.mark.parametrize("name", some_charts())
def test_the_same_numbers_give_the_same_bytes(name):
    assert some_charts()[name] == some_charts()[name]


@pytest.mark.parametrize("name", some_charts())
def test_charts_are_the_same_in_chinese(name):
    with override("zh-hans"):
        chinese = some_charts()[name]
    assert chinese == some_charts()[name]


def test_templates_write_a_chart_as_it_is():
    drawing = charts.gainbars([("A & B", 1, 2)])
    assert Template("{{ drawing }}").render(Context({"drawing": drawing})) == drawing
    tagged = Template("{% load charts %}{% gainbars rows %}").render(
        Context({"rows": [("A & B", 1, 2)]})
    )
    assert tagged == drawing


def test_names_are_escaped():
    evil = '<script>alert("x")</script>'
    drawings = [
        charts.stacked([(evil, {"good": 1})], [Band("good", evil, "f2")]),
        charts.gainbars([(evil, 1, 2)]),
        charts.mosaic([Tile("good", evil, evil)], title=evil, names={}),
        charts.scale(85, [(80, 90, Band("good", evil, "f2"))], title=evil),
        charts.legend({"good": evil}),
    ]
    for drawing in drawings:
        assert "<script" not in drawing
        assert read(drawing) is not None


def test_a_stacked_bar_says_and_draws_its_counts():
    drawing = charts.stacked(
        [("Beihu", {"excellent": 1, "good": 3}), ("Dongguan", {"not_yet": 2})], LEVELS
    )
    assert titles(drawing) == ["Beihu: Excellent 1, Good 3", "Dongguan: Not yet 2"]
    rectangles = [each for each in read(drawing).iter("rect") if each.get("class", "")[0] == "f"]
    assert [(each.get("x"), each.get("width")) for each in rectangles] == [
        ("0%", "25%"),
        ("25%", "75%"),
        ("0%", "50%"),
    ]


def test_the_last_column_can_say_something_else_than_the_total():
    drawing = charts.stacked([("Beihu", {"good": 3, "not_yet": 1})], LEVELS, last=["3 of 4"])
    assert "3 of 4" in drawing


@pytest.mark.parametrize(
    "empty",
    [
        charts.stacked([], LEVELS),
        charts.stacked([("Beihu", {})], LEVELS),
        charts.gainbars([]),
        charts.gainbars([("A", 0, 0)]),
        charts.planbars([], 0),
        charts.floorbars([], 85, floor_label="Floor"),
        charts.ci_dots([], target=85, target_label="Target", count_label="replies"),
        charts.strip([], low=0, high=5, title="none"),
        charts.mosaic([], title="none", names=NAMES),
    ],
)
def test_nothing_to_show_is_no_error(empty):
    assert read(empty) is not None


def test_an_interval_is_said_and_stays_in_the_drawing():
    drawing = charts.ci_dots(
        [Estimate("Beihu", Decimal("97"), Decimal("92.55"), Decimal("101.45"), 1236)],
        target=85,
        target_label="Target 85",
        count_label="replies",
        sentence="%(label)s: %(value)s, 95%% interval %(lower)s to %(upper)s, %(count)s replies",
    )
    assert "Beihu: 97.0, 95% interval 92.6 to 101.5, 1,236 replies" in titles(drawing)
    line = next(each for each in read(drawing).iter("line") if each.get("class") == "ci")
    assert line.get("x2") == "100%"


def test_the_axis_reaches_beyond_the_highest_interval():
    drawing = charts.ci_dots(
        [Estimate("Beihu", Decimal("91"), Decimal("87.2"), Decimal("94.1"), 236)],
        target=80,
        target_label="Target 80",
        count_label="replies",
    )
    line = next(each for each in read(drawing).iter("line") if each.get("class") == "ci")
    assert (line.get("x1"), line.get("x2")) == ("57.33%", "80.33%")


def test_a_share_under_the_floor_looks_different_and_the_axis_reaches_it():
    drawing = charts.floorbars(
        [("Old", Decimal("41.5")), ("New", Decimal(85))],
        85,
        floor_label="Floor 85%",
        sentence="%(label)s: %(value)s, floor %(floor)s",
    )
    assert "Old: 41.5%, floor 85%" in titles(drawing)
    bars = [each.get("class") for each in read(drawing).iter("rect")]
    assert bars == ["bar-bg", "bar-w", "bar-bg", "bar-a"]
    assert 'unmet">41.5%' in drawing
    assert ">40</text>" in drawing


def test_a_plan_without_a_result_is_not_drawn_as_zero():
    drawing = charts.planbars([("2027", None, 96)], 96)
    assert titles(drawing) == ["2027: – / 96"]
    assert [each.get("class") for each in read(drawing).iter("rect")] == ["planline"]


@pytest.mark.parametrize(
    ("value", "place_in_per_cent"), [("59.99", "0%"), ("60", "0%"), ("80", "50%"), ("100", "100%")]
)
def test_a_value_on_the_scale_lies_among_the_bands_or_at_their_edge(value, place_in_per_cent):
    bands = [(60, 80, LEVELS[3]), (80, 100, LEVELS[1])]
    drawing = charts.scale(Decimal(value), bands, title="x")
    dot = next(each for each in read(drawing).iter("circle"))
    assert dot.get("cx") == place_in_per_cent
    assert f">{figure(Decimal(value), 2)}</text>" in drawing


@pytest.mark.parametrize(
    ("value", "place_of_the_word"), [("65", "25%"), ("69", "36.25%"), ("71", "13.75%")]
)
def test_the_marker_does_not_cross_the_name_of_a_band(value, place_of_the_word):
    bands = [(60, 80, LEVELS[3]), (80, 100, LEVELS[1])]
    drawing = charts.scale(Decimal(value), bands, title="x")
    words = {each.text: each.get("x") for each in read(drawing).iter("text")}
    assert words[LEVELS[3].name] == place_of_the_word


def test_equal_values_are_piled_up_and_mine_stands_out():
    drawing = charts.strip([4, 4, Decimal("4.04")], 4, low=0, high=5, title="B2")
    dots = list(read(drawing).iter("circle"))
    assert [dot.get("cy") for dot in dots] == ["26", "19", "12", "26"]
    assert dots[-1].get("class") == "pt-me"


def test_up_to_three_hundred_communities_are_tiles():
    tiles = [Tile("good", f"Place {number}", "Beihu") for number in range(charts.MOST_TILES)]
    drawing = charts.mosaic(tiles, title="300 communities: 300 good", names=NAMES)
    assert len(list(read(drawing).iter("svg"))) == 300
    assert read(drawing).get("aria-label") == "300 communities: 300 good"


def test_more_communities_become_one_bar_for_each_street():
    tiles = [Tile("good", "", "Beihu")] * 200 + [Tile("late", "", "Taoli")] * 101
    drawing = charts.mosaic(tiles, title="", names=NAMES)
    assert titles(drawing) == ["Beihu: Good 200", "Taoli: Under way 101"]


def test_every_kind_of_tile_looks_different():
    drawn = [draw() for draw in charts.TILES.values()]
    assert len(set(drawn)) == len(drawn) - 1  # evaluating is the last of its three steps


@pytest.mark.parametrize(
    ("number", "places", "written"),
    [
        (Decimal("3412"), None, "3,412"),
        (Decimal("4.50"), None, "4.5"),
        (Decimal("88.405"), 2, "88.41"),
        (Decimal("-0.25"), 2, "−0.25"),
        (100, None, "100"),
        (1000, None, "1,000"),
    ],
)
def test_figures_are_for_people(number, places, written):
    assert figure(number, places) == written


@pytest.mark.parametrize(("share", "step"), [("71.9", "h1"), (72, "h2"), (85, "h4"), (100, "h5")])
def test_the_heat_map_has_five_steps(share, step):
    assert charts.heat_class(Decimal(share)) == step


def test_places_and_ticks():
    assert place(75, 50, 100) == 50
    assert ticks(60, 100, 10) == [60, 70, 80, 90, 100]
    assert ticks(65, 95, 10) == [70, 80, 90]
