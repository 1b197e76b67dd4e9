"""Finding models by name, in a room made for the purpose."""

from __future__ import annotations

import sys

import pytest

from openiads.ground import registry
from openiads.ground.errors import ModelError, UnknownName
from openiads.ground.registry import Registry

INIT = """
from typing import NamedTuple
from openiads.ground.compiled import part
from openiads.ground.registry import Registry

@part
def step(n, m):
    return n + m

class Gait(NamedTuple):
    step: object = step

class Pace(NamedTuple):
    speed: float = 0.0
    gait: Gait = Gait()

paces = Registry('pace', 'room_of_paces', Pace())
"""
MODEL = "from room_of_paces import paces, Pace\npaces.add({name!r})(Pace({speed}.0))\n"


@pytest.fixture
def paces(tmp_path, monkeypatch):
    """A registry in a package of two files."""
    room = tmp_path / "room_of_paces"
    room.mkdir()
    (room / "__init__.py").write_text(INIT)
    (room / "slow.py").write_text(MODEL.format(name="walk", speed=1))
    (room / "fast.py").write_text(MODEL.format(name="run", speed=5))
    monkeypatch.syspath_prepend(tmp_path)
    import room_of_paces

    yield room_of_paces.paces
    for name in [
        name for name in sys.modules if name.startswith("room_of_paces") or name.endswith("_module")
    ]:
        del sys.modules[name]


