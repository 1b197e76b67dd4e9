"""What a raid would meet on a date: who is ready where, and how full the launchers are, in each history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from openiads.scenario.scenario_schema import Battery, Scenario
from openiads.scenario.timeline_plan import TimelinePlan
from openiads.study.timeline.by_day import is_ready
from openiads.study.timeline.stays import Stays
from openiads.study.timeline.timeline_draws import Floats

TENTHS = 10
"""Parts in which a load is told: histories that differ by a few rounds are then one state, prepared once."""


class State(NamedTuple):
    """A defence as it may stand on a date."""

    posts: tuple[tuple[int, int], ...]  # battery and place of all that are ready, ascending
    tenths: tuple[tuple[str, int], ...]  # of a full load, by type of round; a type that is full is left out


def states_of(
    plan: TimelinePlan, stays: Stays, left: Mapping[str, Floats], times: Floats, replicates: int
) -> list[list[State]]:
    """The state at each of some times (T,) [s] that each replicate meets: replicate r takes history r.

    Past the last history they begin again with the first.

    left  rounds that are left at these times (H, T), by type; loads of other types are full
    """
    ready = np.zeros((stays.histories, len(times), len(stays.posts)), dtype=np.bool_)
    for post in range(len(stays.posts)):
        ready[:, :, post] = is_ready(stays, post, times)
    return [
        [
            _state(
                plan,
                [stays.posts[post] for post in np.flatnonzero(ready[r % stays.histories, t])],
                {slug: float(rows[r % len(rows), t]) for slug, rows in left.items()},
            )
            for r in range(replicates)
        ]
        for t in range(len(times))
    ]


def _state(plan: TimelinePlan, posts: Sequence[tuple[int, int]], left: Mapping[str, float]) -> State:
    tenths = {}
    for slug, there in left.items():
        held = sum(plan.loads[battery].get(slug, 0) for battery, _ in posts)
        if there < held:
            tenths[slug] = int(TENTHS * there // held)
    return State(tuple(posts), tuple(sorted(tenths.items())))


def scenario_in(scenario: Scenario, plan: TimelinePlan, state: State) -> Scenario:
    """The scenario with the batteries that are ready, where they stand and with what they hold."""
    places, tenths = dict(state.posts), dict(state.tenths)
    batteries = [
        _posted(entry, plan, battery, places[battery], tenths)
        if battery in places
        else entry.model_copy(update={"remove": True})
        for battery, entry in enumerate(scenario.battery)
    ]
    return scenario.model_copy(update={"battery": batteries, "timeline": None})


def _posted(
    entry: Battery, plan: TimelinePlan, battery: int, place: int, tenths: Mapping[str, int]
) -> Battery:
    update: dict[str, Any] = {}
    if place != plan.homes[battery]:
        lat, lon = plan.sites[place]
        # An altitude was surveyed where it is from.
        update |= {"lat": lat, "lon": lon, "antenna_altitude_m": None}
    load = plan.loads[battery]
    if not tenths.keys().isdisjoint(load):
        update["loadout"] = {slug: count * tenths.get(slug, TENTHS) // TENTHS for slug, count in load.items()}
    return entry.model_copy(update=update)
