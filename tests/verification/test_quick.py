from __future__ import annotations

import pytest

from verification.cases import settings
from verification.table import checked, row

QUICK = 2_000
LIMIT = 4.0


@pytest.mark.slow
@pytest.mark.parametrize("setting", settings(), ids=lambda setting: setting.name)
def test_the_engine_reproduces_theory(setting):
    failed = [row(line, verdict) for line, verdict in checked(setting, QUICK, LIMIT) if not verdict]
    assert not failed, "\n".join(failed)
