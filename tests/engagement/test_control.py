from __future__ import annotations

import itertools

import pytest

from openiads.engagement.control.weapons_control import frees, may_engage, shielded
from openiads.simulation.open_tile import open_tile
from openiads.state.planes import Battery, BatteryKey, Fire, Report, TrackKey, Zone
from openiads.state.reports import course_of_report
from openiads.state.state import Capacity, State, select
from openiads.state.words import Control, Identity, ZoneKind
from openiads.state.world import World, freeze
from tests.plain import in_kernel
from tests.simulation.tiny import tiny_world

SPEED = 300.0
SELF_DEFENCE_RADIUS, SELF_DEFENCE_TIME = 10_000.0, 60.0
"""As the file format says of a scenario that says nothing."""


def ask(state: State, world: World, step: int) -> None:
    """Ask about track 0 at its reported place; the answer goes into a plane of the fire unit."""
    may = may_engage(state, world, 0, 0, course_of_report(state, world, 0, 0), 0.0)
    state.fire[Fire.LAST_LAUNCH, 0] = 1.0 if may else 0.0
    passed_over = shielded(state.tracks_i[0, TrackKey.IDENTITY, 0], frees(state, world, 0))
    state.fire[Fire.GUIDED, 0] = 1.0 if passed_over else 0.0


def might_be_free(control: Control, zone: ZoneKind | None) -> bool:
    """Whether somewhere more than the hostile may be fired at."""
    return control == Control.FREE or zone == ZoneKind.WEAPONS_FREE


def permitted(control: Control, identity: Identity, *, zone: ZoneKind | None = None, **course: float) -> bool:
    """Whether a battery under `control` may fire at a track of `identity`.

    The track comes at the battery along its vertical from `away` [s], and misses it by `miss` [m].
    """
    world = tiny_world()
    keys = world.battery_i.copy()
    keys[BatteryKey.CONTROL] = control
    site = world.battery_f[Battery.X : Battery.Z + 1, 0]
    zones = world.zone[:, :0]
    if zone is not None:
        zones = world.zone[:, :1].copy()
        zones[[Zone.KIND, Zone.RADIUS], 0] = zone, 50_000.0
        zones[Zone.X : Zone.Z + 1, 0] = site
    world = freeze(world._replace(battery_i=keys, zone=zones))
    state = select(open_tile(world, 1, 0, 1, Capacity.for_world(world)), 0)
    state.tracks_i[0, TrackKey.IDENTITY, 0] = identity
    up = site / (site @ site) ** 0.5
    aside = up[[1, 0, 2]] * [-1.0, 1.0, 0.0]
    aside /= (aside @ aside) ** 0.5
    place = site + SPEED * course.get("away", 10.0) * up + course.get("miss", 0.0) * aside
    state.reports[0, Report.X : Report.Z + 1, 0] = place
    state.reports[0, Report.VX : Report.VZ + 1, 0] = -SPEED * up
    in_kernel(ask, state, world)
    passed_over = state.fire[Fire.GUIDED, 0] == 1.0
    assert passed_over == (
        identity in SHIELDED or (identity != Identity.HOSTILE and not might_be_free(control, zone))
    )
    return bool(state.fire[Fire.LAST_LAUNCH, 0])


SHIELDED = {Identity.PENDING, Identity.FRIEND, Identity.ASSUMED_FRIEND, Identity.NEUTRAL}
"""Never fired at, whatever the status: not identified yet, or held to be no enemy."""


@pytest.mark.parametrize(("control", "identity"), list(itertools.product(Control, Identity)))
def test_the_status_says_which_identities_may_be_fired_at(control, identity):
    # A track that comes straight at the battery, 10 s away: an act that justifies self-defence.
    if control == Control.FREE:
        assert permitted(control, identity) == (identity not in SHIELDED)
    else:
        assert permitted(control, identity) == (identity == Identity.HOSTILE)


@pytest.mark.parametrize(("control", "identity"), list(itertools.product(Control, Identity)))
def test_over_a_weapons_free_zone_every_status_is_free(control, identity):
    assert permitted(control, identity, zone=ZoneKind.WEAPONS_FREE) == (identity not in SHIELDED)


@pytest.mark.parametrize("zone", [ZoneKind.HOSTILE_ORIGIN, ZoneKind.RESTRICTED])
def test_other_zones_free_nothing(zone):
    assert not permitted(Control.TIGHT, Identity.SUSPECT, zone=zone)


@pytest.mark.parametrize(
    ("away", "miss", "may"),
    [
        (0.99 * SELF_DEFENCE_TIME, 0.0, True),
        (1.01 * SELF_DEFENCE_TIME, 0.0, False),
        (10.0, 0.99 * SELF_DEFENCE_RADIUS, True),
        (10.0, 1.01 * SELF_DEFENCE_RADIUS, False),
        (-1.0, 0.0, False),
    ],
)
def test_on_hold_only_what_is_about_to_reach_the_battery_may_be_fired_at(away, miss, may):
    assert permitted(Control.HOLD, Identity.HOSTILE, away=away, miss=miss) is may
    assert permitted(Control.TIGHT, Identity.HOSTILE, away=away, miss=miss)
