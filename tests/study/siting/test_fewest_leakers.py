"""Sites that were played: who wins, on which draws, and against which raids."""

from __future__ import annotations

from dataclasses import replace
from math import degrees, radians

import numpy as np
import pytest

from openiads.ground.frames import great_circle
from openiads.scenario.load_scenario import load, load_text
from openiads.scenario.plan import plan_of
from openiads.simulation.prepare import prepare
from openiads.study.experiment.in_memory import played
from openiads.study.siting import placing
from openiads.study.siting.candidates import Rules
from openiads.study.siting.choices import OWN, OWN_HIGH, choices_of
from openiads.study.siting.fewest_leakers import Playing, fewest_leakers
from openiads.study.siting.placing import placed
from openiads.study.siting.site_question import site_question

TOML = """
name = "a town"
[area]
terrain = "flat"
duration_s = 900
[doctrine]
control = "free"
[[battery]]
name = "one"
system = "patriot-gemt"
lat = 39.5
lon = 33.0
azimuth_deg = 180
[[asset]]
name = "town"
lat = 37.0
lon = 37.0
[[raid]]
name = "wave"
threat = "cruise-subsonic"
count = 6
spacing_s = 20
altitude_m = 2000
entry = [36.2, 37.0]
target = "town"
"""
PLACES = [("beside", (37.05, 37.05)), ("near", (37.3, 37.3)), ("out of reach", (39.0, 30.0))]
LIKE = {"objective": "leakers", "heights": [2000.0]}


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory):
    """Covers are kept in a folder of the test's own."""
    folder = tmp_path_factory.mktemp("covers")
    with pytest.MonkeyPatch.context() as patched:
        given = placing.covers
        patched.setattr(placing, "covers", lambda *asked: given(*asked, folder))
        yield


@pytest.fixture(scope="module")
def scenario():
    return load_text(TOML, "town.toml")


@pytest.fixture(scope="module")
def found(scenario):
    plan = plan_of(scenario)
    places = [(name, (radians(lat), radians(lon))) for name, (lat, lon) in PLACES]
    return placed(plan, site_question(plan, **LIKE), Rules(), places)


def playing(*raids, few=3, replicates=20, seed=1):
    return Playing(raids, few, replicates, seed)


@pytest.fixture(scope="module")
def contest(scenario, found):
    return fewest_leakers(scenario, found, playing(scenario))


def test_the_winner_lets_fewest_through_and_those_out_of_reach_all(found, contest):
    means = [contest.mean(one.leakers)[0] for one in contest.tried]
    assert means == sorted(means)
    assert contest.aimed == 6
    names = {found.candidates[site].name for site in contest.winner.choice.sites}
    assert names <= {"beside", "near"}
    assert contest.told(contest.own)[0] == 6.0  # some 400 km away nothing is shot down
    assert contest.told(contest.winner)[0] < 6.0


def test_places_of_a_list_are_all_played_and_others_only_if_they_cover_nearly_as_much(found):
    told = choices_of(found, 3)
    names = [found.candidates[site].name for one in told for site in one.sites]
    assert names == ["beside", "near", "out of reach"]
    assert [one.name for one in told] == ["A", "B", "C", OWN]  # on smooth earth no ground is higher
    assert told[-1].covered == 0.0
    told = choices_of(replace(found, listed=False), 3)
    assert [one.name for one in told] == ["A", "B", OWN]


def test_what_is_played_is_the_scenario_with_the_battery_there(scenario, found, contest):
    lat, lon = map(degrees, found.candidates[contest.winner.choice.sites[0]].site)
    by_hand = load(scenario, [f"battery.one.lat={lat!r}", f"battery.one.lon={lon!r}"])
    for first, sample in ((0, contest.winner.leakers), (20, contest.winner.again.counts["leakers"])):
        rows = played(prepare(by_hand), 1, range(first, first + 20), workers=1).outcomes
        assert np.array_equal(rows.column("leakers")[~rows.common_failure], sample.typical)
        assert np.array_equal(rows.column("leakers")[rows.common_failure], sample.stricken)


def test_finalists_are_judged_on_draws_that_chose_nothing(contest):
    for one in (contest.winner, contest.covering, contest.own):
        assert one in contest.finalists
    again = contest.winner.again.counts["leakers"]
    assert not np.array_equal(again.typical, contest.winner.leakers.typical)
    more = contest.more(contest.own)
    assert more[0] == pytest.approx(contest.told(contest.own)[0] - contest.told(contest.winner)[0])


def test_a_finalist_is_told_by_class_and_a_kilometre_beside(contest):
    counts = contest.winner.again.counts
    assert np.array_equal(counts["leaked cruise-subsonic"].typical, counts["leakers"].typical)
    assert (counts["rounds"].typical > 0.0).all()
    # Where nobody is in reach all of the value is hit, wherever a kilometre beside that is.
    assert (contest.own.again.counts["value hit"].typical == 1.0).all()
    assert contest.own.again.beside == (6.0,) * 4
    # Over smooth earth a kilometre more or less changes little.
    assert max(contest.winner.again.beside) - min(contest.winner.again.beside) < 3.0


def test_the_scenarios_own_places_are_played_on_their_highest_ground_too(tmp_path_factory):
    hilly = load_text(
        TOML.replace('"flat"', '"globe-30s"').replace("39.5", "37.0").replace("33.0", "37.1"), "hilly.toml"
    )
    plan = plan_of(hilly)
    places = [(name, (radians(lat), radians(lon))) for name, (lat, lon) in PLACES[:2]]
    told = choices_of(placed(plan, site_question(plan, **LIKE), Rules(), places), 2)
    assert [one.name for one in told][-2:] == [OWN, OWN_HIGH]
    own, high = (one.stand[0] for one in told[-2:])
    assert own == pytest.approx((radians(37.0), radians(37.1)))
    away, _ = great_circle(*own, *high)
    assert 0.0 < away <= 5_000.0


def test_several_raids_count_together(scenario, found, contest):
    other = load(scenario, ["raid.wave.count=4"])
    both = fewest_leakers(scenario, found, playing(scenario, other))
    assert both.aimed == 6 + 4
    alone = fewest_leakers(scenario, found, playing(other))
    for one in both.tried:
        parts = [
            next(part for part in played_alone.tried if part.choice == one.choice).leakers.typical
            for played_alone in (contest, alone)
        ]
        assert np.array_equal(one.leakers.typical, parts[0] + parts[1])


def test_results_do_not_depend_on_the_number_of_threads(scenario, found, contest):
    again = fewest_leakers(scenario, found, playing(scenario), workers=2)
    for one, other in zip(contest.tried, again.tried, strict=True):
        assert one.choice == other.choice
        assert np.array_equal(one.leakers.typical, other.leakers.typical)


def test_progress_counts_the_choices(scenario, found):
    told = []
    fewest_leakers(scenario, found, playing(scenario, replicates=2), progress=lambda *n: told.append(n))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
