"""Which unknown matters most, of a box that is laid out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.study.compare.measures import MEASURES
from openiads.study.compare.unknowns import unit_cube, unknowns
from openiads.study.design.load_study import load
from tests.study.compare.test_comparison import DRAWS, arm

POINTS = 48
DESIGN = load(
    {
        "name": "two delays",
        "scenario": "one-battery",
        "replicates": 8,
        "arm": [{"name": "a"}, {"name": "b"}],
        "box": {
            "range": {"battery.reaction_s": [5.0, 10.0, 15.0], "battery.assessment_s": [2.0, 6.0, 10.0]},
            "points": POINTS,
            "replicates": 8,
        },
    }
)
UNIT = unit_cube(DESIGN)
NAMES = [coordinate.name for coordinate in DESIGN.coordinates]
NOISE = DRAWS.poisson(30.0, 64).astype(float)


def boxed(name, effect):
    """An arm whose leakers at a point are those of the draws and an effect of the place in the box."""
    return arm(name, NOISE, *[NOISE + effect(*row) for row in UNIT])


def test_a_box_lies_in_the_unit_cube():
    assert UNIT.shape == (POINTS, 2)
    assert UNIT.min() >= 0.0
    assert UNIT.max() <= 1.0


def test_the_unknown_that_does_something_has_all_of_the_index_and_the_other_none():
    found = unknowns(DESIGN, boxed("a", lambda x, y: 4.0 * x), None, MEASURES["leakers"])
    assert found.r2 == pytest.approx(1.0, abs=1e-6)
    assert found.largest.name == NAMES[0]
    assert found.largest.total[0] == pytest.approx(1.0, abs=1e-6)
    assert found.ranked[1].total[0] == pytest.approx(0.0, abs=1e-6)
    # From the nominal, the middle of the box, 2 less at the low and 2 more at the high.
    at_low, at_high = found.largest.swing.at_low[0], found.largest.swing.at_high[0]
    assert at_high - at_low == pytest.approx(4.0, abs=1e-6)


def test_ignorance_of_a_uniform_effect_is_that_of_a_uniform_spread():
    found = unknowns(DESIGN, boxed("a", lambda x, y: 6.0 * y), None, MEASURES["leakers"])
    # A Latin hypercube lays one point in each of 48 parts, so the variance is nearly that of the uniform law.
    assert found.split.ignorance == pytest.approx(36.0 / 12.0, rel=0.05)


def test_what_moves_both_arms_alike_is_nothing_to_their_difference():
    base, other = boxed("a", lambda x, y: 5.0 * x), boxed("b", lambda x, y: 5.0 * x + 3.0 * y)
    found = unknowns(DESIGN, other, base, MEASURES["leakers"], "difference")
    assert found.largest.name == NAMES[1]
    assert found.ranked[1].total[0] == pytest.approx(0.0, abs=1e-6)


def test_a_box_that_does_nothing_has_no_largest_unknown():
    found = unknowns(DESIGN, boxed("a", lambda x, y: 0.0), None, MEASURES["leakers"])
    assert found.split.ignorance == 0.0
    assert found.largest is None


def test_without_a_box_nothing_is_told():
    assert unknowns(DESIGN, arm("a", NOISE), None, MEASURES["leakers"]) is None


def test_a_ratio_over_nothing_is_not_told():
    base, other = boxed("a", lambda x, y: -30.0), boxed("b", lambda x, y: x)
    base.outcomes[1].columns["leakers"] = np.zeros(NOISE.size)
    assert unknowns(DESIGN, other, base, MEASURES["leakers"], "ratio") is None


def test_a_figure_that_touches_neither_arm_is_not_asked_for():
    figures = [f"catalogue.rounds.{slug}.kill_probability" for slug in ("48n6e3", "pac-3-mse")]
    design = load(
        {
            "name": "two systems",
            "scenario": "one-battery",
            "replicates": 8,
            "vary": {"battery.system": ["s-400", "patriot-mse"]},
            "box": {"figures": figures, "points": POINTS, "replicates": 8},
        }
    )
    cube = unit_cube(design)
    first = arm(design.arms[0].name, NOISE, *[NOISE + 4.0 * row.sum() for row in cube])
    alone = unknowns(design, first, None, MEASURES["leakers"])
    assert {one.name for one in design.coordinates} == set(figures)
    assert alone.ranked is None or [row.name for row in alone.ranked] == figures[:1]
    assert alone.r2 < 0.7  # half of what moves it is of the other arm, which nobody can foretell from its own
