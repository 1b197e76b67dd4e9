"""Several ways of moving at once, against the textbook's algorithm in six dimensions of NumPy.

Blom and Bar-Shalom, 1988: mix, filter by mode, weigh, combine.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.spatial.transform import Rotation
from scipy.stats import multivariate_normal

from openiads.state.planes import ModelFilter, TrackKey
from openiads.state.state import State
from openiads.state.words import TrackStatus
from openiads.state.world import World, freeze
from openiads.study.tracking.track_plots import constants_of
from openiads.tracking.association.pair_lists import NO_PAIR, Candidates, Marginals
from openiads.tracking.estimates import Measured, estimate_of, measured_of, station_of
from openiads.tracking.filtering import interacting
from openiads.tracking.measure.place_and_rate import LOG_TWO_PI_FOURTH
from tests.plain import open_up
from tests.tracking import bench
from tests.tracking.test_turning import whole

MU = 3.986004418e14
VELOCITY = np.array([150.0, -120.0, 60.0])


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, interacting)


def begun() -> tuple[State, World]:
    """A track that began with a plot at time 0."""
    world = freeze(bench.world()._replace(tracking=constants_of("imm")))
    state = bench.state(world)
    add(state, world, 0.0, bench.centre(world))
    interacting.begin(state, world, 0, 0, plot(state, 0), station_of(world.radar_f, 0))
    state.tracks_i[0, TrackKey.STATUS, 0], state.tops[0] = TrackStatus.TENTATIVE, 1
    return state, world


def add(state: State, world: World, time: float, place: np.ndarray) -> None:
    bench.add_plot(state, place, bench.rate_of(world, place, VELOCITY), time=time)


def plot(state: State, i: int) -> Measured:
    return measured_of(state.plots_f, i)


def modes(state: State) -> list[tuple[float, np.ndarray, np.ndarray]]:
    """Chance, state (6,) and covariance (6, 6) of each mode of track 0."""
    found = []
    for mode in range(interacting.MODES):
        one = interacting.mode_estimate(state.filters[0], 0, mode, 0.0)
        chance = state.filters[0, interacting.plane_of(mode, ModelFilter.CHANCE), 0]
        found.append((chance, np.array([*one.place, *one.velocity]), whole(one)))
    return found


def steps(
    world: World, place: np.ndarray, lag: float, falls: bool = False
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Transition and noise (6, 6) of each mode: straight, restless, left, right; what falls has two."""
    tracking, up = world.tracking, place / np.linalg.norm(place)
    noises = (tracking.quiet_noise, tracking.agile_noise, tracking.turn_noise, tracking.turn_noise)
    rates = (0.0, 0.0, tracking.turn_rate, -tracking.turn_rate)
    if falls:
        noises, rates = (tracking.fall_noise, *[tracking.agile_noise] * 3), (0.0,) * 4
    cross = np.array([[0, -up[2], up[1]], [up[2], 0, -up[0]], [-up[1], up[0], 0]])
    found = []
    for noise, rate in zip(noises, rates, strict=True):
        turn, path = Rotation.from_rotvec(rate * lag * up).as_matrix(), lag * np.eye(3)
        if rate:
            along = np.outer(up, up)
            swing, back = math.sin(rate * lag) / rate, (1.0 - math.cos(rate * lag)) / rate
            path = lag * along + swing * (np.eye(3) - along) + back * cross
        step = np.block([[np.eye(3), path], [np.zeros((3, 3)), turn]])
        parts = noise * lag * np.array([[lag**2 / 3.0, lag / 2.0], [lag / 2.0, 1.0]])
        found.append((step, np.kron(parts, np.eye(3))))
    return found


