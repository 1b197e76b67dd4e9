"""One replicate of a run in the formats of other programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, SupportsIndex

from openiads.api.new_files import new_page
from openiads.api.run import run_in
from openiads.api.run_result import RunResult
from openiads.api.why import replicate_chosen, require_there
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground.errors import OutOfRange
from openiads.ground.kinds import number, one_of
from openiads.ground.place import anchored
from openiads.ground.whole import whole
from openiads.study.campaign import run_folder

LEAST_INTERVAL, MOST_INTERVAL = 0.1, 600.0
"""Between two frames [s]."""


def export(
    run: RunResult | str | os.PathLike[str],
    form: str,
    out: str | os.PathLike[str] | None = None,
    *,
    replicate: SupportsIndex | Literal["typical", "worst"] = "typical",
    interval_s: float = 5.0,
    catalogue: Catalogue | str | Path | None = None,
) -> Path:
    """Write one replicate of a run for another program; returns the file.

    It holds batteries, radars, assets and zones, the true way of each target and round, the tracks that
    each picture believed, and events at their places.  The replicate is played again, as it is without the
    common failure.

    Parameters
    ----------
    run : what `run` gave, or the folder of a complete run
    form : "geojson", "kml", "czml", "acmi" (Tacview) or "csv"
    out : a new file; named after run, replicate and form in the current folder if not said
    replicate : its number; `typical` is the first whose leakers are nearest to their median, `worst` the
        first that has most
    interval_s : between two frames, 0.1 to 600

    Raises
    ------
    UnknownName
        if there is no such format
    OutOfRange
        if the run has no such replicate, the interval is not allowed, or the file has another ending
    OutputError
        if the file is there already
    ResultMismatch
        if the run is not complete, or not what was written
    """
    from openiads.export.scene_formats import FORMATS
    from openiads.export.scene_of_run import scene_of_run

    chosen = FORMATS[one_of("form", form, tuple(FORMATS))]
    interval = number("interval_s", interval_s, "interval_s=5")
    if not LEAST_INTERVAL <= interval <= MOST_INTERVAL:
        allowed = f"{LEAST_INTERVAL:g} to {MOST_INTERVAL:g} is allowed"
        raise OutOfRange.of("interval_s", f"is {interval:g}; {allowed}")
    folder = run.place if isinstance(run, RunResult) else anchored(run, "run", "run='runs/mine'")
    run_folder.read_complete(folder, ["outcomes", "targets", "events"])
    if isinstance(replicate, str):
        which = replicate_chosen(folder, _word(replicate))
    else:
        which = whole("replicate", replicate, 0, 2**32 - 1, "replicate=0")
        require_there(folder, which)
    place = f"{folder.name}-{which}{chosen.endings[0]}" if out is None else os.fspath(out)
    if not place.lower().endswith(chosen.endings):
        endings = " or ".join(chosen.endings)
        raise OutOfRange.of("out", f"is {place}, but {form} ends in {endings}; use that ending")
    path = new_page(place, "out")
    played = run if isinstance(run, RunResult) else run_in(folder, catalogue_at(catalogue))
    scene = scene_of_run(folder, played.prepared, played.summary.seed, which, interval)
    run_folder.write_text(path, chosen.text_of(scene), resumes=False)
    return path


def _word(replicate: str) -> Literal["typical", "worst"]:
    return "worst" if one_of("replicate", replicate, ("typical", "worst")) == "worst" else "typical"
