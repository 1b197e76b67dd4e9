"""Zones as beliefs: what coming over one is worth, by how surely one does."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.catalogue import evidence
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.frames import Place
from openiads.identification import declare, origin, release
from openiads.identification import evidence as gathering
from openiads.state import positions
from openiads.state.planes import Belief, Evidence, Filter, Life, TrackKey, Zone
from openiads.state.words import Identity, ZoneKind
from openiads.terrain.maps import ground_table, zones
from tests.identification import bench
from tests.plain import open_up

AT = (0.64, 0.63)
METRE = 1.0 / 6_371_008.8


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, gathering, declare, origin, release, ground_table, zones, positions)


def likelihoods(deep: float, plot: float = 0.0, edge: float | None = None, odds: float = 30.0) -> np.ndarray:
    """Likelihoods for a track born `deep` [m] inside a zone, its first plot known within `plot` [m]."""
    world = bench.world("none")
    world.zone = bench.circle(ZoneKind.HOSTILE_ORIGIN, *AT, 50_000.0)
    if edge is not None:
        world.zone[Zone.EDGE] = edge
    world.zone[Zone.NEUTRAL] = world.zone[Zone.HOSTILE] / odds
    # Northwards, a metre is shorter in latitude by the ellipsoid's radius of curvature there, some 0.1 %.
    place = Place(*bench.ecef_of(AT[0] + (50_000.0 - deep) * METRE, AT[1], 0.0))
    return np.exp(origin.log_origin(world, *origin.likeliest_zone(world, place, plot)))


def odds_of(*args: float, **how: float) -> float:
    """Hostile against neutral."""
    hostile, neutral, _ = likelihoods(*args, **how)
    return float(hostile / neutral)


def test_deep_inside_and_far_outside_the_table_holds():
    inside, outside = evidence("hostile-origin").row, 1.0 - np.array(evidence("hostile-origin").row)
    np.testing.assert_allclose(likelihoods(49_000.0, edge=1.0), inside, rtol=1e-9)
    np.testing.assert_allclose(likelihoods(-49_000.0, edge=1.0), outside, rtol=1e-9)


def test_at_the_very_edge_it_may_be_either():
    here, rest = np.array(evidence("hostile-origin").row), 1.0 - np.array(evidence("hostile-origin").row)
    np.testing.assert_allclose(likelihoods(0.0), (here + rest) / 2.0, rtol=0.02)


def test_errors_of_the_edge_and_of_the_first_plot_add_as_squares():
    assert odds_of(6_000.0, edge=5_000.0) == pytest.approx(
        odds_of(6_000.0, plot=3_000.0, edge=4_000.0), rel=1e-9
    )


def test_the_deeper_inside_the_more_it_tells_and_never_by_a_jump():
    found = [odds_of(deep) for deep in np.linspace(-40_000.0, 40_000.0, 161)]
    steps = np.diff(np.log(found))
    assert (steps > 0.0).all()
    assert (
        steps.max() < 0.1
    )  # over 500 m; drawn as a circle without error it was log(30 / 0.41) = 4.3 at once


@pytest.mark.parametrize(("deep", "error"), [(d, e) for d in (-9.0, -1.0, 0.0, 2.0, 7.0) for e in (1.0, 4.0)])
def test_the_chance_of_being_inside_is_the_normal_law_within_its_published_error(deep, error):
    exact = 0.5 * math.erfc(-deep / (error * math.sqrt(2.0)))
    assert abs(origin.chance_inside(deep, error) - exact) < 0.018


def test_where_no_zone_is_drawn_origin_tells_nothing():
    world, place = bench.world("none"), Place(*bench.ecef_of(*AT, 3_000.0))
    assert origin.log_origin(world, *origin.likeliest_zone(world, place, 0.0)) == (0.0, 0.0, 0.0)


def test_a_zone_drawn_as_two_tells_what_it_told_as_one():
    world, place = bench.world("none"), Place(*bench.ecef_of(*AT, 3_000.0))
    one = bench.circle(ZoneKind.HOSTILE_ORIGIN, *AT, 50_000.0)
    world.zone = one
    alone = origin.log_origin(world, *origin.likeliest_zone(world, place, 0.0))
    world.zone = np.concatenate([one, one], axis=1)
    assert origin.log_origin(world, *origin.likeliest_zone(world, place, 0.0)) == alone


@pytest.mark.parametrize("airspace", ["normal", "warned", "closed"])
def test_an_airliner_from_there_is_no_hostile_for_that_alone_even_if_the_zone_is_ever_so_telling(airspace):
    # Bayes by hand in warned airspace: 0.3 * 0.6 * 0.15 against 0.45 * 0.02 * 0.71 and 0.25 * 0.005 * 0.35.
    world, state = bench.world("none"), bench.state()
    world.network_f[bench.Network.LOG_PRIOR_HOSTILE :][:3, 0] = np.log(
        bench.beliefs(airspace).evidence["prior"].row
    )
    world.zone = bench.circle(ZoneKind.HOSTILE_ORIGIN, *AT, 50_000.0)
    world.zone[Zone.EDGE] = 1.0
    bench.fly(state, *AT, 10_500.0, 235.0)
    gathering.gather(state, world, 0, 0)
    if airspace == "warned":
        logs = state.beliefs[0, Belief.LOG_HOSTILE : Belief.LOG_FRIEND + 1, 0]
        expected = [0.3 * 0.6 * 0.15, 0.45 * 0.02 * 0.71, 0.25 * 0.005 * 0.35]
        np.testing.assert_allclose(np.exp(logs), expected, rtol=1e-9)
    assert declare.believed(state, world, 0, 0) != Identity.HOSTILE
    world.zone[Zone.NEUTRAL] = 1e-6
    state.tracks_i[0, TrackKey.EVIDENCE, 0] = 0  # another track there: its origin has not been weighed
    gathering.gather(state, world, 0, 0)
    assert declare.believed(state, world, 0, 0) != Identity.HOSTILE
    assert state.tracks_i[0, TrackKey.POSITIVE, 0] == 0


def test_civil_flights_of_2017_make_the_odds():
    # Of 5,240 flights a day in Turkish airspace 0.3 are within sight of the south-east; some 30 a day begin
    # or pass over Syria and its waters.
    assert evidence("hostile-origin").neutral == pytest.approx(30.0 / (0.3 * 5_240.0), rel=0.1)
    figure = evidence("hostile-origin").figures["neutral"]
    assert (figure.low, figure.high, figure.status) == (0.005, 0.1, "derived")
    assert PACKAGED.identification.figures["zone_edge"].low < PACKAGED.identification.zone_edge


# What is seen later


NORTH, SOUTH = (0.0, 1.0), (0.0, -1.0)


def zone_in_the_south() -> object:
    """A World with an asset at `AT` and a zone of 20 km around a place 100 km south of it."""
    world = bench.world("none")
    world.asset = np.append(bench.ecef_of(*AT, 0.0), 1.0)[:, None]
    world.zone = bench.circle(ZoneKind.HOSTILE_ORIGIN, AT[0] - 100_000.0 * METRE, AT[1], 20_000.0)
    world.zone[Zone.EDGE] = 1_000.0
    return world


def origin_after(*legs: tuple[float, tuple[float, float]], error: float = 5.0) -> set[Evidence]:
    """Origin of a track that is read so far south of the asset [m], on such courses (east, north)."""
    world, state = zone_in_the_south(), bench.state()
    for south, course in legs:
        bench.fly(state, AT[0] - south * METRE, AT[1], 8_000.0, 235.0, error=error, course=course)
        gathering.gather(state, world, 0, 0)
    bits = state.tracks_i[0, TrackKey.EVIDENCE, 0]
    return {kind for kind in (Evidence.HOSTILE_ORIGIN, Evidence.OTHER_ORIGIN) if bits >> kind & 1}


def test_who_is_first_seen_beyond_a_zone_and_crosses_it_on_the_way_in_comes_from_there():
    assert origin_after((180e3, NORTH)) == {Evidence.OTHER_ORIGIN}
    assert origin_after((180e3, NORTH), (100e3, NORTH)) == {Evidence.HOSTILE_ORIGIN}


def test_the_mark_stays_when_he_has_left_the_zone():
    assert origin_after((180e3, NORTH), (100e3, NORTH), (40e3, NORTH)) == {Evidence.HOSTILE_ORIGIN}


def test_who_flies_out_over_it_does_not_come_from_there():
    assert origin_after((20e3, SOUTH), (100e3, SOUTH)) == {Evidence.OTHER_ORIGIN}


def test_nor_does_one_whose_course_is_not_known():
    assert origin_after((180e3, NORTH), (100e3, NORTH), error=50.0) == {Evidence.OTHER_ORIGIN}


def two_tracks(apart: float, *, older_from_zone: bool) -> object:
    """A track born outside the zone, `apart` [m] from where an older one flew then that was read before."""
    world, state = zone_in_the_south(), bench.state()
    state.tops[0] = 2
    for planes in ("filters", "lives", "reports", "beliefs", "tracks_i"):
        setattr(state, planes, np.tile(getattr(state, planes), 2))
    bench.fly(state, AT[0] - 60_000.0 * METRE, AT[1], 8_000.0, 235.0, course=NORTH)
    state.tracks_i[0, TrackKey.STATUS, 1] = state.tracks_i[0, TrackKey.STATUS, 0]
    state.tracks_i[0, TrackKey.SERIAL] = [2, 1]
    state.beliefs[0, Belief.FROM_ZONE, 1] = 0.9 if older_from_zone else 0.0
    state.beliefs[0, Belief.FROM_HOSTILE : Belief.FROM_FRIEND + 1, 1] = [-1.0, -2.0, -3.0]
    birth = state.lives[0, Life.BORN_X : Life.BORN_Z + 1, 0]
    up = birth / np.linalg.norm(birth)
    state.filters[0, Filter.X : Filter.Z + 1, 1] = birth + apart * up
    gathering.gather(state, world, 0, 0)
    return state


@pytest.mark.parametrize(
    ("apart", "older", "inherits"), [(2e3, True, True), (8e3, True, False), (2e3, False, False)]
)
def test_what_is_born_beside_a_flight_comes_from_where_that_one_does(apart, older, inherits):
    state = two_tracks(apart, older_from_zone=older)
    bits = state.tracks_i[0, TrackKey.EVIDENCE, 0]
    assert bool(bits >> Evidence.HOSTILE_ORIGIN & 1) == inherits
    weights = state.beliefs[0, Belief.FROM_HOSTILE : Belief.FROM_FRIEND + 1, 0]
    assert (weights.tolist() == [-1.0, -2.0, -3.0]) == inherits
