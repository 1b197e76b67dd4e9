"""Faults of meaning in the defence: networks, batteries and their loads, radars."""

from __future__ import annotations

from collections.abc import Mapping

from openiads.catalogue.entries import System
from openiads.catalogue.load_catalogue import Catalogue
from openiads.ground.errors import Faults, UnknownName
from openiads.scenario.known import Known, look_up
from openiads.scenario.scenario_schema import Battery, Network, Scenario

ROLES_OF_FORM = {
    "alone": (),
    "regiment": ("acquisition", "multifunction"),
    "national": ("acquisition", "multifunction", "early-warning"),
    "allied": ("acquisition", "multifunction", "early-warning", "airborne"),
}
"""Roles that a network's own radars may have, by its form."""


NEED_OTHERS = {"cueing": "that could cue it", "engage_on_remote": "to engage on"}
"""What a battery that stands alone cannot do, by the field that asks for it."""


def check_networks(scenario: Scenario, known: Known, faults: Faults) -> None:
    """Note batteries and radars that are not there, stand twice, or do not fit the form."""
    owner: dict[str, str] = {}
    for network in scenario.network:
        path = f"network.{network.name}"
        for name in network.batteries:
            known.require("battery", name, f"{path}.batteries", faults)
            if name in owner:
                faults.add(
                    f"{path}.batteries",
                    f"{name!r} is in network {owner[name]!r} already; a battery has one; remove it here",
                )
            owner[name] = network.name
        known.require_each("radar", network.radars, f"{path}.radars", faults)
        _check_form(network, scenario, known.moved, faults)
        _check_remote(network, scenario, known.moved, faults)
    for battery in scenario.battery:
        if battery.name not in owner and battery.name in known.names["network"]:
            faults.add(
                f"battery.{battery.name}",
                "is in no network, and the network that it would form alone has its name already; rename one",
            )


def _check_form(network: Network, scenario: Scenario, catalogue: Catalogue, faults: Faults) -> None:
    path = f"network.{network.name}"
    if network.form == "alone":
        if len(network.batteries) != 1:
            faults.add(
                f"{path}.batteries",
                f"has {len(network.batteries)}; form 'alone' is one battery; choose another form",
            )
        for field, words in NEED_OTHERS.items():
            if getattr(network, field):
                faults.add(
                    f"{path}.{field}", f"is true; form 'alone' has no other radar {words}; leave it out"
                )
    types = {radar.name: radar.type for radar in scenario.radar}
    for name in network.radars:
        role = _role(types.get(name, ""), catalogue)
        if role and role not in ROLES_OF_FORM[network.form]:
            forms = [form for form, roles in ROLES_OF_FORM.items() if role in roles]
            faults.add(
                f"{path}.radars",
                f"{name!r} is a radar of role {role!r}, which form {network.form!r} does not take; "
                f"allowed forms are {', '.join(forms) or 'none'}",
            )


def _check_remote(network: Network, scenario: Scenario, catalogue: Catalogue, faults: Faults) -> None:
    if not network.engage_on_remote or network.form == "alone":
        return
    systems = {battery.system for battery in scenario.battery if battery.name in network.batteries}
    able = able_on_remote(catalogue)
    if systems and systems.isdisjoint(able) and systems <= set(catalogue.names("system")):
        faults.add(
            f"network.{network.name}.engage_on_remote",
            f"is true, but by the catalogue no round of {', '.join(sorted(systems))} can be fired on another "
            f"radar's track; systems that can are {', '.join(able)}; leave it out",
        )


def able_on_remote(catalogue: Catalogue) -> list[str]:
    """Systems whose rounds can be fired on another radar's track."""
    return [slug for slug in catalogue.names("system") if catalogue.system(slug).remote != "none"]


def _role(slug: str, catalogue: Catalogue) -> str:
    return catalogue.radar(slug).role if slug in catalogue.names("radar") else ""


def check_batteries(scenario: Scenario, known: Known, faults: Faults) -> None:
    """Note systems that the catalogue lacks and loads that they cannot fire or hold."""
    for battery in scenario.battery:
        path = f"battery.{battery.name}"
        system = look_up(known.moved.system, battery.system, f"{path}.system", faults)
        known.require_each("asset", battery.protects or (), f"{path}.protects", faults)
        _check_authority(battery, path, faults)
        if system is not None:
            _check_rounds(battery, system, known, f"{path}.loadout", faults)
            _check_reload(battery, system, f"{path}.reload", faults)


def _check_authority(battery: Battery, path: str, faults: Faults) -> None:
    chance = battery.authority_loss_probability
    if chance and battery.control_without_authority is None:
        faults.add(
            f"{path}.authority_loss_probability",
            f"is {chance:g}, and control_without_authority does not say what holds then; "
            "allowed are 'free', 'tight', 'hold'; give one of them",
        )


def _check_rounds(battery: Battery, system: System, known: Known, path: str, faults: Faults) -> None:
    load = _load(battery, system)
    unknown = [slug for slug in load if slug not in system.rounds]
    for slug in unknown:
        faults.add(path, str(UnknownName(f"round of {system.slug}", slug, system.rounds)))
    if unknown:
        return
    taken, launchers, held = _room(battery, system, known.moved)
    as_filed = _room(battery, known.catalogue.system(system.slug), known.catalogue)
    # Figures that the file replaces within their boxes may contradict each other; theirs is another check.
    if taken > held and as_filed[0] > as_filed[2]:
        whose = f"the load of {system.slug}" if battery.loadout is None else "the load"
        faults.add(
            path,
            f"{whose} takes {taken} canister positions; {launchers} launchers of "
            f"{system.positions_per_launcher} hold {held}; give fewer rounds",
        )


def _check_reload(battery: Battery, system: System, path: str, faults: Faults) -> None:
    for slug, count in (battery.reload or {}).items():
        if slug not in system.rounds:
            faults.add(path, str(UnknownName(f"round of {system.slug}", slug, system.rounds)))
        elif count and not _load(battery, system).get(slug, 0):
            faults.add(
                path,
                f"has {count} rounds of {slug!r}, and no launcher carries them; give such rounds to the "
                "loadout too, or leave these out",
            )


def _load(battery: Battery, system: System) -> Mapping[str, int]:
    return system.loadout if battery.loadout is None else battery.loadout


def _room(battery: Battery, system: System, catalogue: Catalogue) -> tuple[int, int, int]:
    """Canister positions that a battery's load takes, its launchers, and the positions of these."""
    # A position holds rounds of one type, so a started position is a whole one.
    taken = sum(
        -(-count // catalogue.round_of(slug).rounds_per_position)
        for slug, count in _load(battery, system).items()
    )
    launchers = system.launchers if battery.launchers is None else battery.launchers
    return taken, launchers, launchers * system.positions_per_launcher


def check_radars(scenario: Scenario, known: Known, faults: Faults) -> None:
    """Note radars that the catalogue lacks."""
    for radar in scenario.radar:
        look_up(known.moved.radar, radar.type, f"radar.{radar.name}.type", faults)
