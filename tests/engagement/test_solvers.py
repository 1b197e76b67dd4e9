"""Who is served first, by urgency and by value, against courses whose ends are plain."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from openiads.engagement import threat
from openiads.engagement.solvers import by_urgency, by_value
from openiads.ground.course import Course
from openiads.state import positions
from openiads.state.planes import Asset, Fire
from tests.plain import open_up

RADIUS = 6.4e6
PACE = 200.0


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, threat, by_urgency, by_value, positions)


def world() -> SimpleNamespace:
    """Two assets 100 km apart on one line, the second worth five times the first."""
    asset = np.zeros((len(Asset), 2))
    asset[Asset.X] = RADIUS
    asset[Asset.Y] = 0.0, 100_000.0
    asset[Asset.VALUE] = 1.0, 5.0
    asset[Asset.BATTERY], asset[Asset.RADAR] = (-1.0, 0.0), (-1.0, -1.0)  # the second is a battery
    return SimpleNamespace(asset=asset, doctrine=SimpleNamespace(threat_radius=5_000.0, horizon=600.0))


def standing(lost: float = math.inf) -> SimpleNamespace:
    """A state in which that battery is lost at some time."""
    fire = np.zeros((len(Fire), 1))
    fire[Fire.LOST] = lost
    return SimpleNamespace(fire=fire, lost=np.full(1, math.inf))


def heading_for(asset: float, away: float) -> Course:
    """Level along z towards an asset at `asset` [m] along y, `away` [m] from it."""
    return Course(RADIUS, asset, -away, 0.0, 0.0, PACE, False)


def test_by_urgency_time_left_over_worth_decides():
    near_cheap, far_dear = heading_for(0.0, 10_000.0), heading_for(100_000.0, 40_000.0)
    # 50 s to what is worth 1, and 200 s to what is worth 5, which counts as 40 s.
    assert by_urgency.rank(standing(), world(), near_cheap)[0] == pytest.approx(50.0)
    assert by_urgency.rank(standing(), world(), far_dear)[0] == pytest.approx(40.0)


def test_by_value_the_dearer_asset_decides_and_among_equals_the_time():
    here = world()
    late_dear, soon_dear = heading_for(100_000.0, 80_000.0), heading_for(100_000.0, 20_000.0)
    soon_cheap, nothing = heading_for(0.0, 2_000.0), heading_for(50_000.0, 2_000.0)
    order = [soon_dear, late_dear, soon_cheap, nothing]
    assert sorted(order, key=lambda course: by_value.rank(standing(), here, course)) == order
    assert [by_value.rank(standing(), here, course)[0] for course in order] == [-5.0, -5.0, -1.0, 0.0]


def test_what_is_lost_is_threatened_no_more():
    to_the_lost, to_the_other = heading_for(100_000.0, 20_000.0), heading_for(0.0, 40_000.0)
    # 200 s to what is worth 1; what was worth 5 is gone, so its raider ranks behind the horizon of 600 s,
    # by its way to what is left: 101.98 km at 200 m/s.
    gone = standing(lost=10.0)
    assert by_urgency.rank(gone, world(), to_the_other)[0] == pytest.approx(200.0)
    assert by_urgency.rank(gone, world(), to_the_lost)[0] == pytest.approx(600.0 + 101_980.4 / 200.0)
    assert by_value.rank(gone, world(), to_the_lost)[0] == 0.0
    assert by_value.rank(gone, world(), to_the_other)[0] == -1.0


def test_where_nothing_is_left_none_comes_first():
    only = world()
    only.asset = only.asset[:, 1:]
    assert by_urgency.rank(standing(lost=10.0), only, heading_for(100_000.0, 20_000.0))[0] == 600.0
