"""What whoever replaces a figure of the catalogue should know though the scenario is sound."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator

from openiads.catalogue.border import kind_of
from openiads.catalogue.entries import Round
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.overrides import Override, overrides_of
from openiads.ground.errors import Notice
from openiads.ground.units import MINUTE
from openiads.scenario.hits import MISSION_KILL, kinds_hit
from openiads.scenario.plan import plan_of
from openiads.scenario.plan_rows import BatterySite
from openiads.scenario.scenario_schema import Scenario, overrides_in


def tell_of_overrides(scenario: Scenario, catalogue: Catalogue) -> None:
    """Tell each figure outside its own low and high, and each that nothing in the scenario uses."""
    told = overrides_of(overrides_in(scenario), catalogue)
    if not told:
        return
    plan = plan_of(scenario, catalogue)
    used = {(kind_of(entry), entry.slug) for entry in plan.entries}
    # A share of 0 is a figure of the scenario like any other, though no entry of it is worth naming.
    used |= {(MISSION_KILL, kind) for kind in kinds_hit(plan.targets)}
    for override in told:
        for line in _lines(override, override.place in used):
            warnings.warn(Notice(line), stacklevel=4)


def tell_of_doctrine(scenario: Scenario, catalogue: Catalogue) -> None:
    """Tell each order, each cut and each reserve that hardly means what it says."""
    for line in (*_late_orders(scenario), *_late_cuts(scenario), *_whole_reserves(scenario, catalogue)):
        warnings.warn(Notice(line), stacklevel=4)


def tell_of_reload(scenario: Scenario, catalogue: Catalogue) -> None:
    """Tell each reload that comes too late, or to launchers that are not full at first."""
    if not any(battery.reload for battery in scenario.battery):
        return
    plan = plan_of(scenario, catalogue)
    for battery in plan.batteries:
        entries = [entry for entry in plan.rounds if entry.slug in battery.reload]
        for line in (*_late_reload(battery, scenario.area.duration_s), *_part_loads(battery, entries)):
            warnings.warn(Notice(line), stacklevel=4)


def _late_reload(battery: BatterySite, duration: float) -> Iterator[str]:
    if battery.reload and battery.entry.reload >= duration:
        minutes = battery.entry.reload / MINUTE
        yield (
            f"battery.{battery.name}.reload comes {minutes:g} min after a launcher is empty, when "
            f"area.duration_s {duration:g} s is over"
        )


def _part_loads(battery: BatterySite, entries: Iterable[Round]) -> Iterator[str]:
    for entry in entries:
        held, full = battery.on_launchers(entry), battery.rounds_of_a_launcher(entry)
        if held[-1] < full:
            yield (
                f"battery.{battery.name} has {sum(held)} rounds of {entry.slug} at {full} a launcher: the "
                f"last of {len(held)} holds {held[-1]}, and gets as many again"
            )


def _late_orders(scenario: Scenario) -> Iterator[str]:
    for order in scenario.control_order:
        if order.from_s >= scenario.area.duration_s:
            yield (
                f"control_order.{order.name} begins at {order.from_s:g} s, when area.duration_s "
                f"{scenario.area.duration_s:g} s is over; it holds for what is still under way then"
            )


def _late_cuts(scenario: Scenario) -> Iterator[str]:
    for cut in scenario.cut:
        if cut.begin_s >= scenario.area.duration_s:
            yield (
                f"cut.{cut.name} begins at {cut.begin_s:g} s, when area.duration_s "
                f"{scenario.area.duration_s:g} s is over; it holds for what is still under way then"
            )


def _whole_reserves(scenario: Scenario, catalogue: Catalogue) -> Iterator[str]:
    doctrine = scenario.doctrine
    for battery in scenario.battery:
        told = battery.reserve_by_class or doctrine.reserve_by_class
        by_class = told.model_dump() if told else {}
        load = sum((battery.loadout or catalogue.system(battery.system).loadout).values())
        kept = doctrine.reserve_rounds if battery.reserve_rounds is None else battery.reserve_rounds
        if load and max(kept, *by_class.values(), 0) >= load:
            whom = "anything" if kept >= load else "other classes of track"
            yield f"battery.{battery.name} keeps back all of its {load} rounds; it never fires at {whom}"


def _lines(override: Override, used: bool) -> Iterator[str]:
    doubt = override.doubt("played")
    if doubt:
        yield doubt
    elif override.outside:
        yield f"{override.path} is outside the catalogue's low and high; it is played as given"
    if not used:
        yield f"{override.path} changes nothing: no part of the scenario uses {override.place[1]}"
