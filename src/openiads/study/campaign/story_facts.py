"""What is known of one raider, and how a clause of its story gets its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan
from typing import Any

from openiads.ground.units import KM, MINUTE
from openiads.scenario.plan import Plan
from openiads.simulation.target_story import KEPT_ALWAYS
from openiads.state.planes import Evidence
from openiads.state.words import Decider, Fate
from openiads.study.campaign.english_of_stories import DECIDED, ENGLISH

MINUTES_FROM = 3.0 * MINUTE
"""Longer times are told in minutes [s]."""
AT_ONCE = 1.0
"""What follows within this time follows at once [s]."""

WANTED = (
    "fate", "shots", "first_sight_time", "first_detection_time", "first_track_time", "in_picture_time",
    "hostile_time", "engageable_time", "in_reach_time", "channel_free_time", "round_left_time",
    "assigned_time", "acquired_time", "first_launch_time", "first_meeting_time", "end_time",
    "first_hidden_time", "behind_terrain_time", "earliest_intercept_time", "untracked",
    "nearest_battery", "faint_looks", "clutter_looks", "rounds_missed", "rounds_lost_target_gone",
    "rounds_lost_out_of_reach", "rounds_lost_out_of_sight", "identity", "track_began_as", "target",
    "defenceless_time", "battery_lost_time", "offered_time", "last_in_reach_time", "last_channel_free_time",
    "last_round_left_time", "last_kept_back_time", "masked", "masked_to_track", "masked_untracked",
    "to_track_faint_looks", "to_track_clutter_looks", "untracked_faint_looks", "untracked_clutter_looks",
    "held_by", "held_under", "launch_awaited", "reach_lacked", "rounds_lost_unguided", "shots_at_gone",
    "shots_at_engaged", "found_engaged", "not_acquired", "broken_off_not_allowed", "broken_off_no_solution",
    "broken_off_lost_sight", "launch_assigned_time", "launch_acquired_time", "engagements_in_vain",
    "last_channels_full_time", "last_faced_elsewhere_time", "faced_elsewhere", "channels_in_use",
    "shot_down", "shots_after_release", "start_time", "blind_time", "identified_by", "strays",
)  # fmt: skip
"""Columns of the books that a sentence is made of."""
PLACED = (
    "start", "first_sight", "first_detection", "hostile", "engageable", "in_reach", "channel_free",
    "assigned", "acquired", "first_launch", "earliest_intercept", "end", "round_left", "offered",
    "last_channel_free", "last_round_left",
)  # fmt: skip
"""Moments of which it tells how far away that was."""


@dataclass(slots=True)
class Raider:
    """One raider: moments [s] and counts, distances [m] from what they are told by, and names."""

    facts: dict[str, Any]
    away: dict[str, float]
    place: str
    battery: str
    plan: Plan
    scan: float
    """Longest scan of a radar [s]."""
    placed: bool = False  # whether it was said from what distances are

    @property
    def carrier(self) -> int:
        """Target that released it, -1 if none."""
        return int(self.plan.targets[self.facts["target"]].carrier)

    @property
    def under_several_rules(self) -> bool:
        """Whether some battery may be held from a raider that another may fire at."""
        batteries = self.plan.batteries
        bound = any(battery.protects for battery in batteries)
        differ = bool(self.plan.orders) or bound or len({battery.control for battery in batteries}) > 1
        return differ and len(batteries) > 1

    def was(self, moment: str) -> bool:
        """Whether there was that moment before its fate fell: carriers are seen on their way home, too."""
        time = self.facts[f"{moment}_time"]
        return not isnan(time) and not (moment in KEPT_ALWAYS and time > self.facts["end_time"])

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

    def in_the_end(self, key: str, since: str, **more: str) -> str:
        """The clause with which the chain breaks, and how long after a moment its fate fell."""
        if "{since}" in ENGLISH[key]:  # of a moment that no clause before has told
            more["since"] = kilometres(self.away[since])
        return ENGLISH[key].format(
            end=ENGLISH[f"{Fate(self.facts['fate']).name} end"], after=self.after(since, "end"), **more
        )

    def found(self, names: dict[str, str], what: str) -> list[str]:
        """Clauses by the counts that they tell, of which there are any; each says how many of a thing."""
        return [
            ENGLISH[key].format(number=count(what, self.facts[name]))
            for key, name in names.items()
            if self.facts[name]
        ]


def in_brackets(clauses: Iterable[str]) -> str:
    """Clauses that explain what was just said, nothing if there are none."""
    words = listed(clauses)
    return ENGLISH["in brackets"].format(words=words) if words else ""


def listed(clauses: Iterable[str]) -> str:
    """Clauses of which each says one thing."""
    *most, last = [*clauses] or [""]
    return ENGLISH["and"].join((ENGLISH["comma"].join(most), last)) if most else last


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


def decided_by(number: int) -> str:
    """What weighed most for an identity, nothing where nothing did."""
    if number < 0:
        return ""
    return DECIDED[(Evidence(number) if number < len(Evidence) else Decider(number)).name]
