"""`replay.json`: replicates kept to be looked at: places every few seconds, beliefs, stocks, decisions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from openiads.ground.units import DEG
from openiads.report.run.readings import of_replicate
from openiads.scenario.plan import Plan
from openiads.simulation.prepare import Prepared
from openiads.study.campaign import run_folder
from openiads.study.campaign.story_columns import IDENTITIES
from openiads.study.recording.record import record
from openiads.study.recording.recording import Course, Recording, TrackCourse

PLACES = 5
"""Decimals of latitudes and longitudes in degrees, about a metre."""
WATCHED = ("kind", "object", "other", "time_s", "battery", "value")


def write_replay(folder: Path, prepared: Prepared, seed: int, *replicates: int) -> Path:
    """Play the replicates again and write `replay.json` into the run folder."""
    kept = [
        {
            "replicate": replicate,
            **_columns(record(prepared, seed, replicate), prepared.plan, whys_of(folder, replicate)),
            "decisions": _decisions(folder, replicate),
        }
        for replicate in replicates
    ]
    document = {"scenario": prepared.scenario.name, "seed": seed, "replicates": kept}
    path = folder / "replay.json"
    run_folder.write_text(path, json.dumps(document, separators=(",", ":"), allow_nan=False))
    return path


def whys_of(folder: Path, replicate: int) -> dict[int, str]:
    """The story of each raider of a replicate, by its target."""
    path = folder / "targets.parquet"
    told: dict[int, str] = {}
    for rows in _of_replicate(
        run_folder.parts_of(path, ["replicate", "common_failure", "target", "why"]), replicate
    ):
        told |= dict(zip(rows["target"].to_pylist(), rows["why"].to_pylist(), strict=True))
    return told


def _columns(recording: Recording, plan: Plan, whys: dict[int, str]) -> dict[str, Any]:
    targets, rounds = plan.targets, plan.rounds
    return {
        "time_s": recording.times,
        "objects": [
            {
                "target": n,
                "name": targets[n].name,
                "threat": targets[n].threat.slug,
                "side": targets[n].side,
                "why": whys.get(n),
                **_path(course),
            }
            for n, course in sorted(recording.targets.items())
        ],
        "rounds": [
            {"round": serial, "type": rounds[course.type].slug, **_path(course)}
            for serial, course in sorted(recording.rounds.items())
        ],
        "tracks": [_track(course, plan) for _, course in sorted(recording.tracks.items())],
        "batteries": [_battery(recording, plan, b) for b in range(len(plan.batteries))],
    }


def _track(course: TrackCourse, plan: Plan) -> dict[str, Any]:
    """A track: what it was held for last, and from which frame on for what."""
    spans, frame = [], course.frame
    for identity, same in groupby(course.identities):
        spans.append([frame, IDENTITIES[identity]])
        frame += len(list(same))
    return {
        "network": plan.networks[course.picture].name,
        "track": course.number,
        "identity": IDENTITIES[course.identities[-1]],
        "identities": spans,
        "sd_m": np.round(course.errors).astype(int).tolist(),
        **_path(course),
    }


def _battery(recording: Recording, plan: Plan, b: int) -> dict[str, Any]:
    """What a battery has on its launchers on each frame, by type, and its fire channels in use."""
    magazines = np.array(recording.magazines)[:, b]
    return {
        "name": plan.batteries[b].name,
        "rounds": {
            plan.rounds[t].slug: magazines[:, t].tolist() for t in np.flatnonzero(magazines.any(axis=0))
        },
        "channels_busy": [int(busy[b]) for busy in recording.busy],
    }


def _path(course: Course) -> dict[str, Any]:
    """First frame, and the columns from there on."""
    latitude, longitude, altitude = course.geodetic()
    return {
        "frame": course.frame,
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
