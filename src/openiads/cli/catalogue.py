"""`openiads catalogue`: the public figures, each with its box, its status and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openiads.cli.output import print_json, print_page
from openiads.cli.read import catalogue_option, place_option
from openiads.ground.errors import UnknownName

if TYPE_CHECKING:
    from rich.console import RenderableType

    from openiads.catalogue.load_catalogue import Catalogue

app = typer.Typer(
    help="List and show radars, rounds, systems, threats and all else that has a source.",
    epilog="Example: openiads catalogue show s-400",
    no_args_is_help=True,
)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
Own = Annotated[Path | None, catalogue_option()]
KINDS = (
    "system", "round", "radar", "threat", "interrogator", "deal", "evidence", "identification",
    "engagement", "tracking", "initiation", "interacting", "registration", "astray", "slopes", "flight",
    "lethality", "mission_kill", "destruction",
    "reliability",
)  # fmt: skip
PLOT_DPI = 200
COLOURS = {
    "seen": "green",
    "quoted": "green",
    "derived": "green",
    "assumption": "yellow",
    "memory": "yellow",
    "lowrel": "red",
}


@app.command("list", epilog="Example: openiads catalogue list --json")
def list_all(catalogue: Own = None, as_json: Json = False) -> None:
    """List every entry, by kind."""
    from openiads.catalogue.own_folder import catalogue_at

    told = catalogue_at(catalogue)
    listed = {
        kind: {slug: told.document(kind, slug)[1]["title"] for slug in told.names(kind)} for kind in KINDS
    }
    if as_json:
        print_json(listed)
        return
    from openiads.report.ink.listing import Listing

    table = Listing(("kind", "name", "what it is"), words=(0, 1, 2), header_style="bold")
    for kind, entries in listed.items():
        for i, (slug, title) in enumerate(entries.items()):
            table.add_row("" if i else kind, slug, title)
    print_page(table)


@app.command(epilog="Example: openiads catalogue show 48n6e3 --plot reach.png")
def show(
    name: Annotated[str, typer.Argument(help="Name of an entry.")],
    plot: Annotated[
        Path | None,
        place_option(
            "--plot", "reach.png", "New PNG or SVG: what a round or a system's rounds reach.", False
        ),
    ] = None,
    catalogue: Own = None,
    as_json: Json = False,
) -> None:
    """Show an entry: each figure with low, high, status and source; of a round what it reaches, too."""
    from openiads.catalogue.own_folder import catalogue_at

    told = catalogue_at(catalogue)
    if plot is not None:
        _plot(name, told, plot)
    found = {kind: told.document(kind, name)[1] for kind in _kinds_of(name, told)}
    reached = None
    if "round" in found:
        from openiads.api.round_reach import reach

        reached = reach(name, catalogue=told)
    if as_json:
        print_json(found if reached is None else {**found, "reach": reached.document()})
        return
    for kind, document in found.items():
        _print_entry(kind, name, document)
    if reached is not None:
        from openiads.report.rounds import reach_terminal

        print_page(reach_terminal.account(reached.limits, reached.flights, reached.launches))


def _plot(name: str, told: Catalogue, place: Path) -> None:
    from importlib.metadata import version

    from openiads.api.envelope import envelope
    from openiads.api.new_files import new_page
    from openiads.report.ink.page import ending_of, save_figure

    where = new_page(place, "--plot")
    ending_of(where)
    save_figure(envelope(name, catalogue=told), where, PLOT_DPI, f"openiads {version('openiads')}")


@app.command(epilog="Example: openiads catalogue sources")
def sources(as_json: Json = False) -> None:
    """List where the figures were published."""
    from dataclasses import asdict

    from openiads.catalogue.load_catalogue import PACKAGED

    listed = sorted(PACKAGED.sources.values(), key=lambda source: (source.reliability, source.key))
    if as_json:
        print_json([asdict(source) for source in listed])
        return
    from rich.text import Text

    from openiads.report.ink.listing import Listing

    table = Listing(("key", "", "title", "publisher", "year"), words=(0, 2, 3), header_style="bold")
    for source in listed:
        year = str(source.year) if source.year else ""
        table.add_row(source.key, source.reliability, source.title, source.publisher, year)
    key = (
        "A official, B established press or think tank, C second-hand or party to the matter, "
        "D hobby data, M not published"
    )
    print_page(table, Text(key, style="dim"))


def _kinds_of(name: str, told: Catalogue) -> list[str]:
    kinds = [kind for kind in KINDS if name in told.names(kind)]
    if not kinds:
        known = dict.fromkeys(slug for kind in KINDS for slug in told.names(kind))  # some are of two kinds
        raise UnknownName("catalogue entry", name, known)
    return kinds


def _print_entry(kind: str, name: str, document: Mapping[str, Any]) -> None:
    from rich.text import Text

    from openiads.report.ink.listing import Listing

    parts: list[RenderableType] = [
        Text(f"{document['title']}", style="bold").append(f"  {kind} {name}", style="not bold dim"),
        Text(document["description"]),
    ]
    for key, value in document.items():
        if isinstance(value, list):
            parts.append(Text(f"{key.replace('_', ' ')}: {', '.join(map(str, value))}"))
        elif not isinstance(value, Mapping) and key not in ("title", "description"):
            parts.append(Text(f"{key.replace('_', ' ')}: {value}"))
    headings = ("figure", "value", "[low, high]", "unit", "status", "source")
    table = Listing(headings, words=range(len(headings)), right=(1,), header_style="bold")
    for row in _rows(document):
        figure, value, box, unit, status, source = row
        table.add_row(figure, value, Text(box), unit, Text(status, style=COLOURS.get(status, "")), source)
    print_page(*parts, Text(), table, *_how_to_change(kind, name, document))


def _how_to_change(kind: str, name: str, document: Mapping[str, Any]) -> list[RenderableType]:
    """An example of the path by which a scenario or a study has another figure; the file has the names."""
    from rich.text import Text

    from openiads.study.design.arm_figures import path_of

    figures = [key for key, told in document.items() if isinstance(told, Mapping) and "value" in told]
    if not figures:
        return []
    like = f"--set {path_of(kind, name, figures[0])}={document[figures[0]]['value']:g}"
    return [Text(f"\nAnother value: {like}; every name there has the unit at its end, as in --json.", "dim")]


def _rows(document: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, told in document.items():
        if not isinstance(told, Mapping):
            continue
        name, unit = _unit_of(key)
        source = ", ".join((told["source"], *told.get("also", ())))
        if "value" in told:
            box = f"[{told['low']:g}, {told['high']:g}]"
            yield name, f"{told['value']:g}", box, unit, told["status"], source
        else:
            loads = [
                ", ".join(f"{n} {slug}" for slug, n in told.get(load, {}).items())
                for load in ("counts", "low", "high")
            ]
            box = f"[{loads[1]}; {loads[2]}]" if loads[0] else ""
            yield name, told.get("text") or loads[0], box, "", told["status"], source


UNITS = {
    "db_per_km": "dB/km",
    "mps2": "m/s2",
    "musd": "MUSD",
    "deg": "deg",
    "dps": "deg/s",
    "min": "min",
    "mps": "m/s",
    "kg": "kg",
    "db": "dB",
    "km": "km",
    "m2": "m2",
    "m": "m",
    "s": "s",
}
"""How a unit suffix is written for people, the longest first."""


def _unit_of(key: str) -> tuple[str, str]:
    for suffix, unit in UNITS.items():
        if key.endswith(f"_{suffix}"):
            return key.removesuffix(f"_{suffix}").replace("_", " "), unit
    return key.replace("_", " "), ""
