"""The scene of one replicate: played again frame by frame; fates, stories and events are the run's tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from openiads.export.replicate_scene import (
    ASSET,
    BATTERY,
    RADAR,
    ROUND,
    TARGET,
    TRACK,
    DrawnZone,
    Floats,
    Moment,
    Mover,
    Scene,
    Site,
)
from openiads.ground.frames import geodetic_of
from openiads.ground.letters import fit_of
from openiads.scenario.plan import Plan
from openiads.simulation.prepare import Prepared
from openiads.state.planes import Asset, Battery, Radar
from openiads.state.words import ZoneKind
from openiads.state.world import World
from openiads.study.campaign import run_folder
from openiads.study.campaign.story_columns import IDENTITIES
from openiads.study.recording.record import record
from openiads.study.recording.recording import Course, Recording

PLACED = {
    "launch": "launch",
    "kill": "kill",
    "mission_kill": "mission kill",
    "miss": "miss",
    "lost": "round lost",
    "release": "release",
    "leak": "leak",
    "wrong_engagement": "wrong engagement",
    "battery_lost": "battery lost",
    "radar_lost": "radar lost",
}
"""Kinds of events that befall a target somewhere, in words."""
TOLD = ("fate", "reason", "why")
Facts = dict[int, dict[str, Any]]
Way = tuple[Floats, Floats, Floats, Floats]
"""Times, latitudes, longitudes, altitudes."""


def scene_of_run(folder: Path, prepared: Prepared, seed: int, replicate: int, interval: float) -> Scene:
    """One replicate of a complete run, as it is without the common failure, a frame each `interval` [s]."""
    plan, manifest = prepared.plan, run_folder.read_complete(folder, ["targets", "events"])
    recording = record(prepared, seed, replicate, interval)
    facts = _facts(folder, replicate)
    targets = [_target(plan, facts[n], course, recording) for n, course in sorted(recording.targets.items())]
    return Scene(
        title=fit_of(prepared.scenario.title or prepared.scenario.name),
        scenario=prepared.scenario.name,
        replicate=replicate,
        credit=f"openiads {manifest['version']}, seed {seed}, scenario {manifest['scenario_sha256'][:12]}",
        end=recording.times[-1],
        movers=[*targets, *_rounds(plan, recording), *_tracks(plan, recording)],
        sites=list(_sites(plan, prepared.world)),
        zones=_zones(plan),
        moments=list(_moments(folder, replicate, {mover.number: mover for mover in targets})),
    )


def _facts(folder: Path, replicate: int) -> Facts:
    """What became of each target that existed."""
    columns = ["target", "end_time_s", *TOLD]
    rows = _rows(folder / "targets.parquet", replicate, columns)
    return {row["target"]: row for row in rows}


def _rows(path: Path, replicate: int, columns: list[str]) -> Iterator[dict[str, Any]]:
    for part in run_folder.parts_of(path, ["replicate", "common_failure", *columns]):
        mine = pc.and_(pc.equal(part["replicate"], replicate), pc.equal(part["common_failure"], 0))
        yield from part.filter(mine).select(columns).to_pylist()


def _path(course: Course, recording: Recording, end: float | None = None) -> Way:
    """Times, latitudes, longitudes and altitudes of a course, straight on to its end if that is known."""
    first = course.frame
    times = np.array(recording.times[first : first + len(course.places)])
    latitudes, longitudes, altitudes = course.geodetic()
    columns = np.stack([latitudes, np.unwrap(longitudes), altitudes])
    if end is not None and len(times) > 1 and times[-1] < end:
        slope = (columns[:, -1] - columns[:, -2]) / (times[-1] - times[-2])
        columns = np.column_stack([columns, columns[:, -1] + slope * (end - times[-1])])
        times = np.append(times, end)
    return times, columns[0], columns[1], columns[2]


def _target(plan: Plan, row: dict[str, Any], course: Course, recording: Recording) -> Mover:
    target = plan.targets[course.number]
    told = {"class": target.threat.kind} | {name: fit_of(str(row[name])) for name in TOLD if row[name]}
    path = _path(course, recording, row["end_time_s"])
    return Mover(TARGET, course.number, target.name, target.threat.slug, target.side, *path, more=told)


def _rounds(plan: Plan, recording: Recording) -> Iterator[Mover]:
    for serial, course in sorted(recording.rounds.items()):
        slug = plan.rounds[course.type].slug
        yield Mover(ROUND, serial, f"{slug} {serial}", slug, "friend", *_path(course, recording))


def _tracks(plan: Plan, recording: Recording) -> Iterator[Mover]:
    """Tracks have numbers within their picture; here they are counted over all."""
    for number, (_, course) in enumerate(sorted(recording.tracks.items())):
        network = plan.networks[course.picture].name
        held = IDENTITIES[course.identities[-1]]
        told = {"network": network, "sd_m": str(round(course.errors[-1]))}
        path = _path(course, recording)
        yield Mover(TRACK, number, f"{network} {course.number}", held, "believed", *path, more=told)


def _sites(plan: Plan, world: World) -> Iterator[Site]:
    batteries = world.battery_f[Battery.X : Battery.Z + 1].T
    radars = world.radar_f[Radar.X : Radar.Z + 1].T
    assets = world.asset[Asset.X : Asset.Z + 1].T
    for i, battery in enumerate(plan.batteries):
        yield Site(BATTERY, i, battery.name, battery.entry.slug, *_where(batteries[i]))
    for i, radar in enumerate(plan.radars):
        yield Site(RADAR, i, radar.name, radar.entry.slug, *_where(radars[i]))
    for i, asset in enumerate(plan.assets):
        yield Site(ASSET, i, asset.name, "asset", *_where(assets[i]))


def _where(place: Floats) -> tuple[float, float, float]:
    """Latitude, longitude [rad] and altitude [m] of an ECEF place (3,) [m]."""
    latitude, longitude, altitude = geodetic_of(place[None])
    return float(latitude[0]), float(longitude[0]), float(altitude[0])


def _zones(plan: Plan) -> list[DrawnZone]:
    """Zones that a scenario draws; aerodromes of its flights are none of them."""
    drawn = [zone for zone in plan.zones if zone.kind != ZoneKind.AERODROME]
    return [
        DrawnZone(zone.name, ZoneKind(zone.kind).name.lower().replace("_", " "), *zone.site, zone.radius)
        for zone in drawn
    ]


def _moments(folder: Path, replicate: int, movers: dict[int, Mover]) -> Iterator[Moment]:
    """Events with a place, which is that of the target they befall."""
    rows = list(_rows(folder / "events.parquet", replicate, ["time_s", "kind", "object"]))
    for row in sorted(rows, key=lambda row: float(row["time_s"])):
        mover = movers.get(row["object"])
        if row["kind"] not in PLACED or mover is None:
            continue
        place = (
            float(np.interp(row["time_s"], mover.times, values))
            for values in (mover.latitudes, mover.longitudes, mover.altitudes)
        )
        yield Moment(float(row["time_s"]), PLACED[row["kind"]], mover.name, mover.key, *place)
