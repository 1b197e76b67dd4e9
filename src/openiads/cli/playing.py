"""What commands that play studies have in common: their flags, a bar, and how to go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from openiads.cli.output import compiling_told, console, print_json, print_page, print_place, say
from openiads.cli.read import whole
from openiads.cli.run import COMPILE_TIME, INTERRUPTED, MOST
from openiads.cli.signals import interruptible

if TYPE_CHECKING:
    from pathlib import Path

    from openiads.api.study_result import StudyResult
    from openiads.study.experiment.pace import Progress, Standing

COMPILE_MAPS = "30 s"
BAR, LONGEST = 14, 16
"""Signs of the bar, and of the name of an arm beside it: all of it is one line of a page."""
MANY = 10.0
"""From so many replicates a second on they are counted whole."""


def workers_option(who: str = "Processes") -> Any:
    """How many play."""
    return typer.Option(
        parser=whole("--workers", 1, MOST - 1, 2),
        metavar="N",
        help=f"{who}; results do not depend on them.",
        show_default="all",
    )


def dask_option() -> Any:
    """A cluster that plays instead."""
    return typer.Option("--dask", metavar="ADDRESS|local", help="Play on a Dask cluster instead.")


def seed_option(show_default: bool | str = True) -> Any:
    """The seed of all draws."""
    return typer.Option(
        parser=whole("--seed", 0, MOST - 1, 1), metavar="N", help="Seed of all random draws.",
        show_default=show_default,
    )  # fmt: skip


def replicates_option(default: int, of: str = "arm") -> Any:
    """How many replicates of each arm, or of what else is played."""
    return typer.Option(
        parser=whole("--replicates", 1, MOST, default), metavar="N", help=f"Replicates of each {of}."
    )


@contextmanager
def playing(where: Path) -> Iterator[Progress]:
    """A bar while a study is played into a folder, and a word how to go on to who interrupts it."""
    try:
        with interruptible(), study_progress() as progress:
            yield progress
    except KeyboardInterrupt as stopped:
        say(str(stopped) or how_to_go_on(where))
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def playing_in_memory(about: str, plays: bool, kept: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar for what is played and kept nowhere, and a word about compiling where that is due.

    about  what is counted, in the plural
    plays  whether anything is played at all; else only maps are computed
    kept   whether what is done is kept after all, so that the same command goes on
    """
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    err = console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn(about),
        BarColumn(bar_width=BAR),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    bar = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
    try:
        with interruptible(), bar, compiling_told(COMPILE_TIME if plays else COMPILE_MAPS, err=err):
            task = bar.add_task("", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    except KeyboardInterrupt:
        told = "the same command goes on from what was played" if kept else "nothing was kept"
        say(f"interrupted; {told}")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def study_progress(about: str = "replicates") -> Iterator[Progress]:
    """A bar on stderr with the rate and the interval so far, and a word about compiling where that is due."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    err = console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=BAR),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}", markup=False),
    )
    bar = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
    with bar, compiling_told(COMPILE_TIME, err=err):
        task = bar.add_task(about, total=None, pace="")

        def show(now: Standing) -> None:
            bar.update(task, completed=now.done, total=now.total, pace=pace_told(now))

        yield show


def pace_told(now: Standing) -> str:
    """How fast it goes, how long it will take, and what is known so far."""
    told = []
    if now.rate:
        told.append(f"{now.rate:,.0f} a second" if now.rate >= MANY else f"{now.rate:.1g} a second")
        told.append(f"{_clock(now.left)} left")
    if now.interval is not None:
        from openiads.report.ink.number_words import number

        arm = now.arm if len(now.arm) <= LONGEST else f"{now.arm[: LONGEST - 1]}…"
        mean, low, high = map(number, now.interval)
        told.append(f"{now.measure.replace('_', ' ')} of {arm}: {mean} [{low} to {high}]")
    return ", ".join(told)


def how_to_go_on(where: Path) -> str:
    """What is said of an interruption that came while nothing was played."""
    if not where.exists():
        return "interrupted before anything was played; nothing was written"
    return f"interrupted; what was played is in {where}; the same with --resume goes on from there"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(min(seconds, 360_000.0)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def print_study(found: StudyResult, as_json: bool) -> None:
    """The answer, for people or for programs."""
    if as_json:
        print_json(found.as_dict())
        return

    from openiads.api.study_result import PAGE
    from openiads.report.studies.comparison_terminal import account

    title = found.design.title or found.design.name
    print_page(account(found.comparison, title, found.decided_by))
    print_place(found.folder / PAGE)
