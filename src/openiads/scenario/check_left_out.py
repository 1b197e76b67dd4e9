"""Names in entries that a fault of form keeps from the other checks, so that one list tells both."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from openiads.catalogue.load_catalogue import Catalogue
from openiads.ground.errors import Faults
from openiads.scenario.builtin import airport
from openiads.scenario.known import Known, look_up
from openiads.scenario.scenario_faults import Document, value_at, written

Find = Callable[[Catalogue, str], Any]


def _airport(_: Catalogue, code: str) -> object:
    return airport(code)


AIM = "aim"
"""In place of a table: whatever a raid may aim at."""
NAMES: dict[str, dict[tuple[str, ...], str | Find]] = {
    "network": {("batteries",): "battery", ("radars",): "radar"},
    "battery": {("system",): Catalogue.system, ("protects",): "asset"},
    "control_order": {("batteries",): "battery"},
    "cut": {("network",): "network", ("batteries",): "battery", ("radars",): "radar"},
    "radar": {("type",): Catalogue.radar},
    "raid": {
        ("threat",): Catalogue.threat,
        ("weapon", "threat"): Catalogue.threat,
        ("target",): AIM,
        ("targets",): AIM,
    },
    "traffic": {
        ("aircraft",): Catalogue.threat,
        ("origin",): _airport,
        ("destination",): _airport,
        ("diverts_to",): _airport,
    },
}
"""Fields of each table that hold names: of the file's own entries of a table, or of what a function finds."""


def check_left_out(document: Document, sound: Document, known: Known, faults: Faults) -> None:
    """Note unknown names in the entries of `document` that are None in `sound`."""
    for table, fields in NAMES.items():
        rows, kept = document.get(table), sound.get(table)
        if not (isinstance(rows, list) and isinstance(kept, list)):
            continue
        for index in (i for i, entry in enumerate(kept) if entry is None):
            for field, where in fields.items():
                path = written((table, index, *field), document)
                for name in _texts(value_at(field, rows[index])):
                    _check(name, where, path, known, faults)
    _check_timeline(document, sound, known, faults)


def _check_timeline(document: Document, sound: Document, known: Known, faults: Faults) -> None:
    """The same of the rows of a timeline, which name batteries."""
    told, kept = document.get("timeline"), sound.get("timeline")
    for table, rows in told.items() if isinstance(told, dict) else ():
        left = kept.get(table) if isinstance(kept, dict) else None
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(left, list) and left[index] is not None:
                continue
            for name in _texts(value_at(("batteries",), row)):
                path = written(("timeline", table, index, "batteries"), document)
                known.require("battery", name, path, faults)


def _check(name: str, where: str | Find, path: str, known: Known, faults: Faults) -> None:
    if where == AIM:
        known.require_aim(name, path, faults)
    elif isinstance(where, str):
        known.require(where, name, path, faults)
    else:
        look_up(partial(where, known.catalogue), name, path, faults)


def _texts(value: object) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    return [part for part in parts if isinstance(part, str)]
