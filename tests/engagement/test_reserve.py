from __future__ import annotations

import numpy as np
import pytest

from openiads.state.words import Happening
from tests.simulation.tiny import rows, some
from verification.degenerate import ROUND, Approach, document, world_of


@pytest.mark.compiled("it plays whole replicates")
@pytest.mark.parametrize(("reserve", "salvo"), [(0, 2), (5, 2), (5, 1), (40, 2)])
def test_a_battery_never_fires_out_of_its_reserve(reserve, salvo):
    # Six raiders that nothing kills, engaged at once: all are assigned before the first round is gone.
    stock = 9
    battery = {"kill_probability": 0.0, "salvo": salvo, "salvos_max": 3, "loadout": {ROUND: stock}}
    world = world_of(document(6, battery, {"reserve_rounds": reserve}, Approach(35.0, 15.0)))
    books = rows(world, 0, some(8))
    assert books.outcomes["rounds"].tolist() == [max(stock - reserve, 0)] * some(8)
    assert np.sum(books.events["kind"] == Happening.LAUNCH) == some(8) * max(stock - reserve, 0)
