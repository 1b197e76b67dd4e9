"""A stage that is perfect never fails, and changes nothing where it could not have failed."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from openiads.ground.errors import Notice
from openiads.scenario.load_scenario import load, load_document
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.perfect_stages import STAGES, perfected
from openiads.simulation.prepare import Prepared, prepare
from openiads.state.planes import Radar, TargetKey
from openiads.state.words import Happening, Identity, Side
from openiads.state.world import freeze
from tests.simulation.tiny import contents, rows, some
from verification.degenerate import SITE, Approach
from verification.degenerate import document as degenerate

SURE = ["doctrine.common_failure_probability=0"]


@cache
def teaching() -> Prepared:
    """Raiders of four classes among civil flights."""
    return prepare(load("one-battery", SURE))


@cache
def crowded() -> Prepared:
    """More raiders than channels, and than rounds."""
    return prepare(load("saturation", [*SURE, "battery.targets_max=2"]))


def books(prepared: Prepared, stage: str, replicates: int = 6) -> Books:
    played = play(perfected(prepared, stage), 3, 0, some(replicates), chain=prepared.chain)
    return Books.joined(list(played))


def happened(of: Books, kind: Happening) -> dict[str, Any]:
    here = of.events["kind"] == kind
    return {name: column[here] for name, column in of.events.items()}


def test_over_smooth_earth_there_is_no_ground_to_take_away():
    flat = prepare(load("one-battery", [*SURE, "area.terrain=flat"]))
    assert contents(books(flat, "masking")) == contents(rows(flat.world, 0, some(6), 3))


def test_without_ground_in_the_way_raiders_are_seen_no_later():
    seen, masked = (
        _first_seen(of) for of in (books(teaching(), "masking"), rows(teaching().world, 0, some(6), 3))
    )
    both = sorted(seen.keys() & masked.keys())
    assert np.mean([seen[raider] for raider in both]) < np.mean([masked[raider] for raider in both])
    assert all(seen[raider] <= masked[raider] + 60.0 for raider in both)  # whoever is shot at later flies on


def _first_seen(of: Books) -> dict[tuple[int, int], float]:
    """When each raider of each replicate was first detected, if he was."""
    columns = (of.targets[name] for name in ("replicate", "target", "side", "first_detection_time"))
    return {(r, n): t for r, n, side, t in zip(*columns, strict=True) if side == Side.HOSTILE and t == t}


def test_known_tracks_are_declared_what_they_are():
    found = books(teaching(), "identity")
    assert not happened(found, Happening.WRONG_ENGAGEMENT)["object"].size
    told = happened(found, Happening.IDENTIFIED)["value"]
    assert set(told.astype(int)) <= {Identity.HOSTILE, Identity.NEUTRAL, Identity.FRIEND}
    # Everybody who is fired at is a raider, from his first report on and not some minutes later.
    sides = teaching().world.target_i[TargetKey.SIDE]
    assert set(sides[happened(found, Happening.LAUNCH)["object"]]) == {Side.HOSTILE}
    before = rows(teaching().world, 0, some(6), 3)
    assert found.outcomes["rounds"].sum() > before.outcomes["rounds"].sum()


def test_a_sure_round_kills_whatever_it_meets():
    found = books(teaching(), "kill")
    assert happened(found, Happening.KILL)["object"].size
    assert not happened(found, Happening.MISS)["object"].size


def test_a_perfect_look_is_always_right():
    found = books(crowded(), "assessment", 2)
    for kind in (Happening.ASSESSED_KILLED, Happening.ASSESSED_ALIVE):
        assert (happened(found, kind)["value"] == 1.0).all()


def test_magazines_do_not_empty_and_fire_no_types_that_are_not_there():
    found, before = books(crowded(), "rounds", 2), rows(crowded().world, 0, some(2), 3)
    loaded = crowded().world.magazine.sum()
    assert found.outcomes["rounds"].max() > loaded >= before.outcomes["rounds"].max()
    for t in np.flatnonzero(crowded().world.magazine.sum(axis=0) == 0):
        assert not found.outcomes[f"rounds {t}"].any()


def test_with_channels_for_all_more_are_engaged_at_one_time():
    found, before = books(crowded(), "channels", 2), rows(crowded().world, 0, some(2), 3)
    assert found.outcomes["leakers"].mean() < before.outcomes["leakers"].mean()


def test_whoever_sees_all_round_engages_both_sides_at_once():
    # Two raiders from opposite sides, each of whom keeps the one engagement radar busy until he has arrived.
    both = prepare(load(opposite()))
    once = _engaged(rows(both.world, 0, 1, 3))
    assert len(once) == 1
    assert _engaged(books(both, "channels", 1)) == once  # a free channel that cannot turn helps nobody
    assert len(_engaged(books(both, "sector", 1))) == 2


def opposite() -> dict[str, Any]:
    """A battery that faces the first of two raiders, who comes from the south as the other from the north."""
    tables = degenerate(1, {"kill_probability": 0.0}, {"salvos_max": 10, "reengage_s": 0}, Approach())
    (south,), (aim,) = tables["raid"], tables["asset"]
    north = south | {
        "name": "raider 1",
        "entry": [2 * SITE[0] - south["entry"][0], SITE[1]],
        "target": "aim 1",
    }
    tables["asset"].append(aim | {"name": "aim 1", "lat": 2 * SITE[0] - aim["lat"]})
    tables["zone"].append(tables["zone"][0] | {"name": "north", "lat": north["entry"][0]})
    return tables | {"raid": [south, north]}


def _engaged(of: Books) -> set[int]:
    """Raiders at whom anything was fired."""
    return set(happened(of, Happening.LAUNCH)["object"].tolist())


def test_a_radar_that_sees_all_round_has_no_sector_to_lose():
    round_about = teaching()
    radars = np.array(round_about.world.radar_f)
    radars[Radar.TRACK_HALF] = np.pi
    same = replace(round_about, world=freeze(round_about.world._replace(radar_f=radars)))
    assert contents(books(same, "sector")) == contents(rows(same.world, 0, some(6), 3))


def test_perfect_plots_make_no_false_track():
    found = books(teaching(), "tracks")
    confirmed = {name: column.size for name, column in happened(found, Happening.TRACK_CONFIRMED).items()}
    targets = teaching().world.target_f.shape[1]
    again = happened(found, Happening.TRACK_DROPPED)["other"].size
    assert confirmed["other"] <= targets * some(6) + again


@pytest.mark.parametrize("stage", list(STAGES))
def test_what_is_perfect_plays_alike_however_it_is_split(stage):
    world = perfected(teaching(), stage)
    whole = contents(rows(world, 0, some(4), 3))
    parts = [Books.joined(list(play(world, 3, n, n + 1))) for n in range(some(4))]
    assert contents(Books.joined(parts)) == whole


def test_a_world_is_not_changed_by_what_is_made_of_it():
    before = {
        name: np.array(value) for name, value in teaching().world._asdict().items() if hasattr(value, "dtype")
    }
    for stage in STAGES:
        perfected(teaching(), stage)
    for name, value in before.items():
        assert np.array_equal(getattr(teaching().world, name), value), name


def test_control_that_holds_fire_is_all_that_free_fire_takes_away():
    sure = {"kill_probability": 1.0, "salvo": 1}
    way = Approach(start_km=60.0, end_km=15.0)
    hold = {"control": "hold", "self_defence": "none"}
    held = prepared_of(degenerate(2, sure, hold, way))
    assert rows(held.world, 0, some(2), 3).outcomes["rounds"].sum() == 0
    assert (books(held, "control", 2).outcomes["killed"] == 2).all()
    order = degenerate(2, sure, {}, way) | {"control_order": [{"name": "order", "control": "hold"}]}
    assert (books(prepared_of(order), "control", 2).outcomes["killed"] == 2).all()
    bound = degenerate(2, sure | {"protects": ["aim 1"]}, {"threat_radius_km": 1}, way)
    assert (books(prepared_of(bound), "control", 2).outcomes["killed"] == 2).all()


def test_where_nothing_holds_fire_free_fire_changes_nothing():
    assert contents(books(teaching(), "control")) == contents(rows(teaching().world, 0, some(6), 3))


def prepared_of(tables: dict[str, Any]) -> Prepared:
    """Tables of a scenario, ready; it lasts until all have arrived."""
    tables["area"]["duration_s"] = 330
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        return prepare(load_document(tables, "stage"))
