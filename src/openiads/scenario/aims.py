"""What a raid may aim at: assets, batteries and radars, each by its name.

Of things of one name an asset comes before a battery, and a battery before a radar: files that name an asset
mean what they always meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from openiads.catalogue.entries import System
from openiads.catalogue.load_catalogue import Catalogue
from openiads.scenario.scenario_schema import Scenario

AIRBORNE = "airborne"


class Aim(NamedTuple):
    """A place that raiders fly to."""

    table: Literal["asset", "battery", "radar"]
    name: str
    lat: float
    """[deg]"""
    lon: float
    """[deg]"""


def radar_slugs(system: System, with_acquisition: bool) -> list[str]:
    """Radars of a battery, its engagement radar first; the acquisition radar only where it has it with it."""
    slugs = [system.engagement_radar, *system.search_radars]
    if system.acquisition_radar and with_acquisition:
        slugs.append(system.acquisition_radar)
    return list(dict.fromkeys(slugs))


def name_of_radar(battery: str, slug: str) -> str:
    """What a battery's own radar is called."""
    return f"{battery} {slug}"


def aims_in(scenario: Scenario, catalogue: Catalogue) -> dict[str, Aim]:
    """Every place that a raid may name; what stands in the air is none."""
    found: dict[str, Aim] = {}
    for aim in _all(scenario, catalogue):
        found.setdefault(aim.name, aim)
    return found


def _all(scenario: Scenario, catalogue: Catalogue) -> Iterator[Aim]:
    systems, radars = catalogue.names("system"), catalogue.names("radar")
    for asset in scenario.asset:
        yield Aim("asset", asset.name, asset.lat, asset.lon)
    for battery in scenario.battery:
        yield Aim("battery", battery.name, battery.lat, battery.lon)
    for radar in scenario.radar:
        if radar.type in radars and catalogue.radar(radar.type).role != AIRBORNE:
            yield Aim("radar", radar.name, radar.lat, radar.lon)
    for battery in scenario.battery:
        if battery.system in systems:
            for slug in radar_slugs(catalogue.system(battery.system), battery.acquisition_radar):
                yield Aim("radar", name_of_radar(battery.name, slug), battery.lat, battery.lon)
