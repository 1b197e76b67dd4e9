"""Impacts of tracks: a missile of the simulation, a radar of known errors, and where it came down."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chi2

from openiads.ground.frames import ecef_of, enu_axes, geodetic_of
from openiads.state.planes import Filter
from openiads.study.tracking.covariances import carried_on, matrices_of
from openiads.study.tracking.impacts import impacts_of
from openiads.study.tracking.track_plots import TENTATIVE, Tracks, constants_of, track_plots
from tests.study.tracking.falling import AIM, IMPACT, MISSILE, PERIOD, SITE, plots, sensor

MU = 3.986004418e14
AXES = enu_axes(*AIM)[:2]
SEEDS = range(100, 150)
UPPER = (0, 0, 0, 1, 1, 2), (0, 1, 2, 1, 2, 2)


def stored(covariance: np.ndarray) -> np.ndarray:
    blocks = covariance[:3, :3][UPPER], covariance[:3, 3:].ravel(), covariance[3:, 3:][UPPER]
    return np.concatenate(blocks)[None]


def row(place, velocity, covariance, ballistic: bool = True, time: float = 0.0) -> Tracks:
    one = np.array([1])
    return Tracks(
        np.array([time]), one, one, one, np.array([place]), np.array([velocity]), np.array([1.0]), one,
        np.array([ballistic]), stored(covariance),
    )  # fmt: skip


def normalised(impacts, k: int = 0) -> float:
    """Squared error of an impact in terms of its covariance."""
    off = AXES @ (impacts.place[k] - IMPACT)
    return float(off @ np.linalg.solve(impacts.covariance[k], off))


def gravity(states: np.ndarray) -> np.ndarray:
    place = states[:, :3]
    pull = -MU * place / np.linalg.norm(place, axis=1, keepdims=True) ** 3
    return np.hstack([states[:, 3:], pull])


def earlier(states: np.ndarray, step: float) -> np.ndarray:
    """States (N, 6) a step [s] before, by Runge and Kutta."""
    h = -step
    first = gravity(states)
    second = gravity(states + 0.5 * h * first)
    third = gravity(states + 0.5 * h * second)
    return states + h / 6.0 * (first + 2.0 * second + 2.0 * third + gravity(states + h * third))


def looked_at(states: np.ndarray) -> np.ndarray:
    """Range, azimuth and elevation (N, 3) of states."""
    local = (states[:, :3] - ecef_of(*SITE)) @ enu_axes(*SITE[:2]).T
    away = np.linalg.norm(local, axis=1)
    return np.stack([away, np.arctan2(local[:, 0], local[:, 1]), np.arcsin(local[:, 2] / away)], axis=1)


def fitted(told) -> tuple[np.ndarray, np.ndarray]:
    """State at the last plot (6,) and its covariance, by least squares on the fall and nothing else."""
    last = told.time[-1]
    state = np.concatenate([MISSILE.at(last), MISSILE.at(last, 1)])
    sds = np.stack([told.range_sd, told.azimuth_sd, told.elevation_sd], axis=1)
    seen = np.stack([told.slant_range, told.azimuth, told.elevation], axis=1)
    steps = np.diag([20.0] * 3 + [0.2] * 3)
    for _ in range(4):
        states = np.vstack([state, state + steps, state - steps])
        rows = [looked_at(states)]
        for _ in range(told.count - 1):
            states = earlier(states, PERIOD)
            rows.append(looked_at(states))
        looks = np.array(rows)[::-1]  # plot, state, measure
        slopes = (looks[:, 1:7] - looks[:, 7:]) / (2.0 * np.diag(steps))[None, :, None]
        design = np.moveaxis(slopes, 1, 2) / sds[:, :, None]
        off = seen - looks[:, 0]
        off[:, 1] = (off[:, 1] + np.pi) % (2.0 * np.pi) - np.pi
        design, off = design.reshape(-1, 6), (off / sds).ravel()
        covariance = np.linalg.inv(design.T @ design)
        state = state + covariance @ design.T @ off
    return state, covariance


def test_impacts_of_estimates_without_noise_are_chi_square():
    total = []
    for seed in SEEDS:
        told = plots(seed, 110.0)
        told = told.only(told.time < MISSILE.lasts - 60.0)
        state, covariance = fitted(told)
        total.append(normalised(impacts_of(row(state[:3], state[3:], covariance))))
    low, high = chi2.ppf([0.005, 0.995], 2 * len(total))
    assert low < sum(total) < high


@pytest.mark.parametrize("tracker", ["score", "imm"])
def test_tracks_never_claim_to_know_their_impacts_better_than_they_do(tracker):
    """That targets manoeuvre, as trackers reckon, makes errors larger than they are, up to twice or so."""
    constants, total, after, off = constants_of(tracker), [], [], []
    for seed in SEEDS[:25]:
        tracks = track_plots(plots(seed), sensor(), constants, 0.9, tracker)
        impacts = impacts_of(tracks)
        left = MISSILE.lasts - tracks.time
        (k,) = np.flatnonzero((np.abs(left - 60.0) < 0.5 * PERIOD) & (tracks.state != TENTATIVE))
        total.append(normalised(impacts, k))
        off.append(np.linalg.norm(AXES @ (impacts.place[k] - IMPACT)))
        after.append((impacts.after[k] - left[k]) / impacts.after_sd[k])
    _, high = chi2.ppf([0.005, 0.995], 2 * len(total))
    assert sum(total) < high
    assert np.mean(total) / 2.0 > 0.15  # a factor of 2.6 of the error
    assert 0.2 < np.std(after) < 1.5
    if tracker == "imm":  # as near as least squares on the fall alone, 355 m, and told half as much again
        assert math.sqrt(np.mean(np.square(off))) < 1.2 * 355.0
        assert np.mean(total) / 2.0 > 0.3


def test_only_rows_that_fall_have_an_impact():
    place, pace, error = MISSILE.at(200.0), MISSILE.at(200.0, 1), np.eye(6)
    found = impacts_of(row(place, pace, error))
    assert found.after[0] == pytest.approx(MISSILE.lasts - 200.0, abs=0.01)
    latitude, longitude, _ = geodetic_of(IMPACT)
    assert found.latitude[0] == pytest.approx(latitude, abs=1e-5)
    assert found.longitude[0] == pytest.approx(longitude, abs=1e-5)
    assert found.sd[0] == pytest.approx(np.sqrt(np.trace(found.covariance[0])))
    for none in (impacts_of(row(place, pace, error, ballistic=False)), impacts_of(bare())):
        columns = none.latitude, none.longitude, none.after, none.after_sd, none.sd
        assert all(np.isnan(column).all() and column.shape == (1,) for column in columns)


def bare() -> Tracks:
    """A row as somebody else made it."""
    one, place = np.array([1]), np.array([MISSILE.at(200.0)])
    return Tracks(np.array([0.0]), one, one, one, place, place, np.array([1.0]), one)


def test_no_rows_have_no_impacts():
    none, nobody = np.zeros(0), np.zeros(0, dtype=np.int64)
    empty = Tracks(none, nobody, nobody, nobody, np.zeros((0, 3)), np.zeros((0, 3)), none, nobody)
    assert impacts_of(empty).sd.shape == (0,)


def test_covariances_are_carried_on_by_the_transition_matrix():
    draws = np.random.default_rng(4)
    roots = draws.normal(size=(3, 6, 6))
    truth = roots @ roots.swapaxes(1, 2)
    lag = np.array([0.0, 2.5, -4.0])
    kept = np.vstack([stored(each) for each in truth])
    assert kept.shape[1] == Filter.VZZ - Filter.PXX + 1
    np.testing.assert_allclose(matrices_of(kept), truth)
    steps = np.array(
        [np.block([[np.eye(3), each * np.eye(3)], [np.zeros((3, 3)), np.eye(3)]]) for each in lag]
    )
    found = matrices_of(carried_on(kept, lag))
    np.testing.assert_allclose(found, steps @ truth @ steps.swapaxes(1, 2), rtol=1e-12, atol=1e-12)
