"""`openiads site`: where to put batteries, how good that can be, and what keeping ground free costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openiads.cli.output import compiling_told, print_json, print_page, print_place
from openiads.cli.playing import workers_option
from openiads.cli.read import catalogue_option, numbers, place_option, whole
from openiads.cli.signals import interruptible

MOST_SITES = 64
"""A test holds it to what the API takes."""


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
        str, typer.Option(metavar="people|assets|border|area", help="What is to be covered.")
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
    belts: Annotated[
        list[str] | None,
        typer.Option("--belt", metavar="LINE=KM", help="Keep free along a border or coast; repeatable."),
    ] = None,
    exclude: Annotated[
        Path | None, place_option("--exclude", "free.geojson", "GeoJSON polygons that are kept free.", False)
    ] = None,
    candidates: Annotated[
        Path | None,
        place_option("--candidates", "places.csv", "CSV of places: name, lat, lon; else a lattice.", False),
    ] = None,
    spacing: Annotated[float, typer.Option("--spacing-km", help="Between candidates.")] = 60.0,
    cell: Annotated[float, typer.Option("--cell-km", help="Edge of the pieces of ground that count.")] = 10.0,
    slope: Annotated[float, typer.Option("--slope-deg", help="Steepest ground to stand on.")] = 10.0,
    workers: Annotated[int | None, workers_option("Threads")] = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change the scenario; repeatable.")
    ] = None,
    catalogue: Annotated[Path | None, catalogue_option()] = None,
    geojson: Annotated[
        Path | None, place_option("--geojson", "sites.geojson", "New file for the candidates.", False)
    ] = None,
    html: Annotated[Path | None, place_option("--html", "page.html", "New file for a page.", False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Find the sites from which batteries cover most, with a bound, and the price of keeping ground free."""
    heights = numbers("--altitudes-m", altitudes, "300,3000,10000")
    from openiads.api.new_files import new_page
    from openiads.api.site_search import site as search

    points = None if geojson is None else new_page(geojson, "--geojson")
    page = None if html is None else new_page(html, "--html")
    with interruptible(), compiling_told("30 s"):
        found = search(
            scenario, batteries=batteries, battery=battery, objective=objective, fold=fold,
            altitudes_m=heights, rcs_m2=rcs, belts=belts or (), exclude=exclude,
            candidates=candidates, spacing_km=spacing,
            cell_km=cell, slope_deg=slope, workers=workers or 1, changes=changes or (), catalogue=catalogue,
        )  # fmt: skip
    if points is not None:
        found.to_geojson(points)
    if page is not None:
        found.to_html(page)
    if as_json:
        print_json(found.as_dict())
        return
    from openiads.report.studies.site_terminal import account

    print_page(account(found.scenario.name, found.found))
    if page is not None:
        print_place(page)
