"""`openiads stages`: what mending one stage of the chain would buy, by making each perfect in turn."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from openiads.cli.output import print_json, print_page, print_place, say
from openiads.cli.playing import playing_in_memory, seed_option, workers_option
from openiads.cli.read import catalogue_option, changes_option, in_flags, place_option, whole
from openiads.cli.run import DEFAULT_REPLICATES, MOST

PAGE = "report.html"


def stages(
    scenario: Annotated[str, typer.Argument(help="A built-in name, a TOML file or a run folder.")],
    stage: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A stage to make perfect; repeatable, but not of a run folder.",
            show_default="all of them",
        ),
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(
            parser=whole("--replicates", 1, MOST, DEFAULT_REPLICATES),
            metavar="N",
            help="Replicates of each stage.",
            show_default=f"{DEFAULT_REPLICATES}, of a run folder a quarter of its own",
        ),
    ] = None,
    seed: Annotated[int | None, seed_option(show_default="1, of a run folder its own")] = None,
    workers: Annotated[int | None, workers_option("Threads")] = None,
    changes: Annotated[list[str] | None, changes_option()] = None,
    catalogue: Annotated[Path | None, catalogue_option()] = None,
    html: Annotated[Path | None, place_option("--html", "page.html", "New file for a page.", False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Tell how many fewer would get through if one stage of the chain were perfect, all else as it is.

    Of a run folder its own replicates are played again with all stages, and its
    page is told anew; --stage, --seed and --set are refused of it.  What is
    interrupted goes on with the same command.
    """
    from openiads.api.new_files import new_page
    from openiads.api.stages import stages as ask
    from openiads.study.campaign.run_folder import MANIFEST

    page = None if html is None else new_page(html, "--html")
    kept = Path(scenario) if os.path.isfile(Path(scenario) / MANIFEST) else None
    if kept is not None and not stage and seed is None and not changes:  # else it is refused
        say_cost(kept, replicates)
    flags = in_flags(stage="--stage identity", replicates="--replicates 50", seed="--seed 1", changes="--set")
    with flags, playing_in_memory("stages", plays=True, kept=kept is not None) as progress:
        found = ask(
            scenario, stage or (), replicates=replicates, seed=seed, workers=workers, changes=changes or (),
            catalogue=catalogue, progress=progress,
        )  # fmt: skip
    if page is not None:
        found.to_html(page)
    if as_json:
        print_json(found.as_dict())
        return
    from openiads.report.studies.stage_terminal import account

    print_page(account(found.scenario.name, found.found))
    for told in filter(None, (page, kept and kept / PAGE)):
        print_place(told)


def say_cost(folder: Path, replicates: int | None) -> None:
    """Say on stderr what playing the stages of a run will cost, by what the run itself did."""
    from openiads.ground.machine import seconds_told
    from openiads.study.campaign.run_folder import read_played
    from openiads.study.stages.stages_of_run import left_to_play

    manifest = read_played(folder)
    if not manifest["complete"]:
        return
    left = left_to_play(folder, manifest, replicates)
    if left:
        each = manifest["cpu_seconds"] / max(manifest["replicates"], 1)
        told = seconds_told(each * left)
        say(f"perfect stages: {left} replicates left to play, about {told} of processor time")
