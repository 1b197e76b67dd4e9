"""The page of a comparison: arms with how they were made equal, carriers apart, swings of figures drawn."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from io import StringIO
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
from rich.console import Console
from scipy import stats

from openiads.report.studies import comparison_words, tornado_picture
from openiads.report.studies.claim_pictures.picture_parts import NARROW, WIDE
from openiads.report.studies.comparison_chart import dots
from openiads.report.studies.comparison_page import page
from openiads.report.studies.comparison_terminal import account
from openiads.study.compare.comparison import compare
from openiads.study.compare.measures import MEASURES
from openiads.study.compare.unknowns import Foremost, unknowns
from tests.report.clipped import CLIPPED
from tests.report.studies.test_claim_pictures import OVERLAPS, elements, hints, texts
from tests.study.compare.test_comparison import NOISE, arm
from tests.study.compare.test_unknowns import DESIGN, NAMES, boxed

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOLD = "1 battery for 1,100 MUSD against 625 of a; 475 MUSD (76%) more, since batteries are whole"
FEW = NOISE[:64]


def swung(effect, **status):
    """What a box does to the leakers of an arm that is laid out by hand."""
    found = unknowns(DESIGN, boxed("a", effect), None, MEASURES["leakers"])
    if found.ranked is None:
        return found
    ranked = tuple(replace(one, status=status.get(short(one), "given")) for one in found.ranked)
    return replace(found, ranked=ranked)


def short(one) -> str:
    return one.name.removeprefix("battery.").removesuffix("_s")


STEEP = swung(lambda x, y: 4.0 * x + 1.0 * y, reaction="assumption", assessment="seen")
BOWED = swung(lambda x, y: 8.0 * (x - 0.5) ** 2 + 0.5 * y)
DRAWS = np.random.default_rng(3)
UNTOLD = swung(lambda x, y: float(DRAWS.normal()))
PAIR = [arm("a", FEW), replace(arm("a patriot-mse with a long name, two at a time", FEW + 1.0), told=TOLD)]
BOXED = [boxed("a", lambda x, y: x), replace(boxed("b", lambda x, y: x + y), told=TOLD)]


def made(arms=PAIR, unknown=()):
    return page(compare(arms), "A title", {"seed": "1"}, unknown)


def places(drawing: str, class_: str) -> list[tuple[float, float]]:
    """From where to where the bars of a class go."""
    bars = [e.attrib for e in elements(drawing, "rect") if e.attrib["class"] == class_]
    return [(float(bar["x"]), float(bar["x"]) + float(bar["width"])) for bar in bars]


def test_a_swing_is_as_long_as_it_is_and_has_the_colour_of_its_status():
    """From the nominal, the middle of both boxes: 2 either way, and half of one."""
    drawing = tornado_picture.draw(STEEP, WIDE)
    (nominal,) = {float(e.attrib["x1"]) for e in elements(drawing, "line") if e.attrib["class"] == "mean"}
    ((low, at_low),), ((at_high, high),) = (
        places(drawing, f"status assumption{pale}") for pale in (" pale", "")
    )
    assert (at_low, at_high) == pytest.approx((nominal, nominal), abs=0.02)
    ticks = {e.text: float(e.attrib["x"]) for e in elements(drawing, "text") if e.text in ("+2", "\u22122")}
    assert (low, high) == pytest.approx((ticks["\u22122"], ticks["+2"]), abs=0.1)
    ((less, _),) = places(drawing, "status seen pale")
    assert (nominal - less) / (nominal - low) == pytest.approx(0.25, abs=0.01)
    assert hints(drawing, "status assumption pale") == ["at low, 5 s: \u22122.00"]
    assert hints(drawing, "status seen") == ["at high, 10 s: +0.50"]


def test_the_widest_swing_is_on_top_and_every_figure_is_named():
    said = texts(tornado_picture.draw(STEEP, WIDE))
    assert said.index("reaction of battery") < said.index("assessment of battery")
    for words in ("5 s", "15 s", "2 s", "10 s", "nominal", "change of a: leakers, from the nominal"):
        assert words in said
    assert [status for status, _ in tornado_picture.statuses(STEEP)] == ["seen", "assumption"]


def test_ends_that_go_the_same_way_do_not_hide_one_another():
    drawing = tornado_picture.draw(BOWED, WIDE)
    bars = [e.attrib for e in elements(drawing, "rect") if float(e.attrib["height"]) == tornado_picture.HALF]
    assert len(bars) == 2
    assert abs(float(bars[0]["y"]) - float(bars[1]["y"])) == tornado_picture.HALF
    assert float(bars[0]["width"]) == pytest.approx(float(bars[1]["width"]), rel=0.01)


def test_where_no_index_is_told_nothing_is_drawn_and_it_is_said_why():
    assert UNTOLD.ranked is None
    assert tornado_picture.drawn(UNTOLD) == []
    text = made(BOXED, [UNTOLD])
    assert "Nothing is drawn here. A function fitted to the points foretells" in text
    assert text.count("<svg") == 2  # the means of the arms, wide and narrow
    assert made(BOXED, [STEEP]).count("<svg") == 4


def test_the_one_figure_that_stands_out_is_named_where_no_index_is_told():
    assert "No single figure stands out of chance either." in made(BOXED, [replace(UNTOLD, foremost=None)])
    found = Foremost("battery.mast_m", "assumption", -0.614, 0.497, 312)
    assert (
        "One figure stands out all the same: battery.mast_m, with which it moves most (rank correlation "
        "\u22120.61; if none of 312 mattered, the largest would stay below 0.50 ninety-nine times in a "
        "hundred)."
    ) in made(BOXED, [replace(UNTOLD, foremost=found)])


def test_no_more_than_ten_figures_are_drawn():
    many = tuple(replace(STEEP.ranked[0], name=f"battery.n{n}") for n in range(14))
    found = tornado_picture.drawn(replace(STEEP, ranked=many))
    assert [one.name for one in found] == [f"battery.n{n}" for n in range(10)]
    swapped = replace(STEEP, ranked=STEEP.ranked[::-1])
    assert [one.name for one in tornado_picture.drawn(swapped)] == NAMES  # by swing, however ranked


def test_figures_that_move_together_and_are_not_worth_the_same_have_a_colour_of_their_own():
    mixed = replace(STEEP, ranked=(replace(STEEP.ranked[0], name="Group", status="seen+memory"),))
    assert "status several pale" in tornado_picture.draw(mixed, WIDE)
    assert tornado_picture.statuses(mixed)[0][0] == "several"
    assert "Group" in texts(tornado_picture.draw(mixed, WIDE))


def test_each_arm_says_beside_its_name_how_it_was_made_equal():
    row = re.search(r"<tr><th scope=\"row\">a patriot.*?</tr>", made(), re.DOTALL)
    assert TOLD in unescape(row[0])
    assert "how it was made" in made()
    assert "how it was made<" not in made([arm("a", FEW), arm("b", FEW)])
    assert "475 MUSD (76%) more" in " ".join(said_by(compare(PAIR)).split())


def test_carriers_have_rows_of_their_own():
    other = arm("b", FEW)
    other.outcomes[0].columns |= {"released": np.full(64, 9.0), "carriers_killed_before": np.full(64, 2.0)}
    text = made([arm("a", FEW), other])
    carriers = text.partition("Carriers, apart from what arrives")[2]
    assert "11 in each raid" in carriers
    for title in ("carriers that release", "carriers killed before they release", "carriers killed after it"):
        assert f"<h3>{title}" in carriers
        assert f"<h3>{title}" not in text.partition("Carriers, apart from what arrives")[0]
    assert "Carriers, apart from what arrives" in said_by(compare([arm("a", FEW), other]))


def priced(more: float) -> str:
    """What is printed where rounds cost so much more in every pair."""
    base, other = arm("a", FEW), arm("b", FEW)
    base.outcomes[0].columns |= {"cost_musd": 2.0 * FEW}
    other.outcomes[0].columns |= {"cost_musd": 2.0 * FEW + more}
    return " ".join(said_by(compare([base, other])).split())


def test_money_that_differs_by_the_same_in_all_pairs_is_told_so_and_without_an_interval():
    note = "Where money differs by the same in all pairs there is no interval"
    for more, told in ((0.0, "0, alike in all 64 pairs 1.00 all"), (2.5, "+2.50 in all 64 pairs 1.0")):
        assert told in priced(more)
        assert "no upper end" not in priced(more)
        assert note in priced(more)
    assert note not in " ".join(said_by(compare(PAIR)).split())  # whose rounds cost nothing


def test_counts_that_are_alike_in_all_pairs_keep_the_interval_of_their_step():
    beside = compare([arm("a", FEW), arm("b", FEW)]).cell("b", "leakers").beside
    # Of 64 pairs 1 - 0.025^(1/64) = 0.056 may differ (Clopper and Pearson), each by one.
    assert comparison_words.difference(beside) == "0 [\u22120.06 to +0.06]"


def test_arms_that_are_alike_in_every_pair_are_not_said_to_differ_by_chance():
    other = FEW.copy()
    other[:2] = FEW[1], FEW[0] + 2.0  # of two pairs, so that chance may have done it
    said = {
        rows.size: comparison_words.lead(compare([arm("a", rows), arm("b", rows)])) for rows in (FEW, FEW[:1])
    }
    assert said[64].endswith(" leakers of 80. b: 30.6, alike in every pair.")
    assert said[1].endswith(", alike in the only pair.")
    differing = comparison_words.lead(compare([arm("a", FEW), arm("b", other)]))
    assert differing.endswith(", which chance alone may explain.")


def test_over_a_base_of_0_there_is_no_ratio_and_it_is_said_why():
    found = compare([arm("a", 0.0 * FEW), arm("b", FEW), arm("c", 0.0 * FEW)])
    said = " ".join(said_by(found).split())
    assert "b: 30.6; there is no ratio, since a has 0." in said
    beside = [found.cell(one, "leakers").beside for one in "bc"]
    assert [comparison_words.ratio(one) for one in beside] == ["none, the base is 0", "none, both are 0"]
    for text in (said, made([arm("a", 0.0 * FEW), arm("b", FEW)])):
        assert "none, the base is 0" in text
        assert "no upper end" not in text


def test_a_ratio_over_a_base_that_may_be_0_keeps_its_number():
    """Of 64 replicates one leaked one: chance may have made that, and then there is no largest ratio."""
    rare = np.zeros(64)
    rare[5] = 1.0
    beside = compare([arm("a", rare), arm("b", FEW)]).cell("b", "leakers").beside
    told = comparison_words.ratio(beside)
    assert told.startswith(f"{FEW.sum():,.0f}")
    assert told.endswith("to no upper end]")


def said_by(found) -> str:
    printed = StringIO()
    Console(width=100, file=printed).print(account(found))
    return printed.getvalue()


def test_without_carriers_nothing_is_said_of_them():
    plan = replace(PAIR[0].plan, targets=tuple(t for t in PAIR[0].plan.targets if t.carrier < 0))
    alone = [replace(one, plan=plan) for one in PAIR]
    assert "Carriers" not in made(alone)
    assert "Carriers" not in said_by(compare(alone))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_means_stand_where_their_numbers_are(width):
    drawing = dots(compare(PAIR), width=width)
    shown = [float(e.attrib["cx"]) for e in elements(drawing, "circle")]
    assert read_off(drawing, shown) == pytest.approx([FEW.mean(), FEW.mean() + 1.0], abs=0.01)
    # Both intervals are drawn as wide as they are, within a drawing that they fill.
    ends = read_off(drawing, [end for bar in places(drawing, "by-chance") for end in bar])
    half = stats.sem(FEW) * stats.t.ppf(0.975, 63)
    mean = FEW.mean()
    assert ends == pytest.approx([mean - half, mean + half, mean + 1.0 - half, mean + 1.0 + half], abs=0.01)
    assert max(ends) - min(ends) > 0.8 * (ends_of_axis(drawing)[1] - ends_of_axis(drawing)[0])


def ticks_of(drawing: str) -> dict[float, float]:
    """Values of the ticks by where they stand."""
    named = [e for e in elements(drawing, "text") if e.attrib.get("class") == "tick"]
    return {float(e.attrib["x"]): float((e.text or "").replace(",", "")) for e in named}


def read_off(drawing: str, places: list[float]) -> list[float]:
    """Values at places of the drawing, by its ticks."""
    slope, offset = np.polyfit(list(ticks_of(drawing)), list(ticks_of(drawing).values()), 1)
    return [slope * place + offset for place in places]


def ends_of_axis(drawing: str) -> tuple[float, float]:
    """The first tick and the last."""
    return min(ticks_of(drawing).values()), max(ticks_of(drawing).values())


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_an_axis_that_does_not_begin_at_0_says_so(width):
    far = texts(dots(compare(PAIR), width=width))
    assert " ".join(far).endswith("leakers; the axis does not begin at 0")
    near = dots(compare([arm("a", FEW), arm("b", 0.4 * FEW)]), width=width)
    assert texts(near)[-1] == "leakers"
    assert ends_of_axis(near)[0] == 0.0


@pytest.mark.parametrize("leakers", [80.0, 1100.0])
def test_ticks_that_lie_close_together_are_told_apart(leakers):
    rows = np.full(64, leakers)
    rows[0] -= 0.5
    drawing = dots(compare([arm("a", rows), arm("b", rows)], ("leakers",)))
    labels = list(ticks_of(drawing).values())
    assert len(set(labels)) == len(labels) > 2
    assert np.diff(labels) == pytest.approx(labels[1] - labels[0], abs=1e-9)


def test_one_replicate_has_a_dot_and_no_interval():
    for rows in (FEW[:1], 0.0 * FEW[:1]):
        drawing = dots(compare([arm("a", rows), arm("b", rows)]))
        assert len(elements(drawing, "circle")) == 2
        assert places(drawing, "by-chance") == []
        assert ends_of_axis(drawing)[0] == 0.0


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_shows_without_sideways_scrolling_and_no_word_over_another(
    browser: Browser, tmp_path, width: int, scheme: Literal["light", "dark"]
):
    place = tmp_path / "page.html"
    many = tuple(
        replace(BOWED.ranked[n % 2], name=f"catalogue.rounds.48n6e3+40n6e.kill_probability_{n}")
        for n in range(10)
    )
    place.write_text(made(BOXED, [STEEP, BOWED, UNTOLD, replace(BOWED, ranked=many)]), encoding="utf-8")
    shown = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(place.as_uri())
    assert shown.evaluate("document.documentElement.scrollWidth") == width
    assert width > 390 or shown.evaluate(CLIPPED) == []
    assert shown.locator("figure div:visible > svg").evaluate_all(OVERLAPS) == []
    assert [url for url in asked if not url.startswith("data:")] == [place.as_uri()]
    shown.close()


def test_names_of_the_box_are_those_of_the_design():
    assert {one.name for one in STEEP.ranked} == set(NAMES)
