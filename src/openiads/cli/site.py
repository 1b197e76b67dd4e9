"""`openiads site`: where to put batteries, how good that can be, and what keeping ground free costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openiads.cli.output import print_json, print_page, print_place
from openiads.cli.playing import playing_in_memory, replicates_option, seed_option, workers_option
from openiads.cli.read import catalogue_option, changes_option, numbers, place_option, whole

LINES = (
    "aegean, armenia, azerbaijan, black-sea, bulgaria, georgia, greece, iran, iraq, marmara, "
    "mediterranean, syria, coast, border"
)
MOST_SITES, MOST_FEW = 64, 100
"""A test holds them to what the API takes."""


def site(
    scenario: Annotated[str, typer.Argument(help="A built-in name or a TOML file.")],
    batteries: Annotated[
        int | None,
        typer.Option(
            parser=whole("--batteries", 1, MOST_SITES, 4),
            metavar="K",
            help="How many.",
            show_default="as many as the scenario has",
        ),
    ] = None,
    battery: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The one whose kind is sited.", show_default="the scenario's first"
        ),
    ] = None,
    objective: Annotated[
        str,
        typer.Option(
            metavar="people|assets|border|area|leakers",
            help="What is to be covered; for leakers the best few are played against the raids.",
        ),
    ] = "people",
    fold: Annotated[
        int,
        typer.Option(
            parser=whole("--fold", 1, 2, 1), metavar="1|2", help="Batteries that must cover it at once."
        ),
    ] = 1,
    altitudes: Annotated[
        str, typer.Option("--altitudes-m", metavar="LIST", help="Heights above the ground; they count alike.")
    ] = "300,3000,10000",
    rcs: Annotated[float, typer.Option("--rcs-m2", help="Radar cross section of what is to be met.")] = 1.0,
    threats: Annotated[
        list[str] | None,
        typer.Option(
            "--threat",
            metavar="SLUG",
            help="What is to be met, by the catalogue; repeatable.",
            show_default="--rcs-m2",
        ),
    ] = None,
    belts: Annotated[
        list[str] | None,
        typer.Option(
            "--belt", metavar="LINE=KM", help=f"Keep free along a border or coast: {LINES}; repeatable."
        ),
    ] = None,
    exclude: Annotated[
        Path | None, place_option("--exclude", "free.geojson", "GeoJSON polygons that are kept free.", False)
    ] = None,
    candidates: Annotated[
        Path | None,
        place_option(
            "--candidates",
            "places.csv",
            "CSV of places: name, lat, lon, each for the highest ground within 5 km; else a lattice.",
            False,
        ),
    ] = None,
    spacing: Annotated[float, typer.Option("--spacing-km", help="Between candidates.")] = 60.0,
    cell: Annotated[float, typer.Option("--cell-km", help="Edge of the pieces of ground that count.")] = 10.0,
    slope: Annotated[float, typer.Option("--slope-deg", help="Steepest ground to stand on.")] = 10.0,
    along: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LINE",
            help="Border or coast that counts as border; repeatable.",
            show_default="all borders",
        ),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SCENARIO",
            help="With leakers: whose raids come, each by itself; repeatable.",
            show_default="its own",
        ),
    ] = None,
    few: Annotated[
        int, typer.Option(parser=whole("--few", 1, MOST_FEW, 8), metavar="N", help="Choices that are played.")
    ] = 8,
    replicates: Annotated[int, replicates_option(60, "choice")] = 60,
    seed: Annotated[int, seed_option()] = 1,
    workers: Annotated[int | None, workers_option("Threads")] = None,
    changes: Annotated[list[str] | None, changes_option()] = None,
    catalogue: Annotated[Path | None, catalogue_option()] = None,
    geojson: Annotated[
        Path | None, place_option("--geojson", "sites.geojson", "New file for the candidates.", False)
    ] = None,
    html: Annotated[Path | None, place_option("--html", "page.html", "New file for a page.", False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Find the sites from which batteries cover most, with a bound, and the price of keeping ground free."""
    heights = numbers("--altitudes-m", altitudes, "300,3000,10000")
    from openiads.api.new_files import new_files
    from openiads.api.site_search import site as search
    from openiads.simulation.engine import default_workers

    points, page = new_files({"--geojson": geojson, "--html": html})
    plays = objective == "leakers"
    with playing_in_memory("choices" if plays else "covers", plays) as progress:
        found = search(
            scenario, batteries=batteries, battery=battery, objective=objective, fold=fold,
            altitudes_m=heights, rcs_m2=rcs, threats=threats or (), belts=belts or (), exclude=exclude,
            candidates=candidates, spacing_km=spacing,
            cell_km=cell, slope_deg=slope, along=along or (), against=against or (), few=few,
            replicates=replicates, seed=seed, workers=workers or default_workers(), changes=changes or (),
            catalogue=catalogue, progress=progress,
        )  # fmt: skip
    if points is not None:
        found.to_geojson(points)
    if page is not None:
        found.to_html(page)
    if as_json:
        print_json(found.as_dict())
        return
    from openiads.report.studies.site_terminal import account

    print_page(account(found.scenario.name, found.found, found.contest))
    if page is not None:
        print_place(page)
