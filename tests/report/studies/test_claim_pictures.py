"""Pictures of claims: whatever is to be drawn, every word can be read and every number has its place."""

from __future__ import annotations

import math
import re
from html import unescape
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from openiads.report.ink import style
from openiads.report.studies.claim_page import SHEETS
from openiads.report.studies.claim_pictures import picture_bars, picture_cells
from openiads.report.studies.claim_pictures.drawn import drawn
from openiads.report.studies.claim_pictures.picture_cells import percent
from openiads.report.studies.claim_pictures.picture_curves import apart
from openiads.report.studies.claim_pictures.picture_parts import NARROW, WIDE, Axis, axis, told, wrapped
from tests.report.studies import laid_answers as laid

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SVG = "{http://www.w3.org/2000/svg}"
EACH = pytest.mark.parametrize("picture", laid.PICTURES, ids=lambda picture: picture.title)
OVERLAPS = """
svgs => svgs.flatMap(svg => {
  const sheet = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  const out = texts.filter(([_, b]) => b.left < sheet.left - 1 || b.right > sheet.right + 1
                           || b.top < sheet.top - 1 || b.bottom > sheet.bottom + 1).map(([t]) => t + ': cut');
  const over = texts.flatMap(([t, a], i) => texts.slice(i + 1).filter(([_, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2.5).map(([u]) => t + ' over ' + u));
  return [...out, ...over];
})
"""


def elements(drawing: str, name: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(drawing).iter(f"{SVG}{name}"))


def texts(drawing: str) -> list[str]:
    return [element.text or "" for element in elements(drawing, "text")]


def hints(drawing: str, class_: str) -> list[str]:
    found = re.findall(rf'class="{class_}"[^>]*><title>([^<]*)', drawing)
    return [unescape(text) for text in found]


@EACH
def test_every_picture_is_whole_in_both_widths(picture):
    made = drawn(picture)
    for drawing, width in ((made.wide, WIDE), (made.narrow, NARROW)):
        root = ElementTree.fromstring(drawing)
        assert float(root.attrib["viewBox"].split()[2]) == width
        assert root.attrib["aria-label"].startswith(picture.title)
        places = [value for element in root.iter() for value in element.attrib.values()]
        assert not [value for value in places if re.search(r"\b(nan|inf)\b", value) and value[0].isdigit()]
    assert made.key


def test_names_and_numbers_of_every_row_are_told():
    for drawing in (drawn(laid.BARS).wide, drawn(laid.BARS).narrow):
        said = " ".join(texts(drawing))
        for name in (
            "Patriot GEM-T",
            "FD-2000",
            "SAMP/T",
            "2.41 [2.12 to 2.77]",
            "3.90 [2.20 to no upper end]",
        ):
            assert name in said
        assert " ".join(laid.LONG.split()) in said
        assert "no number" in said
        assert "claimed: above 2" in said


def test_what_goes_on_beyond_the_axis_has_an_arrow_there():
    assert drawn(laid.BARS).wide.count('<path d="M') == 2  # one on the threshold, one on the endless interval
    assert "An arrowhead at the rim" in drawn(laid.BARS).key
    assert "An arrowhead at the rim" not in drawn(laid.ONE_BAR).key


def test_bars_are_where_their_numbers_are():
    """By hand: the axis from 0 to 5.1 + 6 % of that, between the ends of the grid."""
    drawing = drawn(laid.BARS).wide
    grid = sorted(float(e.attrib["x1"]) for e in elements(drawing, "line") if e.attrib["class"] == "grid")
    unit = grid[1] - grid[0]
    dots = [float(e.attrib["cx"]) for e in elements(drawing, "circle")]
    found = [(x - grid[0]) / unit for x in dots]
    assert found == pytest.approx([2.41, 1.31, 3.9, 1.07, 2.2], abs=0.01)


def test_rows_are_named_by_what_differs_between_them():
    same = laid.finding("one", (1.0, 0.9, 1.1)), laid.finding("two", (1.0, 0.9, 1.1))
    assert picture_bars.names(laid.Bars("", same, "")) == ["one", "two"]
    other = laid.finding("one", (1.0, 0.9, 1.1), measure="leakers")
    assert picture_bars.names(laid.Bars("", (same[0], other), "")) == [same[0].measure, "leakers"]
    assert picture_bars.names(laid.Bars("", (*same, other), ""))[2] == "leakers: one"


def test_rows_of_different_thresholds_have_each_their_own():
    rows = (laid.FINDINGS[0], laid.finding("b", (0.5, 0.4, 0.6), claimed=laid.Claimed(1.0, above=False)))
    drawing = drawn(laid.Bars("Two", rows, "x")).wide
    assert hints(drawing, "threshold") == ["claimed: above 2", "claimed: below 1"]


