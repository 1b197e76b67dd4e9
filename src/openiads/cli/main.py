"""`openiads`: parse, call one function, print, exit.

Exit codes: 0 done, 2 the user's input is wrong (one message), 130 interrupted, 1 a bug (traceback).
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from openiads.cli import catalogue, scenario
from openiads.cli.coverage import coverage
from openiads.cli.run import run
from openiads.ground.errors import OpeniadsError

USER_ERROR = 2

app = typer.Typer(
    name="openiads",
    help="Simulate an integrated air-defence system from public figures, on real terrain.",
    epilog="Example: openiads run turkey-2017",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(epilog="Example: openiads run one-battery --replicates 500 --set area.terrain=flat")(run)
app.command(epilog="Example: openiads coverage turkey-2017 --altitudes-m 50,300,10000")(coverage)
app.add_typer(scenario.app, name="scenario")
app.add_typer(catalogue.app, name="catalogue")


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Hold the options that belong to no command."""


def main() -> None:
    """Run the command line; the one place where an error becomes a message."""
    if sys.argv[1:] == ["--version"]:
        from importlib.metadata import version

        print(f"openiads {version('openiads')}")
        return
    try:
        app()
    except OpeniadsError as error:
        print(error, file=sys.stderr)
        sys.exit(USER_ERROR)
