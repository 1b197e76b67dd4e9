from __future__ import annotations

import pytest

from verification.cause_and_effect import QUICK_PAIRS, effects, found, row


@pytest.mark.slow
@pytest.mark.parametrize("effect", effects(), ids=lambda effect: effect.says.split(":")[0])
def test_causes_have_their_effects(effect):
    finding = found(effect, QUICK_PAIRS)
    assert finding.holds, row(finding)
