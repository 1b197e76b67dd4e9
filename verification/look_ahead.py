"""What it is worth to ask, before a round leaves, whether its radar will cover the target all the way.

Each scenario is played twice on the same draws: as it is, and by a fire control that asks about the meeting
point alone.  Looking ahead must save rounds where ground or sector takes any, and must not cost a leaker.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from openiads.engagement.reach.fly_out_tables import Intent, guided_all_the_way, seen_lower, target_at
from openiads.ground.compiled import part
from openiads.ground.course import Course
from openiads.ground.exchange import exchanged
from openiads.ground.statistics import paired_difference
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.simulation.step import CHAIN, Chain
from openiads.state.facing import Sector
from openiads.state.planes import BatteryKey, Radar
from openiads.state.words import Broken, Happening, Lost
from openiads.state.world import World
from openiads.terrain.rays.sight import reaches_out
from verification.cause_and_effect import SEED, Floats

PAIRS, QUICK_PAIRS = 200, 24
ASKED = ("turkey-four-batteries",)
"""Where rounds are lost for want of sight in numbers: there they must be saved."""
NAMES = (*ASKED, "turkey-2017", "saturation", "patriot-2013")
MOST_BROKEN_OFF = 0.05
"""Of the assignments."""


@part
def guided_at_the_meeting(world: World, t: int, plan: Intent, course: Course, time: float) -> bool:
    """Whether the engagement radar covers the target where it is met, after `time` [s]: no more is asked."""
    there = target_at(world, plan, course, time)
    if plan.remote:
        s = world.battery_i[BatteryKey.RADAR, plan.battery]
        return reaches_out(world, s, Sector(plan.centre, world.radar_f[Radar.TRACK_HALF, s]), there)
    return seen_lower(world, plan.battery, plan.centre, plan.lower, there)


@cache
def at_the_meeting() -> Chain:
    """The phases of a fire control that does not look ahead."""
    return exchanged(CHAIN, {guided_all_the_way: guided_at_the_meeting})


def played(name: str, chain: Chain, pairs: int) -> Books:
    """Books of the strata without a common failure."""
    world = prepare(name).world
    return Books.joined([part.typical() for part in play(world, SEED, 0, pairs, chain=chain)])


def gained(books: Books, without: Books, column: str) -> tuple[float, float, float]:
    """What looking ahead adds to a column of the outcomes, with the ends of its 95 % interval."""
    pair: list[Floats] = [each.outcomes[column].astype(np.float64) for each in (books, without)]
    return paired_difference(*pair)


def lost_from_sight(books: Books) -> float:
    """Rounds lost by their radars, by replicate."""
    e = books.events
    lost = (e["kind"] == Happening.LOST) & (e["value"] == Lost.OUT_OF_SIGHT)
    return float(lost.sum() / len(books.outcomes["replicate"]))


def broken_off(books: Books) -> dict[Broken, float]:
    """Share of the assignments that were broken off, by cause."""
    e = books.events
    assigned = max(int((e["kind"] == Happening.ASSIGNED).sum()), 1)
    broken = e["kind"] == Happening.BROKEN_OFF
    return {why: float((broken & (e["value"] == why)).sum() / assigned) for why in Broken}


def print_table(*, quick: bool) -> bool:
    """Differences by scenario, and what is broken off why; whether all of it holds."""
    pairs = QUICK_PAIRS if quick else PAIRS
    print(f"\nlooking ahead: what it adds, {pairs} pairs, 95 % interval; broken off by cause, in %")
    print(
        f"{'':24}{'leakers':>27}{'rounds':>27}{'lost from sight':>18}"
        + "".join(f"{why.name.lower().replace('_', ' '):>14}" for why in Broken)
    )
    holds = True
    for name in NAMES:
        books, without = (played(name, chain, pairs) for chain in (CHAIN, at_the_meeting()))
        leakers, rounds = (gained(books, without, column) for column in ("leakers", "rounds"))
        shares = broken_off(books)
        cells = "".join(f"{m:+11.3f} [{a:+.3f}, {b:+.3f}]" for m, a, b in (leakers, rounds))
        sight = f"{lost_from_sight(without):8.2f} to {lost_from_sight(books):5.2f}"
        print(f"{name:24}{cells}{sight}" + "".join(f"{100 * share:14.2f}" for share in shares.values()))
        good = leakers[1] <= 0.0 and rounds[1] <= 0.0 and sum(shares.values()) <= MOST_BROKEN_OFF
        if name in ASKED:
            good &= rounds[2] < 0.0
        holds &= good
    return holds
