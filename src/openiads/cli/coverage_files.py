"""What `openiads coverage --out` writes beside its tables: maps for people and maps for other programs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from openiads.report.coverage import CoverageResult
    from openiads.report.coverage_map import Scene
    from openiads.study.coverage.write import Layer

KILOMETRE = 1000.0
HEIGHTS = ("lowest-height", "lowest-altitude", "second-height")
"""Layers that other programs get as GeoTIFF; the rest are arrays."""


def _degrees(site: tuple[float, float]) -> tuple[float, float]:
    return math.degrees(site[0]), math.degrees(site[1])


class Files:
    """Writes layer after layer, and with the lowest heights the sheets and contours drawn from them."""

    def __init__(self, result: CoverageResult) -> None:
        self.result = result

    def __call__(self, path: Path, layer: Layer) -> None:
        """Write a layer beside `path`, which has no ending yet."""
        from openiads.export.geotiff import Band, write_geotiff
        from openiads.study.coverage.write import save_npz

        kind = layer.name.rsplit("-", 1)[0]
        if kind not in HEIGHTS:
            save_npz(path, layer)
            return
        values = np.where(np.isinf(layer.values), np.nan, layer.values).astype(np.float32)
        write_geotiff(
            path.with_name(f"{path.name}.tif"), layer.grid, [Band(values, layer.title, "m")], self._tags()
        )
        if kind == "lowest-height":
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
        write_geojson(path, features, self._tags())

    def _scene(self, layer: Layer) -> Scene:
        from openiads.report.coverage_map import Imprint, Ring, Scene, Spot
        from openiads.study.coverage.defence import naive_ring

        answer = self.result.answer
        facts, plan = answer.facts, answer.plan
        surface: Any = layer.surface
        imprint = Imprint(
            facts.scenario, facts.version, facts.terrain, facts.cell, surface, facts.refraction, facts.source,
            radars=tuple(dict.fromkeys(site.entry.title for site in plan.radars if site.emitting)),
            rcs_m2=answer.question.rcs,
        )  # fmt: skip
        spots = [Spot(b.name, *_degrees(b.site), "battery") for b in plan.batteries]
        spots += [Spot(a.name, *_degrees(a.site), "asset") for a in plan.assets]
        rings = [Ring(*_degrees(site), radius / KILOMETRE) for site, radius in naive_ring(plan)]
        return Scene(layer.grid, imprint, tuple(spots), tuple(rings))

    def _tags(self) -> dict[str, str]:
        facts = self.result.answer.facts
        return {
            "scenario": facts.scenario, "scenario_sha256": facts.scenario_sha256, "version": facts.version,
            "terrain": facts.terrain, "cell_m": f"{facts.cell:.0f}", "refraction": f"{facts.refraction:g}",
            "source": facts.source,
        }  # fmt: skip
