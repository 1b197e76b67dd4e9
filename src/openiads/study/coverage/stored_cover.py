"""Covers of sites that were computed before, so that another question about the same ground need not wait.

They lie in the user's cache, one file for what is the same for all sites - battery, radars, rounds, ground,
points, heights, sources of the package - under its hash.  A file that cannot be read or written costs time
and changes nothing.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from openiads.ground.cache_folder import place_for
from openiads.ground.compiled import KERNEL_FOLDERS
from openiads.ground.output import drafted
from openiads.scenario.cast import Place
from openiads.scenario.plan import Plan
from openiads.scenario.plan_rows import BatterySite
from openiads.study.coverage.defence import world_of
from openiads.study.coverage.demand import Demand
from openiads.study.coverage.site_cover import SiteCover, Target, batteries_at
from openiads.study.fingerprint import libraries, sha_of_arrays, sha_of_sources
from openiads.terrain.maps.grid import Grid, flat

Flags = npt.NDArray[np.bool_]
FOLDER = "covers"
SHAPING = (*KERNEL_FOLDERS, "catalogue", "scenario", "study/coverage")
MOST_BYTES = 256 * 2**20
"""Of one file; beyond it only the latest sites are kept."""


def covers(
    plan: Plan, battery: BatterySite, sites: Sequence[Place], ground: Grid, surface: str, demand: Demand,
    target: Target, workers: int = 1, folder: Path | None = None,
) -> Flags:  # fmt: skip
    """(sites, heights, points) whether a battery of a plan, put at each site [rad], covers each point.

    folder  where computed covers are kept; the user's cache if it is not said
    """
    shape = (len(target.heights), demand.size)
    where = folder or place_for(FOLDER, FOLDER).folder
    file = where and where / f"{_key(plan, battery, ground, surface, demand, target)}.npz"
    known = _read(file, shape)
    new = list(dict.fromkeys(site for site in sites if site not in known))
    if new:
        found = SiteCover.of(plan, battery, new, ground, surface, demand, target).covered(workers)
        known |= dict(zip(new, found, strict=True))
        _write(file, known)
    return np.stack([known[site] for site in sites]) if sites else np.zeros((0, *shape), dtype=np.bool_)


def _key(plan: Plan, battery: BatterySite, ground: Grid, surface: str, demand: Demand, target: Target) -> str:
    """Of all that matters but where the battery stands: it is put at one place of a smooth earth."""
    alike = world_of(batteries_at(plan, battery, [(0.0, 0.0)], flat()), flat())
    told = [
        *alike._asdict().values(), demand.latitude, demand.longitude, *target.heights, target.rcs,
        target.speed, plan.area.refraction, surface, ground.heights, ground.north, ground.west,
        ground.row_spacing,
        ground.column_spacing, ground.projection, sha_of_sources(SHAPING), *libraries().items(),
    ]  # fmt: skip
    if ground.blocks is not None:
        told.append(ground.blocks.highest)
    return sha_of_arrays(told)


def _read(file: Path | None, shape: tuple[int, int]) -> dict[Place, Flags]:
    """Covers by site; nothing where there are none, or none that can be read."""
    if file is None or not file.is_file():
        return {}
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as kept:
            sites, bits = kept["sites"], kept["bits"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
    size = shape[0] * shape[1]
    if sites.ndim != 2 or bits.shape != (len(sites), -(-size // 8)) or bits.dtype != np.uint8:
        return {}
    flags = np.unpackbits(bits, axis=1, count=size).astype(np.bool_).reshape(-1, *shape)
    return {(float(a), float(b)): row for (a, b), row in zip(sites, flags, strict=True)}


def _write(file: Path | None, known: dict[Place, Flags]) -> None:
    if file is None:
        return
    rows = list(known.items())
    each = max(rows[0][1].size // 8, 1)
    rows = rows[-(MOST_BYTES // each) :]
    sites = np.array([site for site, _ in rows], dtype=np.float64)
    bits = np.packbits(np.stack([flags.ravel() for _, flags in rows]), axis=1)
    try:
        with drafted(file) as draft:
            with draft.open("wb") as out:
                np.savez(out, sites=sites, bits=bits)
            draft.replace(file)
    except OSError:
        return  # it is computed again next time
