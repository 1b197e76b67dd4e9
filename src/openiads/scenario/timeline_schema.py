"""`[timeline]` of a scenario file: who comes, moves and goes when, and how long the rounds last."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from openiads.scenario.fields import Latitude, Longitude, Name, Record

MOST = 1e6
"""Of every number of a timeline; nothing that it tells of is as long or as much."""
NUMBERS, DATES, SPAN = "range_of_numbers", "range_of_dates", 3
"""Kinds of fault, which `scenario_faults` words; and how many numbers a range has."""


def _triple(kind: str, is_one: Callable[[Any], bool]) -> Callable[[Any], tuple[Any, Any, Any]]:
    """Reader of one value, or of low, nominal and high in this order."""

    def read(told: Any) -> tuple[Any, Any, Any]:
        parts = list(told) if isinstance(told, list | tuple) else [told] * SPAN
        if len(parts) != SPAN or not all(map(is_one, parts)) or sorted(parts) != parts:
            raise PydanticCustomError(kind, "no range")
        return parts[0], parts[1], parts[2]

    return read


def _plain(parts: tuple[Any, Any, Any]) -> Any:
    """One value where all three are the same, as it was written."""
    return parts[0] if parts[0] == parts[-1] else parts


def _is_amount(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and 0 <= value <= MOST


def _is_date(value: Any) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _json(one: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [one, {"type": "array", "items": one, "minItems": 3, "maxItems": 3}]})


Amount = Annotated[
    tuple[float, float, float],
    PlainValidator(_triple(NUMBERS, _is_amount)),
    PlainSerializer(_plain),
    _json({"type": "number", "minimum": 0, "maximum": MOST}),
]
"""A number, or `[low, nominal, high]`, between which it is triangular."""
Dates = Annotated[
    tuple[datetime.date, datetime.date, datetime.date],
    PlainValidator(_triple(DATES, _is_date)),
    PlainSerializer(_plain),
    _json({"type": "string", "format": "date"}),
]
"""A date, or `[low, nominal, high]`, between which it is triangular."""
NOTHING = (0.0, 0.0, 0.0)


class Possibility(Record):
    """One of several things that may come true."""

    share: float = Field(ge=0, le=1)
    """How likely it is; all of them together are 1."""
    date: Dates | None = None
    never: bool = False


class Happening(Record):
    """What all rows of a timeline have in common: which batteries, and when."""

    batteries: list[str] = Field(min_length=1)
    date: Dates | None = None
    """From the beginning of this day on."""
    outcomes: list[Possibility] | None = Field(default=None, min_length=1)
    """Instead of the date: what may come true, each with its share."""
    event: str = ""
    """What readers are told of it."""
    sources: list[str] = Field(default_factory=list)
    """Who says so: names of `[timeline.source]`, or keys of the catalogue's sources."""


class Delivery(Happening):
    """Batteries come, ready after training and emplacement; those without a delivery stand from the start."""

    to: str | None = None
    """A place of the timeline, instead of the battery's own site."""
    training_d: Amount = NOTHING
    emplacement_h: Amount = NOTHING


class Withdrawal(Happening):
    """Batteries are ready no longer."""


class Move(Happening):
    """Batteries go to another place; ready there after displacement, march, emplacement, calibration."""

    to: str
    """A place of the timeline, or a battery whose own site it is."""
    policy: Literal["all-at-once", "leapfrog", "replaced-in-place"] = "all-at-once"
    """Leapfrog: the next leaves when the one before is ready; replaced in place: they leave when all of
    `successors` are ready."""
    successors: list[str] = Field(default_factory=list)
    displace_h: Amount | None = None
    """Instead of what the catalogue says of the system."""
    march_h: Amount
    emplace_h: Amount | None = None
    """Instead of what the catalogue says of the system, which is a maker's time on a prepared position."""
    calibrate_h: Amount = NOTHING


class Attrition(Record):
    """Batteries are lost at a rate."""

    batteries: list[str] | None = None
    """All of them if not said."""
    per_year: Amount
    since: datetime.date | None = None
    until: datetime.date | None = None


class Stock(Record):
    """Rounds of a type: those that are there at first, on launchers and behind, and those that come in."""

    round: str
    """Catalogue slug of the round."""
    initial: int | None = Field(default=None, ge=0, le=1_000_000)
    """At first; if not said, what launchers of batteries hold that stand from the start, and each that is
    delivered brings what its own hold when it is first ready."""
    initial_from: Dates | None = None
    """From when on those are there: the start of the timeline if not said, or a delivery."""
    import_per_month: Amount = NOTHING
    import_from: Dates | None = None
    home_per_month: Amount = NOTHING
    home_from: Dates | None = None


class Demand(Record):
    """Rounds that an attack of the campaign takes."""

    round: str
    rounds: Amount
    """Of one attack; a range is drawn for each attack and rounded."""


class Campaign(Record):
    """Attacks one after the other on the magazine that is left; not the raids of the scenario."""

    since: datetime.date | None = None
    """From the start of the timeline if not said."""
    raids_per_week: Amount
    pattern: Literal["regular", "poisson"] = "poisson"
    demand: list[Demand] = Field(min_length=1)
    reload_h: Amount | None = None
    """From empty launchers to full ones, instead of what the catalogue says of one launcher."""


class TimelinePlace(Record):
    """Somewhere that batteries stand, no finer than a town."""

    name: Name
    lat: Latitude | None = None
    lon: Longitude | None = None
    """Where it is; of a place without, the site of the first battery that stands there."""
    batteries: list[str] = Field(default_factory=list)
    """Those whose own sites belong to it."""


class Published(Record):
    """Where something was published."""

    title: str
    publisher: str
    year: int | None = Field(default=None, ge=1900, le=2100)
    url: str = ""


class Timeline(Record):
    """Delivery and redeployment by date, and how long rounds last."""

    start: datetime.date
    end: datetime.date
    """The first day that is not asked about."""
    place: list[TimelinePlace] = Field(default_factory=list)
    delivery: list[Delivery] = Field(default_factory=list)
    withdrawal: list[Withdrawal] = Field(default_factory=list)
    move: list[Move] = Field(default_factory=list)
    attrition: list[Attrition] = Field(default_factory=list)
    stock: list[Stock] = Field(default_factory=list)
    campaign: Campaign | None = None
    source: dict[str, Published] = Field(default_factory=dict)
    """By the name under which rows cite it."""

    @property
    def happenings(self) -> list[tuple[str, int, Happening]]:
        """Every delivery, withdrawal and move, with its table and its place in it."""
        tables: dict[str, list[Any]] = {name: getattr(self, name) for name in HAPPENINGS}
        return [(name, i, row) for name, rows in tables.items() for i, row in enumerate(rows)]


HAPPENINGS = ("delivery", "withdrawal", "move")
