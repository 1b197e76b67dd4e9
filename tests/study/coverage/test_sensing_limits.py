"""The range of a radar follows its reference range by the fourth root of the cross section."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openiads.catalogue import radar
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.state.planes import Radar
from openiads.study.coverage.sensing_limits import FINENESS, farthest_look, radar_figures


@pytest.fixture(scope="module")
def plan():
    return plan_of(load("one-battery"))


def figures(plan, **values):
    """A radar in air that takes nothing away, 200 km for 1 m2."""
    entry = replace(
        radar("92n6e"),
        reference_range=200e3,
        reference_rcs=1.0,
        gas_loss=0.0,
        instrumented_range=1e6,
        **values,
    )
    return radar_figures(plan, [entry])


# 200 km times 0.01^(1/4), 0.1^(1/4), 1, 3^(1/4), 16^(1/4).
@pytest.mark.parametrize(
    ("rcs", "reach"), [(0.01, 63.2), (0.1, 112.5), (1.0, 200.0), (3.0, 263.2), (16.0, 400.0)]
)
def test_range_goes_with_the_fourth_root_of_the_cross_section(plan, rcs, reach):
    found = farthest_look(figures(plan), 0, rcs, 5_000.0)
    assert found == pytest.approx(1e3 * reach, abs=1e3 * 0.05 + FINENESS)


def test_nothing_is_seen_beyond_the_instrumented_range(plan):
    planes = figures(plan)
    planes[Radar.INSTRUMENTED_RANGE, 0] = 150e3
    assert farthest_look(planes, 0, 50.0, 5_000.0) == 150e3


def test_a_range_quoted_for_nine_of_ten_looks_is_shorter_than_that_for_one_of_two(plan):
    planes = figures(plan, reference_detection_probability=0.9)
    # Swerling 1: SNR of ln Pfa / ln Pd - 1, so 130 against 18.9 at a false alarm of 1e-6; fourth root 1.62.
    assert farthest_look(planes, 0, 1.0, 5_000.0) == pytest.approx(200e3 * (130.13 / 18.93) ** 0.25, rel=2e-3)
