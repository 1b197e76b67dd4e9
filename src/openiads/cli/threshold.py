"""`openiads threshold`: what must be true for a measure to be below or above a threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openiads.cli.output import compiling_told, console, print_json, print_page, print_place, say
from openiads.cli.playing import replicates_option, seed_option, workers_option
from openiads.cli.read import catalogue_option, changes_option, place_option, whole
from openiads.cli.run import COMPILE_TIME, DEFAULT_REPLICATES, INTERRUPTED
from openiads.cli.signals import interruptible
from openiads.ground.errors import OutOfRange

if TYPE_CHECKING:
    from openiads.study.threshold.searching import Progress

DEFAULT_VALUES, MOST_VALUES = 7, 1000
"""Of the second figure; a test holds them to what the API takes."""


def _measured(flag: str) -> Callable[[str], str]:
    """Reader of a measure and its threshold."""

    def read(told: str) -> str:
        from openiads.study.threshold.what_is_asked import wish_of

        wish_of(told, above=False, where=flag)
        return told

    return read


def threshold(
    scenario: Annotated[str, typer.Argument(help="A built-in name or a TOML file.")],
    figures: Annotated[
        list[str],
        typer.Option("--figure", metavar="PATH", help="What is searched; a second is laid out beside it."),
    ],
    below: Annotated[
        str | None,
        typer.Option(
            parser=_measured("--below"), metavar="MEASURE=X", help="The measure is to be below this."
        ),
    ] = None,
    above: Annotated[
        str | None, typer.Option(parser=_measured("--above"), metavar="MEASURE=X", help="Or at least this.")
    ] = None,
    between: Annotated[
        list[str] | None,
        typer.Option(
            "--between",
            metavar="[PATH=]LOW,HIGH",
            help="Where to look, instead of the figure's own low and high; repeatable.",
            show_default=False,
        ),
    ] = None,
    values: Annotated[
        int,
        typer.Option(
            parser=whole("--values", 2, MOST_VALUES, DEFAULT_VALUES),
            metavar="N",
            help="Values of the second figure.",
        ),
    ] = DEFAULT_VALUES,
    replicates: Annotated[int, replicates_option(DEFAULT_REPLICATES, "setting")] = DEFAULT_REPLICATES,
    seed: Annotated[int, seed_option()] = 1,
    workers: Annotated[int | None, workers_option("Threads")] = None,
    changes: Annotated[list[str] | None, changes_option()] = None,
    catalogue: Annotated[Path | None, catalogue_option()] = None,
    html: Annotated[Path | None, place_option("--html", "page.html", "New file for a page.", False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Find how good a figure must be for a measure to cross a threshold, and how sure that is."""
    if (below is None) == (above is None):
        said = "neither --below nor --above is" if below is None else "--below and --above are both"
        raise OutOfRange(f"{said} given; one of them is allowed; write it like --below leakers=0.1")
    from openiads.api.new_files import new_page
    from openiads.api.threshold_search import threshold as search

    page = None if html is None else new_page(html, "--html")
    try:
        with interruptible(), _progress() as progress:
            found = search(
                scenario, figures, below=below, above=above, between=between or (), values=values,
                replicates=replicates, seed=seed, workers=workers, changes=changes or (),
                catalogue=catalogue, progress=progress,
            )  # fmt: skip
    except KeyboardInterrupt:
        say("interrupted; nothing was kept")
        raise typer.Exit(INTERRUPTED) from None
    if page is not None:
        found.to_html(page)
    if as_json:
        print_json(found.as_dict())
        return
    from openiads.report.studies.threshold_terminal import account

    print_page(account(found.required))
    if page is not None:
        print_place(page)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A word on stderr how many settings were played; how many there will be, nobody knows beforehand."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    err = console(stderr=True)
    columns = SpinnerColumn(), TextColumn("{task.completed:.0f} settings played"), TimeElapsedColumn()
    bar = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
    with bar, compiling_told(COMPILE_TIME, err=err):
        task = bar.add_task("", total=None)
        yield lambda done: bar.update(task, completed=done)
