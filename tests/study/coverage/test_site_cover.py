"""Covers of candidate sites, held against the maps of coverage and against themselves from the store."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.scenario.plan import plan_of
from openiads.study.coverage import stored_cover
from openiads.study.coverage.answer import cover
from openiads.study.coverage.country import country_of
from openiads.study.coverage.demand import Demand, demand_of
from openiads.study.coverage.question import question
from openiads.study.coverage.site_cover import SiteCover, Target
from openiads.study.coverage.stored_cover import covers
from openiads.terrain.files.sources import open_terrain
from tests.study.coverage_scenes import battery, scene

SITES = [(37.0, 35.3), (39.2, 32.4)]
TARGET = Target((300.0, 3_000.0), 1.0)
GROUND = "globe-30s"


def radians(points):
    return [tuple(np.radians(point)) for point in points]


@pytest.fixture(scope="module")
def plan():
    return plan_of(scene(battery(), terrain=GROUND))


@pytest.fixture(scope="module")
def demand():
    return demand_of(country_of(radians(SITES)), [], 20e3)


@pytest.fixture(scope="module")
def ground():
    return open_terrain(GROUND)


@pytest.mark.parametrize("surface", ["mean", "max"])
@pytest.mark.parametrize("site", SITES)
def test_a_site_covers_what_the_maps_of_coverage_say(plan, ground, surface, site):
    asked = question(TARGET.heights, TARGET.rcs, surface=surface, one_figure=True)
    told = cover(scene(battery(lat=site[0], lon=site[1]), terrain=GROUND), asked)
    maps, grid = told.maps[surface], told.window.grid
    rows, columns = (x.ravel() for x in np.indices(grid.shape)[:, ::7, ::7])
    points = Demand(*(x.ravel() for x in grid.place(rows, columns)), {})
    found = SiteCover.of(plan, plan.batteries[0], radians([site]), ground, surface, points, TARGET)
    covered = found.covered()[0]
    assert covered.any(axis=1).all()
    for a in range(len(TARGET.heights)):
        assert np.array_equal(covered[a], maps.engageable(a)[rows, columns])


def test_sites_say_the_same_together_and_by_themselves(plan, ground, demand):
    both = SiteCover.of(plan, plan.batteries[0], radians(SITES), ground, "max", demand, TARGET).covered(2)
    for n, site in enumerate(radians(SITES)):
        alone = SiteCover.of(plan, plan.batteries[0], [site], ground, "max", demand, TARGET).covered()
        assert np.array_equal(both[n], alone[0])


def test_what_was_computed_is_found_again(plan, ground, demand, tmp_path, monkeypatch):
    asked = plan, plan.batteries[0], radians(SITES), ground, "mean", demand, TARGET
    first = covers(*asked, folder=tmp_path)
    (kept,) = tmp_path.iterdir()

    def computed(*_):
        pytest.fail("computed again")

    with monkeypatch.context() as patched:
        patched.setattr(stored_cover.SiteCover, "of", computed)
        assert np.array_equal(covers(*asked, folder=tmp_path), first)
        assert np.array_equal(covers(*asked[:2], asked[2][1:], *asked[3:], folder=tmp_path), first[1:])
    kept.write_bytes(kept.read_bytes()[:100])  # torn
    assert np.array_equal(covers(*asked, folder=tmp_path), first)
    # Another target is another question.
    covers(*asked[:6], Target((300.0,), 0.1), folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_figure_that_is_replaced_is_another_question(ground, demand, tmp_path):
    for reach in ("", "[catalogue.rounds.aster-30]\nmaximum_range_km = 110\n"):
        plan = plan_of(scene(battery(), reach, terrain=GROUND))
        covers(plan, plan.batteries[0], radians(SITES[:1]), ground, "mean", demand, TARGET, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_no_sites_cover_nothing(plan, ground, demand, tmp_path):
    found = covers(plan, plan.batteries[0], [], ground, "mean", demand, TARGET, folder=tmp_path)
    assert found.shape == (0, 2, demand.size)


def test_what_is_faster_than_its_rounds_are_for_is_not_covered(plan, ground, demand, tmp_path):
    swift = max(entry.maximum_target_speed for entry in plan.rounds)
    asked = (plan, plan.batteries[0], radians(SITES), ground, "mean", demand)
    slow, fast = (
        covers(*asked, Target((3_000.0,), 1.0, speed), folder=tmp_path) for speed in (swift, swift + 1.0)
    )
    assert slow.any()
    assert not fast.any()
