from __future__ import annotations

import pytest

from openiads.terrain.files import globe
from openiads.terrain.files.from_file import from_file
from verification.horizons import row, sampled, sites
from verification.real_ground import srtm_90


def checked(name, grid, count=5_000):
    """One site of each kind."""
    for site in sites(grid, 1):
        sample = sampled(grid, site, count)
        assert sample.holds, row(name, site.kind, sample)


@pytest.mark.slow
def test_maps_of_the_built_in_ground_agree_with_walks_to_single_cells():
    checked("globe", globe.builtin())


@pytest.mark.slow
def test_maps_of_real_ground_of_90_m_agree_with_walks_to_single_cells():
    path = srtm_90()
    if path is None:
        pytest.skip("no elevations of 90 m cells here: OPENIADS_DEM names none and the index gave none")
    checked("SRTM", from_file(str(path)))
