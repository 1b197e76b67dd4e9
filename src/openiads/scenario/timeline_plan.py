"""The timeline of a scenario in SI: seconds since its start, rates per second, indices for names."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.catalogue.overrides import with_overrides
from openiads.ground.errors import ScenarioError
from openiads.ground.units import DAY, HOUR
from openiads.scenario import builtin
from openiads.scenario.check_timeline import order_of, places_of
from openiads.scenario.scenario_schema import Scenario, overrides_in
from openiads.scenario.timeline_schema import Campaign, Delivery, Happening, Move, Stock, Timeline

YEAR = 365.25 * DAY
MONTH = YEAR / 12.0
WEEK = 7.0 * DAY

Range = tuple[float, float, float]
"""Low, nominal and high of a triangle; all the same where nothing is open."""
NEVER = (math.inf, math.inf, math.inf)


class Row(NamedTuple):
    """A delivery, move or withdrawal."""

    kind: str
    batteries: tuple[int, ...]
    when: tuple[tuple[float, Range], ...]  # share and time [s] of each outcome
    places: tuple[int, ...]  # where each goes; empty where they leave
    delays: tuple[tuple[Range, ...], ...]  # of each, what passes until it is ready, part by part [s]
    policy: str
    successors: tuple[int, ...]
    subject: str  # for its draws: whose row it is
    ordinal: int  # among the rows of the same kind and batteries
    event: str
    sources: tuple[str, ...]


class Loss(NamedTuple):
    """A rate at which batteries are lost."""

    batteries: tuple[int, ...]
    rate: Range  # [1/s]
    since: float  # [s]
    until: float
    subject: str  # for its draws: whose row it is
    ordinal: int  # among the rows of the same batteries


class Supply(NamedTuple):
    """Rounds of one type that come in."""

    round: str
    initial: int
    initial_from: Range  # [s]
    imported: Range  # [1/s]
    imported_from: Range  # [s]
    made: Range  # at home [1/s]
    made_from: Range
    brought: bool = False  # whether each battery that is delivered brings what its launchers hold


class Raids(NamedTuple):
    """Attacks of a campaign."""

    since: float  # [s]
    rate: Range  # [1/s]
    regular: bool
    rounds: tuple[str, ...]
    demand: tuple[Range, ...]  # rounds of one attack, by type
    reload: tuple[Range, ...]  # from empty launchers to full ones, by type [s]


@dataclass(frozen=True)
class TimelinePlan:
    """Everything that histories are drawn from."""

    start: datetime.date
    duration: float  # [s]
    batteries: tuple[str, ...]
    places: tuple[str, ...]
    sites: tuple[tuple[float, float], ...]  # latitude and longitude of each place [degrees]
    homes: tuple[int, ...]  # place of each battery's own site
    loads: tuple[dict[str, int], ...]  # rounds on the launchers of each battery
    standing: tuple[int, ...]  # batteries that are there from the start
    rows: tuple[Row, ...]  # in an order in which each comes after what it waits for
    losses: tuple[Loss, ...]
    supplies: tuple[Supply, ...]
    raids: Raids | None

    @property
    def days(self) -> int:
        """Days that are asked about."""
        return round(self.duration / DAY)

    def date(self, time: float) -> datetime.date:
        """The day of a time [s] since the start."""
        return self.start + datetime.timedelta(days=math.floor(time / DAY + 1e-9))


def timeline_plan(scenario: Scenario, catalogue: Catalogue = PACKAGED) -> TimelinePlan:
    """Resolve the timeline of a checked scenario against the catalogue.

    Raises
    ------
    ScenarioError
        if it has none
    """
    told = scenario.timeline
    if told is None:
        known = [name for name in builtin.names() if "[timeline]" in builtin.text_of(name)]
        raise ScenarioError(
            f"{scenario.name}: has no [timeline]; write one with start, end and [[timeline.delivery]], or "
            f"take one of {', '.join(known)}"
        )
    return _Reader(scenario, told, with_overrides(catalogue, overrides_in(scenario))).plan()


class _Reader:
    """Reads one timeline."""

    def __init__(self, scenario: Scenario, told: Timeline, catalogue: Catalogue) -> None:
        self.scenario, self.told, self.catalogue = scenario, told, catalogue
        self.names = [battery.name for battery in scenario.battery]
        self.places = places_of(told, self.names)
        self.home_of = {name: place.name for place in told.place for name in place.batteries}
        self.loads = tuple(
            dict(catalogue.system(b.system).loadout if b.loadout is None else b.loadout)
            for b in scenario.battery
        )
        delivered = {name for row in told.delivery for name in row.batteries}
        self.standing = tuple(i for i, name in enumerate(self.names) if name not in delivered)

    def plan(self) -> TimelinePlan:
        """All of it."""
        campaign = self.told.campaign
        return TimelinePlan(
            start=self.told.start,
            duration=(self.told.end - self.told.start).days * DAY,
            batteries=tuple(self.names),
            places=tuple(self.places),
            sites=self._sites(),
            homes=tuple(self.places.index(self.home_of.get(name, name)) for name in self.names),
            loads=self.loads,
            standing=self.standing,
            rows=self._rows(),
            losses=self._losses(),
            supplies=self._supplies(),
            raids=None if campaign is None else self._raids(campaign),
        )

    def _time(self, date: datetime.date) -> float:
        return (date - self.told.start).days * DAY

    def _times(self, dates: Sequence[datetime.date] | None) -> Range:
        low, nominal, high = map(self._time, dates or [self.told.start] * 3)
        return low, nominal, high

    def _sites(self) -> tuple[tuple[float, float], ...]:
        found = {battery.name: (battery.lat, battery.lon) for battery in self.scenario.battery}
        own = {battery.name: (battery.lat, battery.lon) for battery in self.scenario.battery}
        for place in self.told.place:
            if place.lat is not None and place.lon is not None:
                found[place.name] = (place.lat, place.lon)
            elif place.batteries:
                found[place.name] = own[place.batteries[0]]
        return tuple(found.get(name, (math.nan, math.nan)) for name in self.places)

    def _rows(self) -> tuple[Row, ...]:
        by_key = {(table, index): row for table, index, row in self.told.happenings}
        seen: Counter[str] = Counter()
        ordinals = {}
        for (kind, index), row in by_key.items():  # in the order of the file, whatever waits for what
            ordinals[kind, index] = seen[_subject(kind, row)]
            seen[_subject(kind, row)] += 1
        return tuple(self._row(key[0], by_key[key], ordinals[key]) for key in order_of(self.told))

    def _row(self, kind: str, row: Happening, ordinal: int) -> Row:
        batteries = tuple(map(self.names.index, row.batteries))
        when = tuple(
            (outcome.share, NEVER if outcome.never else self._times(outcome.date))
            for outcome in row.outcomes or ()
        ) or ((1.0, self._times(row.date)),)
        policy = ""
        successors: tuple[int, ...] = ()
        places: tuple[int, ...] = ()
        delays: tuple[tuple[Range, ...], ...] = ()
        if isinstance(row, Delivery):
            aims = [row.to or self.home_of.get(name, name) for name in row.batteries]
            places = tuple(map(self.places.index, aims))
            delays = ((_scaled(row.training_d, DAY), _scaled(row.emplacement_h, HOUR)),) * len(batteries)
        elif isinstance(row, Move):
            places = (self.places.index(row.to),) * len(batteries)
            delays = tuple(self._transit(battery, row) for battery in batteries)
            policy, successors = row.policy, tuple(map(self.names.index, row.successors))
        return Row(
            kind, batteries, when, places, delays, policy, successors, _subject(kind, row), ordinal,
            row.event, tuple(row.sources),
        )  # fmt: skip

    def _transit(self, battery: int, row: Move) -> tuple[Range, ...]:
        """From the last moment at the old place to the first at the new one."""
        system = self.catalogue.system(self.scenario.battery[battery].system)
        return (
            _box(system, "displace") if row.displace_h is None else _scaled(row.displace_h, HOUR),
            _scaled(row.march_h, HOUR),
            _box(system, "emplace") if row.emplace_h is None else _scaled(row.emplace_h, HOUR),
            _scaled(row.calibrate_h, HOUR),
        )

    def _losses(self) -> tuple[Loss, ...]:
        seen: Counter[str] = Counter()
        found = []
        for row in self.told.attrition:
            subject = "all" if row.batteries is None else "+".join(row.batteries)
            found.append(
                Loss(
                    tuple(map(self.names.index, self.names if row.batteries is None else row.batteries)),
                    _scaled(row.per_year, 1.0 / YEAR),
                    self._time(row.since or self.told.start),
                    self._time(row.until or self.told.end),
                    subject,
                    seen[subject],
                )
            )
            seen[subject] += 1
        return tuple(found)

    def _supplies(self) -> tuple[Supply, ...]:
        rows = {row.round: row for row in self.told.stock}
        wanted = [row.round for row in self.told.campaign.demand] if self.told.campaign else []
        return tuple(
            Supply(
                slug,
                self._standing_load(slug) if row.initial is None else row.initial,
                self._times(row.initial_from),
                _scaled(row.import_per_month, 1.0 / MONTH),
                self._times(row.import_from),
                _scaled(row.home_per_month, 1.0 / MONTH),
                self._times(row.home_from),
                brought=row.initial is None,
            )
            for slug in dict.fromkeys([*rows, *wanted])
            for row in [rows.get(slug, Stock(round=slug))]
        )

    def _standing_load(self, slug: str) -> int:
        """Rounds on the launchers of batteries that stand from the start."""
        return sum(self.loads[battery].get(slug, 0) for battery in self.standing)

    def _raids(self, campaign: Campaign) -> Raids:
        self._require_launchers([row.round for row in campaign.demand])
        reload = None if campaign.reload_h is None else _scaled(campaign.reload_h, HOUR)
        rounds = tuple(row.round for row in campaign.demand)
        return Raids(
            self._time(campaign.since or self.told.start),
            _scaled(campaign.raids_per_week, 1.0 / WEEK),
            campaign.pattern == "regular",
            rounds,
            tuple(row.rounds for row in campaign.demand),
            tuple(self._reload(slug) if reload is None else reload for slug in rounds),
        )

    def _require_launchers(self, slugs: Sequence[str]) -> None:
        """Refuse raids on rounds that no battery has; a file that is only played may have them left over."""
        there = {slug for load in self.loads for slug, count in load.items() if count}
        for index, slug in enumerate(slugs):
            if slug not in there:
                known = ", ".join(sorted(there)) or "none"
                raise ScenarioError(
                    f"{self.scenario.name}: timeline.campaign.demand[{index}].round: no battery has {slug!r} "
                    f"on its launchers; known: {known}"
                )

    def _reload(self, slug: str) -> Range:
        """Of a launcher of the first battery that has such rounds; all are reloaded side by side."""
        holders = [b for b, load in zip(self.scenario.battery, self.loads, strict=True) if load.get(slug)]
        return _box(self.catalogue.system(holders[0].system), "reload") if holders else (0.0, 0.0, 0.0)


def _subject(kind: str, row: Happening) -> str:
    return f"{kind} {'+'.join(row.batteries)}"


def _scaled(told: Range, factor: float) -> Range:
    low, nominal, high = told
    return low * factor, nominal * factor, high * factor


def _box(system: Any, field: str) -> Range:
    figure = system.figures[field]
    return figure.low, figure.value, figure.high
