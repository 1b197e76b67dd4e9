"""What a folder is that one of our commands has written, so that who names another is told which it is."""

from __future__ import annotations

import os
from pathlib import Path

KINDS = {
    "run.json": "a run folder",
    "study.json": "a study folder",
    "coverage.json": "a folder of coverage",
    "chunk.json": "a chunk of a run",
}
"""By the file that only such a folder has."""
ANY = "a folder"


def folder_kind(place: str | Path) -> str:
    """What a folder is, in words: one of ours, or any; nothing where there is no folder."""
    if not os.path.isdir(place):
        return ""
    return next((kind for name, kind in KINDS.items() if os.path.isfile(os.path.join(place, name))), ANY)


def not_that(place: str | Path, mark: str, wanted: str) -> str:
    """Why a place is not the kind of folder that is `wanted`, which has the file `mark`."""
    if not os.path.lexists(place):
        return f"{place}: is not there; name {wanted}"
    kind = folder_kind(place)
    is_ours = kind not in ("", ANY)
    told = f"is {kind}, and {wanted} is wanted" if is_ours else f"has no {mark}, so it is not {wanted}"
    return f"{place}: {told}; name one"
