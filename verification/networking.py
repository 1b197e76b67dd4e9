"""What a network is worth to a battery behind a ridge: paired comparisons, and times by geometry.

A radar beyond the ridge sees six low raiders for five minutes; the battery sees them for one, after they come
over the crest.  Each comparison plays the same replicates without and with one thing.  The times are computed
from the triangle of mast, crest and raider, and from the catalogue's delays: no figure comes from the engine.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from openiads.catalogue import radar, system
from openiads.catalogue.load_catalogue import PACKAGED
from verification import ridge
from verification.cause_and_effect import LATEST, Effect, Floats, Played, found, outcome, played, row

PAIRS, QUICK_PAIRS = 200, 48
NOT_CUED = {**ridge.NATIONAL, "cueing": False}
CUED = ridge.NATIONAL
REMOTE = {**ridge.NATIONAL, "engage_on_remote": True}
SLACK = 0.5 * 1e3 / ridge.PACE_MPS
"""By how much the triangle is wrong at most [s]."""
CYCLE = 1.0  # of pictures and assignments [s]
LOOKS = 3  # of the search radar, of which the last confirms a track at the latest


def first_shots(side: Played) -> Floats:
    """Time of the first shot at any raider, by replicate [s]."""
    return side.first_shot("raider")


def shots(a: Played, b: Played) -> tuple[Floats, Floats]:
    """The same of both variants."""
    return first_shots(a), first_shots(b)


def effects(terrain: str) -> list[Effect]:
    """Every comparison."""

    def with_(network: dict[str, Any]) -> Any:
        return lambda: ridge.scenario(terrain, network)

    slow_alone = {**ridge.ALONE, "delay_s": 5}
    slow_link = {**REMOTE, "delay_s": 12}
    return [
        Effect("shared picture: fewer leakers", with_(ridge.ALONE), with_(NOT_CUED), outcome("leakers"), -1),
        Effect("cueing: first shot earlier [s]", with_(NOT_CUED), with_(CUED), shots, -1),
        Effect("cueing: fewer leakers", with_(NOT_CUED), with_(CUED), outcome("leakers"), -1),
        Effect("engage on remote: first shot earlier [s]", with_(CUED), with_(REMOTE), shots, -1),
        Effect("engage on remote: fewer leakers", with_(CUED), with_(REMOTE), outcome("leakers"), -1),
        Effect("alone, delay 1 s and 5 s: later [s]", with_(ridge.ALONE), with_(slow_alone), shots, 1),
        Effect("alone, the same: more leakers", with_(ridge.ALONE), with_(slow_alone), outcome("leakers"), 1),
        Effect("remote, link 2 s and 12 s: later [s]", with_(REMOTE), with_(slow_link), shots, 1),
    ]


@dataclass(frozen=True)
class Window:
    """When the first shot must come, by arithmetic, and when it came, over all replicates that shot."""

    says: str
    soonest: float
    latest: float
    found: tuple[float, float]

    @property
    def holds(self) -> bool:
        """Whether all of it lies inside."""
        return self.soonest <= self.found[0] and self.found[1] <= self.latest


def windows(terrain: str, pairs: int) -> list[Window]:
    """The first shots of each variant against geometry and delays."""
    entry = system("s-400")
    engagement, search = radar(entry.engagement_radar), radar(entry.search_radars[0])
    seen = ridge.in_sight_after(engagement.antenna) - SLACK
    on_mast = ridge.in_sight_after(search.antenna)
    known = LOOKS * search.scan_period + CYCLE  # from sight to a track that is believed, at the latest

    def window(says: str, network: dict[str, Any], soonest: float, latest: float) -> Window:
        first = first_shots(played(ridge.scenario(terrain, network).model_dump_json(), pairs))
        first = first[first < LATEST]
        return Window(says, soonest, latest, (float(first.min()), float(first.max())))

    def alone(delay: float) -> Window:
        # Seen from the mast, a track at the last look needed, the delay, a cycle each to name and assign it.
        begin = on_mast - SLACK + delay + entry.reaction
        end = on_mast + SLACK + known + delay + 2.0 * CYCLE + entry.reaction
        return window(f"alone, {delay:g} s", {**ridge.ALONE, "delay_s": delay}, begin, end)

    # What is designated must be in sight even three standard deviations lower: 30 m are 1 km here, 3 s.  An
    # error the other way designates too soon; that costs looks, for nothing is launched at what is not seen.
    doubt = 4.0
    lead = entry.reaction - entry.acquisition
    return [
        alone(PACKAGED.engagement.own_delay),
        alone(5.0),
        window("not cued", NOT_CUED, seen, seen + 2.0 * SLACK + lead + doubt + CYCLE),
        window("cued", CUED, seen, seen + 2.0 * SLACK + doubt + CYCLE),
        window("on remote", REMOTE, 0.0, seen),
    ]


def print_table(quick: bool = False) -> bool:
    """Print both tables; whether all of it holds."""
    pairs = QUICK_PAIRS if quick else PAIRS
    verdicts = []
    with tempfile.TemporaryDirectory() as folder:
        terrain = ridge.draw_ridge(Path(folder) / "ridge.tif")
        print(f"\n{pairs} pairs of replicates each, behind a ridge; difference with its 95 % interval\n")
        print(f"{'networking':<54}{'before':>9}{'after':>9}{'difference':>11}{'leakers':>30}")
        for effect in effects(terrain):
            finding = found(effect, pairs)
            print(row(finding), flush=True)
            verdicts.append(finding.holds)
        print(f"\n{'first shot [s]':<20}{'by geometry and delays':>26}{'played':>26}\n")
        for told in windows(terrain, pairs):
            verdict = "" if told.holds else "  FAILS"
            print(
                f"{told.says:<20}{told.soonest:>13.1f} to {told.latest:>9.1f}"
                f"{told.found[0]:>13.1f} to {told.found[1]:>9.1f}{verdict}"
            )
            verdicts.append(told.holds)
    return bool(np.all(verdicts))
