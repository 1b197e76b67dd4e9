"""Sizes and emptiness under attack: nothing may take all memory, go on for ever, or fall over nothing at all.

Attacked are scenarios that lack batteries, radars, raiders or assets, ways round the whole Earth, and counts
beyond all measure.  What must hold: an answer, the same from every driver, or one message before anything is
played; never a traceback, never a machine without memory.
"""

from __future__ import annotations

import itertools
import json
import math
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

import openiads as oi
from openiads.ground import machine
from openiads.ground.errors import Notice
from openiads.motion import routes
from openiads.report.run.terminal import account
from openiads.simulation.prepare import prepare
from openiads.study.campaign import estimate
from openiads.study.campaign import run_campaign as campaign
from openiads.terrain.files.canvas import Canvas
from openiads.terrain.maps import ground_table
from openiads.terrain.maps.grid import flat
from openiads.terrain.maps.outline import Outline

TOWN = (37.06, 37.38)
RADIUS = 6_371_008.8
"""Mean radius of the Earth [m]."""


def scenario(
    battery: bool = True, radar: bool = True, raid: bool = True, asset: bool = True
) -> dict[str, Any]:
    """A minute in which two fighters fly 15 km to a town, as far as there are any."""
    document: dict[str, Any] = {"name": "x", "area": {"terrain": "flat", "duration_s": 60}}
    if battery:
        document["battery"] = [{"name": "b", "system": "patriot-pac3", "lat": 37.0, "lon": 37.4}]
    if radar:
        document["radar"] = [{"name": "w", "type": "early-warning-generic", "lat": 37.1, "lon": 37.2}]
    if asset:
        document["asset"] = [{"name": "town", "lat": TOWN[0], "lon": TOWN[1]}]
    if raid:
        way = {"entry": [36.95, 37.3], "target": "town"} if asset else {"waypoints": [[36.95, 37.3], TOWN]}
        document["raid"] = [{"name": "wave", "threat": "fighter", "count": 2, **way}]
    return document


def with_rows(document: dict[str, Any], table: str, **fields: Any) -> dict[str, Any]:
    """The same with fields of the first row of a table."""
    return document | {table: [document[table][0] | fields, *document[table][1:]]}


COMBINATIONS = list(itertools.product((True, False), repeat=4))
WORDS = ("battery", "radar", "raid", "asset")


@pytest.mark.parametrize(
    "parts",
    COMBINATIONS,
    ids=lambda parts: "+".join(w for w, p in zip(WORDS, parts, strict=True) if p) or "none",
)
def test_whatever_is_missing_all_drivers_answer_alike(parts: tuple[bool, ...], tmp_path: Path) -> None:
    document = scenario(*parts)
    found = {}
    for engine in campaign.ENGINES:
        # Engines of the same rows differ in nothing else.
        found[engine] = oi.run(document, replicates=3, workers=1, out=tmp_path / engine, engine=engine)
        json.dumps(found[engine].summary.as_dict(), allow_nan=False)
        assert account(found[engine].summary, found[engine].folder)
        assert (tmp_path / engine / "report.html").stat().st_size > 10_000
        for table in ("outcomes", "targets", "events"):
            pq.read_table(tmp_path / engine / f"{table}.parquet")
    fused, stepped, twin = (found[engine].summary for engine in campaign.ENGINES)
    assert fused.outcomes_sha256 == stepped.outcomes_sha256
    battery, _, raid, asset = parts
    page = (tmp_path / "fused" / "report.html").read_text(encoding="utf-8")
    assert ('class="key">battery, on a line to its site<' in page) == battery
    assert ('class="key">defended asset<' in page) == asset
    assert fused.raiders.mean == (2.0 if raid else 0.0)
    for name in ("raiders", "leakers", "killed", "withdrawn", "unresolved", "cost"):
        assert getattr(twin, name).mean == pytest.approx(getattr(fused, name).mean), name
    if not battery:
        # Nobody shoots: what is aimed at something arrives, and what is not flies its way.
        assert fused.leakers.mean == (2.0 if raid and asset else 0.0)
        assert fused.withdrawn.mean == (2.0 if raid and not asset else 0.0)
        assert fused.killed.mean == fused.cost.mean == 0.0
    if not raid:
        assert fused.leakers.mean == fused.value_hit.mean == 0.0


@pytest.mark.parametrize(
    "parts",
    [
        (False, False, True, True),
        (False, False, False, False),
        pytest.param((True, False, False, True), marks=pytest.mark.slow),
    ],
)
def test_of_what_is_missing_no_figure_is_asked(parts: tuple[bool, ...], tmp_path: Path) -> None:
    document = scenario(*parts)
    oi.run(document, replicates=2, workers=1, out=tmp_path / "run")
    found = oi.influence(tmp_path / "run", replicates=16, workers=1)
    # Nothing is shot at, so no figure moves a leaker; a mean of two weights may be off in its last bit.
    assert max(abs(end[0]) for row in found.rows for end in (row.at_low, row.at_high)) < 1e-12


