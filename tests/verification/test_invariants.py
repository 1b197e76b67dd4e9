"""Each rule of the invariants is seen to fail: on a replicate that breaks it in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from openiads.simulation.prepare import Prepared, prepare
from openiads.state.planes import BatteryKey, ChannelKey, Event, EventKey, Fire, Radar, ShotKey
from openiads.state.state import State
from openiads.state.words import ChannelStage, Control, Happening, Identity
from openiads.state.world import World, freeze
from verification import watch
from verification.invariants import RULES, Breach, Invariants
from verification.watch import play_watched

SHOT = (Happening.LAUNCH,)
EVERY = 0
"""In the place of the number of one event of its kinds."""
Change = Callable[[State, int], None]
"""Of the state at the end of a step in which a certain thing happened, and of the row of that event."""


class Meddler:
    """Shows the watcher a copy of the state, changed at one event of some kinds, or at every one."""

    def __init__(self, watcher: Invariants, kinds: tuple[Happening, ...], change: Change, which: int) -> None:
        self.watcher, self.kinds, self.change, self.left = watcher, kinds, change, which

    def __call__(self, state: State, world: World, step: int) -> None:
        """As any phase."""
        shown = State(*(array.copy() for array in state))
        for e in watch.events_of_step(shown, step):
            if shown.events_i[EventKey.KIND, e] in self.kinds:
                self.left -= 1
                if self.left == 0 or self.left < EVERY:
                    self.change(shown, e)
        self.watcher(shown, world, step)


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    """Carriers, cruise and ballistic missiles, civil flights and one battery."""
    return prepare("one-battery")


def broken(
    prepared: Prepared,
    change: Change,
    kinds: tuple[Happening, ...] = SHOT,
    which: int = 3,
    told: Prepared | None = None,
    replicates: int = 1,
) -> list[Breach]:
    """What the watcher says of replicates with a change, if need be told of another world than is played."""
    watcher = Invariants(told or prepared)
    play_watched(prepared.world, Meddler(watcher, kinds, change, which), replicates)
    return watcher.closed()


def rules(found: list[Breach]) -> set[int]:
    return {RULES.index(breach.rule) for breach in found}


def unchanged(state: State, e: int) -> None:
    pass


def test_nothing_is_found_where_nothing_is_changed(prepared):
    assert broken(prepared, unchanged) == []


def magazine(state: State, e: int) -> None:
    state.magazine[0, 0] -= 1


def channel(state: State, e: int) -> None:
    free = np.flatnonzero(state.channels_i[ChannelKey.STAGE] == ChannelStage.FREE)[0]
    state.channels_i[ChannelKey.STAGE, free] = ChannelStage.LAUNCHING
    state.channels_i[ChannelKey.OBJECT, free] = -1


def guided(state: State, e: int) -> None:
    state.fire[Fire.GUIDED, 0] += 1.0


def together(state: State, e: int) -> None:
    state.events_f[Event.TIME, e] = state.events_f[Event.TIME, : e + 1][
        state.events_i[EventKey.KIND, : e + 1] == Happening.LAUNCH
    ][-2]


def same_target(state: State, e: int) -> None:
    n = state.events_i[EventKey.OBJECT, e]
    free = np.flatnonzero(state.channels_i[ChannelKey.OBJECT] != n)[0]
    state.channels_i[ChannelKey.STAGE, free] = ChannelStage.LAUNCHING
    state.channels_i[ChannelKey.OBJECT, free] = n


def nothing_flies(state: State, e: int) -> None:
    state.rounds_i[ShotKey.FLYING] = 0


@pytest.mark.parametrize(
    ("change", "rule"),
    [(magazine, 0), (channel, 1), (guided, 2), (together, 4), (same_target, 9), (nothing_flies, 10)],
    ids=lambda told: getattr(told, "__name__", str(told)),
)
def test_what_the_engine_holds_is_counted_anew(prepared, change, rule):
    assert rule in rules(broken(prepared, change))


def earlier(state: State, e: int) -> None:
    state.events_f[Event.TIME, e] -= 60.0


def test_an_event_before_its_time_and_a_launch_before_its_reaction_are_found(prepared):
    assert {5, 12} <= rules(broken(prepared, earlier))


def named(identity: Identity) -> Change:
    """A track that is given another identity, which the engine does not heed."""

    def change(state: State, e: int) -> None:
        state.events_f[Event.VALUE, e] = identity

    return change


def test_fire_at_a_neutral_is_found(prepared):
    found = broken(prepared, named(Identity.NEUTRAL), (Happening.IDENTIFIED,), EVERY)
    assert rules(found) == {7, 8}  # its status is tight


@pytest.mark.parametrize(
    ("control", "found"), [(Control.FREE, set()), (Control.TIGHT, {8}), (Control.HOLD, {8})]
)
def test_fire_at_a_suspect_is_found_under_tight_and_hold_alone(prepared, control, found):
    watched = told_of(prepared, battery_i=with_(prepared.world.battery_i, BatteryKey.CONTROL, control))
    suspect = named(Identity.SUSPECT)
    assert rules(broken(prepared, suspect, (Happening.IDENTIFIED,), EVERY, watched)) == found


def killed(state: State, e: int) -> None:
    state.events_i[EventKey.KIND, e] = Happening.KILL


def test_a_target_that_is_killed_twice_is_found(prepared):
    assert 11 in rules(broken(prepared, killed, (Happening.MISS,), EVERY))


def with_(planes: np.ndarray, plane: int, value: float) -> np.ndarray:
    """The same planes, one of them all of a value."""
    changed = planes.copy()
    changed[plane] = value
    return changed


def told_of(prepared: Prepared, **planes: object) -> Prepared:
    """What the watcher is told that the engine plays."""
    return replace(prepared, world=freeze(prepared.world._replace(**planes)))


def test_limits_that_the_engine_did_not_heed_are_found(prepared):
    world = prepared.world
    narrow = with_(world.radar_f, Radar.TRACK_HALF, 0.01)
    for rule, told in {
        3: {"battery_i": with_(world.battery_i, BatteryKey.RESERVE, 10_000)},
        6: {"battery_i": with_(world.battery_i, BatteryKey.SALVOS_MAX, 0)},
        13: {"radar_f": narrow},
        14: {"radar_f": narrow},
    }.items():
        found = broken(prepared, unchanged, SHOT, EVERY, told_of(prepared, **told), 4)
        assert rule in rules(found), RULES[rule]
