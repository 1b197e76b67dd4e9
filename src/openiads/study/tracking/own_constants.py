"""Constants of a tracker alone that its user gives in place of the catalogue's, as changes of a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.catalogue.overrides import HEAD, Override, checked_overrides, overrides_of, with_overrides
from openiads.ground.errors import Faults
from openiads.scenario.override import parsed

ALLOWED = ("tracking", "initiation", "interacting", "registration")
"""Tables of the catalogue that have constants of trackers, or of biases."""
OF_SOME = {"initiation": ("m-of-n",), "interacting": ("imm", "imm-jpda")}
"""Tables that only some of our trackers use; of others' nobody here knows what they use."""
OURS = ("score", "imm", "jpda", "imm-jpda", "m-of-n", "ekf", "confirmed-first")
NOT_OF = {
    "process_noise_m2ps3": (("imm", "imm-jpda"), "interacting"),
    "confirm_score": (("m-of-n",), "initiation"),
    "drop_score": (("m-of-n",), "initiation"),
    "tentative_score": (("m-of-n",), "initiation"),
}
"""Figures of `tracking` that some of our trackers do not use, and the table which they use instead."""
EXAMPLE = "write it like catalogue.tracking.confirm_score=7"


def with_constants(
    changes: Sequence[str], tracker: str, bias: bool, catalogue: Catalogue = PACKAGED
) -> tuple[Catalogue, list[str]]:
    """The catalogue with changed constants, and what is to be told of them.

    changes  `catalogue.TABLE.figure=value` each
    bias     whether biases are looked for

    Raises
    ------
    ScenarioError
        with all changes that cannot be made
    """
    faults = Faults("constants of the tracker")
    told: dict[str, dict[str, Any]] = {}
    for change in changes:
        try:
            table, field, value = _split(change)
        except ValueError as error:
            faults.add(f"--set {change}", str(error))
            continue
        told.setdefault(table, {})[field] = value
    settled = checked_overrides(told, catalogue, faults)
    faults.raise_any()
    lines = [
        line for override in overrides_of(settled, catalogue) for line in _lines(override, tracker, bias)
    ]
    return with_overrides(catalogue, settled), lines


def _split(change: str) -> tuple[str, str, Any]:
    """Table, figure and value of a change."""
    path, value = parsed(change)
    match path:
        case [str(head), str(table), str(field)] if head == HEAD and table in ALLOWED:
            return table, field, value
    allowed = ", ".join(f"{HEAD}.{table}" for table in ALLOWED)
    raise ValueError(f"is no constant of a tracker; figures of {allowed} are allowed; {EXAMPLE}")


def _lines(override: Override, tracker: str, bias: bool) -> Iterator[str]:
    """What is to be told of one changed figure."""
    doubt = override.doubt("taken")
    if doubt:
        yield doubt
    why = _unused(override, tracker, bias)
    if why:
        yield f"{override.path} changes nothing: {why}"


def _unused(override: Override, tracker: str, bias: bool) -> str:
    """Why a figure is of no use here, or nothing."""
    table, figure = override.place[0], override.path.rpartition(".")[2]
    if table == "registration":
        return "" if bias else "no bias is looked for; add --bias"
    if table in OF_SOME:
        known = tracker in OURS and tracker not in OF_SOME[table]
        return f"{tracker} does not use {table}; {_others(OF_SOME[table])} does" if known else ""
    others, instead = NOT_OF.get(figure, ((), ""))
    if tracker not in others:
        return ""
    return f"{tracker} does not use it, but the figures of {HEAD}.{instead}; change one of these"


def _others(trackers: Sequence[str]) -> str:
    return " or ".join(f"--tracker {name}" for name in trackers)