@pytest.mark.parametrize(
    ("tick", "words"),
    [(2014.0, "2014"), (0.1 + 0.2, "0.3"), (-0.0, "0"), (10_000.0, "10,000"), (-2.5, "\u22122.5")],
)
def test_ticks_in_words(tick, words):
    assert told(tick) == words


def test_a_logarithmic_axis_has_round_values_of_all_powers():
    ticks = [e.text for e in elements(drawn(laid.LOG_BARS).wide, "text") if e.attrib.get("class") == "tick"]
    assert ticks == ["0.2", "0.5", "1", "2", "5", "10", "20"]


def test_what_is_far_beyond_all_else_is_cut():
    wide = axis([1.0, 2.0], [0.9, 1e6], 0.0, 100.0)
    assert wide.high < 3.0
    assert (wide.beyond(1e6), wide.beyond(1.5), wide.beyond(-math.inf)) == (1, 0, -1)
    assert wide.at(1e6) == 100.0
    powers = axis([1.0, 2.0], [0.0, 1e9], 0.0, 100.0, log=True)
    assert 0.0 < powers.low < 1.0 < 2.0 < powers.high < 4.0


@pytest.mark.parametrize("log", [False, True])
def test_an_axis_of_nothing_is_one_all_the_same(log):
    made = axis([math.nan], [math.inf, -1.0 if log else math.nan], 0.0, 100.0, log)
    assert made.low < made.high
    assert len(made.ticks()) >= 2


def test_powers_are_thinned_where_there_are_many():
    assert Axis(1e-6, 1e6, 0.0, 300.0, logarithmic=True).ticks(50.0) == pytest.approx(
        [1e-6, 1e-3, 1.0, 1e3, 1e6]
    )


def test_a_line_is_parted_where_it_has_no_number():
    drawing = drawn(laid.CURVES).wide
    parts = [e for e in elements(drawing, "path") if e.attrib["class"] == "curve type-2"]
    assert len(parts) == 2
    assert "without a number: never" in texts(drawing)
    assert "never" not in texts(drawing)


def test_more_lines_than_colours_are_told_apart_by_strokes():
    drawing = drawn(laid.MANY_CURVES).wide
    lines = [e for e in elements(drawing, "path") if e.attrib["class"].startswith("curve type")]
    inks = {(e.attrib["class"], e.attrib.get("stroke-dasharray")) for e in lines}
    assert len(inks) == 12


def test_bands_of_many_lines_are_posts_beside_one_another_with_the_colour_of_their_lines():
    many = drawn(laid.MANY_CURVES)
    posts = [e.attrib for e in elements(many.wide, "line") if e.attrib["class"].startswith("post ")]
    assert len({post["x1"] for post in posts}) == len(posts) == 12 * 7
    assert "haze" not in many.wide
    assert many.key.startswith("Upright lines: 95 % intervals of the lines, by chance alone.")
    assert drawn(laid.ONE_POINT).key.startswith("Pale bands: ")


def test_a_line_that_lies_on_another_is_broken_so_that_both_are_seen():
    one, other = laid.curve("one"), laid.curve("other")
    apart_ = laid.Curve("apart", (5.0, 300.0), (90.0, 20.0), (90.0, 20.0), (90.0, 20.0))
    made = drawn(laid.Curves("Two", (one, other, apart_), "x", "y"))
    dashes = [
        e.attrib.get("stroke-dasharray")
        for e in elements(made.wide, "path")
        if e.attrib["class"].startswith("curve type")
    ]
    assert dashes == [None, "9 9", None]
    assert "lie on one another" in made.key
    assert "lie on one another" not in drawn(laid.ONE_POINT).key


def test_what_was_stated_is_no_line_that_was_found():
    """No band, no points, a look of its own, and the colours go to the others."""
    stated = laid.Curve("said", (5.0, 300.0), (80.0,) * 2, (80.0,) * 2, (80.0,) * 2, stated=True)
    made = drawn(laid.Curves("x", (stated, laid.curve("found")), "x", "y", band="5 to 95 % of the bearings"))
    assert {"curve stated", "curve type-0"} <= {e.attrib["class"] for e in elements(made.wide, "path")}
    assert "type-1" not in made.wide
    assert hints(made.wide, "mark stated") == []
    short = laid.Curve("said", (5.0, 30.0), (80.0,) * 2, (80.0,) * 2, (80.0,) * 2, stated=True)
    early = drawn(laid.Curves("x", (short, laid.curve("found")), "x", "y"))
    assert early.wide.count("leader") == 1  # the name of what ends early stands at its end
    assert made.wide.count("leader") == 2
    assert made.key == "Pale bands: 5 to 95 % of the bearings. Broken line: what was said."


def test_nothing_is_said_to_be_joined_where_one_alone_is_on_the_frontier():
    from dataclasses import replace

    assert drawn(laid.PLANE).key.endswith("Joined: what no other beats in both.")
    alone = drawn(replace(laid.PLANE, frontier=("FD-2000", "S-300PMU-2")))  # of which one has no number
    assert alone.key.endswith("In colour: the one that no other beats in both.")
    assert "frontier" not in alone.wide
    assert "beats" not in drawn(laid.ONE_DOT).key