def expected(
    world: World, held: list, lag: float, falls: bool = False
) -> list[tuple[float, np.ndarray, np.ndarray]]:
    """Chance, state and covariance of each mode after mixing and a lag; gravity is that where it was."""
    tracking = world.tracking
    stays = np.exp(
        -lag
        / np.array([tracking.fall_stay if falls else tracking.quiet_stay] + [tracking.manoeuvre_stay] * 3)
    )
    switch = np.diag(stays) + (1.0 - np.eye(4)) * ((1.0 - stays) / 3.0)[:, None]
    found = []
    for mode in range(4):
        weights = np.array([switch[former, mode] * held[former][0] for former in range(4)])
        share = weights / weights.sum()
        mean = sum(w * x for w, (_, x, _) in zip(share, held, strict=True))
        spread = sum(w * (p + np.outer(x - mean, x - mean)) for w, (_, x, p) in zip(share, held, strict=True))
        step, noise = steps(world, mean[:3], lag, falls)[mode]
        pull = -MU * mean[:3] / np.linalg.norm(mean[:3]) ** 3 if falls else np.zeros(3)
        on = step @ mean + np.concatenate([0.5 * lag**2 * pull, lag * pull])
        found.append((weights.sum(), on, step @ spread @ step.T + noise))
    return found


def learnt(world: World, mean: np.ndarray, spread: np.ndarray, told: Measured) -> tuple:
    """State and covariance after place, then range rate, and the log likelihood of both."""
    see = np.hstack([np.eye(3), np.zeros((3, 3))])
    error = bench.ERROR**2 * np.eye(3)
    over = see @ spread @ see.T + error
    worth = multivariate_normal(see @ mean, over).logpdf(told.place)
    gain = spread @ see.T @ np.linalg.inv(over)
    mean, spread = mean + gain @ (told.place - see @ mean), spread - gain @ see @ spread
    gap = mean[:3] - world.radar_f[:3, 0]
    sight, reach = gap / np.linalg.norm(gap), np.linalg.norm(gap)
    rate = sight @ mean[3:]
    slope = np.concatenate([(mean[3:] - rate * sight) / reach, sight])
    over = slope @ spread @ slope + bench.RATE_ERROR**2
    worth += multivariate_normal(rate, over).logpdf(told.rate)
    gain = spread @ slope / over
    return mean + gain * (told.rate - rate), spread - np.outer(gain, slope @ spread), worth


@pytest.mark.parametrize("falls", [False, True])
def test_a_plot_is_learnt_as_the_textbook_says(falls):
    state, world = begun()
    state.tracks_i[0, TrackKey.BALLISTIC, 0] = falls
    rng = np.random.default_rng(5)
    station = station_of(world.radar_f, 0)
    for k, time in enumerate((5.0, 9.0, 15.0)):
        place = bench.centre(world) + time * VELOCITY + rng.normal(size=3) * bench.ERROR
        add(state, world, time, place)
        told, held, lag = plot(state, k + 1), modes(state), time - state.filters[0, 0, 0]
        each = [
            (chance, *learnt(world, mean, spread, told))
            for chance, mean, spread in expected(world, held, lag, falls)
        ]
        interacting.learn(state, world, 0, 0, told, station)
        worth = np.array([one[3] for one in each])
        chances = np.array([one[0] for one in each]) * np.exp(worth - worth.max())
        chances /= chances.sum()
        for (chance, mean, spread), (_, right, wide, _), share in zip(
            modes(state), each, chances, strict=True
        ):
            assert chance == pytest.approx(share, rel=1e-6, abs=1e-11)
            np.testing.assert_allclose(mean, right, rtol=1e-9, atol=1e-3)
            np.testing.assert_allclose(spread, wide, rtol=1e-6, atol=1e-3)
        combined = estimate_of(state.filters[0], 0)
        middle = sum(share * one[1] for share, one in zip(chances, each, strict=True))
        around = [np.outer(one[1] - middle, one[1] - middle) for one in each]
        spread = sum(s * (one[2] + a) for s, one, a in zip(chances, each, around, strict=True))
        np.testing.assert_allclose([*combined.place, *combined.velocity], middle, rtol=1e-9, atol=1e-3)
        np.testing.assert_allclose(whole(combined), spread, rtol=1e-6, atol=1e-3)


