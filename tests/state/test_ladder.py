from __future__ import annotations

import numpy as np
import pytest

from openiads.state.ladder import credit_target
from openiads.state.planes import TruthKey
from openiads.state.words import Fate, Stage


@pytest.mark.parametrize("fate", list(Fate))
def test_only_what_was_reached_before_the_fate_counts(fate):
    truth = np.zeros((len(TruthKey), 2), dtype=np.int64)
    truth[TruthKey.STAGE, 1] = Stage.DETECTED
    truth[TruthKey.FATE, 1] = fate
    credit_target(truth, 1, Stage.GUIDED)
    assert truth[TruthKey.STAGE].tolist() == [0, Stage.GUIDED if fate is Fate.NONE else Stage.DETECTED]


def test_nobody_climbs_down():
    truth = np.zeros((len(TruthKey), 1), dtype=np.int64)
    truth[TruthKey.STAGE] = Stage.GUIDED
    credit_target(truth, 0, Stage.TRACKED)
    assert truth[TruthKey.STAGE, 0] == Stage.GUIDED
