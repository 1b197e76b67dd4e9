"""Why a raider came as far as it did, in a sentence with numbers: all the words, and how they go together.

A sentence tells the chain rung by rung up to where it broke, and only what the run recorded.  Distances are
those of the raider itself: from the asset that it aims at, or from the nearest battery if it aims at none.

Another language is another `ENGLISH`: clauses come in the order of the chain in any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from openiads.ground.units import KM, MINUTE
from openiads.scenario.plan import Plan
from openiads.scenario.plan_rows import BatterySite
from openiads.state.words import Fate, Identity, Side
from openiads.study.campaign.english_of_stories import ENGLISH

MINUTES_FROM = 3.0 * MINUTE
"""Longer times are told in minutes [s]."""
AT_ONCE = 1.0
"""What follows within this time follows at once [s]."""

ORDERED = 5.0
"""What might be fired at so much later than it was declared hostile waited for an order [s]."""
LOST = 10.0
"""Shorter times without a track are not told [s]."""

WANTED = (
    "fate", "shots", "first_sight_time", "first_detection_time", "first_track_time", "in_picture_time",
    "hostile_time", "engageable_time", "in_reach_time", "channel_free_time", "round_left_time",
    "assigned_time", "acquired_time", "first_launch_time", "first_meeting_time", "end_time",
    "first_hidden_time", "behind_terrain_time", "earliest_intercept_time", "untracked",
    "nearest_battery", "faint_looks", "clutter_looks", "rounds_missed", "rounds_lost_target_gone",
    "rounds_lost_out_of_reach", "rounds_lost_out_of_sight", "identity", "track_began_as", "target",
    "defenceless_time",
)  # fmt: skip
"""Columns of the books that a sentence is made of."""
PLACED = (
    "start", "first_sight", "first_detection", "hostile", "engageable", "in_reach", "channel_free",
    "assigned", "acquired", "first_launch", "earliest_intercept", "end",
)  # fmt: skip
"""Moments of which it tells how far away that was."""


def whys(rows: dict[str, Any], plan: Plan) -> list[str | None]:
    """A sentence for each row of the targets of the books, None for flights."""
    raiders = np.flatnonzero(rows["side"] == Side.HOSTILE)
    facts = zip(*(rows[name][raiders].tolist() for name in WANTED), strict=True)
    aims = rows["asset"], rows["battery"], rows["radar"]
    aimed = np.maximum.reduce([aim[raiders] for aim in aims]) >= 0
    away = zip(
        *(
            np.where(aimed, rows[f"{name}_to_asset"][raiders], rows[f"{name}_to_battery"][raiders]).tolist()
            for name in PLACED
        ),
        strict=True,
    )
    names = [_aim_of(plan, *(int(aim[i]) for aim in aims)) for i in raiders]
    who = zip(names, rows["furthest_battery"][raiders].tolist(), strict=True)
    scan = max((radar.entry.scan_period for radar in plan.radars), default=0.0)
    told: list[str | None] = [None] * len(rows["side"])
    for i, fact, far, (aim, battery) in zip(raiders.tolist(), facts, away, who, strict=True):
        told[i] = Story(
            dict(zip(WANTED, fact, strict=True)),
            dict(zip(PLACED, far, strict=True)),
            aim,
            plan.batteries[battery].name if battery >= 0 else "",
            plan,
            scan,
        ).sentence()
    return told


def _aim_of(plan: Plan, asset: int, battery: int, radar: int) -> str:
    """Name of what a raider aims at; of one that aims at nothing, what its distances are told by."""
    if asset >= 0:
        return plan.assets[asset].name
    if battery >= 0:
        return plan.batteries[battery].name
    return plan.radars[radar].name if radar >= 0 else ENGLISH["battery"]


@dataclass(slots=True)
class Story:
    """One raider: moments [s] and counts, distances [m] from what they are told by, and names."""

    facts: dict[str, Any]
    away: dict[str, float]
    place: str
    battery: str
    plan: Plan
    scan: float
    """Longest scan of a radar [s]."""
    placed: bool = False  # whether it was said from what distances are

    def sentence(self) -> str:
        """The whole of it: all of the chain about what got through, less about the others."""
        fate = Fate(self.facts["fate"])
        if fate == Fate.LEAKED:
            words = ", ".join(self.chain())
        elif fate == Fate.RELEASED:
            words = f"{ENGLISH[fate.name].format(where=self.where('end'))}; {', '.join(self.chain())}"
        elif fate in (Fate.KILLED, Fate.MISSION_KILLED):
            words = self.stopped(fate)
        else:
            words = f"{ENGLISH[fate.name]}; {', '.join([*self.sight(), *self.shots_in_short()])}"
        return f"{words[:1].upper()}{words[1:]}."

    def stopped(self, fate: Fate) -> str:
        """Where, by whom and when."""
        unseen = fate == Fate.KILLED and not self.was("first_detection")
        key = f"{fate.name} unseen" if unseen else fate.name
        return ENGLISH[key].format(
            where=self.where("end"), battery=self.battery, rounds=count("round", self.facts["shots"]),
            after=self.after("first_detection", "end"),
        )  # fmt: skip

    def shots_in_short(self) -> list[str]:
        """How many rounds were fired, if any were."""
        return (
            [ENGLISH["shots"].format(rounds=count("round", self.facts["shots"]))]
            if self.facts["shots"]
            else []
        )

    # How a clause gets its numbers

    @property
    def carrier(self) -> int:
        """Target that released it, -1 if none."""
        return int(self.plan.targets[self.facts["target"]].carrier)

    def was(self, moment: str) -> bool:
        """Whether there was that moment."""
        return not isnan(self.facts[f"{moment}_time"])

    def where(self, moment: str) -> str:
        """How far it was at a moment; at first also from what."""
        distance = kilometres(self.away[moment])
        if self.placed:
            return ENGLISH["at"].format(distance=distance)
        self.placed = True
        return ENGLISH["from"].format(distance=distance, place=self.place)

    def span(self, before: str, moment: str) -> float:
        """Time from one moment to another [s]."""
        return float(self.facts[f"{moment}_time"] - self.facts[f"{before}_time"])

    def after(self, before: str, moment: str) -> str:
        """The same in words."""
        return duration(self.span(before, moment))

    def when(self, before: str, moment: str) -> str:
        """How long after a moment another was, or at once."""
        if self.span(before, moment) < AT_ONCE:
            return ENGLISH["at once"]
        return ENGLISH["later"].format(after=self.after(before, moment))

    def in_the_end(self, key: str, since: str) -> str:
        """The clause with which the chain breaks, and how long after a moment its fate fell."""
        return ENGLISH[key].format(
            end=ENGLISH[f"{Fate(self.facts['fate']).name} end"], after=self.after(since, "end")
        )

    # The chain, rung by rung

    def chain(self) -> Iterator[str]:
        """Clauses from first sight to where it broke."""
        yield from self.sight()
        if not self.was("first_detection"):
            return
        if not self.was("first_track"):
            yield ENGLISH["untracked"]
            return
        yield self.track()
        if self.facts["untracked"] >= LOST:
            yield ENGLISH["lost again"].format(after=duration(self.facts["untracked"]))
        if not self.was("in_picture"):
            yield ENGLISH["no picture"]
            return
        if self.was("engageable"):
            yield from self.cleared()
            *clauses, last = self.reach()
            yield from clauses
            yield f"{last}{self.put_out()}"
            return
        if self.was("hostile"):
            yield ENGLISH["hold"]
        else:
            yield self.in_the_end(Identity(max(self.facts["identity"], 0)).name, "first_track")

    def sight(self) -> Iterator[str]:
        """How it came into sight and was seen, or why not."""
        if self.carrier >= 0:
            yield ENGLISH["let go"].format(where=self.where("start"))
        if not self.was("first_detection"):
            yield self.unseen()
            return
        hidden = self.hidden()
        if self.was("first_sight") and self.in_vain:
            yield ENGLISH["sight"].format(where=self.where("first_sight"), hidden=hidden)
            yield ENGLISH["seen later"].format(where=self.where("first_detection"), why=self.in_vain)
        else:
            yield ENGLISH["seen"].format(where=self.where("first_detection"), hidden=hidden)

    def hidden(self) -> str:
        """What hid it before, if it did for as long as every radar in range needs to come by."""
        if not self.was("first_hidden") or not self.span("first_hidden", "first_sight") >= self.scan:
            return ""
        return ENGLISH["over ground" if self.was("behind_terrain") else "over horizon"]

    def unseen(self) -> str:
        """Why no radar ever saw it."""
        if not self.was("first_sight"):
            key = "never over ground" if self.was("behind_terrain") else "never over horizon"
            words = ENGLISH[key if self.was("first_hidden") else "out of range"]
            return f"{words}{self.passed()}"
        return ENGLISH["unseen" if self.in_vain else "unlooked"].format(
            where=self.where("first_sight"), hidden=self.hidden(), why=self.in_vain
        )

    def passed(self) -> str:
        """How near it came to a battery, where that was worked out."""
        near = self.facts["nearest_battery"]
        return "" if isnan(near) else f"; {ENGLISH['passed'].format(distance=kilometres(near))}"

    @property
    def in_vain(self) -> str:
        """Looks that had it in sight and found nothing, before it was first seen, and why."""
        found = {"faint": self.facts["faint_looks"], "clutter": self.facts["clutter_looks"]}
        told = (ENGLISH[key].format(looks=count("look", number)) for key, number in found.items() if number)
        return ENGLISH["and"].join(told)

    def track(self) -> str:
        """When a track stood for it."""
        began = self.facts["track_began_as"]
        when = self.when("first_detection", "first_track")
        if began >= 0 and began == self.carrier:
            return ENGLISH["carrier's"].format(when=when)
        if began >= 0 and began != self.facts["target"]:
            return ENGLISH["other's"].format(when=when, name=self.plan.targets[began].name)
        return ENGLISH["tracked"].format(when=when)

    def cleared(self) -> Iterator[str]:
        """When it was declared hostile, and when it might be fired at."""
        since = "first_track"
        if self.was("hostile") and self.facts["hostile_time"] <= self.facts["engageable_time"]:
            when = self.when(since, "hostile")
            yield ENGLISH["hostile"].format(when=when, where=self.where("hostile"))
            since = "hostile"
            if self.span(since, "engageable") < ORDERED:
                return
        when = self.when(since, "engageable")
        yield ENGLISH["cleared"].format(when=when, where=self.where("engageable"))

    def put_out(self) -> str:
        """How long before its fate the last battery had been lost, or its radar, if it got through."""
        before = self.facts["end_time"] - self.facts["defenceless_time"]
        return ENGLISH["put out"].format(after=duration(before)) if before >= 0.0 else ""

    def reach(self) -> Iterator[str]:
        """What a battery could do about it."""
        if not self.was("in_reach"):
            yield self.in_the_end("not in reach", "engageable")
            return
        if not self.was("channel_free"):
            words = ENGLISH["in reach of"].format(battery=self.battery, where=self.where("in_reach"))
            if self.was("earliest_intercept"):
                words += ENGLISH["soonest"].format(where=self.where("earliest_intercept"))
            yield words
            yield self.in_the_end("no channel", "in_reach")
            return
        if not self.was("first_launch") or self.span("in_reach", "channel_free") >= AT_ONCE:
            yield ENGLISH["in reach"].format(where=self.where("in_reach"))
        if self.span("in_reach", "channel_free") >= AT_ONCE:
            after, where = self.after("in_reach", "channel_free"), self.where("channel_free")
            yield ENGLISH["waited"].format(after=after, where=where)
        if self.was("first_launch"):
            yield from self.shots()
        elif not self.was("round_left"):
            kept = any(b.reserve + sum(reserves_of(b)) > 0 for b in self.plan.batteries)
            yield self.in_the_end("kept back" if kept else "no round", "channel_free")
        elif not self.was("assigned"):
            yield self.in_the_end("not assigned", "round_left")
        else:
            yield from self.assigned()

    def assigned(self) -> Iterator[str]:
        """An engagement without a launch."""
        if not self.was("acquired"):
            yield ENGLISH["assigned"].format(battery=self.battery, where=self.where("assigned"))
            yield self.in_the_end("not acquired", "assigned")
            return
        yield ENGLISH["acquired"].format(battery=self.battery, where=self.where("acquired"))
        yield self.in_the_end("not launched", "acquired")

    def shots(self) -> Iterator[str]:
        """What became of the rounds."""
        ends = {"missed": "rounds_missed", "gone": "rounds_lost_target_gone"}
        ends |= {"reach": "rounds_lost_out_of_reach", "sight lost": "rounds_lost_out_of_sight"}
        told = [
            ENGLISH[key].format(rounds=count("round", self.facts[name]))
            for key, name in ends.items()
            if self.facts[name]
        ]
        key = "fired once" if self.facts["shots"] == 1 else "fired"
        yield ENGLISH[key].format(
            rounds=count("round", self.facts["shots"]),
            where=self.where("first_launch"),
            ends=ENGLISH["ends"].format(ends=ENGLISH["and"].join(told)) if told else "",
        )


def reserves_of(battery: BatterySite) -> tuple[int, int, int]:
    """Rounds that a battery keeps for one class of track, by class."""
    return battery.reserve_ballistic, battery.reserve_fast, battery.reserve_slow


def count(what: str, number: int) -> str:
    """A number of things."""
    one, more = ENGLISH[what], ENGLISH[f"{what}s"]
    return one if number == 1 else more.format(number=number)


def kilometres(metres: float) -> str:
    """A distance, with a decimal below 10 km."""
    far = metres / KM
    return ENGLISH["km"].format(number=f"{far:.1f}" if round(far, 1) < 10.0 else f"{far:.0f}")


def duration(seconds: float) -> str:
    """A time, in minutes where it is long."""
    if round(seconds) < 1:
        return ENGLISH["moment"]
    if seconds < MINUTES_FROM:
        return ENGLISH["s"].format(number=f"{seconds:.0f}")
    return ENGLISH["min"].format(number=f"{seconds / MINUTE:.0f}")
