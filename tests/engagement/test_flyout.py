from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from openiads.catalogue import names, round_of
from openiads.engagement import flyout

STEP = flyout.RANGE_STEP


@cache
def table_of(slug: str) -> np.ndarray:
    """Fly-out table of a catalogue round, one column beyond its reach."""
    entry = round_of(slug)
    flight = flyout.Flight(
        reach=entry.maximum_range, ceiling=entry.maximum_altitude, top_speed=entry.maximum_speed,
        boost=entry.boost, end_ratio=entry.end_speed_ratio, mean_speed=entry.mean_speed,
    )  # fmt: skip
    return flyout.table(
        flight, int(entry.maximum_altitude / flyout.ALTITUDE_STEP) + 3, int(entry.maximum_range / STEP) + 4
    )


every_round = pytest.mark.parametrize("slug", names("round"))


@every_round
def test_a_round_reaches_its_published_range_at_some_altitude_to_within_a_cell(slug):
    # Only its best altitude reaches quite so far, and that need not be one of the table's.
    column = int(round_of(slug).maximum_range // STEP) - 1
    assert (table_of(slug)[:, column] > 0.0).any()


@every_round
def test_no_round_reaches_beyond_its_published_range(slug):
    beyond = int(round_of(slug).maximum_range // STEP) + 2
    assert (table_of(slug)[:, beyond:] < 0.0).all()


@every_round
def test_no_round_reaches_above_its_published_ceiling(slug):
    above = int(round_of(slug).maximum_altitude // flyout.ALTITUDE_STEP) + 2
    assert (table_of(slug)[above:] < 0.0).all()


@every_round
def test_farther_takes_longer(slug):
    table = table_of(slug)
    within = (table[:, :-1] > 0.0) & (table[:, 1:] > 0.0)
    # The best of a few dozen arcs is not quite the best arc: half a second in some hundred.
    assert np.diff(table, axis=1)[within].min() > -0.5


@every_round
def test_no_round_is_faster_than_its_published_top_speed(slug):
    table = table_of(slug)
    ranges = np.arange(table.shape[1]) * STEP
    mean = ranges / np.abs(table)
    assert mean.max() <= round_of(slug).maximum_speed * (1.0 + 1e-9)


@pytest.mark.parametrize("slug", [s for s in names("round") if round_of(s).mean_speed is not None])
def test_where_a_mean_speed_is_published_it_comes_out(slug):
    entry = round_of(slug)
    column = entry.maximum_range / STEP
    table = np.abs(table_of(slug))
    below = int(column)
    share = column - below
    at_reach = (1.0 - share) * table[:, below] + share * table[:, below + 1]
    assert entry.maximum_range / at_reach.min() == pytest.approx(entry.mean_speed, rel=0.03)
