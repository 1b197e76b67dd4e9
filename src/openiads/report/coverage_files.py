"""What `openiads coverage --out` writes beside its tables: maps for people and maps for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from openiads.report.coverage_plot import scene_of, tags_of

if TYPE_CHECKING:
    from openiads.report.coverage import CoverageResult
    from openiads.report.coverage_map import Scene
    from openiads.study.coverage.answer import Answer
    from openiads.study.coverage.write import Layer

HEIGHTS = ("lowest-height", "lowest-altitude", "second-height")
"""Layers that other programs get as GeoTIFF; the rest are arrays."""

NO_COUNT = 255
"""Stands for no data in bytes."""


def save_geotiff(path: Path, layer: Layer, answer: Answer) -> Path:
    """Write one layer (rows, columns) with the provenance of its study; metres, counts or chances."""
    from openiads.export.geotiff import Band, write_geotiff

    unit = "m" if layer.kind in HEIGHTS else ""
    bands = [Band(_pixels(layer.values, answer.window.known), layer.title, unit)]
    return write_geotiff(path, layer.grid, bands, tags_of(answer) | {"surface": layer.surface})


def _pixels(values: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """Values as a GeoTIFF has them: float32 with NaN, or bytes with 255, where there is none."""
    if values.dtype.kind == "f" or values.max(initial=0) >= NO_COUNT:
        return np.where(known & np.isfinite(values), values, np.nan).astype(np.float32)
    return np.where(known & (values >= 0), values, NO_COUNT).astype(np.uint8)


class Files:
    """Writes layer after layer, and with the lowest heights the sheets and contours drawn from them."""

    def __init__(self, result: CoverageResult) -> None:
        self.result = result

    def __call__(self, path: Path, layer: Layer) -> None:
        """Write a layer beside `path`, which has no ending yet."""
        from openiads.study.coverage.write import save_npz

        if layer.kind not in HEIGHTS:
            save_npz(path, layer)
            return
        save_geotiff(path.with_name(f"{path.name}.tif"), layer, self.result.answer)
        if layer.kind == "lowest-height":
            self._draw(path.parent, layer)
            self._contours(path.with_name(f"{path.name}.geojson"), layer)

    def _draw(self, folder: Path, layer: Layer) -> None:
        from openiads.report.coverage_map import Answers, altitude_sheet, answers_panels, save

        scene = self._scene(layer)
        facts, surface = self.result.answer.facts, layer.surface
        title = f"{facts.scenario}: lowest height above ground that one radar sees, {surface} surface"
        page = altitude_sheet(scene, layer.values, title=title, altitudes_m=self.result.altitudes_m)
        save(page, folder / f"lowest-height-{surface}.png")
        maps = self.result.answer.maps[surface]
        unknown = np.isnan(layer.values)
        panels = [
            Answers(
                altitude, maps.visible(a), maps.detected(a, 0.5), maps.engageable(a), unknown=unknown,
                note="below what the cells can support" if altitude < facts.supported else "",
            )
            for a, altitude in enumerate(self.result.altitudes_m)
        ]  # fmt: skip
        title = f"{facts.scenario}: ring, visible, detectable and engageable, {surface} surface"
        save(answers_panels(scene, panels, title=title), folder / f"answers-{surface}.png")

    def _contours(self, path: Path, layer: Layer) -> None:
        from openiads.export.contours import contour_features, write_geojson

        features = contour_features(
            layer.grid,
            layer.values,
            self.result.altitudes_m,
            kind="visible",
            source=self.result.answer.facts.source,
        )
        write_geojson(path, features, tags_of(self.result.answer))

    def _scene(self, layer: Layer) -> Scene:
        return scene_of(self.result.answer, layer.surface)
