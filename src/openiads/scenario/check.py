"""Faults of a scenario file that its schema cannot see: names, references, numbers that contradict."""

from __future__ import annotations

from collections import Counter

from openiads.ground.draws import identities
from openiads.ground.errors import Faults, ScenarioError
from openiads.scenario.check_defence import check_batteries, check_networks, check_radars
from openiads.scenario.check_flights import check_raids, check_traffic
from openiads.scenario.check_map import check_map
from openiads.scenario.check_size import check_size
from openiads.scenario.check_timeline import check_timeline
from openiads.scenario.cuts_in_file import check_cuts
from openiads.scenario.known import Known
from openiads.scenario.orders_in_file import check_control_orders
from openiads.scenario.scenario_schema import Scenario


def check(scenario: Scenario, known: Known, faults: Faults) -> None:
    """Note every fault of meaning.

    Parameters
    ----------
    scenario : the entries of the file that are sound by themselves
    known : the names of all its entries, and the catalogue
    faults : where to note them
    """
    _check_names(known, faults)
    check_networks(scenario, known, faults)
    check_batteries(scenario, known, faults)
    check_radars(scenario, known, faults)
    check_raids(scenario, known, faults)
    check_traffic(scenario, known, faults)
    _check_corridors(scenario, faults)
    check_control_orders(scenario, known, faults)
    check_cuts(scenario, known, faults)
    check_timeline(scenario, known, faults)
    _check_clocks(scenario, faults)
    check_size(scenario, known, faults)
    check_map(scenario, known, faults)


def _check_names(known: Known, faults: Faults) -> None:
    for table, names in known.names.items():
        for name, times in Counter(names).items():
            if times > 1:
                faults.add(f"{table}.{name}", f"{times} of [[{table}]] have this name; rename all but one")
    try:
        identities({name for names in known.names.values() for name in names})
    except ScenarioError as error:
        faults.add("", str(error))


def _check_clocks(scenario: Scenario, faults: Faults) -> None:
    step, cycle = scenario.area.step_s, scenario.area.cycle_s
    if step > cycle:
        faults.add(
            "area.step_s", f"is {step:g} s, longer than cycle_s {cycle:g} s; shorten it or lengthen the cycle"
        )


def _check_corridors(scenario: Scenario, faults: Faults) -> None:
    for corridor in scenario.corridor:
        low, high = corridor.altitude_low_m, corridor.altitude_high_m
        if low >= high:
            faults.add(
                f"corridor.{corridor.name}.altitude_high_m",
                f"is {high:g} m, not above altitude_low_m {low:g} m; swap them or widen the corridor",
            )
