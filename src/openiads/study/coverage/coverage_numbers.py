"""Numbers of one set of maps, each under a key, so that those of several can be put side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from openiads.ground.frames import destination
from openiads.scenario.cast import Place
from openiads.scenario.plan import Plan
from openiads.scenario.scenario_schema import Scenario
from openiads.study.coverage.country import Country
from openiads.study.coverage.footprint import DIRECTIONS, Footprint, Survey
from openiads.study.coverage.map_window import Flags, Window
from openiads.study.coverage.maps import Maps, Singles
from openiads.study.coverage.people import Census
from openiads.study.coverage.question import CHANCES, LOW_FLYERS, Question

ANSWERS = ("visible", "detectable", "engageable")
DETECTABLE = CHANCES[0]
"""The chance of one look from which a place counts as detectable."""
GROUND = 0.0
"""Height of what begins at the ground: whatever the cells, they are too coarse to tell it as one figure."""
STRIDE = 0.1
"""Share of a cell at which a way in is looked at: cells that it only cuts a corner of count too, or a single
cell far out would be seen or not by where the steps fall."""
KILLS = (0.5, 0.9)
"""Kill probabilities for which a footprint is told."""


class Key(NamedTuple):
    """Name of one number."""

    what: str
    which: str = ""
    detail: str = ""
    altitude: float | None = None  # above the ground, where the number belongs to one [m]


Figures = dict[Key, float]


class Band(NamedTuple):
    """Low and high of one number over surfaces and sites: a range of ignorance, no interval of chance."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Frame:
    """What every set of maps of one question is measured against."""

    scenario: Scenario
    plan: Plan
    window: Window
    ring: Flags  # (rows, columns)
    country: Country | None
    in_country: Flags | None  # (rows, columns)
    in_strip: Flags | None  # (rows, columns)


def figures_of(frame: Frame, asked: Question, plan: Plan, ground: Singles, maps: Maps) -> Figures:
    """Numbers of maps; `plan` has the sites, `ground` the heights [m] that the maps were made with."""
    found: Figures = {}
    for a, altitude in enumerate(asked.altitudes):
        covered = {
            "visible": maps.visible(a),
            "detectable": maps.detected(a, DETECTABLE),
            "engageable": maps.engageable(a),
        }
        for answer, cells in covered.items():
            _of_answer(found, frame, answer, altitude, cells)
        _of_detection(found, frame, maps, a, altitude)
        for t, entry in enumerate(plan.rounds):
            cells = maps.engageable(a, t)
            found[Key("round", entry.slug, "area", altitude)] = _area(frame, cells)
            found[Key("round", entry.slug, "share", altitude)] = _share(frame, cells)
    _over_assets(found, frame, ground, maps)
    _first_sights(found, frame, plan, maps)
    return found


def _area(frame: Frame, cells: Flags) -> float:
    return frame.window.area(cells)


def _share(frame: Frame, cells: Flags) -> float:
    """Share of the known part of the naive ring."""
    return _area(frame, cells & frame.ring) / max(_area(frame, frame.ring), 1.0)


def _of_answer(found: Figures, frame: Frame, answer: str, altitude: float, cells: Flags) -> None:
    found[Key("area", answer, "", altitude)] = _area(frame, cells)
    found[Key("share", answer, "ring", altitude)] = _share(frame, cells)
    if frame.country and frame.in_country is not None and frame.in_strip is not None:
        for name, mask, whole in (
            ("country", frame.in_country, frame.country.area),
            ("border strip", frame.in_strip, frame.country.strip_area),
        ):
            found[Key("share", answer, name, altitude)] = min(_area(frame, cells & mask) / whole, 1.0)
    here = _at(frame.window, cells, [asset.site for asset in frame.plan.assets])
    for asset, covered in zip(frame.plan.assets, here, strict=True):
        found[Key("asset", answer, asset.name, altitude)] = float(covered)
    people = np.array([asset.population or 0 for asset in frame.scenario.asset], dtype=np.float64)
    if people.sum() > 0.0:
        found[Key("share", answer, "city people", altitude)] = float(people[here].sum() / people.sum())


def _at(window: Window, cells: Flags, places: Sequence[Place]) -> Flags:
    """Whether the cell of each place is set."""
    stands, on_map = window.cells(places)
    return np.asarray(on_map & cells.ravel()[stands])


def _of_detection(found: Figures, frame: Frame, maps: Maps, a: int, altitude: float) -> None:
    for chance in CHANCES:
        found[Key("one look", f"{chance:g}", "", altitude)] = _area(frame, maps.detected(a, chance))
        found[Key("all scans", f"{chance:g}", "", altitude)] = _area(frame, maps.accumulated(a, chance))
    most = int(maps.seen[a].max(initial=0))
    for count in range(1, most + 1):
        found[Key("radars", str(count), "", altitude)] = _area(frame, maps.seen[a] >= count)


