"""What a coverage study leaves beside its tables: maps for people and maps for other programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange
from openiads.report.coverage.sheets_of_answer import BOTH, page_of, tags_of
from openiads.study.coverage.layers import BAND, CHANCES, HEIGHTS, KINDS, Layer, layers_of

if TYPE_CHECKING:
    from openiads.study.coverage.answer import Answer

Values = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]
Encode = Callable[[Values, Flags], Values]
"""Pixels of a band from (rows, columns) values and which cells the map knows."""


def fill(folder: Path, answer: Answer) -> None:
    """Write every sheet, GeoTIFF and GeoJSON of a study into its folder.

    Pictures are drawn here and the rest is written beside that in a second thread: Matplotlib wants one
    thread for itself.
    """
    with ThreadPoolExecutor(1) as pool:
        written = [
            pool.submit(work, folder, answer, surface)
            for surface in answer.maps
            for work in (_geotiffs, _contours)
        ]
        _sheets(folder, answer)
        for each in written:
            each.result()


def save_geotiff(path: Path, layers: Sequence[Layer], answer: Answer) -> Path:
    """Write layers of one kind as the bands of a file, with the provenance of their study."""
    from openiads.export.geotiff import Band, write_geotiff

    first = layers[0]
    encode, unit = ENCODINGS.get(first.kind) or (_counts(layers), "")
    bands = [Band(encode(layer.values, answer.window.known), layer.title, unit) for layer in layers]
    return write_geotiff(path, first.grid, bands, tags_of(answer) | {"surface": first.surface})


def _heights(values: Values, known: Flags) -> Values:
    return np.where(known & np.isfinite(values), values, np.nan).astype(np.float32)


def _metres(values: Values, known: Flags) -> Values:
    """Whole metres; what bands are good to."""
    return np.where(known & np.isfinite(values), np.rint(values), NO_METRES).astype(np.uint16)


def _percent(values: Values, known: Flags) -> Values:
    """Whole percent, rounded down so that no chance looks better than it is."""
    return np.where(known, np.floor(100.0 * values + HAIR), NO_PERCENT).astype(np.uint8)


def _counts(layers: Sequence[Layer]) -> Encode:
    """Whole numbers in the fewest bytes, whose greatest value is left to stand for no data."""
    most = max(int(layer.values.max(initial=0)) for layer in layers)
    kind = next((t for t in COUNTS if most < np.iinfo(t).max), None)
    if kind is None:
        raise OutOfRange("engageable: a GeoTIFF holds 31 types of round at most; use layers() for more")
    none = np.iinfo(kind).max
    return lambda values, known: np.where(known & (values >= 0), values, none).astype(kind)


COUNTS = (np.uint8, np.uint16, np.uint32)
NO_PERCENT, NO_METRES = 255, 65_535
"""Stand for no data."""
HAIR = 1e-3
"""Percent that rounding may have taken from a chance of single precision."""
ENCODINGS: dict[str, tuple[Encode, str]] = {
    **dict.fromkeys(HEIGHTS, (_heights, "m")),
    **dict.fromkeys(CHANCES, (_percent, "%")),
    BAND: (_metres, "m"),
}
"""How a kind is written, and its unit; the rest are counts."""


def _geotiffs(folder: Path, answer: Answer, surface: str) -> None:
    for kind in KINDS:
        layers = list(layers_of(answer, kind, surface))
        save_geotiff(folder / f"{kind}-{surface}.tif", layers, answer)


def _contours(folder: Path, answer: Answer, surface: str) -> None:
    from openiads.export.contours import contour_features, write_geojson

    features = contour_features(
        answer.window.grid, answer.maps[surface].lowest, answer.question.altitudes,
        kind="visible", source=answer.facts.source, more={"surface": surface},
    )  # fmt: skip
    write_geojson(folder / f"lowest-height-{surface}.geojson", features, tags_of(answer))


def _sheets(folder: Path, answer: Answer) -> None:
    from openiads.report.ink.page import save

    for surface in answer.maps:
        save(page_of(answer, "lowest", surface), folder / f"lowest-height-{surface}.png")
    whole = BOTH if len(answer.maps) > 1 else next(iter(answer.maps))
    save(page_of(answer, "answers", whole), folder / "answers.png")