def test_zero_has_no_place_on_an_axis_by_factors():
    curve = laid.Curve("one", (0.0, 1.0, 10.0), (1.0, 2.0, 3.0), (1.0, 2.0, 3.0), (1.0, 2.0, 3.0))
    drawing = drawn(laid.Curves("x", (curve,), "x", "y", logarithmic_x=True)).wide
    assert "0 has no place on this axis, which goes by factors" in texts(drawing)
    assert len(elements(drawing, "circle")) == 2


def test_names_are_moved_apart_and_no_further():
    assert apart([10.0, 50.0, 90.0], [10.0] * 3, 0.0, 100.0) == [10.0, 50.0, 90.0]
    assert apart([50.0, 50.0], [10.0] * 2, 0.0, 100.0) == [45.0, 55.0]
    assert apart([99.0, 98.0], [10.0] * 2, 0.0, 100.0) == [95.0, 85.0]
    assert apart([0.0, 2.0, 4.0, 100.0], [10.0] * 4, 0.0, 100.0) == [5.0, 15.0, 25.0, 95.0]


def test_every_cell_says_its_share_and_those_that_reach_the_threshold_are_framed():
    drawing = drawn(laid.CELLS).wide
    shares = [e.text for e in elements(drawing, "text") if "cell-value" in e.attrib.get("class", "")]
    assert shares == ["12", "50", "74", "97", "0", "<1", "61", ">99", "100"]
    assert drawing.count('class="reached"') == 6
    assert drawing.count("not asked</title>") == 3
    assert "Framed: 50 % or more." in drawn(laid.CELLS).key


@pytest.mark.parametrize(
    ("value", "told"), [(0.0, "0"), (0.004, "<1"), (0.5, "50"), (0.996, ">99"), (1.0, "100")]
)
def test_what_is_neither_none_nor_all_does_not_look_like_it(value, told):
    assert percent(value) == told


@pytest.mark.parametrize(
    ("accent", "ground", "turns"),
    [((11, 92, 138), (238, 236, 230), (picture_cells.DEEP, (0, 0, 0), (255, 255, 255))),
     ((124, 192, 234), (38, 45, 51), (picture_cells.HALF, (255, 255, 255), (0, 0, 0)))],
    ids=["day", "night"],
)  # fmt: skip
def test_numbers_on_cells_stand_out_at_every_share(accent, ground, turns):
    """Contrast by the Web Content Accessibility Guidelines 2.2, 1.4.3: at least 4.5."""
    place, below, above = turns
    for share in (n / 200.0 for n in range(201)):
        cell = [g + share * (a - g) for a, g in zip(accent, ground, strict=True)]
        text = above if share >= place else below
        light, dark = sorted((luminance(cell), luminance(text)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.49, share


def luminance(colour) -> float:
    parts = [part / 255.0 for part in colour]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_on_the_plane_those_that_no_other_beats_are_joined_in_order():
    drawing = drawn(laid.PLANE).wide
    (joined,) = (e.attrib["d"] for e in elements(drawing, "path") if e.attrib["class"] == "frontier")
    dots = {e.attrib["class"]: e for e in elements(drawing, "circle")}
    assert joined.count("L") == 1
    assert set(dots) == {"dot", "dot beaten"}
    assert "without a number: S-300PMU-2" in texts(drawing)


def test_on_a_narrow_plane_dots_have_numbers_that_are_named_below():
    said = texts(drawn(laid.PLANE).narrow)
    assert {"1", "2", "3", "4"} <= set(said)
    assert "3 FD-2000" in said


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two", ["one two"]),
        ("a word that is far too long for it", None),
        ("unbreakablyandincrediblylongname", None),
        ("", [""]),
    ],
)
def test_words_go_over_lines_and_none_is_lost(text, lines):
    found = wrapped(text, 90.0)
    assert lines is None or found == lines
    assert all(len(line) <= 11 for line in found)
    assert "".join(found).replace("-", "").replace(" ", "") == text.replace(" ", "")


@pytest.mark.browser
@pytest.mark.parametrize("width", [420, 1200])
def test_no_word_is_cut_or_stands_over_another(browser: Browser, width: int):
    css = "".join(map(style.text, SHEETS))
    figures = "".join(
        f'<figure><div class="on-wide">{made.wide}</div><div class="on-narrow">{made.narrow}</div></figure>'
        for made in map(drawn, laid.PICTURES)
    )
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_content(
        f'<meta name="viewport" content="width=device-width"><style>{css}</style><main>{figures}</main>'
    )
    shown = page.locator(".on-narrow svg" if width == 420 else ".on-wide svg")
    assert shown.count() == len(laid.PICTURES)
    assert shown.evaluate_all(OVERLAPS) == []
    page.close()
