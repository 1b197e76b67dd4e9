"""Orders of weapons control in a file: what they may say, and what is left of them where batteries go."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from openiads.ground.errors import Faults
from openiads.scenario.doctrine_schema import ControlOrder
from openiads.scenario.known import Known
from openiads.scenario.scenario_schema import Scenario

SECTOR = frozenset({"azimuth_deg", "width_deg"})


def check_control_orders(scenario: Scenario, known: Known, faults: Faults) -> None:
    """Note orders to batteries that are not there, that end before they begin, and half of a sector."""
    for order in scenario.control_order:
        path = f"control_order.{order.name}"
        known.require_each("battery", order.batteries, f"{path}.batteries", faults)
        if order.until_s is not None and order.until_s <= order.from_s:
            faults.add(
                f"{path}.until_s",
                f"is {order.until_s:g} s, not after from_s {order.from_s:g} s; swap them or leave one out",
            )
        told = SECTOR & order.model_fields_set
        if len(told) == 1 and (order.width_deg < 360 or order.azimuth_deg > 0):
            (missing,) = SECTOR - told
            faults.add(
                f"{path}.{missing}",
                f"is missing beside {min(told)}; a sector is told by both, all round by neither; add it",
            )


def orders_of(orders: Iterable[ControlOrder], batteries: Collection[str]) -> list[ControlOrder]:
    """Orders to the batteries that are there; one that binds nobody any more is gone."""
    left = []
    for order in orders:
        bound = [name for name in order.batteries if name in batteries]
        if bound or not order.batteries:
            left.append(order.model_copy(update={"batteries": bound}))
    return left
