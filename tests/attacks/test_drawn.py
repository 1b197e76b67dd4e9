"""Scenarios by the dice, every field of the file among them: what is attacked is the whole of a run.

What must hold: no crash, no warning of arithmetic, no number missing that is promised, the rules of
`invariants` in the files of the run folder, every meeting of a round and its target inside what is published
of that round, and the same hash however the replicates are cut, tiled, threaded and driven.

Draws are fixed: scenario number n is the same for everybody.  `OPENIADS_DRAWN=5000:6000 pytest
tests/attacks/test_drawn.py -m slow` plays others.
"""

from __future__ import annotations

import copy
import os
import warnings
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from openiads.scenario.load_scenario import load_document, load_text
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.write_scenario import canonical_toml
from openiads.simulation.books import Books
from openiads.simulation.engine import DRIVERS, play
from openiads.simulation.prepare import Prepared
from openiads.study.campaign.digest import Digest
from openiads.study.campaign.merge import combined_sha256
from openiads.study.campaign.run_campaign import run
from openiads.study.campaign.run_folder import read_manifest
from openiads.study.campaign.tables import tables_of
from tests.attacks.invariants import broken, read
from tests.attacks.meetings import outside
from tests.attacks.scenarios import drawn
from tests.simulation.test_twin import assert_twins

FIRST, LAST = map(int, os.environ.get("OPENIADS_DRAWN", "0:100").split(":"))
pytestmark = pytest.mark.filterwarnings("ignore::openiads.ground.errors.Notice")
"""A drawn order or reserve may hardly mean what it says, and is played all the same."""
AT_ONCE = 20
"""Scenarios of one slow test."""
SEED, REPLICATES = 3, 6
STEPPED_MOST = 400
"""Steps of a scenario that the stepped driver plays too, phase by phase from Python."""
WAYS: tuple[dict[str, Any], ...] = (
    {"workers": 2, "tile": 2},
    {"tile": 1},
    {"tile": 7},
)


def scenario_of(number: int) -> Scenario:
    """A drawn scenario, which is also what its own file says."""
    scenario = load_document(copy.deepcopy(drawn(number)), f"drawn {number}")
    assert load_text(canonical_toml(scenario), "again") == scenario
    return scenario


def hash_of(prepared: Prepared, spans: list[tuple[int, int]], **how: Any) -> str:
    """Hash of the tables of some ranges, played in a way."""
    digest = Digest()
    for first, last in spans:
        books = Books.joined(list(play(prepared.world, SEED, first, last, chain=prepared.chain, **how)))
        digest.add(tables_of(books, prepared.plan))
    return digest.hexdigest()


def attack(number: int, folder: Any) -> list[str]:
    """All that is wrong with one drawn scenario, in words."""
    scenario = scenario_of(number)
    result = run(scenario, replicates=REPLICATES, seed=SEED, workers=1, out=folder)
    files = read(folder, scenario)
    found = broken(files) + outside(files, result.prepared.world, SEED)
    expected = read_manifest(folder)["outcomes_sha256"]
    for how in WAYS:
        if hash_of(result.prepared, [(0, REPLICATES)], **how) != expected:
            found.append(f"another hash with {how}")
    if hash_of(result.prepared, [(0, 3), (3, REPLICATES)]) != expected:
        found.append("another hash in two parts")
    if result.prepared.world.clock.steps <= STEPPED_MOST:
        one = [hash_of(result.prepared, [(0, 1)], engine=engine) for engine in DRIVERS]
        if len(set(one)) > 1:
            found.append("another hash by the stepped driver")
    return found


def attack_all(numbers: range, folder: Any) -> dict[int, list[str]]:
    """What is wrong, by number of the scenario."""
    found = {}
    for number in numbers:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            wrong = attack(number, folder / str(number))
        if wrong:
            found[number] = wrong[:3]
    return found


