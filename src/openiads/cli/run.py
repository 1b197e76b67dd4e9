"""`openiads run`: the main job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openiads.cli.output import compiling_told, console, print_json, print_page, say
from openiads.cli.read import catalogue_option, changes_option, one_of, place_option, whole
from openiads.cli.signals import interruptible
from openiads.ground.errors import OutOfRange

if TYPE_CHECKING:
    from openiads.api.run_result import RunResult
    from openiads.study.campaign.run_campaign import Progress

INTERRUPTED = 130
COMPILE_TIME = "two minutes"
"""How long the first use takes on one core; shown, never relied on."""
DEFAULT_REPLICATES = 200
MOST = 2**32
"""Bound of seeds and replicate numbers; a test holds it and the engines to what a campaign takes."""
ENGINES = ("fused", "stepped", "reference")


def run(
    scenario: Annotated[str, typer.Argument(help="A built-in name or a TOML file.")],
    replicates: Annotated[
        int | None,
        typer.Option(
            parser=whole("--replicates", 1, MOST, DEFAULT_REPLICATES),
            metavar="N",
            help="Number of replicates to play.",
            show_default=str(DEFAULT_REPLICATES),
        ),
    ] = None,
    span: Annotated[
        str | None, typer.Option("--range", metavar="LO:HI", help="Play replicates LO to HI - 1 instead.")
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            parser=whole("--seed", 0, MOST - 1, 1),
            metavar="N",
            help="Seed of all random draws.",
        ),
    ] = 1,
    workers: Annotated[
        int | None,
        typer.Option(
            parser=whole("--workers", 1, MOST - 1, 2),
            metavar="N",
            help="Threads; results do not depend on them.",
            show_default="all",
        ),
    ] = None,
    out: Annotated[
        Path | None, place_option("--out", "runs/mine", "Run folder to write.", "runs/SCENARIO-SEED")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue the run in the folder, if any.")] = False,
    stages: Annotated[
        bool,
        typer.Option("--stages", help="Also play it with each stage perfect; costs 2.5 times the run."),
    ] = False,
    changes: Annotated[list[str] | None, changes_option()] = None,
    catalogue: Annotated[Path | None, catalogue_option()] = None,
    engine: Annotated[
        str,
        typer.Option(
            parser=one_of("--engine", "engine", ENGINES),
            metavar="|".join(ENGINES),
            help="Which driver: fused and stepped agree to the bit, the slow reference but for rounding.",
        ),
    ] = "fused",
    tile: Annotated[
        int,
        typer.Option(
            parser=whole("--tile", 1, MOST - 1, 16),
            metavar="N",
            help="Replicates played together; for timing tests.",
        ),
    ] = 16,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Simulate a scenario many times, print the answer and write a run folder."""
    chosen = _chosen(replicates, span)
    from openiads.api.run import run as play
    from openiads.catalogue.own_folder import catalogue_at
    from openiads.scenario.load_scenario import load
    from openiads.study.campaign.run_campaign import default_folder

    figures = catalogue_at(catalogue)
    loaded = load(scenario, changes or (), figures)
    where = out or default_folder(loaded, seed)
    try:
        with interruptible(), _progress() as progress:
            result = play(
                loaded,
                span=chosen,
                seed=seed,
                workers=workers,
                out=where,
                resume=resume,
                tile=tile,
                engine=engine,
                catalogue=figures,
                progress=progress,
            )
    except KeyboardInterrupt:
        say(_how_to_go_on(where))
        raise typer.Exit(INTERRUPTED) from None
    if stages:
        _add_stages(result, workers)
    if as_json:
        print_json(result.summary.as_dict())
        return
    from openiads.report.run.terminal import account

    found = result.stages
    print_page(account(result.summary, result.folder, None if found is None else found.found))


def _add_stages(result: RunResult, workers: int | None) -> None:
    """Play the stages beside the run, and say beforehand what that costs."""
    from openiads.api.run import add_stages
    from openiads.cli.playing import playing_in_memory
    from openiads.cli.stages import say_cost

    say_cost(result.place, None)
    with playing_in_memory("stages", plays=True, kept=True) as progress:
        add_stages(result, None, workers, progress)


def _chosen(replicates: int | None, span: str | None) -> tuple[int, int]:
    """First replicate and the one after the last."""
    if span is None:
        return 0, DEFAULT_REPLICATES if replicates is None else replicates
    if replicates is not None:
        raise OutOfRange("--replicates and --range are both given; one of them is allowed; leave one out")
    from openiads.ground.kinds import shown
    from openiads.ground.whole import number_in

    low, colon, high = span.partition(":")
    ends = [number_in(word) for word in (low, high)]
    if not (colon and all(isinstance(end, int) and end >= 0 for end in ends)):
        raise OutOfRange(f"--range is {shown(span)}; two whole numbers are allowed; write it like 0:100")
    first, last = (int(end) for end in ends)
    if not first < last <= MOST:
        raise OutOfRange(
            f"--range is {shown(span)}; the first must be less than the second, and the second "
            f"at most {MOST}; write it like 0:100"
        )
    return first, last


def _how_to_go_on(where: Path) -> str:
    if not where.exists():
        return "interrupted before anything was played; nothing was written"
    return f"interrupted; what was played is in {where}; the same command with --resume continues from there"


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on stderr, and a word about compiling where that is due."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    err = console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    bar = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
    with bar, compiling_told(COMPILE_TIME, err=err):
        task = bar.add_task("replicates", total=None)

        def show(done: int, total: int) -> None:
            told = "checking the step" if done == total else "replicates"
            bar.update(task, completed=done, total=total, description=told)

        yield show
