"""Belts and polygons, held against published distances and shapes drawn by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

from openiads.ground.errors import OutOfRange, UnknownName
from openiads.study.siting.exclusions import Belt, belts_of, polygons_in
from openiads.terrain.maps.named_lines import distance_to

SQUARE = [[30.0, 38.0], [32.0, 38.0], [32.0, 40.0], [30.0, 40.0], [30.0, 38.0]]
HOLE = [[30.5, 38.5], [31.5, 38.5], [31.5, 39.5], [30.5, 39.5], [30.5, 38.5]]


@pytest.mark.parametrize(
    ("place", "line", "km"),
    # Geodesic distances to Natural Earth's 1:10m borders; lines of 1:50m are a kilometre or two off.
    [
        ((37.05944, 37.3825), "syria", 43.0),
        ((40.59825, 43.08548), "armenia", 42.0),
        ((41.67719, 26.55597), "greece", 7.0),
        ((37.91363, 40.21721), "syria", 99.0),
    ],
    ids=["Gaziantep", "Kars", "Edirne", "Diyarbakir"],
)
def test_distances_to_borders_are_those_published(place, line, km):
    (found,) = distance_to("Turkey", line, *np.radians([[place[0]], [place[1]]]))
    assert found / 1e3 == pytest.approx(km, abs=2.5)


def test_a_belt_of_an_unknown_border_names_those_there_are():
    with pytest.raises(UnknownName) as told:
        belts_of("Turkey", {"armenai": 50e3})
    assert str(told.value).startswith(
        "belt: no border or coast of Turkey named 'armenai'; did you mean 'armenia'?"
    )
    assert "aegean" in str(told.value)


@pytest.mark.parametrize("width", [-1.0, 2e6, float("nan")])
def test_a_belt_has_a_width(width):
    with pytest.raises(OutOfRange, match="0 to 1000 km are allowed"):
        belts_of("Turkey", {"armenia": width})


def test_a_belt_is_called_by_line_and_width():
    assert Belt("aegean", 50e3).name == "50 km along aegean"


def written(tmp_path, document):
    path = tmp_path / "free.geojson"
    path.write_text(json.dumps(document))
    return path


def test_a_polygon_has_holes(tmp_path):
    shape = {"type": "Polygon", "coordinates": [SQUARE, HOLE]}
    feature = {"type": "Feature", "properties": {"name": "park"}, "geometry": shape}
    for document in (feature, {"type": "FeatureCollection", "features": [feature]}):
        (found,) = polygons_in(written(tmp_path, document))
        assert found.name == "park"
        lat, lon = np.radians([[38.2, 39.0, 37.0], [30.2, 31.0, 31.0]])
        assert found.holds(lat, lon).tolist() == [True, False, False]


def test_several_parts_are_one_polygon(tmp_path):
    other = [[x + 5.0, y] for x, y in SQUARE]
    (found,) = polygons_in(written(tmp_path, {"type": "MultiPolygon", "coordinates": [[SQUARE], [other]]}))
    lat, lon = np.radians([[39.0, 39.0, 39.0], [31.0, 36.0, 34.0]])
    assert found.holds(lat, lon).tolist() == [True, True, False]
    assert found.name == "polygon 1"


def test_parts_that_overlap_are_kept_free_together(tmp_path):
    one, other = ([[[x, 37.0], [x + 2.0, 37.0], [x + 2.0, 39.0], [x, 39.0], [x, 37.0]]] for x in (30.0, 31.0))
    place = tmp_path / "two.geojson"
    place.write_text(json.dumps({"type": "MultiPolygon", "coordinates": [one, other]}))
    (found,) = polygons_in(place)
    inside = found.holds(np.radians([38.0, 38.0, 38.0]), np.radians([30.5, 31.5, 33.5]))
    assert inside.tolist() == [True, True, False]


@pytest.mark.parametrize("names", [["p", "p"], ["slope", "sea"]])
def test_reasons_are_told_apart_by_their_names(tmp_path, names):
    square = [[[30.0, 37.0], [31.0, 37.0], [31.0, 38.0], [30.0, 37.0]]]
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": square},
        }
        for name in names
    ]
    place = tmp_path / "same.geojson"
    place.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    told = [one.name for one in polygons_in(place)]
    assert told == [f"{names[0]} (1)", f"{names[1]} (2)"]


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"type": "FeatureCollection", "features": []}',
        '{"type": "Point", "coordinates": [1, 2]}',
        '{"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}',
        '{"type": "Polygon", "coordinates": [[[39, 130], [40, 130], [40, 131]]]}',
        '{"type": "Polygon", "coordinates": [[["a", 1], [2, 3], [4, 5]]]}',
    ],
)  # fmt: skip
def test_what_is_no_geojson_of_polygons_is_one_message(tmp_path, text):
    path = tmp_path / "free.geojson"
    path.write_text(text)
    with pytest.raises(
        OutOfRange, match=r"^exclude: .*free\.geojson: (is no GeoJSON|holds no polygon)"
    ) as told:
        polygons_in(path)
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(OutOfRange, match="No such file"):
        polygons_in(tmp_path / "none.geojson")
