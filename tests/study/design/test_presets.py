"""Designs of one line of a command."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.ground.errors import OpeniadsError
from openiads.scenario.load_scenario import load as scenario_from
from openiads.study.design.presets import comparison, values_of, varied
from tests.study.design.studies import FLAT


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("s-400,patriot-mse", ["s-400", "patriot-mse"]),
        ("s-400, 48n6e3", ["s-400", "48n6e3"]),
        ("1,2.5", [1, 2.5]),
        ("true,false", [True, False]),
        ('{ "40n6e" = 4, "9m96e" = 8 }, {}', [{"40n6e": 4, "9m96e": 8}, {}]),
        ("[1, 2], [3, 4]", [[1, 2], [3, 4]]),
    ],
)
def test_values_stand_between_commas(text: str, values: list) -> None:
    assert values_of(text) == values


def test_a_comparison_is_a_study() -> None:
    design = comparison("one-battery", ["battery.system=s-400,samp-t"], FLAT, seed=3, replicates=64)
    assert design.name == "one-battery"
    assert [arm.scenario.battery[0].system for arm in design.arms] == ["s-400", "samp-t"]
    assert (design.seed, design.replicates, len(design.points)) == (3, 64, 1)


def test_a_scenario_may_be_one_that_was_built() -> None:
    built = scenario_from("one-battery", FLAT)
    design = comparison(built, ["battery.salvo=1,2"], box="all", equal="canisters")
    assert [arm.name for arm in design.arms] == ["salvo 1", "salvo 2"]
    assert design.arms[1].told == "32 canister positions against 32 of salvo 1, on 8 launchers."


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (["battery.system"], "--vary: battery.system: has no path and values; write it like battery.system="),
        (["battery.system="], "--vary: battery.system=: has no values; write it like"),
        (["a=1", "a=2"], "--vary: a=2: a is varied already; give all its values there"),
        (["a=x]y"], "is neither TOML nor a bare word"),
    ],
)
def test_a_slip_is_told(told: list[str], fault: str) -> None:
    with pytest.raises(OpeniadsError) as raised:
        varied(told)
    assert fault in str(raised.value)


def test_values_from_python_need_no_spelling() -> None:
    vary = {"title": ["a, b", '"', "c = d"], "battery.salvo": np.array([1, 2])}
    arms = comparison("one-battery", vary, FLAT).arms
    assert [arm.scenario.title for arm in arms[::2]] == ["a, b", '"', "c = d"]
    assert [arm.scenario.battery[0].salvo for arm in arms[:2]] == [1, 2]


@pytest.mark.parametrize("values", ["s-400", 5, None])
def test_values_from_python_are_a_list(values: object) -> None:
    with pytest.raises(OpeniadsError) as raised:
        comparison("one-battery", {"battery.system": values}, FLAT)  # type: ignore[dict-item]
    assert str(raised.value) == (
        f"vary['battery.system'] is {values!r}; a list of values is allowed; write it like "
        "vary={'battery.system': ['s-400', 'patriot-mse']}"
    )
