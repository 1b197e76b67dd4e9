"""Networks that pass on tracks: what they make of those, against plots, truth and each member alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from openiads.ground.errors import ScenarioError
from openiads.scenario.load_scenario import load_document
from openiads.simulation.drivers import stepped
from openiads.simulation.models import require_default
from openiads.simulation.open_tile import open_replicate
from openiads.simulation.prepare import prepare
from openiads.simulation.step import CHAIN
from openiads.state.clock import step_begin
from openiads.state.planes import Filter, NetworkKey, TrackKey, Truth
from openiads.state.state import Capacity, State, select
from openiads.state.words import Happening, Phase, TrackStatus
from openiads.state.world import World
from openiads.tracking.fusion.fuse_tracks import fuse_tracks
from tests.plain import in_kernel, plain
from tests.simulation.tiny import contents, rows
from verification import ridge

Floats = npt.NDArray[np.float64]
EAST = {"name": "east", "system": "s-400", "lat": 36.9, "lon": 38.2, "azimuth_deg": 200}


@pytest.fixture(scope="module")
def terrain(tmp_path_factory: pytest.TempPathFactory) -> str:
    return ridge.draw_ridge(tmp_path_factory.mktemp("ridge") / "ridge.tif")


def tables(terrain: str, *cuts: dict[str, Any], **network: Any) -> dict[str, Any]:
    """Two batteries and a radar of nobody, 70 km apart, see four that fly high and straight; nobody fires."""
    shared = {**ridge.NATIONAL, "delay_s": 0.0, **network}
    raid = {"raid_count": 4, "raid_altitude_m": 9_000.0, "raid_speed_mps": 250.0, "raid_threat": "male-drone"}
    document = ridge.tables(terrain, shared, **raid)
    document["doctrine"] |= {"control": "hold", "self_defence": "none"}
    document["battery"].append(EAST)
    document["network"][0]["batteries"] = ["battery", "east"]
    named = [{"name": f"cut {c}", "network": "net", **cut} for c, cut in enumerate(cuts)]
    return {**document, "cut": named} if cuts else document


def world_of(document: dict[str, Any]) -> World:
    """Its World."""
    return prepare(load_document(document, "fusion")).world


@dataclass
class Watched:
    """Errors of the believed tracks of each picture, cycle by cycle, and which target each is of."""

    world: World
    square: dict[int, dict[tuple[float, int], float]] = field(default_factory=dict)
    """By picture, time and target: squared error of a place by the covariance that its track claims [1]."""
    error: dict[int, dict[tuple[float, int], float]] = field(default_factory=dict)
    """The same [m]."""
    held: dict[int, list[list[int]]] = field(default_factory=dict)
    """By picture and cycle: the target behind each of its tracks."""
    numbers: dict[int, set[tuple[int, int]]] = field(default_factory=dict)
    """By picture: number of a track and target behind it."""

    def __call__(self, state: State, world: World, step: int) -> None:
        """A phase that only looks."""
        now = float(plain(step_begin)(world, step))
        for p in range(len(state.tops)):
            keys, f = state.tracks_i[p], state.filters[p]
            slots = np.flatnonzero(keys[TrackKey.STATUS] == TrackStatus.CONFIRMED)
            self.held.setdefault(p, []).append([int(n) for n in keys[TrackKey.ORIGIN, slots]])
            for m in slots:
                n = keys[TrackKey.ORIGIN, m]
                self.numbers.setdefault(p, set()).add((int(keys[TrackKey.SERIAL, m]), int(n)))
                if n >= 0 and keys[TrackKey.HITS, m] > 5:
                    self._judge(p, (now, int(n)), f[:, m], state.truth_f[Truth.X : Truth.Z + 1, n])

    def _judge(self, p: int, when: tuple[float, int], track: Floats, truth: Floats) -> None:
        """One track against the target behind it, by the matrices of the book."""
        lag = when[0] - track[Filter.TIME]
        matrix = np.zeros((6, 6))
        upper = np.triu_indices(3)
        matrix[:3, :3][upper] = track[Filter.PXX : Filter.PXX + 6]
        matrix[3:, 3:][upper] = track[Filter.VXX : Filter.VXX + 6]
        matrix[:3, 3:] = track[Filter.CXX : Filter.CXX + 9].reshape(3, 3)
        matrix = np.triu(matrix) + np.triu(matrix, 1).T
        move = np.kron([[1.0, lag], [0.0, 1.0]], np.eye(3))
        noise = np.kron([[lag**3 / 3.0, lag**2 / 2.0], [lag**2 / 2.0, lag]], np.eye(3))
        claimed = (move @ matrix @ move.T + self.world.tracking.process_noise * noise)[:3, :3]
        gap = track[Filter.X : Filter.X + 3] + lag * track[Filter.VX : Filter.VX + 3] - truth
        self.square.setdefault(p, {})[when] = float(gap @ np.linalg.solve(claimed, gap))
        self.error.setdefault(p, {})[when] = float(np.linalg.norm(gap))


def watched(document: dict[str, Any], replicate: int = 1) -> Watched:
    """A replicate, seen at the end of every cycle.

    In number 0 the first turn of one member's beam cuts through the four while they are abreast: it begins
    a dozen tracks of them, and what is fused is no better than what it is fused of (`docs/tracking.md`).
    """
    world = world_of(document)
    seen = Watched(world)
    chain = {}
    for phase, function in CHAIN.items():
        chain[phase] = function
        if phase == Phase.TRACK:
            chain["watched"] = seen
    stepped(open_replicate(world, 1, replicate, Capacity.for_world(world)), world, chain)
    return seen


@pytest.fixture(scope="module")
def by_tracks(terrain: str) -> Watched:
    return watched(tables(terrain, fusion="tracks"))


@pytest.fixture(scope="module")
def by_plots(terrain: str) -> Watched:
    return watched(tables(terrain))


def both(one: dict[tuple[float, int], float], other: dict[tuple[float, int], float]) -> tuple[Floats, Floats]:
    """Errors [m] of two pictures where both have a track of a target."""
    shared = sorted(one.keys() & other.keys())
    return np.array([one[when] for when in shared]), np.array([other[when] for when in shared])


def rms(errors: Floats) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


def test_each_member_has_a_picture_of_its_own_plots(terrain: str) -> None:
    world = world_of(tables(terrain, fusion="tracks"))
    assert world.network_i[NetworkKey.FUSES].tolist() == [1, 0, 0, 0]
    assert world.network_i[NetworkKey.SYSTEM].tolist() == [0, 1, 1, 1]
    heard = world.hears[1:]
    assert (heard.sum(axis=0) == 1).all()  # no radar feeds two of them
    assert heard.sum(axis=0).tolist() == world.hears[0].tolist()


def test_a_target_that_all_see_has_one_track_and_keeps_its_number(by_tracks: Watched) -> None:
    late = by_tracks.held[0][len(by_tracks.held[0]) // 4 : len(by_tracks.held[0]) // 2]
    assert all(len(found) == len(set(found)) for found in late)
    assert all(set(found) == {0, 1, 2, 3} for found in late)
    numbers = {serial for serial, n in by_tracks.numbers[0] if n >= 0}
    assert len(numbers) <= 6  # of four targets, which different members saw first


def test_what_is_fused_is_better_than_any_member_and_not_much_worse_than_by_plots(
    by_tracks: Watched, by_plots: Watched
) -> None:
    for q in (1, 2, 3):
        fused, alone = both(by_tracks.error[0], by_tracks.error[q])
        assert len(alone) > 200
        assert rms(fused) < rms(alone)
    fused, joint = both(by_tracks.error[0], by_plots.error[0])
    assert rms(fused) < 1.25 * rms(joint)


def test_what_is_fused_claims_no_more_than_it_knows(by_tracks: Watched) -> None:
    # Of three dimensions the mean is 3 for an honest claim; doubts that they share may only lower it.
    assert len(by_tracks.square[0]) > 200
    assert np.mean(list(by_tracks.square[0].values())) < 3.0


def test_a_network_of_one_member_plays_as_its_plots_do(terrain: str) -> None:
    document = ridge.tables(terrain, {**ridge.NATIONAL, "delay_s": 0.5}, raid_count=4)
    document["network"][0]["radars"] = []
    plots = rows(world_of(document), 0, 3)
    document["network"][0]["fusion"] = "tracks"
    tracks = rows(world_of(document), 0, 3)
    assert (plots.events["kind"] == Happening.LAUNCH).any()
    first, second = contents(plots), contents(tracks)
    told = [name for name in first if name.startswith(("outcomes", "targets"))]
    assert [name for name in told if first[name] != second[name]] == []


def test_of_who_is_cut_off_no_track_comes_through(terrain: str) -> None:
    cut = watched(tables(terrain, {"radars": ["watch"], "begin_s": 0}, fusion="tracks"))
    document = tables(terrain, fusion="tracks")
    document["network"][0]["radars"] = []
    without = watched(document)
    assert cut.held[0] == without.held[0]
    assert cut.error[0] == without.error[0]


def test_who_comes_back_feeds_the_tracks_that_it_fed(terrain: str) -> None:
    cut = {"batteries": ["east"], "begin_s": 150, "end_s": 200}
    seen = watched(tables(terrain, cut, fusion="tracks"))
    for found in seen.held[0][230:300]:
        assert len(found) == len(set(found))


def placed(state: State, p: int, m: int, serial: int, time: float, east: float, spread: float) -> None:
    """A believed track of picture `p`, standing still."""
    keys, f = state.tracks_i[p], state.filters[p]
    keys[TrackKey.STATUS, m], keys[TrackKey.SERIAL, m] = TrackStatus.CONFIRMED, serial
    keys[TrackKey.HITS, m] = 5
    f[Filter.TIME, m] = time
    f[Filter.X, m], f[Filter.Y, m], f[Filter.Z, m] = 6.4e6, east, 0.0
    f[[Filter.PXX, Filter.PYY, Filter.PZZ], m] = spread**2
    f[[Filter.VXX, Filter.VYY, Filter.VZZ], m] = 10.0**2
    f[Filter.SPREAD, m], f[Filter.SPREAD_RATE, m] = 3.0**0.5 * spread, 3.0**0.5 * 10.0
    state.tops[p] = max(state.tops[p], m + 1)


def fused_at(state: State, world: World, step: int) -> None:
    """Only what brings the pictures of tracks up to date, at 100 s."""
    fuse_tracks(state, world, 100.0)


def fed(state: State, q: int, i: int, m: int) -> None:
    """Local track `i` of picture `q` feeds system track `m` of picture 0."""
    state.tracks_i[q, TrackKey.FEEDS, i] = 1 + m
    state.tracks_i[q, TrackKey.FED_SERIAL, i] = state.tracks_i[0, TrackKey.SERIAL, m]


@pytest.mark.parametrize("coasting", [True, False])
def test_a_track_that_nobody_feeds_any_more_takes_over_nobody(terrain: str, coasting: bool) -> None:
    world = world_of(tables(terrain, fusion="tracks"))
    state = select(open_replicate(world, 1, 0, Capacity.for_world(world)), 0)
    placed(state, 0, 0, serial=1, time=60.0 if coasting else 99.0, east=0.0, spread=3_000.0)
    placed(state, 0, 1, serial=2, time=99.0, east=5_000.0, spread=100.0)
    placed(state, 1, 0, serial=3, time=99.0, east=5_000.0, spread=100.0)
    fed(state, 1, 0, 1)
    in_kernel(fused_at, state, world)
    keys = state.tracks_i[0]
    assert keys[TrackKey.STATUS, :2].tolist() == [TrackStatus.FREE, TrackStatus.CONFIRMED]
    assert keys[TrackKey.SERIAL, 1] == 2
    assert state.filters[0, Filter.Y, 1] == 5_000.0


@pytest.mark.parametrize(("engaged", "left"), [(None, 1), (1, 2), (0, 1)])
def test_of_two_tracks_of_one_target_the_engaged_stands_else_the_older(
    terrain: str, engaged: int | None, left: int
) -> None:
    world = world_of(tables(terrain, fusion="tracks"))
    state = select(open_replicate(world, 1, 0, Capacity.for_world(world)), 0)
    for m, serial in ((0, 1), (1, 2)):
        placed(state, 0, m, serial, 99.0, 50.0 * m, 100.0)
        placed(state, 1 + m, 0, 10 + serial, 99.0, 50.0 * m, 100.0)
        fed(state, 1 + m, 0, m)
    if engaged is not None:
        state.tracks_i[0, TrackKey.CHANNELS, engaged] = 1
    in_kernel(fused_at, state, world)
    keys = state.tracks_i[0]
    there = keys[TrackKey.STATUS, :2] == TrackStatus.CONFIRMED
    assert keys[TrackKey.SERIAL, :2][there].tolist() == [left]
    assert 0.0 <= state.filters[0, Filter.Y, :2][there][0] <= 50.0


def test_no_estimate_goes_back_in_time(terrain: str) -> None:
    world = world_of(tables(terrain, fusion="tracks"))
    state = select(open_replicate(world, 1, 0, Capacity.for_world(world)), 0)
    placed(state, 0, 0, serial=1, time=98.0, east=0.0, spread=100.0)
    placed(state, 1, 0, serial=3, time=90.0, east=0.0, spread=100.0)
    fed(state, 1, 0, 0)
    in_kernel(fused_at, state, world)
    assert state.filters[0, Filter.TIME, 0] == 98.0


def test_local_pictures_have_names_of_their_own(terrain: str) -> None:
    document = tables(terrain, fusion="tracks")
    document["network"][0]["batteries"] = ["battery"]
    document["network"].append({"name": "net: battery battery", "form": "alone", "batteries": ["east"]})
    plan = prepare(load_document(document, "fusion")).plan
    names = [network.name for network in plan.networks]
    assert len(names) == len(set(names)) == 4


def test_the_twin_refuses_it(terrain: str) -> None:
    with pytest.raises(ScenarioError, match="fusion"):
        require_default(load_document(tables(terrain, fusion="tracks"), "fusion"))
