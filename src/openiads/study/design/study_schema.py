"""What a study file may say."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticKnownError

from openiads.scenario.fields import Name, Record, require_whole
from openiads.scenario.scenario_schema import Scenario

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_ID = "urn:openiads:study:1"

MOST_SEED = 2**32 - 1
MOST_REPLICATES = 2**32
"""The draws count both modulo 2**32."""
ARM_PATTERN = r"^[^\s.\[\]'\"=/\\:*?<>|][^\[\]'\"=/\\:*?<>|\n]*$"
LONGEST_ARM = 100
MOST_POINTS = 1_000_000
ALL = "all"
"""Of figures: every one with a box that the arms use."""

Equal = Literal["price", "rounds", "canisters"]
Method = Literal["lhs", "sobol", "grid"]
Table = Literal["outcomes", "targets", "events"]
Measure = Literal[
    "leakers", "killed", "assets_hit", "value_hit_share", "rounds", "cost_musd",
    "neutrals_engaged", "neutrals_killed", "friends_engaged", "friends_killed",
]  # fmt: skip
"""A column of the outcomes."""


def _require_source(value: object) -> object:
    if value is None or isinstance(value, str | pathlib.PurePath | Mapping | Scenario):
        return value
    raise PydanticKnownError("string_type")


def _listed(value: object) -> object:
    return [value] if value == ALL else value


def _every_table() -> list[Table]:
    return ["outcomes", "targets", "events"]


ArmName = Annotated[str, Field(min_length=1, max_length=LONGEST_ARM, pattern=ARM_PATTERN)]
"""A name that may be that of a folder, on every system."""
Source = Annotated[
    Any, AfterValidator(_require_source), WithJsonSchema({"type": ["string", "object"], "minLength": 1})
]
"""A built-in scenario or a file by its name, or the scenario itself as a table."""
Patterns = Annotated[
    list[str],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [{"const": ALL}, {"type": "array", "items": {"type": "string"}}]}),
]
Whole = BeforeValidator(require_whole)


class ArmRow(Record):
    """One variant of the scenario."""

    name: ArmName
    scenario: Source = None
    """Instead of that of the study."""
    set: list[str] = Field(default_factory=list)
    """Changes such as `network.form=alone`, after those of the study."""
    told: str = ""
    """One sentence that a reader needs beside the name."""


class Group(Record):
    """Figures that are high together and low together: one coordinate."""

    name: Name | None = None
    figures: list[str] = Field(min_length=1)


class Box(Record):
    """Which figures are moved between their low and their high, and where."""

    figures: Patterns = Field(default_factory=list)
    """`"all"`, or paths such as `catalogue.rounds.*.kill_probability`, in which `*` stands for anything."""
    range: dict[str, Annotated[list[float], Field(min_length=2, max_length=3)]] = Field(default_factory=dict)
    """`[low, high]` or `[low, nominal, high]` of a field, `[low, high]` of a figure in place of its own."""
    group: list[Group] = Field(default_factory=list)
    points: int = Field(default=64, ge=1, le=MOST_POINTS)
    """Besides the nominal one; of a grid, the most that it may have."""
    replicates: int = Field(default=50, ge=1, le=MOST_REPLICATES)
    """At each of these points."""
    method: Method = "lhs"
    """Latin hypercube, scrambled Sobol' sequence, or grid."""


class Until(Record):
    """When an answer is precise enough, so that no more replicates are played."""

    half_width: float = Field(gt=0)
    """Of the 95 % interval of the measure, of every arm."""
    measure: Measure = "leakers"
    most: int = Field(default=2000, ge=1, le=MOST_REPLICATES)
    """Replicates after which it ends whatever the interval."""


class Study(Record):
    """A complete study."""

    version: Annotated[Literal[1], Whole] = 1
    """Version of this file format."""
    name: Name
    title: str = ""
    scenario: Source = None
    """Of all arms that do not say their own."""
    seed: int = Field(default=1, ge=0, le=MOST_SEED)
    replicates: int = Field(default=200, ge=1, le=MOST_REPLICATES)
    """Of every arm at the nominal point."""
    set: list[str] = Field(default_factory=list)
    """Changes such as `doctrine.control=free`, of all arms."""
    arm: list[ArmRow] = Field(default_factory=list)
    vary: dict[str, Annotated[list[Any], Field(min_length=1)]] = Field(default_factory=dict)
    """Values by path; each combination is an arm, of each arm if there are any."""
    equal: Equal | None = None
    """Batteries, rounds or launchers are changed until this is as in the first arm."""
    box: Box | None = None
    until: Until | None = None
    keep: list[Table] = Field(default_factory=_every_table)
    """Tables that are written; without outcomes nothing can be compared."""


def schema_json() -> dict[str, Any]:
    """JSON Schema of a study file, for editors that check TOML while it is typed."""
    return {"$schema": SCHEMA_DIALECT, "$id": SCHEMA_ID, **Study.model_json_schema()}
