"""What a scenario says of firing, in the words of its file: for who reads a scenario, or a page of a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openiads.scenario.doctrine_schema import ControlOrder
from openiads.scenario.scenario_schema import Battery, Cut, Scenario

OWN = ("control", "salvo", "salvos_max", "envelope_margin", "reserve_rounds", "protects")
"""Fields of a battery that are doctrine."""


def doctrine_words(scenario: Scenario) -> list[str]:
    """Weapons control, what else the file says, orders, and what batteries have of their own."""
    doctrine = scenario.doctrine
    said = doctrine.model_dump(exclude_none=True, exclude_defaults=True, exclude={"control"})
    return [
        f"control {doctrine.control}",
        *(f"{name} {_told(value)}" for name, value in said.items()),
        *(_order(order) for order in scenario.control_order),
        *(_cut(cut) for cut in scenario.cut),
        *(words for battery in scenario.battery for words in _own(battery)),
    ]


def _order(order: ControlOrder) -> str:
    until = "the end" if order.until_s is None else f"{order.until_s:g} s"
    sector = f", {order.width_deg:g} deg about {order.azimuth_deg:g}" if order.width_deg < 360 else ""
    whom = f", {', '.join(order.batteries)}" if order.batteries else ""
    return f"order {order.name!r}: {order.control} from {order.from_s:g} s to {until}{sector}{whom}"


def _cut(cut: Cut) -> str:
    until = "the end" if cut.end_s is None else f"{cut.end_s:g} s"
    whom = ", ".join((*cut.batteries, *cut.radars)) or "all of it"
    return f"links of {cut.network!r} cut {cut.name!r}: {whom}, from {cut.begin_s:g} s to {until}"


def _own(battery: Battery) -> Iterator[str]:
    said = {name: getattr(battery, name) for name in OWN if getattr(battery, name) is not None}
    if said:
        yield f"{battery.name}: {', '.join(f'{name} {_told(value)}' for name, value in said.items())}"


def _told(value: Any) -> str:
    """A value as a reader would write it."""
    if isinstance(value, dict):
        return " ".join(f"{key} {_told(part)}" for key, part in value.items())
    if isinstance(value, list):
        return " and ".join(map(str, value))
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )
