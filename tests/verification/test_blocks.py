from __future__ import annotations

import numpy as np
import pytest

from openiads.terrain.files import globe
from verification.blocks import bands, row, truth_of
from verification.horizons import sites


@pytest.mark.slow
def test_antennas_on_the_finer_ground_hold_the_truth_more_often_than_on_each_surface():
    fine = globe.builtin()
    chosen = [tuple(map(float, fine.place(s.row, s.column))) for s in sites(fine, 2)]
    made = [bands(fine, site, 4) for site in chosen]
    truth = np.array([truth_of(fine, site) for site in chosen])

    def held(rule):
        low, high = (np.array([each[rule][i] for each in made]) for i in (0, 1))
        return np.mean((np.minimum(low, high) <= truth) & (truth <= np.maximum(low, high)))

    assert held("block finer ground") > held("block each surface")
    assert row("block", truth, truth, truth).count(" 100") == 4
