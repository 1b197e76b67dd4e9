"""Pages of searches: the answer in words, pictures whole in both widths, nothing cut or over another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import pytest

from openiads.report.ink.number_words import NO_BREAK
from openiads.report.studies import threshold_picture, threshold_words
from openiads.report.studies.claim_pictures.picture_parts import NARROW, WIDE
from openiads.report.studies.threshold_page import page
from openiads.study.threshold.searching import Required
from tests.report.clipped import CLIPPED
from tests.report.studies.test_claim_pictures import OVERLAPS, elements, texts
from tests.study.threshold.laid_measures import coordinate, found

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOSS = coordinate("network.loss_probability", 0.0, 1.0, 0.2)
DELAY = coordinate("network.delay_s", 0.0, 60.0, math.nan)
WHOLE = coordinate("battery.targets_max", 1.0, 20.0, 10.0, whole=True)
FACTORS = coordinate("catalogue.threats.fighter+srbm.rcs_m2", 0.01, 100.0, 1.0)
FOUND: dict[str, Required] = {
    "one": found(lambda p: 6.0 - 4.0 * p, threshold=4.0),
    "cut off": found(lambda p: 4.15 - 0.19 * p, threshold=4.0),
    "never": found(lambda p: 5.5 - p, threshold=4.0),
    "always": found(lambda p: 3.0 - p, threshold=4.0),
    "several": found(lambda p: 4.0 + math.sin(3.0 * math.pi * p + 0.3), threshold=4.0),
    "whole": found(lambda n: 6.0 - 0.2 * n, WHOLE, threshold=4.0),
    "factors": found(lambda x: math.log10(x) + 3.0, FACTORS, threshold=3.5),
    "two": found(lambda p, q: 5.0 * (1.0 - p) * (1.0 - q), coordinate(), LOSS, threshold=1.25),
    "two that fall short": found(lambda p, q: 5.5 - 4.0 * p + q / 30, coordinate(), DELAY, threshold=2.55),
    "two at most": found(lambda p, q: 4.0 * p + q, coordinate(), LOSS, threshold=2.5),
    "two and none": found(lambda p, q: 6.0 - p, coordinate(), LOSS, threshold=2.0),
}
EACH = pytest.mark.parametrize("name", FOUND)


@EACH
def test_a_picture_is_whole_in_both_widths(name):
    for width in (WIDE, NARROW):
        drawing = threshold_picture.draw(FOUND[name], width)
        assert f'viewBox="0 0 {width:g} ' in drawing
        assert "nan" not in drawing
        assert "inf" not in drawing
        assert elements(drawing, "path") or "none" in name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("one", "For leakers below 4, kill probability of 48n6e3 must be 0.504 or more, ["),
        ("cut off", "must be 0.793 or more, [0.523 to 1 or more] by chance. As it is (kill probability of "),
        (
            "never",
            "For leakers below 4, no kill probability of 48n6e3 from 0 to 1 is enough: 5.50 [5.45 to 5.55] "
            "at 0, 4.50 [4.45 to 4.55] at 1.",
        ),
        ("always", "For leakers below 4, any kill probability of 48n6e3 from 0 to 1 is enough: 3.00 ["),
        ("several", "It crosses 3 times, between "),
        ("whole", "For leakers below 4, targets max of battery must be 11 or more, ["),
        ("factors", "For leakers below 3.5, RCS of fighter, srbm must be "),
        ("two", "For leakers below 1.25, kill probability of 48n6e3 must be at least 0.766 ["),
        ("two", "with loss probability of network 0 and at least 0.0"),
        ("two that fall short", "at 2 of 5 values of delay of network no kill probability of 48n6e3 from 0 "),
        ("two at most", "kill probability of 48n6e3 must be at most 0.6"),
        ("two and none", "For leakers below 2, at 5 of 5 values of loss probability of network no kill "),
    ],
)  # fmt: skip
def test_the_answer_in_words(name, words):
    assert words in threshold_words.lead(FOUND[name])


def test_a_crossing_is_drawn_where_it_is():
    told = FOUND["one"]
    drawing = threshold_picture.draw(told, WIDE)
    (dot,) = [e for e in elements(drawing, "circle") if e.attrib["class"] == "dot"]
    first, last = (e for e in elements(drawing, "circle") if e.attrib["cx"] in ends_of(drawing))
    start, end = float(first.attrib["cx"]), float(last.attrib["cx"])
    assert (float(dot.attrib["cx"]) - start) / (end - start) == pytest.approx(0.504, abs=1e-3)
    assert "below 4" in texts(drawing)
    assert "as it is: 0.5" in texts(drawing)


def ends_of(drawing: str) -> tuple[str, str]:
    """Places of the first and the last value that was played."""
    marks = [e.attrib["cx"] for e in elements(drawing, "circle") if e.attrib["class"].startswith("mark")]
    return marks[0], marks[-1]


def test_where_there_is_no_crossing_a_head_points_to_where_it_would_be():
    up = threshold_picture.draw(FOUND["two that fall short"], WIDE)
    assert up.count("nothing in the box is enough") == 2
    both = threshold_picture.draw(FOUND["two"], WIDE)
    assert both.count("all of the box is enough") == sum(row.always for row in FOUND["two"].rows) > 0


@pytest.mark.parametrize(
    ("name", "line", "shaded", "head"),
    [
        ("two", True, True, True), ("two that fall short", True, True, True),
        ("two at most", True, True, False), ("two and none", False, False, True),
    ],
)  # fmt: skip
def test_the_key_names_what_is_drawn_and_nothing_else(name, line, shaded, head):
    said, drawing = threshold_picture.key(FOUND[name]), threshold_picture.draw(FOUND[name], WIDE)
    assert ("Line: " in said, "shaded" in said, "head" in said) == (line, shaded, head)
    assert (" of the box is enough" in drawing or "nothing in the box" in drawing) == head
    assert ("curve type-0" in drawing, "haze type-2" in drawing) == (line, shaded)


@EACH
def test_the_method_speaks_of_a_crossing_only_where_there_is_one(name):
    crosses = any(row.crossing.value is not None for row in FOUND[name].rows)
    assert ("by halving" in threshold_words.method(FOUND[name])) == crosses
    assert ("The measure crosses nowhere." in threshold_words.method(FOUND[name])) != crosses


@EACH
def test_a_page_says_all_and_asks_nobody(name):
    text = page(FOUND[name], {"seed": "1"})
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    for row in threshold_words.rows(FOUND[name]):
        assert row[1] in text.replace(NO_BREAK, " ")
    assert "what is not known of other figures is not in it" in text


@pytest.mark.browser
@pytest.mark.slow(seconds=8)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_show_without_sideways_scrolling_and_no_word_over_another(
    browser: Browser, tmp_path, width: int, scheme: Literal["light", "dark"]
):
    shown = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    wrong = {}
    for name, told in FOUND.items():
        place = tmp_path / f"{name}.html"
        place.write_text(page(told, {"seed": "1"}), encoding="utf-8")
        shown.goto(place.as_uri())
        over = shown.locator("figure div:visible > svg").evaluate_all(OVERLAPS)
        wide = shown.evaluate("document.documentElement.scrollWidth")
        clipped = shown.evaluate(CLIPPED) if width == 390 else []
        if over or clipped or wide > width:
            wrong[name] = over, clipped, wide
    shown.close()
    assert wrong == {}