def test_a_few_drawn_scenarios_keep_every_rule(tmp_path):
    assert attack_all(range(8), tmp_path) == {}


@pytest.mark.slow(seconds=10)
@pytest.mark.parametrize("first", range(FIRST, LAST, AT_ONCE))
def test_drawn_scenarios_keep_every_rule(first, tmp_path):
    assert attack_all(range(first, min(first + AT_ONCE, LAST)), tmp_path) == {}


@pytest.mark.slow
@pytest.mark.parametrize("number", range(FIRST, min(LAST, FIRST + 8)))
def test_drawn_scenarios_played_in_two_folders_are_one_run(number, tmp_path):
    scenario = scenario_of(number)
    whole = run(scenario, replicates=REPLICATES, seed=SEED, workers=2, tile=2, out=tmp_path / "whole")
    for first, last in ((0, 3), (3, REPLICATES)):
        run(scenario, span=(first, last), seed=SEED, workers=1, out=tmp_path / str(first))
    parts = [tmp_path / "0", tmp_path / "3"]
    assert combined_sha256(parts) == read_manifest(whole.folder)["outcomes_sha256"]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(FIRST, min(LAST, FIRST + 12)))
def test_drawn_scenarios_are_their_twins(number):
    from openiads.simulation.prepare import prepare

    scenario = scenario_of(number)
    tame = scenario.doctrine.model_copy(update={"rounds_fly_on": False})
    plots = [network.model_copy(update={"fusion": "plots"}) for network in scenario.network]
    # None of the three is in the twin.
    scenario = scenario.model_copy(update={"doctrine": tame, "cut": [], "network": plots})
    assert_twins(prepare(scenario).world, seed=SEED, replicate=1, common_failure=bool(number % 2))


# What is drawn


def paths_of(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every field of a table and of the tables in it, with what may stand there."""
    for name, field in model.model_fields.items():
        yield path + name, field.annotation
        for inner in models_in(field.annotation):
            yield from paths_of(inner, f"{path}{name}.")


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Tables that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def words_in(annotation: Any) -> set[Any]:
    """Words that a field allows, or yes and no."""
    if annotation is bool:
        return {True, False}
    parts = get_args(annotation)
    if parts and all(isinstance(part, str) for part in parts):
        return set(parts)
    return set().union(*(words_in(part) for part in parts)) if parts else set()


def values_of(table: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a document by the path of its field."""
    for name, value in table.items():
        yield path + name, value
        rows = value if isinstance(value, list) else [value]
        if path + name == "timeline.source":
            rows = list(value.values())  # by names of their own
        for row in rows:
            # A load and a stock are tables of their own whose keys are rounds.
            if isinstance(row, dict) and name not in ("loadout", "reload"):
                yield from values_of(row, f"{path}{name}.")


ONE_VALUE = {"version", "battery.siting", "based_on"}
"""Fields that allow one value, or of which one is drawn."""


def lacking(seen: dict[str, set[str]]) -> dict[str, set[str]]:
    """Fields of which too few values were seen, and words of theirs that were not."""
    found: dict[str, set[str]] = {}
    for path, annotation in paths_of(Scenario):
        if path.split(".")[0] == "catalogue":
            continue  # figures, which tests/catalogue/test_overrides.py moves
        words = {repr(word) for word in words_in(annotation)} - seen[path]
        if words or len(seen[path]) < 1 + (path not in ONE_VALUE):
            found[path] = words
    return found


def test_every_field_of_a_scenario_is_drawn_and_every_word_that_it_allows():
    """Among the 200 that the slow tests play; no more are drawn than it takes to see that."""
    seen: dict[str, set[str]] = defaultdict(set)
    for number in range(200):
        for path, value in values_of(drawn(number)):
            seen[path].add(repr(value))
        if number % 8 == 7 and not lacking(seen):
            break
    assert set(seen) <= set(dict(paths_of(Scenario)))
    assert lacking(seen) == {}
