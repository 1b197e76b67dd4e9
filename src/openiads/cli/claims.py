"""`openiads claims`: sentences about a defence, put to the test."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openiads.cli.output import print_json, print_page, print_place, say
from openiads.cli.playing import dask_option, study_progress, workers_option
from openiads.cli.read import number_in, place_option
from openiads.cli.run import INTERRUPTED
from openiads.cli.signals import interruptible

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from openiads.api.claim_result import ClaimResult
    from openiads.study.claims.claim import Claim
    from openiads.study.experiment.pace import Progress

KEPT = Path("studies") / "claims"
"""Where studies are kept; a test holds it to what the API takes."""


def _effort(told: str | float) -> float:
    """Reader of `--effort`; Typer hands it a default too."""
    if not isinstance(told, str):
        return told
    # The rule brings NumPy along, which a list of claims does not need.
    from openiads.study.claims.claim_effort import effort_of

    try:
        value: str | float = number_in(told)
    except ValueError:
        value = told
    return effort_of("--effort", value, "--effort 1")


def claims(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Claims by their keys; all if none.")
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Print the claims that there are, and nothing else.")
    ] = False,
    effort: Annotated[
        float,
        typer.Option(
            parser=_effort, metavar="X", help="More is more replicates and points, and takes longer."
        ),
    ] = 1.0,
    workers: Annotated[int | None, workers_option()] = None,
    dask: Annotated[str | None, dask_option()] = None,
    out: Annotated[
        Path | None, place_option("--out", "studies/mine", "Folder that keeps the studies.", str(KEPT))
    ] = None,
    html: Annotated[
        Path | None, place_option("--html", "pages", "New folder for a page of each claim.", False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Put claims to the test: each with a verdict by rule, and how sure that is.

    What is played is kept: the same command finds it again, also after an interruption.
    """
    from openiads.study.claims.every_claim import known_keys

    chosen = known_keys(names or ())
    if listed:
        _print_list(chosen, as_json)
        return
    from openiads.api import claims as api

    where = None if html is None else api.pages_folder(html)
    found = []
    try:
        with interruptible(), closing(api.answers(chosen, effort, workers, dask, out, _watched)) as answers:
            for one in answers:
                found.append(one)
                if not as_json:
                    _print_answer(one)
    except KeyboardInterrupt as stopped:
        say(str(stopped) or api.how_to_go_on(out or KEPT))
        raise typer.Exit(INTERRUPTED) from None
    if where is not None:
        api.write_pages(found, where)
    if as_json:
        print_json(api.document(found))
    elif where is not None:
        from openiads.report.studies.claim_page import INDEX

        print_place(where / INDEX)


def _watched(one: Claim) -> AbstractContextManager[Progress]:
    """A bar that says which claim is at work."""
    return study_progress(one.key)


def _print_answer(one: ClaimResult) -> None:
    from openiads.report.studies.claim_terminal import account

    print_page(account(one.answered))


def _print_list(chosen: Sequence[str], as_json: bool) -> None:
    """Keys and sentences, read from their files: importing the engine would take seconds."""
    from openiads.study.claims.every_claim import sentences

    told = {key: sentence for key, sentence in sentences().items() if key in chosen}
    if as_json:
        print_json({"claims": [{"claim": key, "sentence": told[key]} for key in told]})
        return
    from openiads.report.ink.listing import Listing

    rows = Listing(("claim", "sentence"), words=(0, 1), header_style="bold", gap=3)
    for key, sentence in told.items():
        rows.add_row(key, sentence)
    print_page(rows)
