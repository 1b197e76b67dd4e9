"""Arms with the same price, the same rounds or the same canister positions as the first one.

Catalogues tell of systems that differ in size; how much of a difference between them is that of their sizes
is seen when these are made equal.  Prices, loads and launchers are the catalogue's nominal ones.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from openiads.catalogue.load_catalogue import Catalogue
from openiads.ground.errors import ScenarioError
from openiads.ground.units import MUSD
from openiads.scenario.load_scenario import load
from openiads.scenario.scenario_schema import Battery, Scenario
from openiads.study.design.arms import Arm
from openiads.study.design.loads import Load, per_position_of, positions_of
from openiads.study.design.shares import in_shares, load_in, load_of
from openiads.study.design.study_schema import Equal

MOST_LAUNCHERS = 100
"""Launchers that the file of a scenario may give a battery."""
ALONE = "batteries alone are counted, no radars or networks beside them"
NEAR = 1e-9
"""Two prices that differ by less of themselves are the same."""


def equalised(arms: Sequence[Arm], by: Equal, catalogue: Catalogue) -> list[Arm]:
    """All arms, those after the first changed until they are equal to it; each says how, and how nearly."""
    for arm in arms:
        if not arm.scenario.battery:
            raise ScenarioError(f"arm {arm.name} has no battery, so no {by} to make equal; leave equal out")
    return [MAKERS[by](arm, arms[0], catalogue) for arm in arms]


def price_of(scenario: Scenario, catalogue: Catalogue) -> float:
    """Nominal price of all batteries [USD]."""
    return sum(catalogue.system(battery.system).cost for battery in scenario.battery)


def rounds_of(scenario: Scenario, catalogue: Catalogue) -> int:
    """Ready rounds of all batteries."""
    return sum(sum(_load(battery, catalogue).values()) for battery in scenario.battery)


def canisters_of(scenario: Scenario, catalogue: Catalogue) -> int:
    """Canister positions that the loads of all batteries take."""
    return sum(_taken(battery, catalogue) for battery in scenario.battery)


def _by_price(arm: Arm, first: Arm, catalogue: Catalogue) -> Arm:
    wanted = price_of(first.scenario, catalogue)
    batteries = arm.scenario.battery
    costs = [catalogue.system(battery.system).cost for battery in batteries]
    count = _nearest_count(costs, wanted)
    scenario = _with_batteries(arm.scenario, count, catalogue)
    price = price_of(scenario, catalogue)
    words = f"{count} {'battery' if count == 1 else 'batteries'}{_instead(count, len(batteries))}"
    words += f" for {_musd(price)} MUSD"
    if arm.name == first.name:
        return arm._replace(told=f"{words}, to which the others are held; {ALONE}.")
    told = f"{words} against {_musd(wanted)} of {first.name}; {_rest(price, wanted)}"
    if count > len(batteries):
        told += "; those added stand beside the others, in turn"
    return arm._replace(scenario=scenario, told=f"{told}; {ALONE}.")


def _by_rounds(arm: Arm, first: Arm, catalogue: Catalogue) -> Arm:
    wanted = rounds_of(first.scenario, catalogue)
    batteries = arm.scenario.battery
    room = [_most_rounds(battery, catalogue) for battery in batteries]
    own = [sum(_load(battery, catalogue).values()) for battery in batteries]
    quotas = in_shares(wanted, own, room)
    loads = [_scaled(b, quota, catalogue) for b, quota in zip(batteries, quotas, strict=True)]
    scenario = _with_loads(arm, loads, None)
    rounds = rounds_of(scenario, catalogue)
    if arm.name == first.name:
        return arm._replace(scenario=scenario, told=f"{rounds} rounds, to which the others are held.")
    told = f"{rounds} rounds{_instead(rounds, sum(own))} against {wanted} of {first.name}"
    if rounds < wanted:
        told += (
            f"; the launchers hold no more, so {wanted - rounds} are lacking; with this arm as the first all "
            "would be held to its rounds"
        )
    return arm._replace(scenario=scenario, told=f"{told}{_launchers_stay(batteries, catalogue)}.")


def _by_canisters(arm: Arm, first: Arm, catalogue: Catalogue) -> Arm:
    wanted = canisters_of(first.scenario, catalogue)
    batteries = arm.scenario.battery
    own = [_taken(battery, catalogue) for battery in batteries]
    if arm.name == first.name:
        loads = [_load(battery, catalogue) for battery in batteries]
        told = f"{wanted} canister positions, to which the others are held."
        return arm._replace(scenario=_with_loads(arm, loads, None), told=told)
    most = [MOST_LAUNCHERS * catalogue.system(b.system).positions_per_launcher for b in batteries]
    quotas = in_shares(wanted, own, most)
    loads = [_filling(b, quota, catalogue) for b, quota in zip(batteries, quotas, strict=True)]
    launchers = [
        -(-quota // catalogue.system(b.system).positions_per_launcher)
        for b, quota in zip(batteries, quotas, strict=True)
    ]
    scenario = _with_loads(arm, loads, launchers)
    taken = canisters_of(scenario, catalogue)
    before = sum(_launchers(battery, catalogue) for battery in batteries)
    told = (
        f"{taken} canister positions{_instead(taken, sum(own))} against {wanted} of {first.name}, on "
        f"{sum(launchers)} launchers{_instead(sum(launchers), before)}"
    )
    if taken != wanted:
        told += f"; {abs(wanted - taken)} {'are lacking' if taken < wanted else 'are more'}"
    return arm._replace(scenario=scenario, told=f"{told}{_beyond(batteries, launchers, catalogue)}.")


MAKERS: dict[Equal, Callable[[Arm, Arm, Catalogue], Arm]] = {
    "price": _by_price,
    "rounds": _by_rounds,
    "canisters": _by_canisters,
}


def _load(battery: Battery, catalogue: Catalogue) -> Load:
    return catalogue.system(battery.system).loadout if battery.loadout is None else battery.loadout


def _launchers(battery: Battery, catalogue: Catalogue) -> int:
    return catalogue.system(battery.system).launchers if battery.launchers is None else battery.launchers


def _taken(battery: Battery, catalogue: Catalogue) -> int:
    system = catalogue.system(battery.system)
    return positions_of(_load(battery, catalogue), per_position_of(system, catalogue))


def _most_rounds(battery: Battery, catalogue: Catalogue) -> int:
    """The most rounds of its mix that its launchers hold."""
    system = catalogue.system(battery.system)
    held = _launchers(battery, catalogue) * system.positions_per_launcher
    return sum(load_in(held, _load(battery, catalogue), per_position_of(system, catalogue)).values())


def _scaled(battery: Battery, quota: int, catalogue: Catalogue) -> dict[str, int]:
    """A load of so many rounds in its mix, within its launchers."""
    system = catalogue.system(battery.system)
    held = _launchers(battery, catalogue) * system.positions_per_launcher
    return load_of(quota, held, _load(battery, catalogue), per_position_of(system, catalogue))


def _filling(battery: Battery, positions: int, catalogue: Catalogue) -> dict[str, int]:
    per_position = per_position_of(catalogue.system(battery.system), catalogue)
    return load_in(positions, _load(battery, catalogue), per_position)


def _nearest_count(costs: Sequence[float], wanted: float) -> int:
    """How many batteries, taken in turn, come nearest to a price; one at least."""
    count, price = 1, costs[0]
    while True:
        more = price + costs[count % len(costs)]
        if abs(more - wanted) > abs(price - wanted) or more > wanted + costs[count % len(costs)]:
            return count
        count, price = count + 1, more


def _with_loads(arm: Arm, loads: Sequence[Load], launchers: Sequence[int] | None) -> Scenario:
    changes: list[dict[str, Any]] = [{"loadout": dict(load)} for load in loads]
    for change, count in zip(changes, launchers or (), strict=False):
        change["launchers"] = count
    battery = [b.model_copy(update=c) for b, c in zip(arm.scenario.battery, changes, strict=True)]
    return load(arm.scenario.model_copy(update={"battery": battery}), (), arm.catalogue)


def _with_batteries(scenario: Scenario, count: int, catalogue: Catalogue) -> Scenario:
    """The first so many batteries; beyond those that there are, copies in turn at the same places."""
    document = scenario.model_dump(exclude_none=True)
    rows = document["battery"]
    for row in rows[count:]:
        row["remove"] = True
    for index in range(len(rows), count):
        _add_copy(document, rows[index % len(scenario.battery)], index // len(scenario.battery) + 1)
    return load(document, (), catalogue)


def _add_copy(document: dict[str, Any], row: dict[str, Any], number: int) -> None:
    """One more battery like another, in its network; beside one that stands alone, one that does too."""
    names = {each["name"] for each in document["battery"]}
    name = next(name for k in itertools.count(number) if (name := f"{row['name']} {k}") not in names)
    document["battery"].append({**row, "name": name})
    network = next(net for net in document["network"] if row["name"] in net["batteries"])
    if network["form"] == "alone":
        document["network"].append({**network, "name": name, "batteries": [name]})
    else:
        network["batteries"].append(name)


def _musd(price: float) -> str:
    return f"{price / MUSD:,.0f}"


def _instead(count: int, before: int) -> str:
    return "" if count == before else f" instead of {before}"


def _rest(price: float, wanted: float) -> str:
    """What could not be made equal of two prices."""
    share = (price - wanted) / wanted
    if abs(share) < NEAR:
        return "the price is the same"
    word = "more" if share > 0 else "less"
    return f"{_musd(abs(price - wanted))} MUSD ({abs(share):.0%}) {word}, since batteries are whole"


def _launchers_stay(batteries: Sequence[Battery], catalogue: Catalogue) -> str:
    count = sum(_launchers(battery, catalogue) for battery in batteries)
    return f"; on the same {count} launchers, in the same mix as nearly as positions allow"


def _beyond(batteries: Sequence[Battery], launchers: Sequence[int], catalogue: Catalogue) -> str:
    """What is told where a battery has more or fewer launchers than any source says."""
    for battery, count in zip(batteries, launchers, strict=True):
        figure = catalogue.system(battery.system).figures["launchers"]
        if not figure.low <= count <= figure.high:
            return (
                f"; {battery.name} has {count}, outside the {figure.low:g} to {figure.high:g} that sources "
                f"give a battery of {battery.system}"
            )
    return ""
