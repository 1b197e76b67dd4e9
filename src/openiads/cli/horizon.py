"""`openiads horizon`: the coverage engine alone, on any elevation map."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openiads.cli import read
from openiads.cli.output import compiling_told, console, print_json
from openiads.cli.signals import interruptible
from openiads.ground.errors import OutOfRange
from openiads.ground.letters import escaped
from openiads.ground.units import KM

if TYPE_CHECKING:
    from openiads.study.coverage.antenna_horizon import Horizon

MOST_WORKERS = 2**32 - 1
LEVELS_M = (50.0, 300.0, 1_000.0, 3_000.0, 10_000.0)


def horizon(
    dem: Annotated[str, typer.Option(help="Elevation file, URL, folder of tiles, or globe-30s.")],
    lat: Annotated[float, typer.Option(help="Latitude of the site, degrees.")],
    lon: Annotated[float, typer.Option(help="Longitude of the site, degrees.")],
    antenna_m: Annotated[float | None, typer.Option(help="Antenna height above the map's ground.")] = None,
    antenna_altitude_m: Annotated[
        float | None, typer.Option(help="Or its surveyed altitude above mean sea level.")
    ] = None,
    refraction: Annotated[
        str, typer.Option(help="Effective earth radius (1.333 for radar), or exponential for over 200 km.")
    ] = "1.333333",
    range_km: Annotated[
        float | None, typer.Option(help="Nothing beyond this range is read or shown.", show_default="all")
    ] = None,
    surface: Annotated[str, typer.Option(help="mean, or max: highest of each cell's neighbours.")] = "mean",
    out: Annotated[Path | None, read.place_option("--out", "lowest.tif", "GeoTIFF to write.", "none")] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            parser=read.whole("--workers", 1, MOST_WORKERS, 2),
            metavar="N",
            help="Threads.",
            show_default="all",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Map the lowest altitude that one antenna sees, above ground and above mean sea level."""
    rule = read.refraction(refraction)
    if surface not in ("mean", "max"):
        raise OutOfRange(f"--surface is {surface!r}; mean and max are allowed; max hides most")
    from openiads.api.horizon import horizon as compute
    from openiads.terrain.files.write_geotiff import require_new

    if out:
        require_new(out)
    with interruptible(), compiling_told("10 s", "; the time below includes it"):
        seen = compute(
            dem,
            (lat, lon),
            antenna_m,
            antenna_altitude_m=antenna_altitude_m,
            refraction=rule,
            range_km=range_km,
            surface="max" if surface == "max" else "mean",
            workers=workers,
        )
        if out:
            seen.to_geotiff(out)
    if as_json:
        print_json(_document(seen, out))
    else:
        _print(seen, out)


def _print(seen: Horizon, out: Path | None) -> None:
    from openiads.report.ink.listing import Listing

    page, tags = console(), seen.tags()
    page.print(f"site {tags['SITE']}; antenna {tags['ANTENNA']}")
    table = Listing(("height above ground, m", "share seen"), words=(), header_style="bold")
    for level, share in zip(LEVELS_M, seen.shares_seen(LEVELS_M), strict=True):
        table.add_row(f"{level:,.0f}", f"{share:.1%}")
    page.print(table)
    page.print(f"cells {tags['CELL']}, {'all' if math.isinf(seen.reach) else 'those'} {_asked(seen)}")
    page.print(f"refraction {tags['REFRACTION']}; surface {tags['SURFACE']}; {seen.seconds:.2f} s")
    for note in _notes(seen):
        page.print(note, style="yellow")
    page.print(tags["SOURCE"], style="dim")
    if out:
        page.print(f"written to {escaped(str(out))}")


def _asked(seen: Horizon) -> str:
    rows, columns = seen.lowest.shape
    if math.isinf(seen.reach):
        return f"{rows} x {columns} of the map"
    return f"within {seen.reach / KM:g} km, a window of {rows} x {columns}"


def _notes(seen: Horizon) -> list[str]:
    """Caveats to the shares."""
    notes = []
    if LEVELS_M[0] < seen.supported:
        notes.append(
            f"cells this coarse hide ridges: results for heights below about {seen.supported:.0f} m are "
            + ("pessimistic with --surface max" if seen.grid.surface == "max" else "optimistic")
            + "; the other side is --surface "
            + ("mean" if seen.grid.surface == "max" else "max")
        )
    if seen.known_share < 0.99:
        notes.append(
            f"the map covers {seen.known_share:.0%} of the area within range; shares are of that part"
        )
    if seen.antenna < seen.ground:
        notes.append(f"the antenna is {seen.ground - seen.antenna:.0f} m below the map's ground at the site")
    return notes


def _document(seen: Horizon, out: Path | None) -> dict[str, Any]:
    shares = seen.shares_seen(LEVELS_M)
    down, across = seen.cell
    return {
        "lat_deg": math.degrees(seen.latitude),
        "lon_deg": math.degrees(seen.longitude),
        "antenna_altitude_m": seen.antenna,
        "ground_m": seen.ground,
        "refraction": seen.refraction,
        "range_km": None if math.isinf(seen.reach) else seen.reach / KM,
        "surface": seen.grid.surface,
        "source": seen.grid.source,
        "rows": seen.lowest.shape[0],
        "columns": seen.lowest.shape[1],
        "cell_m": [down, across],
        "share_seen": [
            {"above_ground_m": level, "share": share} for level, share in zip(LEVELS_M, shares, strict=True)
        ],
        "share_of_range_on_map": seen.known_share,
        "notes": _notes(seen),
        "seconds": seen.seconds,
        "out": str(out) if out else None,
    }
