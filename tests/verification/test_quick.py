from __future__ import annotations

import pytest

from verification.cases import settings
from verification.table import checked, row

QUICK = 2_000
FEW = 500
"""Of what takes more than twice as long: each of two channels' streams has dozens of raiders a replicate."""
LONG = ("three layers", "a heavy stream, eight services", "6 channels, all at once")
LIMIT = 4.0


@pytest.mark.slow
@pytest.mark.parametrize("setting", settings(), ids=lambda setting: setting.name)
def test_the_engine_reproduces_theory(setting):
    tries = checked(setting, FEW if setting.name in LONG else QUICK, LIMIT)
    told = "\n".join(row(line, LIMIT) for found, _ in tries for line in found.lines)
    assert tries[-1][1], told
