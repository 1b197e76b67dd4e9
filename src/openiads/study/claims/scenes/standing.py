"""Which batteries stood on which day, from the published dates in `data/standing.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from openiads.scenario.load_scenario import load
from openiads.scenario.scenario_schema import Scenario


@dataclass(frozen=True, slots=True)
class Stood:
    """Batteries that stood from a day to another."""

    batteries: tuple[str, ...]
    unit: str  # whose they were
    since: date
    before: date | None  # the first day without them; None where none was read
    sources: tuple[str, ...]
    doubtful: bool = False  # whether they stood at all is not known
    note: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """A span of days on which the same batteries stood."""

    since: date
    before: date
    batteries: frozenset[str]
    doubtful: frozenset[str]  # of them, of which it is not known

    @property
    def days(self) -> int:
        """How long it lasted."""
        return (self.before - self.since).days


@cache
def _table() -> dict[str, Any]:
    text = (
        resources.files("openiads.study.claims.scenes").joinpath("data", "standing.toml").read_text("utf-8")
    )
    return tomllib.loads(text)


def stood() -> list[Stood]:
    """All that was published, in the order of the file."""
    return [
        Stood(
            tuple(row["batteries"]), row["unit"], row["since"], row.get("before"), tuple(row["sources"]),
            row.get("doubtful", False), row.get("note", ""),
        )
        for row in _table()["stood"]
    ]  # fmt: skip


def until() -> date:
    """The day up to which is asked."""
    day: date = _table()["until"]
    return day


def sources() -> dict[str, dict[str, Any]]:
    """Where it was published: title, publisher, year and address by key."""
    told: dict[str, dict[str, Any]] = _table()["source"]
    return told


def phases() -> list[Phase]:
    """The spans between two changes, the first one from the day of the first battery on."""
    told = stood()
    days = {each.since for each in told} | {each.before for each in told if each.before is not None}
    turns = sorted({*(day for day in days if day < until()), until()})
    found: list[Phase] = []
    for since, before in pairwise(turns):
        here = [each for each in told if each.since <= since and (each.before is None or each.before > since)]
        names, doubtful = (
            frozenset(name for each in here if each.doubtful in kinds for name in each.batteries)
            for kinds in ((False, True), (True,))
        )
        found.append(Phase(since, before, names, doubtful))
    return found


def days_without() -> dict[str, tuple[int, int]]:
    """By place, the longest span of days without a battery since its first one, and all of them together."""
    found = {}
    for place, names in _table()["place"].items():
        spans, open_since = [], None
        began = min(each.since for each in stood() if set(each.batteries) & set(names))
        for phase in phases():
            if phase.before <= began:
                continue
            if phase.batteries & set(names):
                open_since = None
                continue
            if open_since is None:
                spans.append(0)
                open_since = phase.since
            spans[-1] += phase.days
        found[place] = max(spans, default=0), sum(spans)
    return found


def scenario() -> Scenario:
    """The scenario with every battery that ever stood, each hearing what the others hear."""
    table = _table()
    base = load(table["scenario"])
    network = base.network[0]
    names = [*network.batteries, *(row["name"] for row in table["added"])]
    return load(
        {
            "based_on": table["scenario"],
            "name": f"{table['scenario']}-to-{until().year}",
            "battery": list(table["added"]),
            "network": [{"name": network.name, "batteries": names}],
        }
    )
