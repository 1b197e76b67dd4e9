"""Lines with fewer points stay where they were."""

from __future__ import annotations

import numpy as np

from openiads.report.maps.thinned import simplified


def test_a_thinned_line_strays_no_further_than_it_may() -> None:
    along = np.linspace(0.0, 100.0, 2001)
    line = np.stack([along, 10.0 * np.sin(along / 10.0)], axis=1)
    thin = simplified(line, 0.25)
    assert len(thin) < 120
    assert np.max(np.abs(np.interp(along, thin[:, 0], thin[:, 1]) - line[:, 1])) < 0.4


def test_a_line_that_returns_keeps_its_turn() -> None:
    there = np.array([[0.0, 0.0], [5.0, 5.0], [10.0, 10.0], [5.0, 5.0], [0.0, 0.0]])
    assert [10.0, 10.0] in simplified(there, 0.1).tolist()
