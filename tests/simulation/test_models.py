"""What every registered model must hold, whoever brings it, and how one is chosen.

A model is played in the place of the default one of its kind, all others being the default, in `one-battery`:
carriers, cruise and ballistic missiles, civil flights.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from openiads.engagement.fire_control import ASSESSMENTS, ASSIGNMENTS, DOCTRINES
from openiads.ground.compiled import part
from openiads.ground.errors import ModelError, ScenarioError, UnknownName
from openiads.ground.exchange import _called_by
from openiads.scenario.load_scenario import load
from openiads.scenario.scenario_schema import Models
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.models import BY_RATES, DEFAULT, chain_of
from openiads.simulation.prepare import Prepared, prepare
from openiads.simulation.step import CHAIN
from openiads.state.words import Fate, Happening, Phase, Side
from openiads.study.campaign.run_campaign import run
from openiads.tracking.trackers import TRACKERS, Life, Tracker
from tests.simulation.tiny import contents

ROOT = Path(__file__).resolve().parents[2]
REGISTRIES = {
    "tracker": TRACKERS,
    "assignment": ASSIGNMENTS,
    "doctrine": DOCTRINES,
    "assessment": ASSESSMENTS,
}
MODELS = [(field, name) for field, registry in REGISTRIES.items() for name in registry]
OTHERS = [(field, name) for field, name in MODELS if name != (getattr(DEFAULT, field) or BY_RATES)]
TOUCHED = {
    "tracker": {Phase.TRACK, Phase.ENGAGE, Phase.LINK},
    "assignment": {Phase.ASSIGN},
    "doctrine": {Phase.ASSIGN, Phase.ENGAGE},
    "assessment": {Phase.ENGAGE},
}
"""The phases that a model of each kind may change; the picture's filter is that of the fire-control track,
and of what somebody whose links are cut takes along."""
ALIKE_HERE = {("tracker", "confirmed-first")}
"""Nothing is contested here by tracks that are not believed: `tests/tracking/test_confirmed_first.py`."""
REPLICATES = 6


SAID = (
    "doctrine.common_failure_probability=0",  # which would give a replicate two rows
    "battery.targets_max=1",  # a channel for which all compete
    "battery.assessment_s=0",  # too soon for a plot to tell a miss
    "doctrine.threat_radius_km=6",  # a raider threatens one asset, and one is worth more than the other
)
CROWD = ("raid[0].count=10", "raid[0].spacing_s=1", "raid[1].count=6")


@cache
def prepared_with(*models: str) -> Prepared:
    return prepare(load("one-battery", [*SAID, *(f"models.{model}" for model in models)]))


def rows(prepared: Prepared, **how: object) -> Books:
    return Books.joined(list(play(prepared.world, 1, 0, REPLICATES, chain=prepared.chain, **how)))


@cache
def played(field: str, name: str) -> Books:
    return rows(prepared_with(f"{field}={name}"))


@cache
def crowded(*models: str) -> Books:
    """The same against more at once than one channel serves: then it matters who comes first."""
    said = [*SAID, *CROWD, *(f"models.{model}" for model in models)]
    prepared = prepare(load("one-battery", said))
    return Books.joined(list(play(prepared.world, 1, 0, 4 * REPLICATES, chain=prepared.chain)))


@pytest.mark.parametrize(("field", "name"), MODELS)
def test_any_tile_and_any_split_give_the_same_rows(field, name):
    prepared = prepared_with(f"{field}={name}")
    alone = [play(prepared.world, 1, r, r + 1, chain=prepared.chain) for r in range(REPLICATES)]
    assert contents(Books.joined([books for parts in alone for books in parts])) == contents(
        played(field, name)
    )
    assert contents(rows(prepared, tile=4, workers=2)) == contents(played(field, name))


@pytest.mark.slow
@pytest.mark.parametrize(("field", "name"), MODELS)
def test_both_drivers_give_the_same_rows(field, name):
    prepared = prepared_with(f"{field}={name}")
    few = {"seed": 1, "first": 0, "last": 2, "chain": prepared.chain}
    stepped, fused = (
        Books.joined(list(play(prepared.world, **few, engine=engine))) for engine in ("stepped", "fused")
    )
    assert contents(stepped) == contents(fused)


@pytest.mark.parametrize(("field", "name"), MODELS)
def test_nobody_fires_more_than_he_has(field, name):
    world, events = prepared_with(f"{field}={name}").world, played(field, name).events
    for replicate in np.unique(events["replicate"]):
        mine = {key: column[events["replicate"] == replicate] for key, column in events.items()}
        for b in range(world.battery_f.shape[1]):
            fired = mine["value"][(mine["kind"] == Happening.LAUNCH) & (mine["battery"] == b)]
            counts = np.bincount(fired.astype(np.int64), minlength=world.magazine.shape[1])
            assert (counts <= world.magazine[b]).all()


@pytest.mark.parametrize(("field", "name"), MODELS)
def test_every_raider_has_one_fate(field, name):
    books = played(field, name)
    hostile = books.targets["side"] == Side.HOSTILE
    existed = books.targets["fate"] != Fate.NONE
    assert existed[hostile].any()
    fates = np.bincount(books.targets["replicate"][hostile & existed], minlength=REPLICATES)
    np.testing.assert_array_equal(fates, books.outcomes["raiders"])


@pytest.mark.parametrize(("field", "name"), OTHERS)
def test_a_model_changes_the_phases_of_its_kind_and_no_others(field, name):
    chain = prepared_with(f"{field}={name}").chain
    assert list(chain) == list(CHAIN)
    changed = {phase for phase in CHAIN if chain[phase] is not CHAIN[phase]}
    assert changed
    assert changed <= TOUCHED[field]


@pytest.mark.parametrize(("field", "name"), [other for other in OTHERS if other not in ALIKE_HERE])
def test_a_model_plays_otherwise_than_the_default(field, name):
    assert contents(crowded(f"{field}={name}")) != contents(crowded())


def test_no_two_models_give_the_compiler_one_name_for_two_phases():
    """Code that two processes kept may have one number: then the name alone tells it from the default's."""
    named = [
        (phase, function.__module__, function.__qualname__)
        for field, name in MODELS
        for phase, function in chain_of(Models(**{field: name})).items()
        if (field, name) in OTHERS and function is not CHAIN[phase]
    ]
    assert len(named) == len(set(named)) > len(OTHERS)
    assert not set(named) & {(phase, one.__module__, one.__qualname__) for phase, one in CHAIN.items()}


