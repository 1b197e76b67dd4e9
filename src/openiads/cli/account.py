"""A scenario told to a reader."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from openiads.ground.units import MINUTE
from openiads.scenario.schema import Battery, Raid, Scenario, Traffic


def account(scenario: Scenario) -> RenderableType:
    """Story, defence, assets, raids, flights: one screen."""
    area = scenario.area
    setting = (
        f"{area.duration_s / MINUTE:g} minutes, step {area.step_s:g} s, terrain {area.terrain}, "
        f"airspace {area.airspace}, weapons control {scenario.doctrine.control}"
    )
    return Group(
        Text(scenario.name, style="bold").append(f"  {scenario.title}", style="not bold"),
        Text(setting, style="dim"),
        Padding(Text(" ".join(scenario.story.split())), (1, 0)),
        *_section("Networks", ("network", "form", "batteries", "interrogator"), _networks(scenario)),
        *_section("Batteries", ("battery", "system", "place", "rounds"), map(_battery, scenario.battery)),
        *_section("Radars", ("radar", "type", "place"), ((r.name, r.type, _place(r.lat, r.lon)) for r in scenario.radar)),
        *_section("Assets", ("asset", "kind", "place", "value"), ((a.name, a.kind, _place(a.lat, a.lon), f"{a.value:g}") for a in scenario.asset)),
        *_section("Raids", ("raid", "threat", "count", "from", "releases"), map(_raid, scenario.raid)),
        *_section("Flights", ("flight", "aircraft", "count", "from", "route"), map(_traffic, scenario.traffic)),
        *_section("Zones", ("zone", "kind", "place", "radius"), ((z.name, z.kind, _place(z.lat, z.lon), f"{z.radius_km:g} km") for z in scenario.zone)),
    )


def _section(title: str, headings: tuple[str, ...], rows: object) -> list[RenderableType]:
    table = Table(*headings, box=None, header_style="dim", pad_edge=False, padding=(0, 3, 0, 0))
    for row in rows:  # type: ignore[attr-defined]
        table.add_row(*row)
    return [Text(title, style="bold"), Padding(table, (0, 0, 1, 2))] if table.row_count else []


def _networks(scenario: Scenario) -> list[tuple[str, ...]]:
    return [(n.name, n.form, ", ".join(n.batteries), n.interrogator) for n in scenario.network]


def _battery(battery: Battery) -> tuple[str, ...]:
    load = ", ".join(f"{n} {slug}" for slug, n in (battery.loadout or {}).items())
    return battery.name, battery.system, _place(battery.lat, battery.lon), load or "catalogue's load"


def _raid(raid: Raid) -> tuple[str, ...]:
    weapon = f"{raid.weapon.count} {raid.weapon.threat} each" if raid.weapon else ""
    return raid.name, raid.threat, str(raid.count), f"minute {raid.start_s / MINUTE:.0f}", weapon


def _traffic(traffic: Traffic) -> tuple[str, ...]:
    ends = [end if isinstance(end, str) else _place(*end) for end in (traffic.origin, traffic.destination) if end]
    route = " to ".join(ends) or f"patrol of {len(traffic.patrol or ())} points"
    return traffic.name, traffic.aircraft, str(traffic.count), f"minute {traffic.start_s / MINUTE:.0f}", route


def _place(lat: float, lon: float) -> str:
    return f"{abs(lat):.2f}{'NS'[lat < 0]} {abs(lon):.2f}{'EW'[lon < 0]}"