@pytest.mark.parametrize("parts", COMBINATIONS[::4], ids=str)
def test_coverage_is_of_a_defence_and_asks_for_one(parts: tuple[bool, ...]) -> None:
    document = scenario(*parts)
    if parts[0] or parts[1]:
        assert oi.coverage(document, altitudes_m=[1_000], workers=1).tables["answers"]
        return
    with pytest.raises(oi.ScenarioError) as refused:
        oi.coverage(document)
    assert str(refused.value) == "x: has neither [[battery]] nor [[radar]]; coverage is theirs; add one"


def refusal_of_coverage(document: dict[str, Any], **options: Any) -> str:
    with pytest.raises(oi.OpeniadsError) as told:
        oi.coverage(document, altitudes_m=[1_000], workers=1, **options)
    return str(told.value)


def test_coverage_by_nobody_is_refused() -> None:
    silent = with_rows(scenario(battery=False), "radar", emitting=False)
    assert refusal_of_coverage(silent) == "x: has no [[battery]], and no [[radar]] of it emits; let one emit"
    apart = with_rows(scenario(), "radar", lat=-37.0, lon=-142.0)
    assert refusal_of_coverage(apart).endswith(
        "cells lie within reach; at most 16000000 are allowed; ask about sites nearer to each other"
    )


def test_coverage_of_batteries_without_rounds_and_at_a_pole_is_found() -> None:
    empty = scenario()["battery"][0] | {"loadout": {}}
    document = scenario(radar=False) | {"battery": [empty, empty | {"name": "c", "lat": 37.3}]}
    assert oi.coverage(document, altitudes_m=[1_000], workers=1).tables["answers"]


PLACES = {
    "an asset at the battery": ("asset", {"lat": 37.0, "lon": 37.4}),
    "a raid from its target": ("raid", {"entry": TOWN}),
    "a raid from a pole": ("raid", {"entry": (90.0, 0.0), "lateral_km": 10.0, "speed_mps": 8000.0}),
    "a battery at a pole": ("battery", {"lat": -90.0, "lon": 0.0}),
    "a battery without rounds": ("battery", {"loadout": {}}),
    "an asset without worth": ("asset", {"value": 0.0}),
    "a weapon that leaves at once": ("raid", {"weapon": {"threat": "cruise-subsonic", "release_km": 13.0}}),
    "one waypoint": ("raid", {"entry": None, "target": None, "waypoints": [TOWN]}),
    "the same waypoint twice": ("raid", {"entry": None, "target": None, "waypoints": [TOWN, TOWN]}),
}


@pytest.mark.parametrize("place", PLACES)
def test_places_that_coincide_are_played(place: str, tmp_path: Path) -> None:
    table, fields = PLACES[place]
    document = with_rows(scenario(), table, **fields)
    document[table][0] = {key: value for key, value in document[table][0].items() if value is not None}
    result = oi.run(document, replicates=2, workers=1, out=tmp_path / "run")
    text = json.dumps(result.summary.as_dict(), allow_nan=False)
    assert "NaN" not in text
    assert result.summary.unresolved.mean == 0.0


@pytest.mark.parametrize("off", [0.0, 1e-13, 1e-9, 1e-7, 1e-5])
def test_a_way_from_the_antipode_is_half_the_earth_long(off: float) -> None:
    place = math.radians(TOWN[0]), math.radians(TOWN[1])
    opposite = -place[0] + off, place[1] - math.pi
    path = routes.path_through([opposite, place], 250.0)
    # Along any great circle: half of its length, less what it is off.
    assert path.length == pytest.approx(RADIUS * (math.pi - off), rel=1e-6)
    assert len(path.along) < 21_000
    assert np.allclose(np.linalg.norm(path.normals, axis=1), 1.0)


def test_members_side_by_side_from_a_pole_are_as_far_apart_as_is_said() -> None:
    target = (math.radians(60.0), 0.3)
    for latitude in (90.0, 89.99, 85.0):
        entry = (math.radians(latitude), 0.1)
        for aside in (-5_000.0, 5_000.0):
            moved = routes.shifted([entry, target], aside)[0]
            apart = math.acos(
                math.sin(entry[0]) * math.sin(moved[0])
                + math.cos(entry[0]) * math.cos(moved[0]) * math.cos(moved[1] - entry[1])
            )
            assert apart * RADIUS == pytest.approx(5_000.0, rel=1e-3)


def test_a_raid_from_the_antipode_stays_small(tmp_path: Path) -> None:
    document = with_rows(scenario(), "raid", entry=(-TOWN[0], TOWN[1] - 180.0), speed_mps=1_500.0)
    world = prepare(document).world
    assert world.route.nbytes < 5e6
    assert world.clock.steps == pytest.approx(math.pi * RADIUS / 1_500.0 + 60.0, rel=0.01)


