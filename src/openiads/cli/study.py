"""`openiads study`: campaigns over arms and over what is not known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openiads.cli.output import compiling_told, print_json, print_page, print_toml, say
from openiads.cli.playing import dask_option, playing, print_study, workers_option
from openiads.cli.read import catalogue_option, place_option
from openiads.cli.run import COMPILE_TIME
from openiads.ground.errors import OutOfRange

if TYPE_CHECKING:
    from openiads.study.design.points import Design
    from openiads.study.experiment.pace import Progress

app = typer.Typer(
    help="Studies: many arms, many settings of what is not known, in one folder.",
    epilog="Example: openiads study run my-study.toml --workers 2",
    no_args_is_help=True,
)
File = Annotated[Path, typer.Argument(help="A study file.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
Own = Annotated[Path | None, catalogue_option()]


@app.command(epilog="Example: openiads study new > my-study.toml")
def new() -> None:
    """Print a study file to start from."""
    from openiads.study.design.load_study import template

    print_toml(template())


@app.command(epilog="Example: openiads study validate my-study.toml")
def validate(file: File, catalogue: Own = None, as_json: Json = False) -> None:
    """Check a study and list all of its faults at once; show what it will play."""
    design = _loaded(file, catalogue)
    points = len(design.points) - 1
    rows = len(design.arms) * (design.replicates + points * design.box_replicates)
    if as_json:
        print_json(
            {
                "study": design.name,
                "study_sha256": design.sha256,
                "arms": [arm.name for arm in design.arms],
                "coordinates": [one.name for one in design.coordinates],
                "points": points,
                "replicates": rows,
            }
        )
        return
    from rich.text import Text

    print_page(
        Text(
            f"{design.name}: {len(design.arms)} arms, {len(design.coordinates)} coordinates at "
            f"{points} points, {rows:,} replicates in all"
        ),
        *(Text(f"  {arm.name}{': ' if arm.told else ''}{arm.told}") for arm in design.arms),
    )


@app.command(epilog="Example: openiads study schema > study.schema.json")
def schema() -> None:
    """Print the JSON Schema of study files, for editors."""
    from openiads.study.design.study_schema import schema_json

    print_json(schema_json())


@app.command(epilog="Example: openiads study run my-study.toml --workers 2")
def run(
    file: File,
    workers: Annotated[int | None, workers_option()] = None,
    dask: Annotated[str | None, dask_option()] = None,
    out: Annotated[
        Path | None, place_option("--out", "studies/mine", "Study folder to write.", "studies/NAME")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue the study in the folder, if any.")
    ] = False,
    chunks: Annotated[
        str | None,
        typer.Option(
            "--chunks",
            metavar="K|K:M",
            help="Play these chunks only, beside others who play theirs; by one process if not said.",
        ),
    ] = None,
    catalogue: Own = None,
    as_json: Json = False,
) -> None:
    """Play a study into a folder, compare its arms and rank what is not known."""
    from openiads.api.study import STUDIES, study

    design = _loaded(file, catalogue)
    where = out or STUDIES / design.name
    with playing(where) as progress:
        if chunks is not None:
            count = _play_part(design, where, chunks, workers or 1, dask, progress)
            if as_json:
                print_json({"study": design.name, "study_sha256": design.sha256, "chunks": count})
            return
        found = study(design, workers=workers, dask=dask, out=where, resume=resume, progress=progress)
    print_study(found, as_json)


@app.command(epilog="Example: openiads study plan my-study.toml")
def plan(
    file: File,
    out: Annotated[
        Path | None, place_option("--out", "studies/mine", "Study folder to make.", "studies/NAME")
    ] = None,
    catalogue: Own = None,
) -> None:
    """Make the folder of a study and print how many chunks it has, for jobs that play some each."""
    from openiads.api.study import STUDIES
    from openiads.study.experiment.play_design import play_of
    from openiads.study.experiment.play_study import begin

    design = _loaded(file, catalogue)
    with compiling_told(COMPILE_TIME):
        work = begin(play_of(design), out or STUDIES / design.name, resume=True)
    say(str(len(work.orders)), stderr=False)


def _loaded(file: Path, catalogue: Path | None) -> Design:
    from openiads.catalogue.own_folder import catalogue_at
    from openiads.study.design.load_study import load

    return load(file, catalogue_at(catalogue))


def _play_part(
    design: Design, where: Path, chunks: str, workers: int, dask: str | None, progress: Progress
) -> int:
    """Play some chunks; gives how many the study has."""
    from openiads.study.executors.choose import at_work
    from openiads.study.experiment.play_design import play_of
    from openiads.study.experiment.play_study import play_part

    span = _span(chunks)
    with at_work(workers, dask) as executor:
        return play_part(play_of(design), where, *span, executor, progress=progress)


def _span(chunks: str) -> tuple[int, int]:
    """First chunk and the one after the last."""
    first, colon, last = chunks.partition(":")
    if first.isascii() and first.isdecimal() and ((last.isascii() and last.isdecimal()) or not colon):
        low = int(first)
        high = int(last) if colon else low + 1
        if low < high:
            return low, high
    raise OutOfRange(f"--chunks is {chunks!r}; a whole number or two are allowed; write it like 0 or 0:8")
