"""Which evidence decided: against odds taken with and without each piece, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.identification import deciding, declare, evidence, interrogate, origin, release
from openiads.state import positions
from openiads.state.planes import Belief, Evidence, NetworkKey, TrackKey
from openiads.state.words import Decider, Identity, Interrogator
from tests.identification import bench
from tests.plain import open_up


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, declare, deciding, evidence, interrogate, origin, release, positions)


def decided(identity, *kinds, asked=None, slug="none"):
    """What decided an identity of a track of which some kinds of evidence hold."""
    world, state = bench.world(slug), bench.state()
    world.network_i[NetworkKey.INTERROGATOR] = Interrogator[slug.upper()]
    evidence.note_origin(state, world, 0, 0, 0)
    evidence.weigh(state, world, 0, 0, sum(1 << kind for kind in kinds))
    for plane, value in (asked or {}).items():
        state.tracks_i[0, plane, 0] = value
    return deciding.decision_on(state, world, 0, 0, identity)


def odds(*rows):
    """Odds of hostile by the catalogue's likelihoods, in warned airspace."""
    hostile, neutral, friend = np.prod([[0.30, 0.45, 0.25], *rows], axis=0)
    return hostile / (neutral + friend)


LOW, COURSE = (0.25, 0.001, 0.01), (0.7, 0.35, 0.1)


def test_numbers_of_deciders_follow_those_of_evidence():
    assert [*Evidence, *Decider] == list(range(len(Evidence) + len(Decider)))


def test_what_decides_is_that_without_which_the_odds_were_least_and_by_how_much():
    found = decided(Identity.HOSTILE, Evidence.LOW_AND_FAST, Evidence.THREATENING)
    assert found.by == Evidence.LOW_AND_FAST
    by_course = odds(LOW, COURSE) / odds(LOW)
    by_flight = odds(LOW, COURSE) / odds(COURSE)
    assert by_course > 1.0  # the course is the next, the prior speaks against
    assert found.margin == pytest.approx(np.log(by_flight / by_course))


def test_of_a_single_piece_the_margin_is_its_whole_weight():
    found = decided(Identity.HOSTILE, Evidence.BALLISTIC)
    assert found.by == Evidence.BALLISTIC
    assert found.margin == pytest.approx(np.log(odds((0.2, 1e-6, 1e-6)) / odds()))


@pytest.mark.parametrize("identity", [Identity.PENDING, Identity.UNKNOWN])
def test_nothing_decides_what_is_open(identity):
    assert decided(identity, Evidence.LOW_AND_FAST) == (-1, 0.0)


def test_an_own_reply_decides_for_a_friend_and_a_silence_against_him():
    asked = {TrackKey.INTERROGATIONS: 4, TrackKey.FRIEND_ANSWERS: 4}
    found = decided(Identity.FRIEND, Evidence.OTHER_PROFILE, asked=asked, slug="national")
    assert found.by == Decider.OWN_REPLY
    silent = decided(
        Identity.NEUTRAL, Evidence.OTHER_PROFILE, asked={TrackKey.INTERROGATIONS: 4}, slug="national"
    )
    assert silent.by in (Decider.OWN_SILENCE, Decider.PRIOR)
    suspect = decided(Identity.SUSPECT, asked={TrackKey.INTERROGATIONS: 4}, slug="national")
    # Four silences of a friend: 0.01 + 0.99 * 0.05**4, of anybody else 0.999**4.
    ratio = (0.01 + 0.99 * 0.05**4) / 0.999**4
    assert suspect.by == Decider.OWN_SILENCE
    assert suspect.margin == pytest.approx(np.log(odds((1.0, 1.0, ratio)) / odds()))


def test_a_civil_reply_decides_for_a_neutral_flight():
    asked = {
        TrackKey.INTERROGATIONS: 4,
        TrackKey.CIVIL_QUESTIONS: 4,
        TrackKey.CIVIL_ANSWERS: 4,
    }
    found = decided(Identity.NEUTRAL, Evidence.AIRLINER_LIKE, asked=asked, slug="full")
    assert found.by == Decider.CIVIL_REPLY


def test_a_declaration_keeps_what_decided_it(monkeypatch):
    world, state = bench.world("none"), bench.state()
    notes = []
    monkeypatch.setattr(declare, "log", lambda *told: notes.append(told))
    evidence.note_origin(state, world, 0, 0, 0)
    evidence.weigh(state, world, 0, 0, 1 << Evidence.SUPERSONIC)
    declare.declare(state, world, 0, 0, int(Identity.HOSTILE), 12.0)
    assert state.tracks_i[0, TrackKey.DECIDED_BY, 0] == Evidence.SUPERSONIC
    assert state.beliefs[0, Belief.DECIDED_MARGIN, 0] > 0.0
    declare.declare(state, world, 0, 0, int(Identity.UNKNOWN), 13.0)
    assert state.tracks_i[0, TrackKey.DECIDED_BY, 0] == -1
    assert len(notes) == 2


def test_who_knows_everybody_rests_on_no_evidence():
    world, state = bench.world("none"), bench.state()
    world.identifying = world.identifying._replace(known=True)
    evidence.weigh(state, world, 0, 0, 1 << Evidence.SUPERSONIC)
    assert deciding.decision_on(state, world, 0, 0, Identity.HOSTILE) == (-1, 0.0)