def bring(tmp_path, package: str, points: str, source: str = "", version: str = "1") -> None:
    """What an installer leaves of a package with one module, and the module, `<package>_module`."""
    noted = tmp_path / f"{package}-{version}.dist-info"
    noted.mkdir()
    (noted / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
    (noted / "entry_points.txt").write_text(f"[openiads.pace]\n{points}\n")
    (tmp_path / f"{package}_module.py").write_text(source)


def refusal_of(paces, name: str) -> str:
    with pytest.raises(ModelError) as problem:
        paces.get(name, "models.pace")
    return str(problem.value)


def test_a_file_in_the_room_is_enough(paces):
    assert paces.get("walk").speed == 1
    assert list(paces) == ["run", "walk"]
    assert "run" in paces
    assert "crawl" not in paces


def test_the_room_is_looked_through_once(paces, monkeypatch):
    paces.names()
    monkeypatch.setattr(registry.pkgutil, "walk_packages", lambda *_: pytest.fail("looked again"))
    assert paces.names() == ("run", "walk")


OWN = "from room_of_paces import Gait, Pace, paces\n"


def test_another_package_brings_its_own(paces, tmp_path):
    bring(tmp_path, "own", "gallop = own_module:it", OWN + "it = Pace(9.0)")
    assert paces.names() == ("gallop", "run", "walk")
    assert paces.get("gallop").speed == 9.0


def test_a_package_may_enter_its_model_itself_too(paces, tmp_path):
    bring(tmp_path, "own", "gallop = own_module:it", OWN + "it = paces.add('gallop')(Pace(9.0))")
    assert paces.get("gallop") is paces.get("gallop")


BROKEN = {
    "absent": ("absent_module_2:it", "", "ModuleNotFoundError: No module named 'absent_module_2'"),
    "nameless": ("nameless_module:it", "", "AttributeError: module 'nameless_module' has no attribute 'it'"),
    "raising": ("raising_module:it", "1 / 0", "ZeroDivisionError: division by zero"),
    "leaving": ("leaving_module:it", "raise SystemExit(3)", "SystemExit: 3"),
    "long": ("long_module:it", "raise ValueError('no\\n' * 900)", "ValueError: " + "no " * 95 + "..."),
}


@pytest.mark.parametrize("package", BROKEN)
def test_a_package_that_cannot_be_imported_is_one_message_to_who_asks_for_it(paces, tmp_path, package):
    value, source, why = BROKEN[package]
    bring(tmp_path, package, f"gallop = {value}", source)
    assert paces.get("run").speed == 5
    assert paces.names() == ("gallop", "run", "walk")
    for _ in range(2):
        told = refusal_of(paces, "gallop")
        whose = f"package {package} 1 (entry point {value})"
        start = f"models.pace: pace 'gallop' of {whose} cannot be loaded: "
        form = "a Pace as in room_of_paces is allowed"
        end = f"; {form}; mend or uninstall {package}, or name another: run, walk"
        assert told.startswith(start)
        assert told.endswith(end)
        reason = told.removeprefix(start).removesuffix(end)
        assert reason == why if package != "long" else len(reason) <= 310


NO_MODELS = {
    "7": " is 7; a Pace as in room_of_paces is allowed",
    "Pace": " is <class 'room_of_paces.Pace'>; a Pace as in room_of_paces is allowed",
    "Pace('fast')": ": speed is 'fast'; a float as in builtins is allowed",
    "Pace(gait=None)": ": gait is None; a Gait as in room_of_paces is allowed",
    "Pace(gait=Gait(len))": ": gait.step is <built-in function len>; a kernel of (n, m) is allowed, "
    "as openiads.ground.compiled.part makes one",
    "Pace(gait=Gait(part(one)))": ": gait.step is a kernel of (k); a kernel of (n, m) is allowed, "
    "as openiads.ground.compiled.part makes one",
    "Unwritable()": " is a Unwritable; a Pace as in room_of_paces is allowed",
}
PARTS = """
from openiads.ground.compiled import part
def one(k):
    return k
class Unwritable:
    def __repr__(self):
        raise RuntimeError
"""


@pytest.mark.parametrize("written", NO_MODELS)
def test_what_is_no_model_is_told_with_its_place(paces, tmp_path, written):
    bring(tmp_path, "own", "gallop = own_module:it", f"{OWN}{PARTS}it = {written}")
    assert refusal_of(paces, "gallop") == (
        f"models.pace: pace 'gallop' of package own 1 (entry point own_module:it){NO_MODELS[written]}; "
        "mend or uninstall own, or name another: run, walk"
    )


def test_a_name_that_two_packages_bring_is_refused(paces, tmp_path):
    for package in ("one", "two"):
        bring(tmp_path, package, f"gallop = {package}_module:it", OWN + "it = Pace(9.0)")
    assert paces.get("run").speed == 5
    told = refusal_of(paces, "gallop")
    assert sorted(told.split(" is brought by ")[1].split("; ")[0].split(" and ")) == [
        "package one 1 (entry point one_module:it)",
        "package two 1 (entry point two_module:it)",
    ]
    assert told.startswith("models.pace: pace 'gallop' is brought by ")
    assert told.endswith(
        "; one may bring a name; uninstall or rename all but one, or name another: run, walk"
    )


def test_a_package_that_takes_a_name_of_ours_is_refused_where_that_is_asked_for(paces, tmp_path):
    bring(tmp_path, "own", "walk = own_module:it", OWN + "it = Pace(9.0)")
    assert paces.get("run").speed == 5
    assert refusal_of(paces, "walk") == (
        "models.pace: pace 'walk' of package own 1 (entry point own_module:it) has the name of a model that "
        "is there already; a name of its own is allowed; mend or uninstall own, or name another: run"
    )


def test_a_package_whose_lists_cannot_be_read_stops_nobody(paces, tmp_path):
    bring(tmp_path, "own", "gallop = own_module:it", OWN + "it = Pace(9.0)")
    bring(tmp_path, "torn", "no equals sign")
    assert paces.get("gallop").speed == 9.0
    assert paces.names() == ("gallop", "run", "walk")


def test_a_package_that_lies_on_two_paths_brings_one(paces, tmp_path, monkeypatch):
    (tmp_path / "behind").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "behind")])
    bring(tmp_path / "behind", "own", "gallop = own_module:it", version="0")
    bring(tmp_path, "own", "gallop = own_module:it", OWN + "it = Pace(9.0)")
    assert paces.get("gallop").speed == 9.0


def test_an_unknown_name_is_told_with_its_place(paces):
    with pytest.raises(UnknownName) as problem:
        paces.get("wlak", "a.toml: raid[0].pace")
    assert str(problem.value) == (
        "a.toml: raid[0].pace: no pace named 'wlak'; did you mean 'walk'? known: run, walk"
    )


def test_two_models_of_one_name_are_refused():
    models: Registry[object] = Registry("pace", "openiads.ground", object())
    models.add("walk")(object())
    with pytest.raises(ValueError) as problem:
        models.add("walk")(object())
    assert str(problem.value) == "two models of kind 'pace' are named 'walk'; rename one"
