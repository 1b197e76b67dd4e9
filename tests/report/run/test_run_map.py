"""Names on the map: in their place, once, and not over each other."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openiads.ground.units import DEG
from openiads.report.maps.countries import LANDS, SEAS
from openiads.report.run import run_map
from openiads.report.run.map_words import map_words
from openiads.report.run.readings import Happened, _events, read
from openiads.report.run.run_map import save_map
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.scenario.plan_rows import OrderOfControl
from openiads.study.strata_weights import Strata
from openiads.terrain.files.sources import open_terrain
from tests.report.small import small_run


@pytest.mark.parametrize(("names", "at_sea"), [(LANDS, False), (SEAS, True)])
def test_names_of_countries_stand_on_land_and_those_of_seas_on_water(
    names: dict[str, tuple[tuple[float, float], ...]], at_sea: bool
) -> None:
    grid = open_terrain("globe-30s", "mean")
    # The terrain counts the Caspian as land.
    spots = {(name, *spot) for name, several in names.items() if name != "Caspian Sea" for spot in several}
    latitudes, longitudes = (np.array([spot[i] for spot in spots]) * DEG for i in (1, 2))
    wrong = np.asarray(grid.is_sea(latitudes, longitudes)) != at_sea
    assert [spot for spot, is_wrong in zip(spots, wrong.tolist(), strict=True) if is_wrong] == []


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("map")
    small_run(folder)
    return save_map(folder, folder / "map.svg").read_text(encoding="utf-8")


def test_the_key_names_what_is_drawn_and_nothing_else(drawing: str) -> None:
    keys = re.findall(r'class="key">([^<]*)<', drawing)
    assert "battery, on a line to its site" in keys
    # 400 km around Gaziantep lie wholly outside the section of this scenario.
    assert ("longest range, as published" in keys) == ('class="ringlabel"' in drawing)


def test_the_zones_of_the_scenario_are_drawn_and_told(drawing: str) -> None:
    assert re.findall(r'<circle[^>]*class="zone-restricted"[^>]*><title>([^<]*)<', drawing) == [
        "restricted zone: over the town, radius 20 km"
    ]
    assert {"restricted zone", "zone of hostile origin"} <= set(re.findall(r'class="key">([^<]*)<', drawing))
    assert re.findall(r'class="zonelabel restricted"[^>]*>([^<]*)<', drawing) == ["over the town"]


def test_countries_on_the_section_are_named_once(drawing: str) -> None:
    named = re.findall(r'class="country"[^>]*>([^<]*)<', drawing)
    assert "Syria" in named
    assert len(named) == len(set(named))


def test_the_map_file_has_every_colour_that_it_uses(drawing: str) -> None:
    assert set(re.findall(r"var\((--[\w-]+)\)", drawing)) <= set(re.findall(r"(--[\w-]+):", drawing))


def told_of(tmp_path) -> str:
    prepared, _ = small_run(tmp_path)
    return map_words(prepared.plan, read(tmp_path, prepared.plan))


def test_the_words_beside_the_map_say_what_is_drawn_and_no_more(tmp_path):
    """The circle of 400 km lies outside; the dashed one that is seen is a zone."""
    said = told_of(tmp_path)
    assert "A cross ends the path of a raider that was killed; a dot stands where one arrived; a ring" in said
    assert "Published ranges of 400 km have no circle here" in said
    assert "A dashed circle" not in said
    assert "is taken for a raider sooner" in said
    assert "weapons-free" not in said


def test_a_range_that_lies_on_the_map_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(run_map, "is_on", lambda around, ring: True)
    said = told_of(tmp_path)
    assert "A dashed circle with a range beside it is the longest that was published for a battery." in said
    assert "no circle here" not in said


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The map and its words where the battery was lost, in this replicate too, and two orders bind it."""
    folder = tmp_path_factory.mktemp("attacked")
    small_run(folder)
    plan = plan_of(load(folder / "scenario.toml"))
    orders = [
        OrderOfControl("south", 0, 60.0, math.inf, math.pi, math.pi / 4, (0,)),
        OrderOfControl("all round", 2, 0.0, 60.0, 0.0, math.pi, (0,)),
    ]
    plan = replace(plan, orders=orders)
    told = read(folder, plan)
    lost = Happened(250.0, "battery_lost", 3, -1, 0, 0.0)
    told = replace(told, happened=[*told.happened, lost], lost={0: 0.8333})
    grid = open_terrain(plan.area.terrain, plan.area.surface)
    return run_map.draw(plan, told, grid), map_words(plan, told)


def test_a_lost_battery_is_crossed_out_and_its_name_says_how_often(attacked: tuple[str, str]) -> None:
    drawing, words = attacked
    assert len(re.findall(r'<path[^>]*class="end lost"', drawing)) == 2  # on the map and in the key
    assert "destroyed after 250 s" in drawing
    assert "lost in 83.3 %" in drawing or "lost in 83 %" in drawing
    assert "battery destroyed in this replicate" in drawing
    assert "a cross stands over those that this replicate lost" in words


def test_orders_have_a_wedge_each_and_are_told(attacked: tuple[str, str]) -> None:
    drawing, words = attacked
    assert drawing.count('class="path order"') == 3  # with that of the key
    assert "sector of a control order" in drawing
    assert (
        "\u201csouth\u201d: free, from 60 s on; control order \u201call round\u201d: hold, from 0 s to 60 s"
        in words
    )


def test_where_nothing_is_lost_and_nothing_ordered_neither_is_told(drawing: str, tmp_path) -> None:
    assert "end lost" not in drawing.split("</style>")[-1]
    assert "path order" not in drawing.split("</style>")[-1]
    assert "lost in" not in drawing
    said = told_of(tmp_path)
    assert "destroyed" not in said
    assert "control order" not in said


def test_shares_of_lost_batteries_are_of_replicates_weighed_by_stratum(tmp_path):
    rows = [
        {"replicate": r, "common_failure": f, "kind": "battery_lost", "battery": b, "object": 3, "other": -1,
         "time_s": 9.0, "value": 0.0}
        for r, f, b in [(0, 0, 0), (1, 0, 0), (2, 0, 1), (0, 1, 0)]
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "events.parquet")
    # Four replicates as they are, two with the common failure, which has one chance in ten.
    strata = Strata(0.1, np.array([False] * 4 + [True] * 2))
    _, _, lost = _events(tmp_path / "events.parquet", 0, strata)
    assert lost == pytest.approx({0: 0.9 * 2 / 4 + 0.1 * 1 / 2, 1: 0.9 * 1 / 4})
