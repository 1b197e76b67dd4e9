from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openiads.catalogue import interrogator
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.frames import Place
from openiads.identification import declare, interrogate
from openiads.state.constants import RAREST
from openiads.state.planes import Battery, BatteryKey, Belief, TrackKey
from openiads.state.words import Identity, Side
from tests.identification import bench
from tests.plain import open_up, plain

SORTIES = 6_000
QUESTIONS = PACKAGED.identification.questions
rates = st.floats(0.001, 0.999)


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, interrogate, declare)


def test_four_silences_of_a_friend_are_no_rarer_than_a_broken_set():
    # 0.01 + 0.99 * 0.05**4, not (1 - 0.99 * 0.95)**4 = 1.25e-5.
    assert math.exp(interrogate.log_chance(4, 0, 0.95, 0.01)) == pytest.approx(0.0100061875, rel=1e-9)


@given(st.integers(0, 8), rates, st.floats(0.0, 1.0))
def test_all_sequences_of_answers_together_are_certain(questions, reply, failure):
    counts = range(questions + 1)
    whole = sum(
        math.comb(questions, n) * math.exp(interrogate.log_chance(questions, n, reply, failure))
        for n in counts
    )
    assert whole == pytest.approx(1.0, abs=300 * RAREST)


@given(st.integers(1, 8), rates, rates, st.data())
def test_a_set_that_never_fails_answers_each_question_by_itself(questions, reply, other, data):
    answers = data.draw(st.integers(0, questions))
    expected = reply**answers * (1.0 - reply) ** (questions - answers)
    if expected > 2.0 * RAREST:
        assert math.exp(interrogate.log_chance(questions, answers, reply, 0.0)) == pytest.approx(
            expected, rel=1e-9
        )


def answers_of(slug: str, side: Side, civil: bool) -> np.ndarray:
    """Answers (sorties, questions) of one flight, as the simulator draws them."""
    world = bench.world(slug, side)
    return np.array(
        [
            [interrogate.replies(bench.state(r), world, 0, 0, q, civil) for q in range(1, QUESTIONS + 1)]
            for r in range(SORTIES)
        ]
    )


CARRIERS = [("national", Side.FRIEND, False), ("full", Side.FRIEND, False), ("full", Side.NEUTRAL, True)]


def z_of(hits: np.ndarray, expected: float) -> float:
    """Standard score of a count of independent hits."""
    return float((hits.mean() - expected) / math.sqrt(expected * (1.0 - expected) / len(hits)))


@pytest.mark.parametrize(("slug", "side", "civil"), CARRIERS)
def test_sets_fail_for_a_sortie_and_reply_to_a_question_as_often_as_the_catalogue_says(slug, side, civil):
    entry = interrogator(slug)
    failure = entry.friend_equipment_failure_probability
    reply = entry.friend_reply_probability
    if civil:
        failure, reply = entry.neutral_equipment_failure_probability, entry.neutral_reply_probability
    found = answers_of(slug, side, civil)
    # A working set is silent four times running once in 160,000 (friendly) or 6 million (civil) sorties.
    working = found.any(axis=1)
    assert abs(z_of(~working, failure)) < 4.0
    assert abs(z_of(found[working].ravel(), reply)) < 4.0


OTHERS = [
    (slug, side, civil)
    for slug, civil in (("national", False), ("full", False), ("full", True))
    for side in Side
    if side is not (Side.NEUTRAL if civil else Side.FRIEND)
]


@pytest.mark.parametrize(("slug", "side", "civil"), OTHERS)
def test_who_does_not_carry_a_mode_seems_to_answer_at_the_false_rate_of_that_mode(slug, side, civil):
    found, entry = answers_of(slug, side, civil), interrogator(slug)
    rate = entry.neutral_false_reply_probability if civil else entry.friend_false_reply_probability
    assert abs(z_of(found.ravel(), rate)) < 4.0


def test_own_forces_are_asked_with_the_same_set_whether_civil_flights_are_asked_too_or_not():
    national, full = interrogator("national"), interrogator("full")
    rates = [name for name in national.figures if name.startswith("friend")]
    assert len(rates) == 3
    assert [full.figures[name] for name in rates] == [national.figures[name] for name in rates]


