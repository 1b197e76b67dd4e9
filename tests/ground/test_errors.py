"""Messages, whole."""

from __future__ import annotations

import pickle

import pytest

from openiads.ground import errors
from openiads.ground.errors import Faults, OpeniadsError, ScenarioError, UnknownName, nearest

FAMILY = (
    "ScenarioError",
    "CatalogueError",
    "TerrainError",
    "UnknownName",
    "OutOfRange",
    "ResultMismatch",
    "OutputError",
)


@pytest.mark.parametrize("name", FAMILY)
def test_every_error_is_of_the_family(name):
    assert issubclass(getattr(errors, name), OpeniadsError)


@pytest.mark.parametrize(
    ("asked", "known", "hint"),
    [
        ("bigbrid", ["big-bird", "tin-shield"], "; did you mean 'big-bird'?"),
        ("S-400", ["s-400", "s-300pmu2"], "; did you mean 's-400'?"),
        ("Patriot", ["PATRIOT-MSE", "samp-t"], "; did you mean 'PATRIOT-MSE'?"),
        ("zzz", ["big-bird"], ""),
        ("zzz", [], ""),
    ],
)
def test_the_nearest_name_is_offered_if_it_is_near(asked, known, hint):
    assert nearest(asked, known) == hint


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (
            UnknownName("radar", "bigbrid", ["big-bird", "tin-shield"], "a.toml: battery[2].radar"),
            "a.toml: battery[2].radar: no radar named 'bigbrid'; did you mean 'big-bird'? "
            "known: big-bird, tin-shield",
        ),
        (UnknownName("tracker", "zzz", ["gnn", "jpda"]), "no tracker named 'zzz'; known: gnn, jpda"),
        (UnknownName("tracker", "zzz", []), "no tracker named 'zzz'; known: none"),
    ],
    ids=["near", "far", "none"],
)
def test_an_unknown_name_is_told_with_the_known_ones(problem, message):
    assert str(problem) == message


def test_a_long_list_of_known_names_is_cut():
    names = [f"n{i:02}" for i in range(23)]
    assert str(UnknownName("round", "zzz", names)).endswith("n18, n19 and 3 more")


def test_an_unknown_name_survives_the_way_back_from_a_worker():
    problem = UnknownName("round", "48n6", ("48n6e3",), "a.toml")
    back = pickle.loads(pickle.dumps(problem))
    assert (type(back), str(back), back.known) == (UnknownName, str(problem), ("48n6e3",))


def test_one_fault_is_told_in_one_line():
    faults = Faults("a.toml")
    faults.add("battery[0].lat_deg", "97 is not a latitude; allowed are -90 to 90")
    with pytest.raises(ScenarioError) as problem:
        faults.raise_any()
    assert str(problem.value) == "a.toml: battery[0].lat_deg: 97 is not a latitude; allowed are -90 to 90"


def test_several_faults_are_told_together():
    faults = Faults("a.toml", errors.CatalogueError)
    faults.add("area.step_s", "5 is too long; allowed are 0.25 to 2")
    faults.add("", "no raid; add a [[raid]]")
    with pytest.raises(errors.CatalogueError) as problem:
        faults.raise_any()
    assert str(problem.value) == (
        "2 faults in a.toml:"
        "\n  - area.step_s: 5 is too long; allowed are 0.25 to 2"
        "\n  - no raid; add a [[raid]]"
    )


def test_no_fault_raises_nothing():
    faults = Faults("a.toml")
    faults.raise_any()
    assert len(faults) == 0


def test_a_name_that_only_begins_alike_is_offered_if_it_is_the_only_one() -> None:
    assert nearest("latitude", ["lat", "lon"]) == "; did you mean 'lat'?"
    assert nearest("cruise", ["cruise-subsonic", "cruise-supersonic"]) == ""
    assert nearest("la", ["latitude-of-the-site"]) == ""
