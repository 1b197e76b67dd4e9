"""Cuts of links in SI, and the network that a battery is by itself while it is cut off."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from openiads.catalogue.entries import Engagement
from openiads.scenario.plan_rows import BatterySite, CutLinks, NetworkPlan, RadarSite
from openiads.scenario.scenario_schema import Scenario


def cuts_in(
    scenario: Scenario, networks: Sequence[NetworkPlan], radars: Sequence[RadarSite], loose: Mapping[str, int]
) -> list[CutLinks]:
    """The cuts of a scenario; one that names nobody is of all members."""
    order = {battery.name: b for b, battery in enumerate(scenario.battery)}
    cuts = []
    for cut in scenario.cut:
        number = next(i for i, network in enumerate(networks) if network.name == cut.network)
        network = networks[number]
        if cut.batteries or cut.radars:
            batteries = tuple(order[name] for name in cut.batteries)
            others = tuple(loose[name] for name in cut.radars)
        else:
            batteries, others = network.batteries, ()
            others = tuple(s for s in network.radars if radars[s].battery not in batteries)
        own = tuple(s for s in network.radars if radars[s].battery in batteries)
        end = math.inf if cut.end_s is None else cut.end_s
        cuts.append(CutLinks(cut.name, number, batteries, own + others, cut.begin_s, end))
    return cuts


def fallen_off(
    battery: int,
    networks: Sequence[NetworkPlan],
    batteries: Sequence[BatterySite],
    radars: Sequence[RadarSite],
    engagement: Engagement,
) -> NetworkPlan:
    """What a battery is by itself: its own radars, its interrogator and its people, as one that stands alone.

    Flight plans, cueing and the tracks of others come over links.
    """
    network = next(network for network in networks if battery in network.batteries)
    name = batteries[battery].name
    if any(other.name == name for other in networks):
        name = f"{name} alone"
    return replace(
        network,
        name=name,
        batteries=(),
        radars=tuple(s for s, site in enumerate(radars) if site.battery == battery),
        delay=engagement.own_delay,
        loss=0.0,
        cueing=False,
        engage_on_remote=False,
        flight_plans=False,
        fuses=False,
    )
