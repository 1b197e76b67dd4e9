"""Cuts of links in a file: what they may say, and what is left of them where batteries go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from openiads.ground.errors import Faults
from openiads.scenario.known import Known
from openiads.scenario.scenario_schema import Cut, Network, Scenario


def check_cuts(scenario: Scenario, known: Known, faults: Faults) -> None:
    """Note cuts of networks, batteries and radars that are not there, and those without a time."""
    networks = {network.name: network for network in scenario.network}
    for cut in scenario.cut:
        path = f"cut.{cut.name}"
        known.require("network", cut.network, f"{path}.network", faults)
        known.require_each("battery", cut.batteries, f"{path}.batteries", faults)
        known.require_each("radar", cut.radars, f"{path}.radars", faults)
        if cut.end_s is not None and cut.end_s <= cut.begin_s:
            faults.add(
                f"{path}.end_s",
                f"is {cut.end_s:g} s, not after begin_s {cut.begin_s:g} s; swap them or leave one out",
            )
        network = networks.get(cut.network)
        if network is not None:
            _check_members(cut, network, known, path, faults)


def _check_members(cut: Cut, network: Network, known: Known, path: str, faults: Faults) -> None:
    """Note who is named and no member, and a network that nothing can fall off."""
    if network.form == "alone":
        faults.add(
            f"{path}.network",
            f"is {network.name!r}, whose form is 'alone': it has no links; leave the cut out",
        )
        return
    for table, named, members in (
        ("battery", cut.batteries, network.batteries),
        ("radar", cut.radars, network.radars),
    ):
        for name in named:
            if name in known.names[table] and name not in members:
                field = "batteries" if table == "battery" else "radars"
                allowed = ", ".join(members) or "none"
                faults.add(
                    f"{path}.{field}", f"{name!r} is not in network {network.name!r}; allowed are {allowed}"
                )


def cuts_of(cuts: Iterable[Cut], networks: Sequence[Network], radars: Collection[str]) -> list[Cut]:
    """Cuts of the networks that are there, for the batteries and radars that are; the rest is gone."""
    members = {network.name: network.batteries for network in networks}
    left = []
    for cut in cuts:
        who = {
            "batteries": [name for name in cut.batteries if name in members.get(cut.network, ())],
            "radars": [name for name in cut.radars if name in radars],
        }
        named = bool(cut.batteries or cut.radars)
        if cut.network in members and (not named or who["batteries"] or who["radars"]):
            left.append(cut.model_copy(update=who))
    return left
