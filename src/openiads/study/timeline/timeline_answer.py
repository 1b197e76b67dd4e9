"""Everything that a timeline says, over all its histories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.statistics import bounded_interval, paired_difference, wilson
from openiads.ground.units import DAY
from openiads.scenario.timeline_plan import TimelinePlan
from openiads.study.strata_weights import Ends
from openiads.study.timeline.by_day import LEVELS, Fan, days_of, fan, protected
from openiads.study.timeline.chosen_dates import ChosenDates
from openiads.study.timeline.gaps import Gaps, gaps_of
from openiads.study.timeline.magazine import Campaign, brought_by, campaign, launchers, received_by
from openiads.study.timeline.magazine_forms import demand_chances, lasts_chance
from openiads.study.timeline.stays import Stays, is_certain, open_batteries, stays_of
from openiads.study.timeline.timeline_draws import Draws, Floats

SPANS = (30 * DAY, 90 * DAY, 180 * DAY, 365 * DAY)
"""Spans of which is told whether the rounds last so long [s]."""
WEEK = 7 * DAY
HALF = 0.5


@dataclass(frozen=True)
class Protection:
    """What posts cover, as somebody else found out on terrain.

    names    (M,) of the measures
    covered  (P, N) whether each post covers each demand, in the order of `Stays.posts`
    weights  (M, N) of each demand by each measure, in its own unit
    """

    names: tuple[str, ...]
    covered: npt.NDArray[np.bool_]
    weights: Floats


class Ready(NamedTuple):
    """Batteries ready at a moment, over all histories."""

    told: Ends  # mean, and below what 5 % and 95 % of them lie
    least: int
    most: int


@dataclass(frozen=True)
class PlaceAnswer:
    """What is said of one place; times in seconds, ends of intervals over the histories."""

    name: str
    gaps: Gaps
    is_certain: bool  # whether by the plan nothing about it is open, whatever was drawn

    @cached_property
    def without(self) -> Ends:
        """Time without a battery since its first one: mean, with the ends of `Fan`."""
        return _spread(self.gaps.total)

    @cached_property
    def longest(self) -> Ends:
        """The longest gap, likewise."""
        return _spread(self.gaps.longest)

    @cached_property
    def before_first(self) -> Ends:
        """Time before its first battery, likewise."""
        return _spread(self.gaps.first)

    @cached_property
    def at_random(self) -> Ends:
        """Chance that an attack at a random moment meets a gap, with its interval by chance."""
        if self.is_certain:
            return (float(self.gaps.random[0]),) * 3
        return bounded_interval(self.gaps.random)

    @cached_property
    def at_worst(self) -> tuple[float, Ends]:
        """The moment at which most histories have a gap, and their share with its interval."""
        moment, share = self.gaps.worst()
        return moment, self._share(share)

    @cached_property
    def seen(self) -> Ends:
        """Chance that whoever watches and waits finds a gap, with its interval."""
        return self._share(float(self.gaps.any().mean()))

    def _share(self, share: float) -> Ends:
        """A share of the histories with Wilson's interval; none where nothing is chance."""
        if self.is_certain:
            return share, share, share
        histories = len(self.gaps.first)
        return share, *wilson(round(share * histories), histories)


