"""A design, handed over to be played."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from openiads.study.design.points import Design, scenario_at
from openiads.study.experiment.to_play import Play, Until


def play_of(design: Design) -> Play:
    """What is played of a design: each arm at each point."""
    until = design.until
    return Play(
        name=design.name,
        sha256=design.sha256,
        seed=design.seed,
        arms=tuple(arm.name for arm in design.arms),
        points=len(design.points),
        scenario_at=partial(scenario_at, design),
        replicates=design.replicates,
        box_replicates=design.box_replicates,
        keep=design.keep,
        until=None if until is None else Until(until.half_width, until.measure, until.most),
        text=design.toml,
        told=partial(_told, design),
        catalogue=design.arms[0].catalogue,
    )


def _told(design: Design, arm: str, point: int) -> Mapping[str, Any]:
    """Further columns of a row of arms: what each coordinate is there, and how the arm was made equal."""
    values = design.points[point].tolist()
    named = {one.name: value for one, value in zip(design.coordinates, values, strict=True)}
    return {**named, "told": design.arm(arm).told}
