"""A full interrogator against a national one, over whatever else is known of an own flight."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openiads.identification import declare, interrogate
from openiads.state.planes import Belief, Network, TrackKey
from openiads.state.words import Identity
from tests.identification import bench
from tests.plain import open_up

SHARES = st.floats(-12.0, 0.0)
RATE = st.floats(0.5, 0.999)
RARE = st.floats(0.0, 0.3)


@pytest.fixture
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, declare, interrogate)


def taken(slug, logs, rates, asked, friendly, civil):
    """Identity of a track with a positive criterion, by log weights and answers."""
    world, state = bench.world(slug), bench.state()
    for plane, value in rates.items():
        world.network_f[plane] = value
    state.beliefs[0, Belief.LOG_HOSTILE : Belief.LOG_FRIEND + 1, 0] = logs
    keys = state.tracks_i[0]
    keys[TrackKey.POSITIVE] = 1
    keys[TrackKey.INTERROGATIONS], keys[TrackKey.FRIEND_ANSWERS] = asked, friendly
    if slug == "full":
        keys[TrackKey.CIVIL_QUESTIONS], keys[TrackKey.CIVIL_ANSWERS] = asked - friendly, civil
    return Identity(declare.believed(state, world, 0, 0))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(
    st.tuples(SHARES, SHARES, SHARES), RATE, RATE, RARE, RARE, RARE, RARE, st.integers(1, 8), st.data()
)  # fmt: skip
def test_who_is_hostile_to_a_full_interrogator_is_so_to_a_national_one(
    opened, logs, friend, neutral, broken, broken_civil, false, false_civil, asked, data
):
    # Asked in the civil mode is who is silent in the own one; a reply there by mistake makes no hostile.
    rates = {
        Network.FRIEND_REPLY_PROBABILITY: friend,
        Network.NEUTRAL_REPLY_PROBABILITY: neutral,
        Network.FRIEND_EQUIPMENT_FAILURE_PROBABILITY: broken,
        Network.NEUTRAL_EQUIPMENT_FAILURE_PROBABILITY: broken_civil,
        Network.FRIEND_FALSE_REPLY_PROBABILITY: min(false, 0.9 * friend * (1.0 - broken)),
        Network.NEUTRAL_FALSE_REPLY_PROBABILITY: min(false_civil, 0.9 * neutral * (1.0 - broken_civil)),
    }
    friendly = data.draw(st.integers(0, asked))
    civil = data.draw(st.integers(0, asked - friendly))
    full, national = (
        taken(slug, logs, rates, asked, friendly, civil) for slug in ("full", "national")
    )  # fmt: skip
    assert full is not Identity.HOSTILE or national is Identity.HOSTILE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.tuples(SHARES, SHARES, SHARES), st.integers(1, 8), st.data())
def test_who_is_a_friend_to_a_national_one_is_so_to_a_full_one_that_hears_no_civil_reply(
    opened, logs, asked, data
):
    friendly = data.draw(st.integers(0, asked))
    full, national = (taken(slug, logs, {}, asked, friendly, 0) for slug in ("full", "national"))
    friends = (Identity.FRIEND, Identity.ASSUMED_FRIEND)
    assert full in friends or national not in friends


def test_an_own_flight_that_looks_civil_and_answers_nothing_is_shielded_only_where_nobody_asks_the_civil_mode(
    opened,
):
    # So it is with real sets: silence in the civil mode speaks against an airliner.  See docs/limits.md.
    logs = (-6.0, 0.0, -3.5)
    national, full = (taken(slug, logs, {}, 4, 0, 0) for slug in ("national", "full"))
    assert national is Identity.NEUTRAL
    assert full is not Identity.NEUTRAL
