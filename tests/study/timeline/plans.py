"""Timelines of a few lines, on two batteries of which nothing else matters."""

from __future__ import annotations

from openiads.scenario.load_scenario import load_text
from openiads.scenario.timeline_plan import TimelinePlan, timeline_plan
from openiads.study.timeline.timeline_answer import TimelineAnswer, answer

BATTERIES = """
name = "small"
[area]
terrain = "flat"
duration_s = 600
[[battery]]
name = "north"
system = "s-400"
lat = 37.0
lon = 37.4
loadout = { 48n6e3 = 16 }
[[battery]]
name = "south"
system = "patriot-pac3"
lat = 36.5
lon = 37.4
[timeline]
start = 2021-01-01
end = 2022-01-01
"""
DAY = 86_400.0


def plan(*lines: str) -> TimelinePlan:
    """The plan of a timeline of a year."""
    return timeline_plan(load_text(BATTERIES + "\n".join(lines) + "\n", "small.toml"))


def answered(*lines: str, histories: int = 1000, seed: int = 1) -> TimelineAnswer:
    """What is said of it."""
    return answer(plan(*lines), histories, seed)


def place(found: TimelineAnswer, name: str):
    """What is said of one of its places."""
    return next(one for one in found.places if one.name == name)


def row(table: str, *lines: str) -> str:
    """A row of one of its tables."""
    return "\n".join((f"[[timeline.{table}]]", *lines))
