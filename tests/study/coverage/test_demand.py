"""What is worth covering adds up to what there is."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.scenario.plan_rows import DefendedAsset
from openiads.study.coverage.country import country_of
from openiads.study.coverage.demand import MEASURES, demand_of

TURKEY = country_of([tuple(np.radians([39.0, 33.0]))])
ASSETS = [
    DefendedAsset("port", tuple(np.radians([36.6, 36.2])), 5e3, 3.0),
    DefendedAsset("bridge", tuple(np.radians([41.0, 29.0])), 1e3, 0.5),
]


@pytest.mark.parametrize("edge", [5e3, 10e3, 40e3])
def test_blocks_hold_all_of_the_country_however_large_they_are(edge: float) -> None:
    found = demand_of(TURKEY, ASSETS, edge)
    fewer, more = found.weights["people"]
    # The register at the end of 2013 counted 76,667,864 people.
    assert fewer.sum() == pytest.approx(76.668e6, rel=1e-3)
    assert more.sum() == pytest.approx(fewer.sum())
    assert found.worth("area").sum() == pytest.approx(783_562e6, rel=0.01)  # published area of the country
    assert found.worth("assets").sum() == 3.5
    # A strip of 20 km has about as much area per km of border as it is deep: 2,162 km are drawn.
    assert found.worth("border").sum() == pytest.approx(2.16e6, rel=0.05)


def test_blocks_are_about_as_large_as_asked() -> None:
    found = demand_of(TURKEY, [], 10e3)
    whole = np.median(found.worth("area"))
    assert whole == pytest.approx(100e6, rel=0.35)


def test_an_asset_is_a_point_of_its_own_that_is_worth_nothing_else() -> None:
    found = demand_of(TURKEY, ASSETS, 20e3)
    assert (found.latitude[-2], found.longitude[-2]) == ASSETS[0].site
    for measure in MEASURES:
        expected = [3.0, 0.5] if measure == "assets" else [0.0, 0.0]
        assert found.worth(measure)[-2:].tolist() == expected


def test_half_of_the_people_live_in_capitals() -> None:
    found = demand_of(TURKEY, [], 10e3)
    capitals = found.weights["people"][0] > 0.0
    assert capitals.sum() == 81
    assert found.worth("people")[capitals].sum() > 0.5 * 76.6e6


def test_without_a_country_there_are_assets_only() -> None:
    found = demand_of(None, ASSETS, 10e3)
    assert found.size == 2
    assert [found.worth(measure).sum() for measure in MEASURES] == [0.0, 3.5, 0.0, 0.0]


def test_named_lines_are_the_border_that_counts() -> None:
    armenia, aegean, both = (
        demand_of(TURKEY, [], 10e3, along=lines).worth("border").sum()
        for lines in (["armenia"], ["aegean"], ["armenia", "aegean"])
    )
    # From its corners the border with Armenia is 237 km long as it is drawn; in truth it has more bends.
    assert armenia == pytest.approx(237e3, rel=0.05)
    assert both == pytest.approx(armenia + aegean)
