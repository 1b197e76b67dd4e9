"""Finding models by name, in a room made for the purpose."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint

import pytest

from openiads.ground import registry
from openiads.ground.errors import UnknownName
from openiads.ground.registry import Registry

INIT = "from openiads.ground.registry import Registry\npaces = Registry('pace', 'room_of_paces')\n"
MODEL = "from room_of_paces import paces\n\n@paces.add({name!r})\nclass Pace:\n    speed = {speed}\n"


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
    for name in [name for name in sys.modules if name.startswith("room_of_paces")]:
        del sys.modules[name]


def bring(monkeypatch, **models):
    """Pretend that other packages bring models."""
    points = [EntryPoint(name, value, "openiads.pace") for name, value in models.items()]
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group == "openiads.pace" else [])


def test_a_file_in_the_room_is_enough(paces):
    assert paces.get("walk").speed == 1
    assert list(paces) == ["run", "walk"]
    assert "run" in paces
    assert "crawl" not in paces


def test_the_room_is_looked_through_once(paces, monkeypatch):
    paces.names()
    monkeypatch.setattr(registry.pkgutil, "walk_packages", lambda *_: pytest.fail("looked again"))
    assert paces.names() == ("run", "walk")


def test_another_package_brings_its_own(paces, monkeypatch):
    bring(monkeypatch, gallop="math:tau")
    assert paces.names() == ("gallop", "run", "walk")
    assert paces.get("gallop") == pytest.approx(6.283185307)


def test_another_package_is_not_loaded_before_it_is_asked_for(paces, monkeypatch):
    bring(monkeypatch, broken="no_such_module:thing")
    assert paces.get("run").speed == 5


def test_an_unknown_name_is_told_with_its_place(paces):
    with pytest.raises(UnknownName) as problem:
        paces.get("wlak", "a.toml: raid[0].pace")
    assert str(problem.value) == (
        "a.toml: raid[0].pace: no pace named 'wlak'; did you mean 'walk'? known: run, walk"
    )


def test_two_models_of_one_name_are_refused():
    models: Registry[object] = Registry("pace", "openiads.ground")
    models.add("walk")(object())
    with pytest.raises(ValueError) as problem:
        models.add("walk")(object())
    assert str(problem.value) == "two models of kind 'pace' are named 'walk'; rename one"