def test_a_plot_is_weighed_by_the_mixture_of_modes():
    state, world = begun()
    place = bench.centre(world) + 5.0 * VELOCITY
    add(state, world, 5.0, place)
    interacting.learn(state, world, 0, 0, plot(state, 1), station_of(world.radar_f, 0))
    add(state, world, 10.0, place + 5.0 * VELOCITY + np.array([80.0, 0.0, 20.0]))
    told, held = plot(state, 2), modes(state)
    chances = [chance for chance, _, _ in expected(world, held, 5.0)]
    density = 0.0
    for chance, (_, mean, spread), (step, noise) in zip(
        chances, held, steps(world, held[0][1][:3], 5.0), strict=True
    ):
        density += chance * math.exp(learnt(world, step @ mean, step @ spread @ step.T + noise, told)[2])
    square, log_volume = interacting.weigh(
        state.filters[0], 0, False, world.tracking, told, station_of(world.radar_f, 0)
    )
    assert -0.5 * (square + log_volume + LOG_TWO_PI_FOURTH) == pytest.approx(math.log(density), abs=1e-4)


def test_who_turns_left_is_found_to_turn_left():
    state, world = begun()
    up = bench.centre(world) / np.linalg.norm(bench.centre(world))
    level = np.cross(up, [0.3, 0.5, 0.8])
    velocity, place = 220.0 * level / np.linalg.norm(level), bench.centre(world)
    for k in range(1, 12):
        if k > 5:
            velocity = Rotation.from_rotvec(4.0 * world.tracking.turn_rate * up).apply(velocity)
        place = place + 4.0 * velocity
        bench.add_plot(state, place, bench.rate_of(world, place, velocity), time=4.0 * k)
        interacting.learn(state, world, 0, 0, plot(state, k), station_of(world.radar_f, 0))
        chances = [chance for chance, _, _ in modes(state)]
        assert sum(chances) == pytest.approx(1.0)
        if k == 5:
            assert np.argmax(chances) == 0
    assert np.argmax(chances) == 2


def test_of_one_sure_plot_the_mixture_over_plots_is_the_plot():
    state, world = begun()
    add(state, world, 5.0, bench.centre(world) + 5.0 * VELOCITY)
    other = State(*(array.copy() for array in state))
    interacting.learn(state, world, 0, 0, plot(state, 1), station_of(world.radar_f, 0))
    one = np.ones(1)
    key = np.zeros(1, dtype=np.int64)
    pairs = Candidates(1, one, np.array([1]), key, np.array([0, 1]))
    found = Marginals(one, one, one, one.copy(), one.copy(), one, key, key, np.array([NO_PAIR]))
    interacting.blend(other, world, 0, 0, pairs, found, 0)
    np.testing.assert_allclose(other.filters[0, :, 0], state.filters[0, :, 0], rtol=1e-5, atol=1e-3)


def test_half_a_plot_moves_a_track_half_as_far():
    state, world = begun()
    add(state, world, 5.0, bench.centre(world) + 5.0 * VELOCITY + 40.0)
    lone, half = (State(*(array.copy() for array in state)) for _ in range(2))
    one, key = np.ones(1), np.zeros(1, dtype=np.int64)
    pairs = Candidates(1, one, np.array([1]), key, np.array([0, 1]))
    for target, probability in ((lone, 1e-9), (half, 0.5)):
        found = Marginals(
            one, one, one, np.full(1, probability), one.copy(), one, key, key, np.array([NO_PAIR])
        )
        interacting.blend(target, world, 0, 0, pairs, found, 0)
    interacting.learn(state, world, 0, 0, plot(state, 1), station_of(world.radar_f, 0))
    # All modes expect the first plot after the begin alike, so chances do not shift the mean much.
    middle = 0.5 * (lone.filters[0, 1:4, 0] + state.filters[0, 1:4, 0])
    np.testing.assert_allclose(half.filters[0, 1:4, 0], middle, atol=2.0)
