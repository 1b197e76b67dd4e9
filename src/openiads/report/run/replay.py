"""`replay.json`: one replicate kept to be looked at: positions every few seconds, and decisions.

The replicate is played again from one look to the next, each stretch in one compiled call.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from openiads.ground.frames import geodetic_of
from openiads.ground.units import DEG
from openiads.report.run.readings import of_replicate
from openiads.scenario.plan import Plan
from openiads.simulation.drivers import player
from openiads.simulation.flown_places import Flown, places_at
from openiads.simulation.open_tile import open_replicate
from openiads.simulation.prepare import Prepared
from openiads.state.planes import Filter, NetworkKey, Shot, ShotKey, Tally, TrackKey, TruthKey
from openiads.state.state import Capacity, State, select
from openiads.state.words import Identity, Status, TrackStatus
from openiads.state.world import World
from openiads.study.campaign import run_folder
from openiads.tracking.motion.constant_velocity import expected_place

INTERVAL = 5.0
"""Positions are kept this often [s]."""
PLACES = 5
"""Decimals of latitudes and longitudes in degrees, about a metre."""
WATCHED = ("kind", "object", "other", "time_s", "battery", "value")


@dataclass(slots=True)
class Course:
    """Positions of one thing, on consecutive frames."""

    frame: int
    identity: int = 0
    type: int = 0
    picture: int = 0
    places: list[tuple[float, float, float]] = field(default_factory=list)  # ECEF [m]


@dataclass(slots=True)
class Watch:
    """Keeps a frame whenever it looks."""

    times: list[float] = field(default_factory=list)
    targets: dict[int, Course] = field(default_factory=dict)
    rounds: dict[int, Course] = field(default_factory=dict)
    tracks: dict[tuple[int, int], Course] = field(default_factory=dict)

    def __call__(self, state: State, world: World, step: int) -> None:
        """Keep what flies, and what is believed to, all as it is when the step ends.

        The State has rounds there, but targets as the step began, and tracks as they were plotted last.
        """
        frame, time = len(self.times), (step + 1) * float(world.clock.step)
        self.times.append(time)
        flying = np.flatnonzero(state.truth_i[TruthKey.STATUS] == Status.FLYING)
        flown = Flown(state.truth_f[None], np.zeros_like(flying), flying)
        for n, place in zip(flying, places_at(world, flown, np.full(len(flying), time)), strict=True):
            path = self.targets.setdefault(int(n), Course(frame))
            path.places.append(tuple(place))
        for k in np.flatnonzero(state.rounds_i[ShotKey.FLYING]):
            serial = int(state.rounds_i[ShotKey.SERIAL, k])
            path = self.rounds.setdefault(serial, Course(frame, type=int(state.rounds_i[ShotKey.TYPE, k])))
            path.places.append(tuple(state.rounds_f[Shot.X : Shot.Z + 1, k]))
        for p, top in enumerate(state.tops):
            if world.network_i[NetworkKey.SYSTEM, p] > 0:
                continue  # a local picture, which nobody reads
            self._watch_tracks(state.filters[p, :, :top], state.tracks_i[p, :, :top], p, frame)

    def _watch_tracks(self, f: Any, k: Any, picture: int, frame: int) -> None:
        """Keep where a picture expects its tracks."""
        for m in np.flatnonzero(k[TrackKey.STATUS] == TrackStatus.CONFIRMED):
            serial = int(k[TrackKey.SERIAL, m])
            path = self.tracks.setdefault((picture, serial), Course(frame, picture=picture))
            path.identity = int(k[TrackKey.IDENTITY, m])
            last, speed = tuple(f[Filter.X : Filter.Z + 1, m]), tuple(f[Filter.VX : Filter.VZ + 1, m])
            lag, falls = self.times[frame] - float(f[Filter.TIME, m]), bool(k[TrackKey.BALLISTIC, m])
            path.places.append(expected_place(last, speed, falls, lag))


def write_replay(folder: Path, prepared: Prepared, seed: int, *replicates: int) -> Path:
    """Play the replicates again and write `replay.json` into the run folder."""
    kept = [
        {
            "replicate": replicate,
            **_columns(watched(prepared, seed, replicate), prepared.plan, whys_of(folder, replicate)),
            "decisions": _decisions(folder, replicate),
        }
        for replicate in replicates
    ]
    document = {"scenario": prepared.scenario.name, "seed": seed, "replicates": kept}
    path = folder / "replay.json"
    run_folder.write_text(path, json.dumps(document, separators=(",", ":"), allow_nan=False))
    return path


def watched(prepared: Prepared, seed: int, replicate: int) -> Watch:
    """Play one replicate and watch it."""
    world = prepared.world
    capacity = Capacity.for_world(world)
    while True:
        watch = Watch()
        tile = open_replicate(world, seed, replicate, capacity)
        _look_on(tile, prepared, watch)
        overflow = int(tile.tally[0, Tally.OVERFLOW])
        if not overflow:
            return watch
        capacity = capacity.doubled(overflow)


def _look_on(tile: State, prepared: Prepared, watch: Watch) -> None:
    """Play a tile of one row, and look at it at regular steps, the first included."""
    world = prepared.world
    every = max(1, round(INTERVAL / world.clock.step))
    row, play, begin = select(tile, 0), player(tile, world, prepared.chain), 0
    for step in range(0, int(world.clock.steps), every):
        play(begin, step + 1)
        begin = step + 1
        if row.tally[Tally.OVERFLOW] or row.tally[Tally.STEP] < step:  # it was over before
            return
        watch(row, world, step)
        if row.tally[Tally.DONE]:
            return


def whys_of(folder: Path, replicate: int) -> dict[int, str]:
    """The story of each raider of a replicate, by its target."""
    path = folder / "targets.parquet"
    told: dict[int, str] = {}
    for rows in _of_replicate(
        run_folder.parts_of(path, ["replicate", "common_failure", "target", "why"]), replicate
    ):
        told |= dict(zip(rows["target"].to_pylist(), rows["why"].to_pylist(), strict=True))
    return told


def _columns(watch: Watch, plan: Plan, whys: dict[int, str]) -> dict[str, Any]:
    targets, rounds, networks = plan.targets, plan.rounds, plan.networks
    return {
        "time_s": watch.times,
        "objects": [
            {
                "target": n,
                "name": targets[n].name,
                "threat": targets[n].threat.slug,
                "side": targets[n].side,
                "why": whys.get(n),
                **_path(path),
            }
            for n, path in sorted(watch.targets.items())
        ],
        "rounds": [
            {"round": serial, "type": rounds[path.type].slug, **_path(path)}
            for serial, path in sorted(watch.rounds.items())
        ],
        "tracks": [
            {
                "network": networks[p].name,
                "track": serial,
                "identity": Identity(path.identity).name.lower().replace("_", " "),
                **_path(path),
            }
            for (p, serial), path in sorted(watch.tracks.items())
        ],
    }


def _path(path: Course) -> dict[str, Any]:
    """First frame, and the columns from there on."""
    latitude, longitude, altitude = geodetic_of(np.array(path.places))
    return {
        "frame": path.frame,
        "lat_deg": np.round(latitude / DEG, PLACES).tolist(),
        "lon_deg": np.round(longitude / DEG, PLACES).tolist(),
        "altitude_m": np.round(altitude).astype(int).tolist(),
    }


def _decisions(folder: Path, replicate: int) -> dict[str, list[Any]]:
    """Events of the replicate, column by column."""
    parts = run_folder.parts_of(folder / "events.parquet", ["replicate", "common_failure", *WATCHED])
    columns: dict[str, list[Any]] = {name: [] for name in WATCHED}
    for rows in _of_replicate(parts, replicate):
        for name in WATCHED:
            columns[name] += rows[name].to_pylist()
    columns["time_s"] = [round(time, 2) for time in columns["time_s"]]
    columns["value"] = [round(value, 3) for value in columns["value"]]
    return columns


def _of_replicate(parts: Iterator[Any], replicate: int) -> Iterator[Any]:
    for part in parts:
        rows = part.filter(of_replicate(part, replicate))
        if rows.num_rows:
            yield rows
