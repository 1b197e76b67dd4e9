"""A scenario with its batteries of one kind at other sites: what is played to judge a choice.

Rows of the scenario keep what they say of a battery - load, control, radars - and only stand elsewhere: each
at the site that lets all of them together move least.  What the scenario has too few of is copied from the
one that is asked about; batteries of other kinds, radars and networks stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.frames import great_circle
from openiads.ground.units import DEG
from openiads.scenario.cast import Place, place
from openiads.scenario.load_scenario import load
from openiads.scenario.orders_in_file import orders_of
from openiads.scenario.scenario_schema import Battery, Network, Overrides, Radar, Scenario

RAISED = ("raid", "asset", "traffic", "zone", "corridor")
"""Tables that a raid brings with it from another scenario."""


def stood_at(
    scenario: Scenario, battery: str, sites: Sequence[Place], catalogue: Catalogue = PACKAGED
) -> Scenario:
    """The scenario with as many batteries of one kind as there are sites [rad], at these.

    battery  name of the one that is asked about
    """
    rows = _rows(scenario, battery, len(sites))
    others = [row for row in scenario.battery if row.system != rows[0].system]
    stand = [_moved(row, sites[site]) for row, site in zip(rows, _matched(rows, sites), strict=True)]
    there = [row.name for row in (*stand, *others)]
    update: dict[str, object] = {
        "battery": [*stand, *others],
        "network": _networks(scenario, battery, there),
        "control_order": orders_of(scenario.control_order, there),
        "cut": [],
        "timeline": None,
    }
    return load(scenario.model_copy(update=update), catalogue=catalogue)


def against(scenario: Scenario, other: Scenario) -> Scenario:
    """The defence of a scenario, and the raids of another with all that flies and is defended there.

    Figures of threats that the other replaces are its own; those of the defence are not.
    """
    area = scenario.area.model_copy(
        update={"duration_s": other.area.duration_s, "airspace": other.area.airspace}
    )
    update = {name: getattr(other, name) for name in RAISED}
    update["battery"] = [_bound(row, {asset.name for asset in other.asset}) for row in scenario.battery]
    figures = (scenario.catalogue or Overrides()).model_copy(
        update={"threats": None if other.catalogue is None else other.catalogue.threats}
    )
    return scenario.model_copy(update={**update, "name": other.name, "area": area, "catalogue": figures})


def _bound(row: Battery, assets: Collection[str]) -> Battery:
    """A battery that protects what is there of what it protected; all, if nothing is left of that."""
    kept = [name for name in row.protects or () if name in assets]
    return row.model_copy(update={"protects": kept or None})


def of_kind(scenario: Scenario, battery: str) -> list[Battery]:
    """The rows of a scenario whose system is that of one of them, which comes first."""
    first = next(row for row in scenario.battery if row.name == battery)
    return [first, *(row for row in scenario.battery if row.system == first.system and row is not first)]


def _rows(scenario: Scenario, battery: str, count: int) -> list[Battery]:
    known = of_kind(scenario, battery)
    tables: list[Sequence[Battery | Radar | Network]] = [scenario.battery, scenario.radar, scenario.network]
    taken = {row.name for table in tables for row in table}
    rows = known[:count]
    number = 1
    while len(rows) < count:
        number += 1
        if (name := f"{battery} {number}") not in taken:
            rows.append(known[0].model_copy(update={"name": name}))
    # The acquisition radar is its regiment's: it comes along with whoever comes.
    if not any(row.acquisition_radar for row in rows) and any(row.acquisition_radar for row in known):
        rows[0] = rows[0].model_copy(update={"acquisition_radar": True})
    return rows


def _matched(rows: Sequence[Battery], sites: Sequence[Place]) -> list[int]:
    """Site of each row, such that all together move least."""
    latitude, longitude = np.array(sites, dtype=np.float64).T
    away = np.stack([great_circle(*place((row.lat, row.lon)), latitude, longitude)[0] for row in rows])
    _, chosen = linear_sum_assignment(away)
    return [int(site) for site in chosen]


def _moved(row: Battery, site: Place) -> Battery:
    """Where it moves, its antenna stands on the ground there, whatever was surveyed where it stood."""
    if site == place((row.lat, row.lon)):
        return row
    update = {"lat": site[0] / DEG, "lon": site[1] / DEG, "antenna_altitude_m": None}
    return row.model_copy(update=update)


def _networks(scenario: Scenario, battery: str, there: Sequence[str]) -> list[Network]:
    """Networks of the batteries that are there; new ones join that of the one they are copies of."""
    new = [name for name in there if name not in {row.name for row in scenario.battery}]
    told = []
    for network in scenario.network:
        joined = new if battery in network.batteries and network.form != "alone" else []
        names = [name for name in network.batteries if name in there] + joined
        if names:
            told.append(network.model_copy(update={"batteries": names}))
    return told