def test_the_default_models_are_the_chain_as_it_is_written():
    for phase, function in chain_of(DEFAULT).items():
        assert function is CHAIN[phase]


def test_scenarios_that_differ_in_their_models_run_side_by_side():
    one, two = prepared_with("tracker=m-of-n"), prepared_with("assignment=greedy-by-value")
    first = [next(iter(play(each.world, 1, 0, 2, chain=each.chain))) for each in (one, two, one)]
    assert contents(first[0]) == contents(first[2])
    assert contents(first[0]) != contents(first[1])


def test_a_name_that_nobody_has_is_one_message():
    with pytest.raises(UnknownName) as caught:
        prepare(load("one-battery", ["models.tracker=m-of-m"]))
    assert str(caught.value) == (
        "models.tracker: no tracker named 'm-of-m'; did you mean 'm-of-n'? "
        f"known: {', '.join(TRACKERS)}"  # with those of packages that happen to be installed
    )


def test_the_readable_twin_refuses_other_models_with_one_message(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        run(
            load("one-battery", ["models.doctrine=salvo"]),
            replicates=1,
            engine="reference",
            out=tmp_path / "r",
        )
    assert str(caught.value) == (
        "models.doctrine is 'salvo'; the readable twin plays the default models only; "
        "choose 'shoot-look-shoot', or another engine"
    )
    assert not (tmp_path / "r").exists()


@part
def puzzled(state, world, p, m):
    return world.not_there


@pytest.mark.compiled("in plain Python it fails when it is played")
def test_a_model_that_cannot_be_compiled_is_one_message_and_leaves_no_folder(tmp_path, monkeypatch):
    TRACKERS.get("score")
    monkeypatch.setitem(TRACKERS._models, "puzzled", Tracker(life=Life(believed=puzzled)))
    with pytest.raises(ModelError, match=r"'track' cannot be compiled with puzzled of test_models\.py: "):
        run(load("one-battery", ["models.tracker=puzzled"]), replicates=1, out=tmp_path / "r")
    assert not (tmp_path / "r").exists()


def installed(tmp_path: Path, points: str) -> Path:
    """What an installer notes of a package that brings trackers."""
    noted = tmp_path / "site" / "own_tracker-1.dist-info"
    noted.mkdir(parents=True)
    (noted / "METADATA").write_text("Metadata-Version: 2.1\nName: own-tracker\nVersion: 1\n")
    (noted / "entry_points.txt").write_text(f"[openiads.tracker]\n{points}\n")
    return noted.parent


COMMAND = "import sys; from openiads.cli.start import main; sys.argv[0] = 'openiads'; main()"


def test_a_package_that_is_broken_is_one_message_to_who_chooses_its_model_alone(tmp_path):
    site = installed(tmp_path, "two-plots = own_tracker:TWO_PLOTS")
    (site / "own_tracker.py").write_text("import a_package_that_is_not_there\n")
    told = []
    for words in ((), ("--set", "models.tracker=two-plots")):
        begun = [sys.executable, "-c", COMMAND, "scenario", "validate", "one-battery", *words]
        surroundings = {**os.environ, "PYTHONPATH": str(site)}
        done = subprocess.run(begun, env=surroundings, capture_output=True, text=True, check=False)
        told.append((done.returncode, done.stderr))
    assert told == [
        (0, ""),
        (
            2,
            "models.tracker: tracker 'two-plots' of package own-tracker 1 (entry point "
            "own_tracker:TWO_PLOTS) cannot be loaded: ModuleNotFoundError: "
            "No module named 'a_package_that_is_not_there'; "
            "a Tracker as in openiads.tracking.trackers is allowed; "
            "mend or uninstall own-tracker, or name another: "
            "confirmed-first, ekf, imm, imm-jpda, jpda, m-of-n, perfect-association, score\n",
        ),
    ]


@pytest.mark.slow
def test_a_tracker_from_another_package_is_chosen_by_name_and_kept_when_compiled(tmp_path):
    """The example of the documentation, as if it were installed: its folder, and what an installer notes."""
    site = installed(tmp_path, "two-plots = own_tracker:TWO_PLOTS")
    path = os.pathsep.join([str(site), str(ROOT / "examples" / "own_tracker")])
    told = []
    for out in ("first", "second"):
        begun = [
            sys.executable, "-c", COMMAND, "run", "one-battery", "--replicates", "4", "--workers", "1",
            "--set", "models.tracker=two-plots", "--out", str(tmp_path / out), "--json",
        ]  # fmt: skip
        done = subprocess.run(
            begun, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        told.append(done.stderr)
    assert "compiling" not in told[1]


def _reached(function, name: str, seen: set[int]) -> set[str]:
    """Modules of the parts of that name that a phase leads to, of all that it names or holds."""
    plain = getattr(function, "py_func", function)
    if id(plain) in seen:
        return set()
    seen.add(id(plain))
    found = {plain.__module__} if plain.__name__ == name else set()
    return found.union(*(_reached(each, name, seen) for each in _called_by(plain).values()))


@pytest.mark.parametrize("assignment", list(ASSIGNMENTS))
@pytest.mark.parametrize(
    ("doctrine", "module"),
    [("salvo", "salvo"), ("shoot-shoot-look", "shoot_shoot_look"), ("shoot-look-shoot", "shoot_look_shoot")],
)
def test_a_doctrine_holds_from_the_first_salvo_on_whoever_assigns(assignment, doctrine, module):
    chain = chain_of(Models(assignment=assignment, doctrine=doctrine))
    for phase in (Phase.ASSIGN, Phase.ENGAGE):
        assert _reached(chain[phase], "shots_at_once", set()) == {f"openiads.engagement.doctrine.{module}"}


@pytest.mark.parametrize("name", TRACKERS.names())
def test_a_run_cites_the_constants_of_several_motion_models_where_its_tracker_has_them(name):
    cited = {entry.slug for entry in prepared_with(f"tracker={name}").plan.entries}
    assert ("interacting" in cited) == (TRACKERS.get(name).motion_models > 0)
