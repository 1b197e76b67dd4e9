"""Reports of one track over a link, look by look."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from openiads.picture import share as room
from openiads.state import clock
from openiads.state.planes import Filter, Network, NetworkKey, Own, Report, Tally, TrackKey
from openiads.state.words import TrackStatus
from tests.plain import open_up

PERIOD = 5.0
LOOKS = np.sort(np.concatenate([np.arange(1.3, 400.0, PERIOD), np.arange(2.6, 400.0, PERIOD)]))
"""Two radars look at the track, so that a long step holds two looks [s]."""


@pytest.fixture(autouse=True)
def _opened(monkeypatch):
    open_up(monkeypatch, room, clock)


def world(step: float, delay: float, loss: float) -> SimpleNamespace:
    """What sharing reads of a World of one network."""
    clock = SimpleNamespace(step=step, cycle=step)  # each step here is a whole cycle
    f = np.zeros((len(Network), 1))
    f[Network.DELAY], f[Network.LOSS] = delay, loss
    k = np.zeros((len(NetworkKey), 1), dtype=np.int64)
    k[NetworkKey.IDENT] = 4242
    return SimpleNamespace(clock=clock, network_f=f, network_i=k)


def state(replicate: int, tracks: int = 1) -> SimpleNamespace:
    """A State of tracks that two looks have found, and that the next makes believed."""
    tally = np.zeros(len(Tally), dtype=np.int64)
    tally[Tally.REPLICATE] = replicate
    filters = np.zeros((1, len(Filter), tracks))
    filters[0, Filter.X] = 6.4e6 + 1e3 * np.arange(tracks)
    filters[0, Filter.VX] = 250.0
    reports, pending = np.zeros((1, len(Report), tracks)), np.zeros((1, len(Report), tracks))
    reports[0, Report.TIME] = pending[0, Report.TIME] = -1.0
    k = np.zeros((1, len(TrackKey), tracks), dtype=np.int64)
    k[0, TrackKey.STATUS] = TrackStatus.CONFIRMED
    k[0, TrackKey.HITS] = 2
    return SimpleNamespace(
        tally=tally,
        tops=np.array([tracks]),
        filters=filters,
        reports=reports,
        pending=pending,
        tracks_i=k,
        own=np.zeros((0, len(Filter) + len(Own), tracks)),
    )


def arrivals(step: float, delay: float, loss: float, replicate: int = 0, most: int = 10**6):
    """(end of the step, time of the look) of up to `most` reports as they are read, of the first track."""
    net, one = world(step, delay, loss), state(replicate)
    found: list[tuple[float, float]] = []
    looks = iter(LOOKS)
    look = next(looks)
    for number in range(int(390.0 / step)):
        until = (number + 1) * step
        before = one.reports[0, Report.TIME, 0]
        while look < until:
            one.filters[0, Filter.TIME] = look
            one.tracks_i[0, TrackKey.HITS] += 1
            look = next(looks)
        if one.tracks_i[0, TrackKey.HITS, 0] > 2:
            room.share(one, net, number)
        read = one.reports[0, Report.TIME, 0]
        if read != before:
            found.append((until, float(read)))
        if len(found) == most:
            break
    return found


@pytest.mark.parametrize("step", [0.25, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("delay", [0.5, 2.0, 7.0])
def test_a_report_arrives_in_the_step_in_which_its_delay_is_over(step, delay):
    found = arrivals(step, delay, 0.0)
    assert len(found) > 30
    for until, look in found:
        assert until - step < look + delay <= until


def first_delays(step: float, loss: float, replicates: int) -> np.ndarray:
    """From the look that made the track believed to the look that the first report tells of [s]."""
    firsts = [arrivals(step, 0.0, loss, replicate, most=1) for replicate in range(replicates)]
    return np.array([found[0][1] - LOOKS[0] if found else np.nan for found in firsts])


def test_what_a_lossy_link_adds_does_not_depend_on_the_step():
    found = {step: first_delays(step, 0.9, 400) for step in (0.25, 1.0, 2.0)}
    for step in (1.0, 2.0):
        gap = found[step] - found[0.25]
        gap = gap[~np.isnan(gap)]
        assert abs(gap.mean()) < 1.96 * gap.std() / np.sqrt(len(gap)) + 1e-9
    # Of looks 2.5 s apart on average one in ten gets through: the ninth after the first (geometric law).
    assert np.nanmean(found[0.25]) == pytest.approx(9 * PERIOD / 2, abs=3.5)


def test_a_lost_report_is_not_sent_again_before_the_next_look():
    tries = [arrivals(0.25, 0.0, 0.5, replicate, most=1)[0] for replicate in range(200)]
    assert all(until - look <= 0.25 for until, look in tries)
    assert np.mean([look == LOOKS[0] for _, look in tries]) == pytest.approx(0.5, abs=0.11)


def test_no_report_comes_through_a_link_that_loses_all():
    assert not arrivals(1.0, 0.5, 1.0)


def test_tracks_looked_at_in_one_instant_are_lost_one_by_one():
    net = world(1.0, 0.0, 0.5)
    told = []
    for replicate in range(50):
        one = state(replicate, tracks=4)
        one.filters[0, Filter.TIME] = 0.7
        one.tracks_i[0, TrackKey.HITS] = 3
        room.share(one, net, 0)
        told.append(one.reports[0, Report.TIME] > 0.0)
    assert np.mean(told) == pytest.approx(0.5, abs=0.12)
    assert len({tuple(row) for row in told}) > 10


def test_the_slot_of_a_track_is_nothing_to_its_luck():
    net = world(1.0, 0.0, 0.5)
    for replicate in range(20):
        one, other = state(replicate, tracks=4), state(replicate, tracks=4)
        other.filters[0, Filter.X] = one.filters[0, Filter.X, ::-1]
        for each in (one, other):
            each.filters[0, Filter.TIME] = 0.7
            each.tracks_i[0, TrackKey.HITS] = 3
            room.share(each, net, 0)
        told = [each.reports[0, Report.TIME] > 0.0 for each in (one, other)]
        assert (told[0] == told[1][::-1]).all()


@pytest.mark.parametrize(("climb", "reported"), [(15.0, 0.0), (-70.0, 0.0), (80.0, 80.0), (-300.0, -300.0)])
def test_a_climb_that_its_own_error_explains_is_reported_as_level_flight(climb, reported):
    one = state(0)
    filters, reports = one.filters[0], one.reports[0]
    filters[Filter.VZ] = 3.0
    filters[Filter.VX] = climb  # up is along x there
    filters[Filter.VY] = 250.0
    filters[Filter.VXX, 0] = 25.0**2
    filters[Filter.TIME, 0] = 1.0
    room.share(one, world(1.0, 0.0, 0.0), 0)
    assert reports[Report.VX, 0] == pytest.approx(reported)
    assert (reports[Report.VY, 0], reports[Report.VZ, 0]) == (250.0, 3.0)
    assert filters[Filter.VX, 0] == climb


@pytest.mark.parametrize("across", [5.0, 60.0, 120.0, 400.0])
@pytest.mark.parametrize("speed", [60.0, 240.0, 800.0])
def test_the_error_of_a_speed_is_what_its_velocity_makes_of_it(speed, across):
    # A velocity known within 10 m/s along the course, and within `across` to one side of it.
    filters, report = np.zeros((len(Filter), 1)), np.zeros((len(Report), 1))
    filters[Filter.X], filters[Filter.VX] = 6.4e6, speed
    filters[Filter.VXX], filters[Filter.VYY] = 100.0, across**2
    filters[Filter.SPREAD_RATE] = np.hypot(10.0, across)
    room.measure_errors(filters, report, 0)
    rng = np.random.default_rng(1)
    true = np.hypot(speed + 10.0 * rng.standard_normal(200_000), across * rng.standard_normal(200_000))
    found = np.sqrt(np.mean((true - speed) ** 2))
    told = report[Report.SPEED_ERROR, 0]
    if across < 0.4 * speed:
        assert told == pytest.approx(found, rel=0.2)
    assert found * 0.95 < told <= filters[Filter.SPREAD_RATE, 0]
