"""Borders by neighbour and coasts by sea, held against lengths and places of encyclopaedias."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.ground.frames import great_circle
from openiads.terrain.maps.borders import borders
from openiads.terrain.maps.named_lines import inside_ring, lines_of

SEAS = ("aegean", "black-sea", "marmara", "mediterranean")


def length(name: str) -> float:
    """Of all lines of a name [km]."""
    lines = lines_of("Turkey")[name]
    return sum(float(great_circle(*line[:-1].T, *line[1:].T)[0].sum()) for line in lines) / 1e3


def test_a_country_has_its_neighbours_and_seas() -> None:
    neighbours = {"armenia", "azerbaijan", "bulgaria", "georgia", "greece", "iran", "iraq", "syria"}
    assert set(lines_of("Turkey")) == {*neighbours, *SEAS, "coast", "border"}


@pytest.mark.parametrize(
    ("name", "published"),
    # Lengths of land boundaries by The World Factbook; lines of 1:50 million leave a fifth of the bends out.
    [("armenia", 311), ("georgia", 273), ("greece", 192), ("iran", 534), ("iraq", 367), ("syria", 899)],
)
def test_borders_are_about_as_long_as_published(name: str, published: float) -> None:
    assert 0.7 * published < length(name) < 1.0 * published


def test_every_stretch_of_coast_is_on_one_sea() -> None:
    assert sum(length(name) for name in SEAS) == pytest.approx(length("coast"), abs=1.0)


@pytest.mark.parametrize(
    ("sea", "lat", "lon"),
    [
        ("aegean", 38.42, 27.14), ("aegean", 40.6, 26.8), ("aegean", 37.04, 28.3), ("marmara", 40.35, 27.97),
        ("marmara", 41.0, 28.97), ("mediterranean", 36.85, 30.8), ("black-sea", 41.0, 39.7),
        ("black-sea", 41.3, 28.75),
    ],
    ids=["Izmir", "Saros", "Gokova", "Bandirma", "Istanbul", "Antalya", "Trabzon", "Karaburun"],
)  # fmt: skip
def test_a_port_is_nearest_to_its_own_sea(sea: str, lat: float, lon: float) -> None:
    def away(name: str) -> float:
        points = np.concatenate(lines_of("Turkey")[name])
        return float(great_circle(*np.radians([lat, lon]), *points.T)[0].min())

    assert min(SEAS, key=away) == sea


def test_each_line_says_whose_it_is() -> None:
    drawn = borders()
    assert (len(drawn.coast), len(drawn.frontiers)) == (len(drawn.coast_of), len(drawn.frontiers_of))
    assert {len(names) for names in drawn.coast_of} == {1}
    assert {len(names) for names in drawn.frontiers_of} == {2}


def test_points_are_inside_a_ring_whichever_way_it_runs() -> None:
    square = np.array([[0.0, 0.0], [0.0, 2.0], [2.0, 2.0], [2.0, 0.0]])
    for ring in (square, square[::-1]):
        assert inside_ring([1.0, 3.0, -1.0], 1.0, ring).tolist() == [True, False, False]