def _over_assets(found: Figures, frame: Frame, ground: Singles, maps: Maps) -> None:
    """Height above each asset from which a radar sees, and between which one detects; infinite for never."""
    stands, on_map = frame.window.cells([asset.site for asset in frame.plan.assets])
    seen = np.where(on_map, maps.lowest.ravel()[stands], np.float32(np.inf))
    floor = ground.ravel()[stands]
    for i, asset in enumerate(frame.plan.assets):
        found[Key("seen over", asset.name, "", GROUND)] = float(seen[i])
        for k, level in enumerate(maps.assets.levels):
            low, high = (float(end[k, i] - floor[i]) for end in (maps.assets.lowest, maps.assets.highest))
            key = Key("detected over", asset.name, f"{level.chance:g} in {level.scans}", GROUND)
            found[key] = low
            found[key._replace(what="detected up to")] = high


def _first_sights(found: Figures, frame: Frame, plan: Plan, maps: Maps) -> None:
    """How far from each battery a low flyer that comes at it is first seen, and from where on for good."""
    sites = {b.name: b.site for b in plan.batteries} or {r.name: r.site for r in plan.radars}
    grid = frame.window.grid
    step = STRIDE * grid.cell
    farthest = max((r.entry.instrumented_range for r in plan.radars), default=0.0)
    away = step * np.arange(1.0, math.ceil(farthest / step) + 1.0)
    azimuths = 2.0 * math.pi / DIRECTIONS * np.arange(DIRECTIONS)[:, None]
    rows, columns = maps.lowest.shape
    for name, site in sites.items():
        where = grid.locate(*destination(*site, azimuths, away[None, :]))
        row, column = (np.rint(x).astype(int) for x in where)
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        height = maps.lowest[np.where(inside, row, 0), np.where(inside, column, 0)]
        for altitude in LOW_FLYERS:
            seen = inside & (height <= altitude)
            last = np.where(seen.any(axis=1), away.size - 1 - seen[:, ::-1].argmax(axis=1), -1)
            kept = np.where(seen.all(axis=1), away.size, seen.argmin(axis=1)) - 1
            for d in range(DIRECTIONS):
                found[Key("first seen", name, str(d), altitude)] = (
                    float(away[last[d]]) if last[d] >= 0 else 0.0
                )
                found[Key("seen for good", name, str(d), altitude)] = (
                    float(away[kept[d]]) if kept[d] >= 0 else 0.0
                )


def footprint_figures(found_met: Footprint, crowd: Census | None, origins: list[Place]) -> Figures:
    """Numbers of one footprint: area and people from every direction, and from where the raids come."""
    attack = found_met.survey.attack
    # Only what follows the ground depends on how coarse the ground is at its height.
    altitude = float(attack.altitudes[0]) if attack.above_ground else None
    worst = {"every direction": found_met.from_all()}
    if origins:
        worst["the scenario's raids"] = found_met.from_origins(origins)
    found: Figures = {}
    for whence, (salvos, kill) in worst.items():
        levels = {"met": salvos > 0, **{f"kill {p:g}": kill >= np.float32(p) for p in KILLS}}
        for level, covered in levels.items():
            name = f"{level} from {whence}"
            found[Key("footprint area", attack.name, name, altitude)] = float(
                found_met.survey.areas[covered].sum()
            )
            if crowd is not None:
                fewer, more = crowd.within(covered)
                found[Key("footprint people, fewer", attack.name, name, altitude)] = fewer
                found[Key("footprint people, more", attack.name, name, altitude)] = more
    return found


def circle_figures(surveys: Sequence[Survey], crowds: Sequence[Census | None]) -> Figures:
    """Area and people inside the circles of the published ranges, which each footprint is a part of."""
    found: Figures = {}
    for survey, crowd in zip(surveys, crowds, strict=True):
        everywhere = np.ones(len(survey.areas), dtype=np.bool_)
        found[Key("circle area", survey.attack.name)] = float(survey.areas.sum())
        if crowd is not None:
            fewer, more = crowd.within(everywhere)
            found[Key("circle people, fewer", survey.attack.name)] = fewer
            found[Key("circle people, more", survey.attack.name)] = more
    return found


def banded(sets: Mapping[tuple[str, str], Figures], wanted: Iterable[tuple[str, str]], key: Key) -> Band:
    """Low and high of one number over sets of figures; a number that a set has not is 0 there."""
    values = [sets[each].get(key, 0.0) for each in wanted]
    return Band(min(values), max(values))
