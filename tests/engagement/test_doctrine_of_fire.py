"""When rounds leave and what they meet: the battery's figures and the course of the target, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize
from scipy.ndimage import map_coordinates

from openiads.engagement import flyout
from openiads.state.planes import Round
from openiads.state.words import Happening
from openiads.state.world import World, freeze
from tests.simulation.tiny import rows, some
from verification.degenerate import DEGREE, SITE, Approach, document, world_of

REPLICATES = some(4)
PACE, ALTITUDE, START = 300.0, 3000.0, 32.0
"""Of the raiders [m/s, m], and how far south of the battery they begin [km]."""
ENDED = [Happening.KILL, Happening.MISS, Happening.LOST]


def scene(raiders: int = 1, doctrine: dict[str, object] | None = None, **battery: object) -> World:
    """Raiders that fly level over a battery, which never misses unless told otherwise, to what is behind."""
    way = Approach(START, -20.0, speed_mps=PACE, altitude_m=ALTITUDE)
    return world_of(document(raiders, {"kill_probability": 1.0, **battery}, doctrine or {}, way))


def times(world: World, *kinds: int) -> list[np.ndarray]:
    """Times [s] of the events of some kinds, in each replicate, as they came."""
    e = rows(world, 0, REPLICATES).events
    mine = np.isin(e["kind"], kinds)
    return [np.sort(e["time"][mine & (e["replicate"] == r)]) for r in range(REPLICATES)]


def with_rounds(world: World, plane: Round, value: float) -> World:
    """The same with another figure of its one type of rounds."""
    figures = world.round_f.copy()
    figures[plane] = value
    return freeze(world._replace(round_f=figures))


def away(time: float) -> float:
    """Slant range [m] from battery to raider at `time` [s], on the ellipsoid of WGS 84."""
    latitude = math.radians(SITE[0] - START / DEGREE)
    # Ellipsoid: radius of curvature along the meridian, and of the parallel, half way.
    a, e2 = 6_378_137.0, 6.694_379_990_14e-3

    def place(phi: float, height: float) -> np.ndarray:
        n = a / math.sqrt(1.0 - e2 * math.sin(phi) ** 2)
        return np.array([(n + height) * math.cos(phi), (n * (1.0 - e2) + height) * math.sin(phi)])

    w = math.sqrt(1.0 - e2 * math.sin(latitude) ** 2)
    meridian = a * (1.0 - e2) / w**3
    north = latitude + PACE * time / (meridian + ALTITUDE)
    return float(np.linalg.norm(place(north, ALTITUDE) - place(math.radians(SITE[0]), 0.0)))


def needed(world: World, distance: float) -> float:
    """Time of flight [s] to a slant range [m] at the raiders' altitude, off the table of the round."""
    at = [[ALTITUDE / flyout.ALTITUDE_STEP], [distance / flyout.RANGE_STEP]]
    return float(map_coordinates(np.abs(world.flyout[0]), at, order=1)[0])


def meeting(world: World, launch: float) -> float:
    """When [s] a round that leaves at `launch` [s] and the raider are at one place."""
    return float(optimize.brentq(lambda t: launch + needed(world, away(t)) - t, launch, launch + 200.0))


def test_a_round_meets_its_target_where_both_are_at_once():
    world = scene(salvo=1)
    for launched, met in zip(times(world, Happening.LAUNCH), times(world, Happening.KILL), strict=True):
        assert met[0] == pytest.approx(meeting(world, launched[0]), abs=0.05)


@pytest.mark.parametrize("interval", [0.0, 2.0, 3.5])
def test_the_rounds_of_a_salvo_leave_one_launch_interval_apart(interval):
    for launched in times(scene(salvo=2, launch_interval_s=interval, salvos_max=1), Happening.LAUNCH):
        np.testing.assert_allclose(np.diff(launched), [interval], atol=1e-9)


def test_the_launcher_keeps_its_interval_between_the_rounds_of_different_channels_too():
    for launched in times(scene(3, salvo=1, launch_interval_s=4.0, salvos_max=1), Happening.LAUNCH):
        assert len(launched) == 3
        assert (np.diff(launched) >= 4.0 - 1e-9).all()


def test_no_more_rounds_are_in_the_air_than_can_be_guided_and_the_next_leaves_when_one_has_ended():
    world = scene(3, salvo=1, guided_max=1, salvos_max=1)
    for launched, ended in zip(times(world, Happening.LAUNCH), times(world, *ENDED), strict=True):
        assert len(launched) >= 2
        # The one after the first has waited for it all along.
        assert launched[1] == pytest.approx(ended[0], abs=1e-9)
        assert (launched[1:] >= ended[: len(launched) - 1] - 1e-9).all()


@pytest.mark.compiled("it plays whole replicates")
def test_no_round_leaves_that_is_not_there():
    for launched in times(scene(5, salvo=1, loadout={"48n6e3": 2}), Happening.LAUNCH):
        assert len(launched) == 2


def test_a_channel_fires_once_its_reaction_is_over():
    quick, slow = (times(scene(salvo=1, reaction_s=s), Happening.LAUNCH) for s in (1.0, 6.0))
    for early, late in zip(quick, slow, strict=True):
        assert late[0] - early[0] == pytest.approx(5.0, abs=1.0 + 1e-9)  # looks come once a second


@pytest.mark.compiled("it plays whole replicates")
@pytest.mark.parametrize(
    ("plane", "within", "beyond"),
    [
        (Round.MAXIMUM_TARGET_SPEED, PACE + 60.0, PACE - 60.0),
        (Round.MAXIMUM_ALTITUDE, ALTITUDE + 1_500.0, ALTITUDE - 1_500.0),  # by more than it errs of a height
        (Round.MINIMUM_ALTITUDE, ALTITUDE - 1_500.0, ALTITUDE + 1_500.0),
        (Round.MINIMUM_RANGE, 3_000.0, 1e3 * START),
        (Round.MAXIMUM_RANGE, 40_000.0, 0.8 * ALTITUDE),
    ],
    ids=lambda value: value.name if isinstance(value, Round) else None,
)
def test_nobody_fires_at_what_flies_outside_what_is_published_of_his_round(plane, within, beyond):
    world = scene(salvo=1)
    assert all(len(launched) for launched in times(with_rounds(world, plane, within), Happening.LAUNCH))
    assert not any(len(launched) for launched in times(with_rounds(world, plane, beyond), Happening.LAUNCH))


def test_fire_is_held_until_the_target_will_be_met_inside_the_range_of_the_round():
    most = 20_000.0
    world = with_rounds(scene(salvo=1), Round.MAXIMUM_RANGE, most)
    for launched in times(world, Happening.LAUNCH):
        due = meeting(world, launched[0])
        assert away(due) <= most + 30.0  # what it believes of the place is tens of metres off
        # It was seen long before, so it is fired at as soon as it may be: within a few looks.
        assert away(due) >= most * 0.9
