"""One battery of checks for every claim, present and future; a new file joins by itself."""

from __future__ import annotations

import pkgutil

import pytest

from openiads.ground.errors import UnknownName
from openiads.scenario.load_scenario import load
from openiads.study.claims import stated
from openiads.study.claims.every_claim import ORDER, claim, claims
from openiads.study.claims.stated import alone
from tests.rules import none


def test_every_file_of_the_folder_states_one_claim_of_its_name():
    files = {module.name for module in pkgutil.iter_modules(stated.__path__)}
    assert files == set(claims())


def test_claims_come_in_the_order_of_the_articles():
    told = [key for key in claims() if key in ORDER]
    assert told == sorted(told, key=ORDER.index)


def test_every_claim_says_what_it_is_about_before_any_number():
    none(
        f"{key}.{name}"
        for key, one in claims().items()
        for name in ("sentence", "said_in", "question", "definition")
        if len(getattr(one, name)) < 10
    )


def test_what_stands_beside_a_claim_was_published():
    cited = [(key, beside) for key, one in claims().items() for beside in one.context]
    none(f"{key}: {one.told}" for key, one in cited if not (one.source and one.url.startswith("http")))


def test_an_unknown_claim_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match="did you mean 'alone'"):
        claim("alon")


def test_every_arm_of_alone_is_a_scenario_with_the_network_that_it_names():
    loaded = {name: load(scenario) for name, scenario in alone.arms().items()}
    assert [len(found.network) for found in loaded.values()] == [2, 1, 1, 1]
    assert [len(found.radar) for found in loaded.values()] == [0, 0, 1, 2]
    assert {battery.name for found in loaded.values() for battery in found.battery} == {"adana", "gaziantep"}
