from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from openiads.state.events import log
from openiads.state.ladder import climb
from openiads.state.planes import Event, EventKey, Tally, TrackKey
from openiads.state.state import Capacity
from openiads.state.words import REASONS, Overflow, Stage
from openiads.state.world import freeze
from tests.plain import plain
from tests.simulation.tiny import tiny_world


def test_only_the_buffers_that_overflowed_are_doubled():
    before = Capacity(plots=10, tracks=20, events=30, candidates=40)
    after = before.doubled(Overflow.TRACKS | Overflow.EVENTS)
    assert after == Capacity(plots=10, tracks=40, events=60, candidates=40)


def test_capacities_are_joined_buffer_by_buffer():
    assert Capacity(1, 20, 3, 40).joined(Capacity(10, 2, 30, 4)) == Capacity(10, 20, 30, 40)


def test_a_capacity_past_its_bound_says_so():
    assert Capacity(1, 1, Capacity.BOUND, 1).bounded
    assert not Capacity(1, 1, Capacity.BOUND + 1, 1).bounded


def test_there_is_a_reason_for_every_rung_of_the_ladder():
    assert len(REASONS) == len(Stage) - 1


def test_the_ladder_is_only_climbed():
    tracks = np.zeros((len(TrackKey), 2), dtype=np.int64)
    tracks[TrackKey.STAGE], tracks[TrackKey.BATTERY] = 3, 7
    climb(tracks, 0, 5, 8)
    climb(tracks, 1, 1, 9)
    assert tracks[TrackKey.STAGE].tolist() == [5, 3]
    assert tracks[TrackKey.BATTERY].tolist() == [8, 7]


def test_an_event_is_appended_with_the_step_of_its_replicate():
    tally = np.zeros(len(Tally), dtype=np.int64)
    tally[Tally.STEP] = 7
    floats, integers = np.zeros((len(Event), 1)), np.zeros((len(EventKey), 1), dtype=np.int64)
    state = SimpleNamespace(tally=tally, events_f=floats, events_i=integers)
    plain(log)(state, 1, 2, 3, 4, 7.5, 0, 9.0)
    assert integers[:, 0].tolist() == [7, 1, 2, 3, 4, 0]
    assert floats[:, 0].tolist() == [7.5, 9.0]
    assert tally[Tally.EVENTS] == 1
    plain(log)(state, 1, 2, 3, 4, 8.5, 0, 9.0)
    assert tally[Tally.OVERFLOW] == Overflow.EVENTS
    assert tally[Tally.EVENTS] == 1


def test_the_world_refuses_to_be_written():
    with pytest.raises(ValueError):
        tiny_world().route[0] = 2.0
    arrays = [told for told in freeze(tiny_world()) if isinstance(told, np.ndarray)]
    assert arrays
    assert all(not array.flags.writeable for array in arrays)
