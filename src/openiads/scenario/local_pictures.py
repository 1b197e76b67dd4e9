"""What the members of a network that passes on tracks believe by themselves, each by its own plots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from openiads.scenario.plan_rows import BatterySite, NetworkPlan, RadarSite


def local_pictures(
    networks: Sequence[NetworkPlan], batteries: Sequence[BatterySite], radars: Sequence[RadarSite]
) -> Iterator[NetworkPlan]:
    """One for each battery with radars, and each radar that belongs to none, of networks that fuse tracks.

    `networks` are those of the scenario, then those of batteries that are cut off; no name is there twice.
    """
    taken = {network.name for network in networks}
    for number, network in enumerate(networks):
        if not network.fuses:
            continue
        for name, heard in members(network, batteries, radars):
            own = f"{network.name}: {name}"
            while own in taken:
                own = f"{own} locally"
            taken.add(own)
            yield replace(
                network,
                name=own,
                batteries=(),
                radars=heard,
                fuses=False,
                system=1 + number,
            )


def members(
    network: NetworkPlan, batteries: Sequence[BatterySite], radars: Sequence[RadarSite]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Name and radars of each member of a network that has radars."""
    for b in network.batteries:
        own = tuple(s for s in network.radars if radars[s].battery == b)
        if own:
            yield f"battery {batteries[b].name}", own
    for s in network.radars:
        if radars[s].battery not in network.batteries:
            yield f"radar {radars[s].name}", (s,)