@dataclass(frozen=True)
class Lasting:
    """How long the rounds last in a campaign."""

    name: str  # with or without home production; empty where there is none
    campaign: Campaign

    @cached_property
    def first(self) -> tuple[float, ...]:
        """Days from the first day of raids to the first that meets an empty magazine: quantiles `LEVELS` [d].

        Infinite where so many histories have none before the end.
        """
        passed = (self.campaign.first_empty - self.campaign.since) / DAY
        return tuple(float(v) for v in np.quantile(passed, LEVELS, method="inverted_cdf"))

    @cached_property
    def weekly(self) -> Floats:
        """Share [1] of the raids of each week that meet an empty magazine (W,)."""
        return self.campaign.share_empty(self.edges)

    @property
    def edges(self) -> Floats:
        """Weeks from the first day of raids on (W + 1,) [s]."""
        span = self.campaign.duration - self.campaign.since
        weeks = np.arange(max(int(span // WEEK), 1) + 1, dtype=np.float64)
        return self.campaign.since + weeks * WEEK

    @cached_property
    def half(self) -> float:
        """Days until half the raids of a week meet an empty magazine; infinite where they never do [d]."""
        late = np.flatnonzero(self.weekly >= HALF)
        return float(late[0] * WEEK / DAY) if late.size else float("inf")

    def lasts(self, span: float) -> Ends:
        """Chance that no raid within a span [s] meets an empty magazine, with Wilson's interval."""
        last = self.campaign.lasts(span)
        return float(last.mean()), *wilson(round(float(last.sum())), len(last))


@dataclass(frozen=True)
class TimelineAnswer:
    """All of it."""

    plan: TimelinePlan
    seed: int
    asked: int  # histories that were asked for
    stays: Stays
    coverage: Protection | None = None
    on: ChosenDates | None = None

    @property
    def histories(self) -> int:
        """How many were needed: one where nothing is open about who stands where."""
        return self.stays.histories

    @cached_property
    def certain(self) -> bool:
        """Whether by the plan nothing is open about who stands where; one history may be drawn of what is."""
        return is_certain(self.plan)

    @cached_property
    def days(self) -> Floats:
        """The beginning of every day (D,) [s]."""
        return days_of(self.stays)

    @cached_property
    def ready(self) -> Fan:
        """Batteries ready by day."""
        return fan(self.stays.ready(self.days))

    def ready_at(self, time: float) -> Ready:
        """Batteries ready at a time [s] since the start, over all histories."""
        counts = self.stays.ready(np.array([time]))[:, 0]
        return Ready(_spread(counts), int(counts.min()), int(counts.max()))

    @cached_property
    def places(self) -> tuple[PlaceAnswer, ...]:
        """Every place at which any battery ever is to stand."""
        open_ = open_batteries(self.plan)
        users: dict[int, set[int]] = {}
        for battery, place in self.stays.posts:
            users.setdefault(place, set()).add(battery)
        return tuple(
            PlaceAnswer(self.plan.places[place], gaps_of(self.stays, place), not users[place] & open_)
            for place in sorted(users)
        )

    @cached_property
    def battery_days(self) -> Ends:
        """Days times batteries that are ready: mean, with the ends of `Fan`."""
        return _spread(self.stays.battery_time() / DAY)

    @cached_property
    def protected(self) -> dict[str, Fan]:
        """What is protected by day, by measure; empty where nobody said what posts cover."""
        if self.coverage is None:
            return {}
        values, state = protected(self.stays, self.days, self.coverage.covered, self.coverage.weights)
        return {name: fan(values[m][state]) for m, name in enumerate(self.coverage.names)}

    @property
    def draws(self) -> Draws:
        """Of stocks and raids, which are open even where the rest is not."""
        return Draws(self.seed, 0, self.asked)

    @cached_property
    def with_home(self) -> Campaign | None:
        """The campaign, if there is one."""
        return None if self.plan.raids is None else campaign(self.plan, self.stays, self.draws)

    @cached_property
    def without_home(self) -> Campaign | None:
        """The same raids if nothing is made at home; None where nothing is anyway."""
        made = any(supply.made[-1] > 0.0 for supply in self.plan.supplies)
        if self.plan.raids is None or not made:
            return None
        return campaign(self.plan, self.stays, self.draws, home=False)

    @cached_property
    def rounds(self) -> dict[str, Fan]:
        """Rounds left by day, by type: those that came in, less those that raids took."""
        return {slug: fan(left) for slug, left in self.left(self.days).items()}

    def left(self, times: Floats) -> dict[str, Floats]:
        """Rounds left at times (T,) [s], by type, in as many histories as were asked for: (H, T)."""
        found, played = {}, self.with_home
        fired = None if played is None else played.fired_before(times)
        for supply in self.plan.supplies:
            left = received_by(supply, times[None, :], self.draws)
            left = left + brought_by(self.plan, supply, self.stays, times[None, :])
            if played is not None and fired is not None and supply.round in played.rounds:
                left = left - fired[:, :, played.rounds.index(supply.round)]
            found[supply.round] = left
        return found

    @cached_property
    def lasting(self) -> tuple[Lasting, ...]:
        """How long the rounds last, with what is made at home and, where anything is, without."""
        played = {"with home production": self.with_home, "without home production": self.without_home}
        if self.without_home is None:
            played = {"": self.with_home}
        return tuple(Lasting(name, one) for name, one in played.items() if one is not None)

    @cached_property
    def gained(self) -> Ends | None:
        """Days by which home production puts off the first empty magazine, within the timeline [d]."""
        if self.with_home is None or self.without_home is None:
            return None
        firsts = [
            np.minimum(one.first_empty, self.plan.duration) for one in (self.with_home, self.without_home)
        ]
        return paired_difference(firsts[0] / DAY, firsts[1] / DAY)

    @cached_property
    def by_theory(self) -> Floats | None:
        """Chance that the rounds last each of `spans`, by renewal; None where that does not apply.

        It does where one type is asked for by raids as Poisson's, nothing comes in, every battery that fires
        it stands from before the first raid to the end, and what launchers hold is no limit.
        """
        raids = self.plan.raids
        if raids is None or not self.certain or raids.regular or len(raids.rounds) > 1:
            return None
        supply = next(supply for supply in self.plan.supplies if supply.round == raids.rounds[0])
        steady = supply.imported[-1] == 0.0 == supply.made[-1] and raids.rate[0] == raids.rate[-1]
        edges = np.array([[raids.since, np.nextafter(self.plan.duration, 0.0)]])
        held = launchers(self.plan, self.stays, edges, raids.rounds).held
        initial = supply.initial + round(brought_by(self.plan, supply, self.stays, edges).min())
        late = supply.initial_from[-1] > raids.since
        changes = (
            self.stays.begin[self.stays.begin > raids.since],
            self.stays.end[self.stays.end < self.plan.duration],
        )
        short = late or held.min() < initial
        if not steady or short or any((c < self.plan.duration).any() for c in changes):
            return None
        chances = demand_chances(raids.demand[0])
        return lasts_chance(np.array(self.spans), raids.rate[1], initial, chances)

    @property
    def spans(self) -> tuple[float, ...]:
        """Spans from the first day of raids of which is told whether the rounds last so long [s]."""
        since = 0.0 if self.plan.raids is None else self.plan.raids.since
        return tuple(span for span in SPANS if since + span <= self.plan.duration)


def answer(
    plan: TimelinePlan, histories: int, seed: int, coverage: Protection | None = None
) -> TimelineAnswer:
    """Draw the histories of a timeline; everything else follows from them when it is asked for."""
    return TimelineAnswer(plan, seed, histories, stays_of(plan, seed, histories), coverage)


def _spread(values: Floats) -> Ends:
    """Mean of values (H,), with the ends of `Fan`."""
    told = fan(values[:, None])
    low, high = told.ends
    return float(told.mean[0]), float(low[0]), float(high[0])
