"""When a track gets its identity: at its reports, and hostile only after a person has looked."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openiads.identification import deciding, declare, evidence, interrogate, origin, release
from openiads.state import clock, positions
from openiads.state.planes import Network, Report, TrackKey
from openiads.state.words import Identity
from openiads.terrain.maps import ground_table, zones
from tests.identification import bench
from tests.plain import open_up

AT = (0.64, 0.63)
RAIDER = {"altitude": 100.0, "speed": 240.0}
LINER = {"altitude": 10_500.0, "speed": 235.0}
CONFIRMATION = 30.0
PERIOD = 5.0


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python; events become a list."""
    open_up(monkeypatch, declare, deciding, evidence, interrogate, origin, release)
    open_up(monkeypatch, clock, ground_table, positions, zones)
    log: list[tuple[float, Identity]] = []
    monkeypatch.setattr(declare, "log", lambda *row: log.append((row[5], Identity(int(row[7])))))
    return log


def bench_of(step: float, delay: float = 0.0, **planes: float) -> tuple[SimpleNamespace, SimpleNamespace]:
    """A State and a World whose raiders are sure to be held hostile."""
    world, state = bench.world("none"), bench.state()
    world.clock.step = world.clock.cycle = step  # each step here is a whole cycle
    world.doctrine.identification_period = PERIOD
    world.network_f[Network.DELAY] = delay
    world.network_f[Network.CONFIRMATION] = CONFIRMATION
    world.network_f[Network.BALLISTIC_CONFIRMATION] = planes.get("ballistic", 4.0)
    state.reports[0, Report.TIME] = -1.0
    state.events_f = state.events_i = None
    return state, world


def declared(
    log: list, step: float, reports: list[tuple[float, dict]], delay: float = 0.0, last: float = 120.0,
    ballistic: bool = False,
) -> list[tuple[float, Identity]]:  # fmt: skip
    """What is declared when, of one track whose reports (time, flight) arrive after `delay`."""
    log.clear()
    state, world = bench_of(step, delay)
    state.tracks_i[0, TrackKey.BALLISTIC, 0] = ballistic
    for number in range(round(last / step)):
        due = [(time, flight) for time, flight in reports if time + delay <= (number + 1) * step]
        if due:
            bench.fly(state, *AT, **due[-1][1])
            state.reports[0, Report.TIME, 0] = due[-1][0]
        declare.identify(state, world, number)
    return list(log)


EVERY_SIX = [(3.3 + 6.0 * i, RAIDER) for i in range(15)]


def test_a_raider_is_suspect_at_its_first_report_and_hostile_when_somebody_has_looked(opened):
    found = declared(opened, 1.0, EVERY_SIX)
    assert found == [(3.3, Identity.SUSPECT), (3.3 + CONFIRMATION, Identity.HOSTILE)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(
    start=st.floats(0.1, 20.0), gap=st.floats(2.1, 12.0), delay=st.sampled_from([0.0, 1.5]),
    turns=st.integers(0, 12),
)  # fmt: skip
def test_the_decision_clock_has_no_part_in_it(opened, start, gap, delay, turns):
    reports = [(start + gap * i, RAIDER if i != turns else LINER) for i in range(8)]
    slow, quick, whole = (declared(opened, step, reports, delay) for step in (2.0, 0.25, 1.0))
    assert [what for _, what in slow] == [what for _, what in quick] == [what for _, what in whole]
    np.testing.assert_allclose([t for t, _ in slow], [t for t, _ in quick], rtol=1e-12)
    np.testing.assert_allclose([t for t, _ in whole], [t for t, _ in quick], rtol=1e-12)


def test_reports_within_a_period_of_the_last_are_not_read(opened):
    # The second one would have shown an airliner; the third, six seconds after the first, is read.
    reports = [(2.0, RAIDER), (5.0, LINER), (8.0, RAIDER)]
    assert declared(opened, 1.0, reports)[-1] == (2.0 + CONFIRMATION, Identity.HOSTILE)


def test_a_network_believes_by_its_delay_later(opened):
    at_once = declared(opened, 1.0, EVERY_SIX)
    late = declared(opened, 1.0, EVERY_SIX, delay=2.5)
    assert [t for t, _ in late] == pytest.approx([t + 2.5 for t, _ in at_once])


def test_one_who_is_cleared_while_somebody_looks_is_never_declared(opened):
    reports = [(2.0, RAIDER), (12.0, RAIDER), (22.0, LINER), (27.5, LINER)]
    assert Identity.HOSTILE not in [what for _, what in declared(opened, 1.0, reports)]


def test_one_who_seems_a_raider_again_is_looked_at_anew(opened):
    reports = [(2.0, RAIDER), (12.0, LINER), (22.0, RAIDER), (40.0, RAIDER), (60.0, RAIDER)]
    assert declared(opened, 1.0, reports)[-1] == (22.0 + CONFIRMATION, Identity.HOSTILE)


def test_what_falls_freely_needs_less_of_a_look(opened):
    found = declared(opened, 1.0, EVERY_SIX, ballistic=True)
    assert found[-1] == (3.3 + 4.0, Identity.HOSTILE)


def test_without_a_delay_a_raider_is_hostile_at_once(opened, monkeypatch):
    monkeypatch.setattr(__name__ + ".CONFIRMATION", 0.0)
    assert declared(opened, 1.0, EVERY_SIX) == [(3.3, Identity.HOSTILE)]


def test_a_hostile_stays_one_while_suspect_and_no_longer(opened):
    # Course and profile of a suspect: at height and speed of no airliner, from nowhere in particular.
    state, world = bench_of(1.0)
    state.tracks_i[0, TrackKey.IDENTITY, 0] = Identity.HOSTILE
    for read, kept in ((Identity.SUSPECT, True), (Identity.UNKNOWN, False)):
        state.tracks_i[0, TrackKey.READ_AS, 0] = read
        declare.settle(state, world, 0, 0, 10.0)
        assert (state.tracks_i[0, TrackKey.IDENTITY, 0] == Identity.HOSTILE) == kept
