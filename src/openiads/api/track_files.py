"""Where tracks are written: one table as CSV or Parquet, or a folder with all there is."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openiads.ground.errors import OutOfRange, OutputError
from openiads.ground.output import beside, require_possible, take_away, writing
from openiads.ground.place import anchored
from openiads.study.campaign import run_folder

if TYPE_CHECKING:
    from openiads.api.track_result import TrackResult

TABLES = (".csv", ".parquet")
FILE = re.compile(r"\.[A-Za-z]{2,8}")
"""The ending of a name that is meant for a file."""
TRACKS, SUMMARY, PICTURE = "tracks.parquet", "summary.json", "tracks.png"
DOTS_PER_INCH = 200


def new_place(place: str | Path, name: str = "--out", example: str = "--out tracks.parquet") -> Path:
    """A file or folder that can be written and is not there yet."""
    where = anchored(place, name, example)
    ending = where.suffix.lower()
    if ending in TABLES:
        run_folder.require_free(where)
        require_possible(where, "file")
    elif FILE.fullmatch(ending):
        raise OutOfRange(
            f"{where}: ends in {ending!r}; .csv and .parquet are allowed for a file, no ending for a folder; "
            "name one of these"
        )
    else:
        if os.path.lexists(where):
            raise OutputError(f"{where}: exists already; a new folder is written; name another")
        require_possible(where, "folder")
    return where


def write(found: TrackResult, where: Path) -> None:
    """Write tracks into a file, or tracks, summary and picture into a folder; whole or not at all."""
    if where.suffix.lower() in TABLES:
        run_folder.write_whole(where, lambda draft: _table(found.tracks, draft, where.suffix), resumes=False)
        return
    from openiads.report.ink.page import save_figure

    draft = beside(where)
    with writing(where):
        where.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.mkdir()
            document = found.as_dict()
            _table(found.tracks, draft / TRACKS, TABLES[1])
            text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
            (draft / SUMMARY).write_text(f"{text}\n", encoding="utf-8")
            save_figure(found.plot(), draft / PICTURE, DOTS_PER_INCH, f"openiads {document['version']}")
            draft.rename(where)
        except OutputError as error:  # names the folder as it is called until it is whole
            raise OutputError(str(error).replace(f"{draft}", f"{where}")) from None
        finally:
            take_away(draft)


def _table(tracks: Any, place: Path, ending: str) -> None:
    import pyarrow.csv as pacsv
    import pyarrow.parquet as pq

    with place.open("wb") as file:
        if ending.lower() == ".csv":
            pacsv.write_csv(tracks, file, pacsv.WriteOptions(quoting_style="needed"))
        else:
            pq.write_table(tracks, file)
