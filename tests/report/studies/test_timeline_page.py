"""Pages of timelines: pictures whole in both widths, the answer in words, nothing over another."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

from openiads.report.studies import timeline_axis, timeline_picture, timeline_terminal, timeline_words
from openiads.report.studies.claim_pictures.picture_parts import NARROW, WIDE, Axis
from openiads.report.studies.timeline_page import page
from openiads.scenario.load_scenario import load, load_text
from openiads.scenario.timeline_plan import timeline_plan
from openiads.study.timeline.timeline_answer import Protection, TimelineAnswer, answer
from tests.report.studies.test_claim_pictures import OVERLAPS, elements, texts
from tests.study.timeline.plans import BATTERIES, answered, row
from tests.study.timeline.test_magazine import raids, stock

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SOUTH = 'batteries = ["south"]'
AWAY = (
    row("delivery", SOUTH, "date = 2021-01-01"),
    row("withdrawal", SOUTH, "date = [2021-02-01, 2021-03-01, 2021-04-01]"),
    row("delivery", SOUTH, "date = [2021-06-01, 2021-07-01, 2021-10-01]"),
)


def protecting() -> TimelineAnswer:
    """Somebody said what posts cover."""
    plan = timeline_plan(load("patriots-2013-2019"))
    bare = answer(plan, 50, 1)
    posts = len(bare.stays.posts)
    coverage = Protection(("people, millions",), np.eye(posts, dtype=bool), np.full((1, posts), 0.4))
    return answer(plan, 50, 1, coverage)


HALF = "In half of the histories the first attack that asks for more than is loaded comes"
FOUND = {
    "nothing open": answered(),
    "away": answered(*AWAY),
    "never there": answered(row("delivery", SOUTH, "outcomes = [{share = 1, never = true}]")),
    "protecting": protecting(),
    "promise": answer(timeline_plan(load("turkey-2017-promise")), 50, 1),
}
EACH = pytest.mark.parametrize("name", FOUND)
SMALL = load_text(BATTERIES, "small")


@EACH
def test_pictures_are_whole_in_both_widths(name):
    found = FOUND[name]
    for width in (WIDE, NARROW):
        for drawing in (
            timeline_picture.draw_places(found, width),
            timeline_picture.draw_fan(found, found.ready, "batteries ready", width),
        ):
            assert f'viewBox="0 0 {width:g} ' in drawing
            assert "nan" not in drawing
            assert elements(drawing, "text")


@EACH
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_dates_of_all_pictures_of_a_page_lie_under_one_another(name, width):
    found = FOUND[name]
    fans = [found.ready, *found.rounds.values()]
    left = timeline_picture.margin(found, fans, width)
    drawings = [timeline_picture.draw_fan(found, one, "x", width, 0, left) for one in fans]
    drawings.append(timeline_picture.draw_places(found, width, left))
    dates = [
        (
            [e.attrib["x1"] for e in elements(one, "line") if e.attrib["x1"] == e.attrib["x2"]][-1],
            [
                (e.attrib["x"], e.text)
                for e in elements(one, "text")
                if e.attrib.get("class") == "tick" and e.attrib["text-anchor"] == "middle"
            ],
        )
        for one in drawings
    ]
    assert dates[0][1]
    assert all(one == dates[0] for one in dates)


@pytest.mark.parametrize(
    ("initial", "more", "said"),
    [
        (16, (), f"{HALF} by day 63 of it."),
        (500, (), "In more than half of the histories no attack asks for more than is loaded."),
        (
            12,
            ("home_per_month = 30",),
            f"{HALF} by day 49 of it without home production; in more than half of the histories no attack "
            "asks for more than is loaded with home production.",
        ),
    ],
)  # fmt: skip
def test_the_campaign_in_words(initial, more, said):
    # Two rounds a week: of 16 the ninth attack finds none, of 12 the seventh.
    told = timeline_words.lead(answered(raids(stock(initial, *more)), histories=20))
    assert (
        "a campaign: attacks from 1 January 2021 on, each of which asks for 2 rounds of 48n6e3 and of no"
        in told
    )
    assert told.endswith(said)


def test_a_place_is_filled_by_the_share_of_histories_in_which_a_battery_is_there():
    drawing = timeline_picture.draw_places(FOUND["away"], WIDE)
    south = [e for e in elements(drawing, "rect") if e.attrib["class"] == "cell"][1:]
    shares = [float(e.attrib["fill-opacity"]) for e in south]
    assert shares[0] == shares[-1] == 1.0
    lowest = shares.index(min(shares))
    assert shares[:lowest] == sorted(shares[:lowest], reverse=True)  # it fades, and comes back
    assert shares[lowest:] == sorted(shares[lowest:])
    assert any("days without" in text for text in texts(drawing))


@pytest.mark.parametrize(
    ("start", "days", "width", "expected"),
    [
        ((2021, 1, 1), 60, 1000.0, ["Jan 2021", "Feb 2021", "Mar 2021"]),
        ((2021, 1, 15), 365, 300.0, ["Apr 2021", "Jul 2021", "Oct 2021", "Jan 2022"]),
        ((2013, 1, 1), 2555, 300.0, ["2013", "2014", "2015", "2016", "2017", "2018", "2019"]),
        ((2021, 3, 5), 20, 300.0, ["Mar 2021"]),
        ((9999, 1, 1), 364, 300.0, ["Jan 9999", "Jul 9999"]),
        ((1950, 1, 1), 36_500, 300.0, [str(year) for year in range(1960, 2050, 20)]),
    ],
)  # fmt: skip
def test_ticks_are_firsts_of_months_or_years_as_there_is_room(start, days, width, expected):
    found = timeline_axis.ticks(datetime.date(*start), Axis(0.0, float(days), 40.0, 40.0 + width))
    assert [text for _, text in found] == expected
    for day, text in found:
        if len(text) > 4 and len(found) > 1:
            date = datetime.date(*start) + datetime.timedelta(day)
            assert (date.day, f"{date:%b} {date.year}") == (1, text)


def test_a_line_keeps_its_height_until_the_value_changes():
    x, y = Axis(0.0, 4.0, 0.0, 4.0), Axis(0.0, 10.0, 0.0, 10.0)
    points = timeline_axis.stepped([1.0, 1.0, 5.0, 5.0], x, y)
    assert points == [(0.0, 1.0), (2.0, 1.0), (2.0, 5.0), (4.0, 5.0)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nothing open", "730 battery-days are ready of 730 that 2 batteries have if all stand throughout."),
        ("away", "Once its first one stood, south has no battery for "),
        ("away", "most likely from "),
        ("never there", "without a battery once its first one stands. None ever stands at south."),
        ("protecting", "Gaziantep has no battery for 1,568 days, from 15 September 2015 on"),
        ("promise", "Half the histories have at least 1 from "),
        ("promise", f"{HALF} by day "),
        ("protecting", " one at a chosen moment with 100 %. Kahramanmaras has none for 167 days."),
    ],
)  # fmt: skip
def test_the_answer_in_words(name, words):
    assert words in timeline_words.lead(FOUND[name])


@EACH
def test_a_page_says_all_and_asks_nobody(name):
    text = page(SMALL, FOUND[name], {"seed": "1"})
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    for cells in timeline_words.place_rows(FOUND[name]):
        assert cells[1] in text
    assert "What attacks destroy is not in it." in text
    assert ("People, millions" in text) == (name == "protecting")


def test_one_history_of_what_is_open_is_not_called_exact():
    found = answered(*AWAY, histories=1)
    text = page(SMALL, found, {"seed": "1"})
    assert "Nothing is open" not in text
    assert "exact, nothing is open" not in text
    assert "Nothing is open" in page(SMALL, FOUND["nothing open"], {"seed": "1"})


@pytest.mark.parametrize(
    ("url", "is_link"),
    [("https://a.example/x", True), ("HTTP://a.example", True), ("javascript:alert(1)", False), ("", False)],
)
def test_only_addresses_of_the_web_are_links(url, is_link):
    lines = f"[timeline.source.said]\ntitle = 'they said'\npublisher = 'p'\nurl = '{url}'\n"
    text = page(load_text(BATTERIES + lines, "small"), FOUND["nothing open"], {"seed": "1"})
    assert (f'href="{url}"' in text) == is_link
    assert "javascript" not in text
    assert "they said" in text


@EACH
def test_a_terminal_of_any_width_keeps_every_number(name):
    from rich.console import Console

    console = Console(width=60, record=True, file=None, force_terminal=False)
    with console.capture() as told:
        console.print(timeline_terminal.account("x", FOUND[name]))
    assert max(map(len, told.get().splitlines())) <= 60


@pytest.mark.browser
@pytest.mark.slow(seconds=8)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_show_without_sideways_scrolling_and_no_word_over_another(
    browser: Browser, tmp_path, width: int, scheme: Literal["light", "dark"]
):
    shown = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    wrong = {}
    for name, found in FOUND.items():
        place = tmp_path / f"{name}.html"
        place.write_text(page(SMALL, found, {"seed": "1"}), encoding="utf-8")
        shown.goto(place.as_uri())
        over = shown.locator("figure div:visible > svg").evaluate_all(OVERLAPS)
        wide = shown.evaluate("document.documentElement.scrollWidth")
        if over or wide > width:
            wrong[name] = over, wide
    shown.close()
    assert wrong == {}
