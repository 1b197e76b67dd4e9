"""Findings about numbers that are computed: boxes of the catalogue, one rule of verdicts, flips by hand."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.catalogue import system
from openiads.study.analysis.verdict import Claimed, Kind
from openiads.study.claims.computed import About, box_of, figures_with_boxes, judged_number, range_of, unknown

ABOUT = About("a ratio", "one over the other")


@pytest.fixture(scope="module")
def box():
    return box_of(figures_with_boxes({("system", slug): ("cost",) for slug in ("s-400", "fd-2000")}), 64)


def over(setting):
    return setting.catalogue.system("s-400").cost / setting.catalogue.system("fd-2000").cost


def judged(box, threshold, at=over):
    return judged_number(box, [at(setting) for setting in box.settings], Claimed(threshold, False), ABOUT, at)


def test_the_box_is_that_of_the_catalogue_and_point_zero_its_nominal(box):
    # S-400 625 [500 to 750] and FD-2000 287 [249 to 860] million dollars.
    assert [(one.low, one.value, one.high) for one in box.coordinates] == [(500, 625, 750), (249, 287, 860)]
    assert over(box.settings[0]) == pytest.approx(625.0 / 287.0)
    costs = [setting.catalogue.system("fd-2000").cost / 1e6 for setting in box.settings]
    assert min(costs) >= 249.0
    assert max(costs) <= 860.0
    # A Latin hypercube has one point in each of its strips.
    strips = np.floor(64 * (np.array(costs[1:]) - 249.0) / (860.0 - 249.0)).astype(int)
    assert sorted(strips) == list(range(64))


def test_the_catalogue_itself_is_left_alone(box):
    assert box.settings[5].catalogue.system("s-400").cost != system("s-400").cost == 625e6


def test_figures_that_are_one_statement_are_one_coordinate():
    parts = figures_with_boxes({("system", slug): ("cost",) for slug in ("patriot-mse", "patriot-pac3")})
    assert len(parts) == 1
    assert len(parts[0].paths) == 2
    prices = {
        setting.catalogue.system("patriot-mse").cost / setting.catalogue.system("patriot-pac3").cost
        for setting in box_of(parts, 16).settings
    }
    assert prices == {1.0}


@pytest.mark.parametrize(("threshold", "kind"), [(5.0, Kind.SUPPORTED), (0.5, Kind.NOT_SUPPORTED)])
def test_what_holds_by_construction_is_supported_and_what_cannot_be_is_not(box, threshold, kind):
    found = judged(box, threshold)
    assert found.verdict.kind is kind
    assert found.nominal[0] == found.nominal[1] == found.nominal[2]


def test_a_verdict_that_depends_names_the_figure_and_the_value_at_which_it_turns(box):
    found = judged(box, 1.0)
    assert found.verdict.kind is Kind.DEPENDS
    # With the S-400 at 625 the ratio is 1 where the other costs 625 too.
    assert "fd-2000.cost_musd: turns at 62" in found.verdict.english
    assert found.r2 > 0.9
    assert found.by_status[0].status == "derived"


def test_a_number_that_nothing_moves_has_no_ranking_and_a_range_without_width(box):
    found = judged(box, 1.0, lambda setting: 2.0)
    assert found.r2 is None
    assert found.range == (2.0, 2.0)


def test_what_is_unknown_beside_the_catalogue_is_told_by_its_name():
    box = box_of([unknown("scope", 4.0, 12.0, 12.0, whole=True)], 18)
    scopes = [setting.beside["scope"] for setting in box.settings]
    assert scopes[0] == 12.0
    # Each whole number has the same share: nine of them, two points each.
    assert sorted(scopes[1:]) == sorted(2 * [float(n) for n in range(4, 13)])


def test_a_range_with_a_point_that_is_no_number_is_none():
    assert range_of(np.array([1.0, np.nan])) is None
    assert range_of(np.linspace(0.0, 1.0, 101)) == pytest.approx((0.05, 0.95))
