"""`openiads scenario`: what can be played, and files of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openiads.cli.output import print_json, print_page, print_toml, say
from openiads.cli.read import catalogue_option, changes_option

if TYPE_CHECKING:
    from openiads.scenario.scenario_schema import Scenario

app = typer.Typer(
    help="List, show, start and check scenarios.",
    epilog="Example: openiads scenario show turkey-2017",
    no_args_is_help=True,
)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
Own = Annotated[Path | None, catalogue_option()]
Named = Annotated[str, typer.Argument(help="A built-in name or a TOML file.")]


@app.command("list", epilog="Example: openiads scenario list --json")
def list_all(as_json: Json = False) -> None:
    """List the built-in scenarios."""
    from openiads.scenario.builtin import names
    from openiads.scenario.load_scenario import load

    rows = [_row(load(name)) for name in names()]
    if as_json:
        print_json(rows)
        return
    from openiads.report.ink.listing import Listing

    headings = ("scenario", "title", "batteries", "raiders", "flights", "minutes")
    table = Listing(headings, words=(0, 1), header_style="bold")
    for row in rows:
        counts = (row[key] for key in ("batteries", "raiders", "flights", "duration_min"))
        table.add_row(row["name"], row["title"], *(f"{count:g}" for count in counts))
    print_page(table)


@app.command(epilog="Example: openiads scenario show turkey-2017 --toml")
def show(
    scenario: Named,
    toml: Annotated[bool, typer.Option("--toml", help="Print the file instead.")] = False,
    catalogue: Own = None,
    as_json: Json = False,
) -> None:
    """Show what a scenario contains."""
    from openiads.catalogue.own_folder import catalogue_at
    from openiads.scenario.load_scenario import load

    loaded = load(scenario, catalogue=catalogue_at(catalogue))
    if toml:
        print_toml(_text_of(scenario))
    elif as_json:
        print_json(loaded.model_dump(mode="json"))
    else:
        from openiads.cli.account import account

        print_page(account(loaded))


@app.command(epilog="Example: openiads scenario new > mine.toml")
def new() -> None:
    """Print a commented file to start from."""
    from openiads.scenario.builtin import template

    print_toml(template())


@app.command(epilog="Example: openiads scenario validate mine.toml")
def validate(
    scenario: Named,
    changes: Annotated[list[str] | None, changes_option("Change it beforehand")] = None,
    catalogue: Own = None,
    as_json: Json = False,
) -> None:
    """Check a scenario and list all of its faults at once."""
    from openiads.catalogue.own_folder import catalogue_at
    from openiads.scenario.load_scenario import load
    from openiads.scenario.write_scenario import sha256_of
    from openiads.simulation.models import chain_of

    loaded = load(scenario, changes or (), catalogue_at(catalogue))
    chain_of(loaded.models)
    if as_json:
        print_json({**_row(loaded), "scenario_sha256": sha256_of(loaded)})
    else:
        row = _row(loaded)
        nouns = {"batteries": "battery", "raiders": "raider", "flights": "flight"}
        counts = ", ".join(f"{row[name]} {one if row[name] == 1 else name}" for name, one in nouns.items())
        say(f"{scenario}: no faults; {counts}", stderr=False)


@app.command(epilog="Example: openiads scenario schema > scenario.schema.json")
def schema() -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    from openiads.scenario.write_scenario import schema_json

    print_json(schema_json())


def _text_of(name: str) -> str:
    from openiads.scenario import builtin
    from openiads.scenario.load_scenario import text_at

    return builtin.text_of(name) if name in builtin.names() else text_at(Path(name))


def _row(scenario: Scenario) -> dict[str, Any]:
    from openiads.ground.units import MINUTE

    raiders = sum(raid.count * (1 + (raid.weapon.count if raid.weapon else 0)) for raid in scenario.raid)
    return {
        "name": scenario.name,
        "title": scenario.title,
        "batteries": len(scenario.battery),
        "raiders": raiders,
        "flights": sum(traffic.count for traffic in scenario.traffic),
        "duration_min": scenario.area.duration_s / MINUTE,
    }
