"""A scenario told to a reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.ground.units import MINUTE
from openiads.report.ink.doctrine_words import doctrine_words
from openiads.report.ink.listing import Listing
from openiads.scenario.scenario_schema import Asset, Battery, Network, Radar, Raid, Scenario, Traffic, Zone

Entry = TypeVar("Entry")


def account(scenario: Scenario) -> RenderableType:
    """Story, defence, assets, raids, flights: one screen."""
    area = scenario.area
    setting = (
        f"{area.duration_s / MINUTE:g} minutes, step {area.step_s:g} s, terrain {area.terrain}, "
        f"airspace {area.airspace}"
    )
    models = ", ".join(
        f"{kind} {name}" for kind, name in scenario.models.model_dump(exclude_none=True).items()
    )
    firing = "; ".join(doctrine_words(scenario))
    return Group(
        Text(scenario.name, style="bold").append(f"  {scenario.title}", style="not bold"),
        Text(setting, style="dim"),
        Text(f"doctrine: {firing}", style="dim"),
        Text(f"models: {models}", style="dim"),
        Padding(Text(" ".join(scenario.story.split())), (1, 0)),
        *_section(scenario.network, _network, "network", "form", "batteries", "interrogator", "passes on"),
        *_section(scenario.battery, _battery, "battery", "system", "place", "rounds"),
        *_section(scenario.radar, _radar, "radar", "type", "place"),
        *_section(scenario.asset, _asset, "asset", "kind", "place", "value"),
        *_section(scenario.raid, _raid, "raid", "threat", "count", "first", "aims at", "releases"),
        *_section(scenario.traffic, _traffic, "flight", "aircraft", "count", "first", "route"),
        *_section(scenario.zone, _zone, "zone", "kind", "place", "radius"),
    )


def _section(
    entries: Sequence[Entry], row_of: Callable[[Entry], tuple[str, ...]], *headings: str
) -> list[RenderableType]:
    """One table of the file; nothing if it has no entries."""
    table = Listing(headings, words=range(len(headings)), header_style="bold", gap=3)
    for entry in entries:
        table.add_row(*row_of(entry))
    return [Padding(table, (0, 0, 1, 0))] if entries else []


def _network(network: Network) -> tuple[str, ...]:
    return network.name, network.form, ", ".join(network.batteries), network.interrogator, network.fusion


def _radar(radar: Radar) -> tuple[str, ...]:
    return radar.name, radar.type, _place(radar.lat, radar.lon)


def _asset(asset: Asset) -> tuple[str, ...]:
    return asset.name, asset.kind, _place(asset.lat, asset.lon), f"{asset.value:g}"


def _zone(zone: Zone) -> tuple[str, ...]:
    return zone.name, zone.kind, _place(zone.lat, zone.lon), f"{zone.radius_km:g} km"


def _battery(battery: Battery) -> tuple[str, ...]:
    load = ", ".join(f"{n} {slug}" for slug, n in (battery.loadout or {}).items())
    behind = ", ".join(f"{n} {slug}" for slug, n in (battery.reload or {}).items() if n)
    told = load or "catalogue's load"
    told += f", reload {behind}" if behind else ""
    return battery.name, battery.system, _place(battery.lat, battery.lon), told


def _raid(raid: Raid) -> tuple[str, ...]:
    weapon = f"{raid.weapon.count} {raid.weapon.threat} each" if raid.weapon else ""
    aims = ", ".join(raid.targets or ([raid.target] if raid.target else []))
    return raid.name, raid.threat, str(raid.count), f"minute {raid.start_s / MINUTE:.0f}", aims, weapon


def _traffic(traffic: Traffic) -> tuple[str, ...]:
    ends = [_end(end) for end in (traffic.origin, traffic.destination) if end]
    route = " to ".join(ends) or f"patrol of {len(traffic.patrol or ())} points"
    if traffic.diverts_to is not None:
        route += f", diverted to {_end(traffic.diverts_to)}"
    if traffic.offset_km != 0.0:
        route += f", {abs(traffic.offset_km):g} km {'right' if traffic.offset_km > 0.0 else 'left'} of it"
    if traffic.terrain_following:
        route += f", {traffic.clearance_m:g} m above ground"
    route += "" if traffic.transponder else ", no reply"
    return traffic.name, traffic.aircraft, str(traffic.count), f"minute {traffic.start_s / MINUTE:.0f}", route


def _end(where: str | tuple[float, float]) -> str:
    return where if isinstance(where, str) else _place(*where)


def _place(lat: float, lon: float) -> str:
    return f"{abs(lat):.2f}{'NS'[lat < 0]} {abs(lon):.2f}{'EW'[lon < 0]}"