def test_turns_of_the_fastest_have_no_more_points_than_they_need() -> None:
    way = [(0.6, 0.6), (0.6, 0.7), (0.7, 0.7)]
    path = routes.path_through(way, 8_000.0)
    assert len(path.along) < 300_000


def test_the_ground_between_far_radars_is_averaged_in_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    from openiads.terrain.files.sources import open_terrain

    circles = [(0.64, 0.65, 9e4), (0.66, 0.7, 9e4)]
    whole = ground_table.ground_table(open_terrain("globe-30s"), circles)
    monkeypatch.setattr(ground_table, "STRIP", 1)
    strips = ground_table.ground_table(open_terrain("globe-30s"), circles)
    assert np.array_equal(whole.heights, strips.heights)
    assert not ground_table.ground_table(flat(), circles).heights.any()


def refused(**options: Any) -> str:
    with pytest.raises(oi.OutOfRange) as told:
        oi.run(scenario(), **options)
    return str(told.value)


def test_more_replicates_than_memory_holds_are_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "memory", lambda: 16e9)
    told = refused(replicates=1_000_000_000, workers=2, out=tmp_path / "run")
    assert told.startswith("replicates: there are 1,000,000,000 of them; that takes about 4")
    assert told.endswith("this machine has 16 GB of memory; play fewer, or a part with span or --range")
    assert re.search(r" GB of memory, .* of disk and .* hours; ", told)
    assert not (tmp_path / "run").exists()


def test_a_tile_that_memory_does_not_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "memory", lambda: 3.2e8)
    told = refused(replicates=1_000, tile=1_000_000, workers=3, out=tmp_path / "run")
    # No more are ever in memory than one chunk has.
    assert re.match(
        r"tile: 1000000 replicates are played together on each of 3 threads; .* 3\d\d MB of memory", told
    )
    assert told.endswith("this machine has 320 MB of memory; play fewer at once")


def test_a_scan_is_weighed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "memory", lambda: 2e8)
    with pytest.raises(oi.OutOfRange, match=r"^scenario: 2 targets fly; that takes about .* of memory"):
        oi.influence(scenario(), replicates=16, workers=1)


def test_radars_whose_skylines_memory_does_not_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "memory", lambda: 1e6)
    with pytest.raises(oi.OutOfRange, match=r"^battery, radar: have 2 radars, whose skylines take about"):
        prepare(scenario())


def test_heights_that_memory_does_not_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "memory", lambda: 2e9)
    with pytest.raises(oi.OutOfRange) as told:
        oi.coverage(scenario(), altitudes_m=np.linspace(1.0, 40_000.0, 5_000))
    assert str(told.value).startswith("altitudes_m: ")
    assert str(told.value).endswith("this machine has 2 GB; ask for fewer")


def test_cells_that_memory_does_not_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "memory", lambda: 2e9)
    outline = Outline(1.0, 0.0, 1e-5, 1e-5, 15_000, 20_000)
    with pytest.raises(oi.TerrainError) as told:
        Canvas("vast.tif", outline, None)
    assert str(told.value) == (
        "vast.tif: 15000 x 20000 cells take about 4.8 GB of memory; this machine has 2 GB; "
        "ask for a shorter range, cut it to the area with `gdalwarp -te`, or coarsen it with `-tr`"
    )


def test_what_is_estimated_is_what_flies() -> None:
    world = prepare(scenario(False, False)).world
    work = estimate.Work(world, 1)
    # Two fighters, 13.4 km each at the catalogue's speed, in steps of a second.
    flown = 2 * RADIUS * math.hypot(math.radians(0.11), math.radians(0.08) * math.cos(math.radians(37.0)))
    speed = oi.load(scenario()).raid[0].speed_mps or 250.0
    assert estimate.estimate(work).object_steps == pytest.approx(flown / speed, rel=0.1)


def test_what_is_large_is_told_and_what_is_small_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Notice)
        oi.run(scenario(), replicates=2, workers=1, out=tmp_path / "small")
    monkeypatch.setattr(estimate, "LONG", 0.0)
    with pytest.warns(
        Notice, match=r"object-steps take about 0 s on 1 thread, .* of memory, .* of disk, twice"
    ):
        oi.run(scenario(), replicates=2, workers=1, out=tmp_path / "large")


def test_chunks_of_many_objects_are_small_and_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = oi.run(scenario(), replicates=5, workers=1, out=tmp_path / "whole")
    monkeypatch.setattr(estimate, "CHUNK_MEMORY", 2.0 * estimate.ROWS * 2)
    assert estimate.most_together(prepare(scenario()).world) == 2
    split = oi.run(scenario(), replicates=5, workers=1, out=tmp_path / "split")
    assert split.summary.outcomes_sha256 == whole.summary.outcomes_sha256
    chunks = json.loads((tmp_path / "split" / "run.json").read_text())["chunks"]
    assert [(chunk["first"], chunk["last"]) for chunk in chunks] == [(0, 2), (2, 4), (4, 5)]
