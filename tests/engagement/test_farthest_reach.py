"""How far a round gets at a height: as far as the fly-out table has it, and no farther than published."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.catalogue import round_of
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.engagement import flyout
from openiads.engagement.farthest_reach import farthest_slants
from openiads.simulation.prepare_rounds import flyout_figures

ALTITUDES = np.array([2_000.0, 10_000.0, 20_000.0])


@pytest.mark.parametrize("slug", ["48n6e3", "9m96e2", "aster-30"])
def test_it_is_the_reach_of_the_fly_out_table(slug):
    figures = flyout_figures(round_of(slug), PACKAGED.flight)
    times, _ = flyout.tables(figures, 14, int(figures.reach / flyout.RANGE_STEP) + 3)
    found = farthest_slants(figures, ALTITUDES)
    for altitude, slant in zip(ALTITUDES, found, strict=True):
        row = times[int(altitude / flyout.ALTITUDE_STEP)]
        table = min(float(np.flatnonzero(row >= 0.0).max()) * flyout.RANGE_STEP, figures.reach)
        assert slant == pytest.approx(table, abs=flyout.RANGE_STEP + figures.reach / 256.0)


def test_above_the_ceiling_it_gets_nowhere_and_never_beyond_what_is_published():
    figures = flyout_figures(round_of("9m96e"), PACKAGED.flight)
    found = farthest_slants(figures, np.array([1_000.0, figures.ceiling + 1.0]))
    assert found[0] == figures.reach
    assert found[1] == 0.0
