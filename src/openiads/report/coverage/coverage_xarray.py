"""The maps of a coverage study as an xarray Dataset."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from typing import Any

import numpy as np

from openiads.ground.errors import OpeniadsError
from openiads.ground.letters import brief
from openiads.report.coverage import coverage_tables
from openiads.report.coverage.sheets_of_answer import tags_of
from openiads.study.coverage.answer import Answer
from openiads.study.coverage.dataset import Variable, places_of, system_of


def dataset(answer: Answer) -> Any:
    """Every map over surface, height asked and place; see `CoverageResult.to_xarray`."""
    if importlib.util.find_spec("xarray") is None:
        raise OpeniadsError(
            "to_xarray: xarray is not installed; layers() gives every map as a NumPy array; "
            "use those, or install xarray"
        )
    xarray = _xarray()
    axes, places = places_of(answer.window.grid)
    coords: dict[str, Variable] = {
        "surface": (("surface",), list(answer.maps), {"long_name": "ground that a cell stands for"}),
        "altitude": (
            ("altitude",),
            list(answer.question.altitudes),
            {"units": "m", "long_name": "height of the target above the ground"},
        ),
        **places,
    }
    return xarray.Dataset(dict(_variables(answer, axes)), coords=coords, attrs=_about(answer))


def _xarray() -> Any:
    """The library, which is not one of ours and may be there without what it needs itself."""
    try:
        return importlib.import_module("xarray")
    except Exception as error:
        raise OpeniadsError(
            f"to_xarray: xarray cannot be imported ({brief(str(error))}); layers() gives every map as a "
            "NumPy array; use those, or install xarray anew"
        ) from error


def _variables(answer: Answer, axes: tuple[str, str]) -> Iterator[tuple[str, Variable]]:
    ground = np.stack([answer.grounds[surface].heights for surface in answer.maps])
    radars = ", ".join(f"{s} {site.name}" for s, site in enumerate(answer.plan.radars))
    lowest, second, which, seen, single, missed, reached = (
        np.stack([getattr(maps, name) for maps in answer.maps.values()])
        for name in ("lowest", "second", "which", "seen", "single", "missed", "reached")
    )
    scans = answer.question.scans
    for name, values, units, told, more in (
        ("ground", ground, "m", "height of the ground above mean sea level", {}),
        ("lowest_height", lowest, "m", "lowest height above ground that one radar sees, infinite: none", {}),
        ("lowest_altitude", lowest + ground, "m", "lowest altitude above mean sea level that one sees", {}),
        ("second_height", second, "m", "lowest height above ground that two radars see", {}),
        ("which_radar", which, "1", "radar that sees lowest, -1 where none does", {"radars": radars}),
        ("radars_seeing", seen, "1", "number of radars that see", {}),
        ("detection_chance", single, "1", "chance that one look of the best radar detects", {}),
        ("missed_chance", missed, "1", f"chance that no radar detects in {scans} scans", {}),
        ("rounds_reaching", reached, "1", "round types that get there, one bit each", _bits(answer)),
    ):
        over = ("surface", "altitude", *axes) if values.ndim == 4 else ("surface", *axes)
        yield name, (over, values, {"units": units, "long_name": told, **more})


def _bits(answer: Answer) -> dict[str, Any]:
    """Which bit is which round, as the CF conventions have it."""
    rounds = answer.plan.rounds
    kind = next(iter(answer.maps.values())).reached.dtype
    masks = np.array([1 << t for t in range(len(rounds))], dtype=kind)
    return {"flag_masks": masks, "flag_meanings": " ".join(entry.slug for entry in rounds)} if rounds else {}


def _about(answer: Answer) -> dict[str, str]:
    facts = coverage_tables.provenance(answer)
    plain = {key: str(value) for key, value in facts.items() if isinstance(value, str | int | float)}
    return plain | tags_of(answer) | {"crs": system_of(answer.window.grid), "Conventions": "CF-1.10"}
