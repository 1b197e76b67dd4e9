"""The formats in which a scene can be written: a file of this room for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openiads.export.replicate_scene import Scene
from openiads.export.scene_acmi import acmi_of
from openiads.export.scene_czml import czml_of
from openiads.export.scene_geojson import geojson_of
from openiads.export.scene_kml import kml_of
from openiads.export.scene_table import csv_of


@dataclass(frozen=True, slots=True)
class Format:
    """One format."""

    endings: tuple[str, ...]
    """Of its files, the usual one first."""
    text_of: Callable[[Scene], str]


FORMATS = {
    "geojson": Format((".geojson", ".json"), geojson_of),
    "kml": Format((".kml",), kml_of),
    "czml": Format((".czml", ".json"), czml_of),
    "acmi": Format((".acmi", ".txt.acmi"), acmi_of),
    "csv": Format((".csv",), csv_of),
}
