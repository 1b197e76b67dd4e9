"""What commands that play studies have in common: their flags, a bar, and how to go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from openiads.cli.output import compiling_told, console, print_json, print_page
from openiads.cli.read import whole
from openiads.cli.run import COMPILE_TIME, MOST

if TYPE_CHECKING:
    from openiads.api.study_result import StudyResult
    from openiads.study.experiment.pace import Progress


def workers_option() -> Any:
    """How many processes play."""
    return typer.Option(
        parser=whole("--workers", 1, MOST - 1, 2),
        metavar="N",
        help="Processes; results do not depend on them.",
        show_default="all",
    )


def dask_option() -> Any:
    """A cluster that plays instead."""
    return typer.Option("--dask", metavar="ADDRESS|local", help="Play on a Dask cluster instead.")


def seed_option() -> Any:
    """The seed of all draws."""
    return typer.Option(parser=whole("--seed", 0, MOST - 1, 1), metavar="N", help="Seed of all random draws.")


def replicates_option(default: int) -> Any:
    """How many replicates of each arm."""
    return typer.Option(
        parser=whole("--replicates", 1, MOST, default), metavar="N", help="Replicates of each arm."
    )


@contextmanager
def study_progress(about: str = "replicates") -> Iterator[Progress]:
    """A bar on stderr with the rate, and a word about compiling where that is due."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    err = console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
    )
    bar = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
    with bar, compiling_told(COMPILE_TIME, err=err):
        task = bar.add_task(about, total=None, pace="")

        def show(done: int, total: int, rate: float, left: float) -> None:
            pace = f"{rate:,.0f} a second, {_clock(left)} left" if rate else ""
            bar.update(task, completed=done, total=total, pace=pace)

        yield show


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(min(seconds, 360_000.0)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def print_study(found: StudyResult, as_json: bool) -> None:
    """The answer, for people or for programs."""
    if as_json:
        print_json(found.as_dict())
        return
    from rich.text import Text

    from openiads.api.study_result import PAGE
    from openiads.report.studies.comparison_terminal import account

    title = found.design.title or found.design.name
    print_page(account(found.comparison, title, found.decided_by), Text(f"{found.folder / PAGE} has it all"))
