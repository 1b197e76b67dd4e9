"""`openiads`: parse, call one function, print, exit.

Exit codes: 0 done, 2 the user's input is wrong (one message), 130 interrupted, 143 told to end,
1 a bug (traceback).
"""

from __future__ import annotations

import errno
import os
import sys
from typing import Annotated, Any, NoReturn

import typer

from openiads.cli import catalogue, scenario, study, terrain
from openiads.cli.assign import assign
from openiads.cli.claims import claims
from openiads.cli.compare import compare
from openiads.cli.coverage import coverage
from openiads.cli.export import export
from openiads.cli.horizon import horizon
from openiads.cli.influence import influence
from openiads.cli.legible import make_legible
from openiads.cli.output import notices_told, settle_size
from openiads.cli.run import run
from openiads.cli.saturate import saturate
from openiads.cli.site import site
from openiads.cli.stages import stages
from openiads.cli.streams import NotPrinted, printing
from openiads.cli.threshold import threshold
from openiads.cli.timeline import timeline
from openiads.cli.track import track
from openiads.cli.why import why
from openiads.ground.errors import OpeniadsError
from openiads.ground.letters import escaped
from openiads.ground.output import FULL

USER_ERROR = 2
UsageError = typer.BadParameter.__base__ or typer.BadParameter
"""What Typer raises for a command line that it cannot read; it has no public name of its own."""
NOT_READ = 1
"""What Typer ends with, without a word, where whoever read standard output stopped."""

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
app.command(epilog="Example: openiads horizon --dem globe-30s --lat 39.9 --lon 32.8 --antenna-m 25")(horizon)
app.command(epilog="Example: openiads coverage turkey-2017 --altitudes-m 50,300,10000")(coverage)
app.command(epilog="Example: openiads compare one-battery --vary battery.system=s-400,patriot-mse")(compare)
app.command(
    epilog="Example: openiads threshold one-battery --figure network.delay_s --between 0,60 --below leakers=3"
)(threshold)
app.command(epilog="Example: openiads site turkey-2017 --belt armenia=100 --html page.html")(site)
app.command(epilog="Example: openiads timeline patriots-2013-2019 --html page.html")(timeline)
app.command(epilog="Example: openiads stages turkey-2017 --stage identity --stage masking")(stages)
app.command(epilog="Example: openiads why runs/turkey-2017-1 --worst")(why)
app.command(epilog="Example: openiads export runs/turkey-2017-1 --format kml --worst")(export)
app.command(epilog="Example: openiads saturate saturation --sizes 20,40,80,160 --spreads-min 5,60")(saturate)
app.command(epilog="Example: openiads claims alone --effort 0.2 --html pages")(claims)
app.command(epilog="Example: openiads assign examples/assign/twenty-by-twenty.json")(assign)
app.command(epilog="Example: openiads track examples/track/plots.csv --sensors examples/track/sensors.toml")(
    track
)
app.command(epilog="Example: openiads influence one-battery --replicates 64")(influence)
app.add_typer(study.app, name="study")
app.add_typer(scenario.app, name="scenario")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(terrain.app, name="terrain")


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Hold the options that belong to no command."""


def main() -> None:
    """Run the command line; the one place where an error becomes a message."""
    # Whoever closes an output wants nothing of it; Python then has none at all.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    make_legible(sys.stdout, sys.stderr)
    settle_size()
    with printing(), notices_told():
        code = _told()
    sys.exit(code)


def _told() -> Any:
    """Exit code of the command, or None where all went well; what the user can put right is a message."""
    try:
        code = _run()
        sys.stdout.flush()
        return code
    except OpeniadsError as error:
        _refuse(str(error))
    except MemoryError:
        _refuse("openiads: not enough memory; fewer --workers and a smaller --tile need less")
    except NotPrinted as error:
        if error.errno == errno.EPIPE:
            return NOT_READ
        _refuse(_full(error, "standard output"))
    except OSError as error:
        if error.errno not in FULL:
            raise
        _refuse(_full(error, str(error.filename or "openiads")))
    except Exception as error:
        if not isinstance(error, UsageError):
            raise
        _refuse(_usage(error))


def _run() -> Any:
    """Exit code, or None where all went well."""
    if sys.argv[1:] == ["--version"]:
        from importlib.metadata import version

        print(f"openiads {version('openiads')}")
        return None
    return app(prog_name="openiads", standalone_mode=False)


def _refuse(message: str) -> NoReturn:
    if message:
        print(message, file=sys.stderr)
    sys.exit(USER_ERROR)


def _full(error: OSError, place: str) -> str:
    remedy = "free some space and try again" if error.errno in FULL else "send it somewhere else"
    return f"{escaped(place)}: cannot be written: {os.strerror(error.errno or 0)}; {remedy}"


def _usage(error: Any) -> str:
    """A command line that cannot be read, told as everything else is: where, what, what to do."""
    message = escaped(" ".join(error.format_message().split()))
    if not message:
        return ""  # A group without a command has shown its help.
    where = error.ctx.command_path if error.ctx else "openiads"
    end = " " if message.endswith("?") else "; "
    told = message.rstrip(".")
    return f"{where}: {told[0].lower()}{told[1:]}{end}{where} --help shows what is allowed"
