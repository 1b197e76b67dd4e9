import numpy as np
import pytest

from openiads.terrain.maps.borders import borders, borders_document


def nearest(lines, lat, lon):
    """Distance from a point to the nearest vertex [degrees of arc]."""
    points = np.degrees(np.concatenate(lines))
    return np.hypot(points[:, 0] - lat, (points[:, 1] - lon) * np.cos(np.radians(lat))).min()


# Meeting points of three countries and capes, from encyclopaedia articles.
@pytest.mark.parametrize(
    ("lat", "lon"),
    [(41.713, 26.357), (37.108, 42.355), (39.632, 44.812)],
    ids=["Bulgaria-Greece-Turkey", "Iraq-Syria-Turkey", "Azerbaijan-Iran-Turkey"],
)
def test_three_borders_meet_where_they_should(lat, lon):
    assert nearest(borders().frontiers, lat, lon) < 0.05


@pytest.mark.parametrize(
    ("lat", "lon"), [(42.103, 34.958), (39.480, 26.062)], ids=["Cape Inceburun", "Cape Baba"]
)
def test_a_cape_is_on_the_coast(lat, lon):
    assert nearest(borders().coast, lat, lon) < 0.06


def test_no_border_runs_through_the_middle_of_a_country():
    assert nearest(borders().frontiers, 39.0, 33.0) > 2


def test_lines_lie_in_the_stated_rectangle():
    points = np.degrees(np.concatenate(borders().coast + borders().frontiers))
    low, high = points.min(axis=0), points.max(axis=0)
    assert (low >= [26 - 1e-9, 15 - 1e-9]).all()
    assert (high <= [51 + 1e-9, 56 + 1e-9]).all()


def test_every_line_has_two_points():
    assert min(map(len, borders().coast + borders().frontiers)) >= 2


def test_the_source_is_credited():
    assert borders().credit == borders_document()["credit"] == "Made with Natural Earth"