@pytest.mark.parametrize("civil", [False, True])
@pytest.mark.parametrize("side", list(Side))
def test_likelihoods_are_the_frequencies_that_the_simulator_draws(side, civil):
    world = bench.world("full", side)
    answered = answers_of("full", side, civil)
    for answers in range(QUESTIONS + 1):
        asked = (0, 0, QUESTIONS, answers) if civil else (QUESTIONS, answers, 0, 0)
        weights = interrogate.log_answers(world, 0, interrogate.Answers(*asked))
        expected = math.comb(QUESTIONS, answers) * math.exp(weights[side])
        spread = math.sqrt(max(expected * (1.0 - expected), 1e-4) / SORTIES)
        assert abs((answered.sum(axis=1) == answers).mean() - expected) < 4.0 * spread


def declared(slug: str, logs: tuple[float, float, float], counts: tuple[int, int, int, int]) -> Identity:
    """Identity of a track with positive criteria, log weights and counts of questions and answers."""
    state, world = bench.state(), bench.world(slug)
    state.beliefs[0, Belief.LOG_HOSTILE : Belief.LOG_FRIEND + 1, 0] = logs
    state.tracks_i[0, TrackKey.POSITIVE, 0] = 1
    keys = [
        TrackKey.INTERROGATIONS,
        TrackKey.FRIEND_ANSWERS,
        TrackKey.CIVIL_QUESTIONS,
        TrackKey.CIVIL_ANSWERS,
    ]
    state.tracks_i[0, keys, 0] = counts
    return Identity(declare.believed(state, world, 0, 0))


odds = st.floats(-12.0, 0.0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(odds, odds, odds), st.integers(0, QUESTIONS), st.data())
def test_whoever_asks_calls_nothing_hostile_that_he_would_not_have_without_asking(logs, questions, data):
    friendly = data.draw(st.integers(0, questions))
    civil = data.draw(st.integers(0, questions - friendly))
    for slug, counts in (
        ("national", (questions, friendly, 0, 0)),
        ("full", (questions, friendly, questions - friendly, civil)),
    ):
        if declared(slug, logs, counts) is Identity.HOSTILE:
            assert declared(slug, logs, (0, 0, 0, 0)) is Identity.HOSTILE


def test_silence_may_make_a_suspect_of_one_who_might_be_a_friend():
    logs = (math.log(0.6), math.log(0.05), math.log(0.35))
    assert declared("national", logs, (0, 0, 0, 0)) is Identity.UNKNOWN
    assert declared("national", logs, (QUESTIONS, 0, 0, 0)) is Identity.SUSPECT


def test_one_answer_outweighs_what_looks_hostile():
    logs = (math.log(0.97), math.log(0.01), math.log(0.02))
    assert declared("national", logs, (0, 0, 0, 0)) is Identity.HOSTILE
    assert declared("national", logs, (1, 1, 0, 0)) is Identity.FRIEND
    assert declared("full", logs, (2, 0, 2, 2)) is Identity.NEUTRAL


def test_one_false_answer_among_silences_holds_nobody_back():
    # Of who carries no set one question in a hundred or so seems answered; of who does, three silences in
    # four are rarer than that, so one answer of four speaks for nobody, and four silences against nobody.
    logs = (math.log(0.97), math.log(0.02), math.log(0.01))
    assert declared("full", logs, (4, 0, 4, 0)) is Identity.HOSTILE
    assert declared("full", logs, (4, 0, 4, 1)) is Identity.HOSTILE
    assert declared("full", logs, (4, 0, 4, 3)) is Identity.NEUTRAL


def asker_of(monkeypatch, *hidden: int) -> int:
    """Who of two batteries asks a place that some do not see: the first is nearer, the radars are 5 and 6."""
    world, place = bench.world("full"), Place(6.4e6, 0.0, 0.0)
    world.battery_f, world.battery_i = np.tile(world.battery_f, 2), np.tile(world.battery_i, 2)
    world.battery_i[BatteryKey.RADAR] = [5, 6]
    world.battery_f[Battery.X] = [6.39e6, 6.38e6]
    monkeypatch.setattr(interrogate, "picture_of", lambda state, b: 0)
    monkeypatch.setattr(interrogate, "in_sight", lambda world, s, place: s not in hidden)
    return interrogate.who_asks(bench.state(), world, 0, place)


def test_the_nearest_battery_asks_that_sees_the_place_and_nobody_asks_through_the_earth(monkeypatch):
    monkeypatch.setattr(interrogate, "place_of_battery", plain(interrogate.place_of_battery))
    assert asker_of(monkeypatch) == 0
    assert asker_of(monkeypatch, 5) == 1
    assert asker_of(monkeypatch, 5, 6) == -1
