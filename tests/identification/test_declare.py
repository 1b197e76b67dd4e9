from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.identification.declare import identity
from openiads.identification.evidence import off_track
from openiads.identification.weights import Weights
from openiads.state.planes import Corridor
from openiads.state.words import Identity
from tests.plain import plain

SURE, LIKELY = 0.95, 0.7
WORLD = SimpleNamespace(
    doctrine=SimpleNamespace(hostile_threshold_probability=SURE, suspect_threshold_probability=LIKELY),
    identifying=SimpleNamespace(closed=False),
)
CLOSED = SimpleNamespace(doctrine=WORLD.doctrine, identifying=SimpleNamespace(closed=True))


def declared(
    hostile: float, neutral: float, friend: float, positive: bool, world: SimpleNamespace = WORLD
) -> Identity:
    """Identity for three weights."""
    logs = [math.log(max(weight, 1e-12)) for weight in (hostile, neutral, friend)]
    return Identity(plain(identity)(world, Weights(*logs), positive))


def test_hostile_needs_a_positive_criterion_besides_odds():
    assert declared(0.99, 0.005, 0.005, True) is Identity.HOSTILE
    assert declared(0.99, 0.005, 0.005, False) is Identity.SUSPECT


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ((0.01, 0.01, 0.98), Identity.FRIEND),
        ((0.01, 0.98, 0.01), Identity.NEUTRAL),
        ((0.10, 0.10, 0.80), Identity.ASSUMED_FRIEND),
        ((0.80, 0.10, 0.10), Identity.SUSPECT),
        ((0.40, 0.30, 0.30), Identity.UNKNOWN),
        ((0.10, 0.80, 0.10), Identity.UNKNOWN),
    ],
)
def test_odds_alone_give_the_other_identities(weights, expected):
    assert declared(*weights, positive=False) is expected


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ((0.01, 0.01, 0.98), Identity.FRIEND),
        ((0.01, 0.98, 0.01), Identity.NEUTRAL),
        ((0.10, 0.10, 0.80), Identity.ASSUMED_FRIEND),
        ((0.40, 0.30, 0.30), Identity.SUSPECT),
        ((0.10, 0.60, 0.30), Identity.SUSPECT),
        ((0.10, 0.80, 0.10), Identity.UNKNOWN),
    ],
)
def test_in_a_closed_sky_who_is_not_identified_is_a_suspect_and_never_hostile_for_that(weights, expected):
    for positive in (False, True):
        assert declared(*weights, positive, CLOSED) is expected


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.booleans())
def test_a_closed_sky_makes_suspects_of_the_unknown_and_nothing_else(hostile, neutral, friend, positive):
    one, other = (declared(hostile, neutral, friend, positive, world) for world in (WORLD, CLOSED))
    assert one is other or (one, other) == (Identity.UNKNOWN, Identity.SUSPECT)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_nothing_likely_friendly_is_ever_hostile(hostile, neutral, friend):
    total = max(hostile + neutral + friend, 1e-9)
    if (neutral + friend) / total > 0.06:
        assert declared(hostile, neutral, friend, True) is not Identity.HOSTILE


@given(st.floats(1e-3, 1.0), st.floats(1e-3, 1.0), st.floats(1e-3, 1.0), st.floats(-400.0, 400.0))
def test_only_odds_count_not_the_size_of_the_weights(hostile, neutral, friend, scale):
    logs = [math.log(weight) + scale for weight in (hostile, neutral, friend)]
    shares = np.array([hostile, neutral, friend]) / (hostile + neutral + friend)
    if np.abs(shares[:, None] - [SURE, LIKELY]).min() > 1e-6:
        found = plain(identity)(WORLD, Weights(*logs), True)
        assert found == declared(hostile, neutral, friend, True)


def normal(latitude: float, longitude: float) -> np.ndarray:
    """Unit vector of a place in degrees."""
    phi, theta = math.radians(latitude), math.radians(longitude)
    return np.array([math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)])


def distance_to_lane(latitude: float, longitude: float) -> float:
    """Distance of a place from a corridor on the equator, from 30 to 40 degrees east."""
    corridor = np.zeros((len(Corridor), 1))
    corridor[Corridor.START_X : Corridor.START_Z + 1, 0] = normal(0.0, 30.0)
    corridor[Corridor.END_X : Corridor.END_Z + 1, 0] = normal(0.0, 40.0)
    return off_track(corridor, 0, tuple(normal(latitude, longitude)))


def test_a_place_beside_a_lane_is_as_far_as_its_latitude():
    assert distance_to_lane(0.5, 35.0) == pytest.approx(math.radians(0.5) * 6_371_008.8, rel=1e-9)
    assert distance_to_lane(-0.5, 31.0) == pytest.approx(math.radians(0.5) * 6_371_008.8, rel=1e-9)


def test_a_place_beyond_the_end_of_a_lane_is_as_far_as_that_end():
    # The chord is shorter than the arc by a part in 10^5 at one degree.
    assert distance_to_lane(0.0, 41.0) == pytest.approx(math.radians(1.0) * 6_371_008.8, rel=1e-4)
