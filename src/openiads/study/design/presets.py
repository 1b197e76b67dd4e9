"""Designs that a command asks for in one line."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground import toml
from openiads.ground.errors import Faults, UnknownName
from openiads.ground.kinds import several
from openiads.scenario.load_scenario import Source
from openiads.scenario.override import value_of
from openiads.scenario.scenario_schema import Scenario
from openiads.study.design.load_study import load
from openiads.study.design.points import Design

EXAMPLE = "write it like battery.system=s-400,patriot-mse"


def comparison(
    scenario: Source,
    vary: Sequence[str] | Mapping[str, Sequence[Any]],
    changes: Sequence[str] = (),
    catalogue: Catalogue = PACKAGED,
    **study: Any,
) -> Design:
    """The design of `openiads compare SCENARIO --vary path=a,b,c`.

    Parameters
    ----------
    vary : each a path and its values, as text or in a dict; of several every combination is an arm
    changes : of all arms, as `--set` takes them
    study : what else a study says: `equal`, `seed`, `replicates`, `box`, `until`, `keep`
    """
    values = _listed(vary) if isinstance(vary, Mapping) else varied(vary)
    document = {
        "name": _name_of(scenario),
        "title": f"{_name_of(scenario)}: {'; '.join(_spelt(values))}",
        "scenario": scenario,
        "set": list(changes),
        "vary": values,
        **{key: value for key, value in study.items() if value is not None},
    }
    return load(document, catalogue)


def _listed(vary: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Values by path as they were given in Python, which needs no spelling of theirs."""
    example = "vary={'battery.system': ['s-400', 'patriot-mse']}"
    found = {
        path: several(f"vary[{path!r}]", values, "a list of values is allowed", example)
        for path, values in vary.items()
    }
    return {path: [_plain(value) for value in values] for path, values in found.items()}


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _spelt(values: Mapping[str, Sequence[Any]]) -> list[str]:
    return [f"{path} = {', '.join(map(str, listed))}" for path, listed in values.items()]


def varied(told: Sequence[str]) -> dict[str, list[Any]]:
    """Values by path."""
    faults = Faults("--vary")
    found: dict[str, list[Any]] = {}
    for each in told:
        path, equals, text = (part.strip() for part in each.partition("="))
        try:
            if not equals or not path:
                raise ValueError(f"has no path and values; {EXAMPLE}")
            if path in found:
                raise ValueError(f"{path} is varied already; give all its values there")
            found[path] = values_of(text)
        except (UnknownName, ValueError) as error:
            faults.add(each, str(error))
    faults.raise_any()
    return found


def values_of(text: str) -> list[Any]:
    """TOML values or bare words with commas between them."""
    try:
        listed = toml.parsed(f"values = [{text}]")
        values = listed["values"] if set(listed) == {"values"} else []
    except toml.TomlFault:
        values = [value_of(word.strip()) for word in text.split(",")]
    if not values:
        raise ValueError(f"has no values; {EXAMPLE}")
    return list(values)


def _name_of(scenario: Source) -> str:
    if isinstance(scenario, Scenario):
        return scenario.name
    if isinstance(scenario, Mapping):
        return str(scenario.get("name", "comparison"))
    named = isinstance(scenario, str | pathlib.PurePath)
    return (pathlib.PurePath(scenario).stem if named else "") or "comparison"
