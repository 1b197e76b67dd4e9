"""`openiads track`: the tracker alone, on anyone's plots."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from openiads.cli.output import print_json, print_page
from openiads.cli.playing import playing_in_memory
from openiads.cli.read import changes_option, in_flags, number_in, place_option

DEFAULT_TRACKER = "imm-jpda"
DEFAULT_METRES, DEFAULT_POWER = "3000", "2"
"""A test holds them to what the API takes."""


def _tracker(told: str) -> str:
    from openiads.ground.errors import UnknownName
    from openiads.tracking.trackers import names_without_truth

    if told not in names_without_truth():
        raise UnknownName("tracker", told, names_without_truth(), "--tracker")
    return told


def _measured(flag: str, metavar: str, what: str, unsaid: str) -> Any:
    """A flag of measures, which there are with a truth only."""
    return typer.Option(flag, metavar=metavar, help=f"{what} {unsaid} if not given.", show_default=False)


def _require_truth(truth: str | None, **told: str | None) -> None:
    """Refuse flags of measures where nothing is measured."""
    given = [f"--{name.replace('_', '-')}" for name, value in told.items() if value is not None]
    if truth is None and given:
        from openiads.ground.errors import OutOfRange

        one, it = ("is", "it") if len(given) == 1 else ("are", "them")
        raise OutOfRange(
            f"{' and '.join(given)} {one} given without --truth; measures of tracks are allowed with a "
            f"truth; add --truth FILE, or leave {it} out"
        )


def _number(told: str | None) -> float | str | None:
    """A number, or the text, which is refused by the name of its flag."""
    if told is None:
        return None
    try:
        return number_in(told)
    except ValueError:
        return told


def track(
    plots: Annotated[str, typer.Argument(help="A CSV or Parquet file of plots.")],
    sensors: Annotated[str, typer.Option(metavar="FILE", help="A CSV, TOML or Parquet file of the sensors.")],
    truth: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="A CSV or Parquet file of targets, to measure the tracks by."),
    ] = None,
    tracker: Annotated[
        str,
        typer.Option(
            parser=_tracker,
            metavar="NAME",
            help="score, imm, jpda, imm-jpda, m-of-n, ekf, confirmed-first, or one of another package.",
        ),
    ] = DEFAULT_TRACKER,
    cutoff: Annotated[
        str | None,
        _measured("--cutoff-m", "M", "c of GOSPA and OSPA: from there a target is missed.", DEFAULT_METRES),
    ] = None,
    power: Annotated[
        str | None,
        _measured("--power", "P", "p of GOSPA and OSPA; alpha of GOSPA is 2.", DEFAULT_POWER),
    ] = None,
    threshold: Annotated[
        str | None,
        _measured("--threshold-m", "M", "Within it a track may be of a target.", DEFAULT_METRES),
    ] = None,
    bias: Annotated[
        bool, typer.Option("--bias", help="Find constant errors of sensors, and take them off.")
    ] = False,
    changes: Annotated[
        list[str] | None, changes_option("Change a constant of the tracker, catalogue.tracking.NAME")
    ] = None,
    out: Annotated[
        Path | None,
        place_option("--out", "tracks.parquet", "New .csv or .parquet file, or a new folder.", "none"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Track plots of real or simulated radars, and measure the tracks where the truth is known."""
    from openiads.api import track_files
    from openiads.api.track_alone import track as ask

    _require_truth(truth, cutoff_m=cutoff, power=power, threshold_m=threshold)
    where = None if out is None else track_files.new_place(out)
    flags = in_flags(
        plots="PLOTS plots.csv", sensors="--sensors sensors.csv", truth="--truth truth.csv",
        cutoff_m="--cutoff-m 3000", power="--power 2", threshold_m="--threshold-m 3000",
    )  # fmt: skip
    with playing_in_memory("plots", plays=True) as progress, flags:
        found = ask(
            plots, sensors, truth, tracker=tracker, cutoff_m=_number(cutoff),  # type: ignore[arg-type]
            power=_number(power), threshold_m=_number(threshold), bias=bias,  # type: ignore[arg-type]
            changes=changes or (), progress=progress,
        )  # fmt: skip
        if where is not None:
            track_files.write(found, where)
    if as_json:
        print_json({**found.as_dict(), "out": None if out is None else str(out)})
        return
    from rich.text import Text

    from openiads.report.studies.track_terminal import account

    print_page(account(found.found))
    if where is not None:
        print_page(Text(f"written to {where}"))
