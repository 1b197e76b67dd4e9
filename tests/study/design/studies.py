"""Small studies that the tests of this floor bend and break."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from openiads.catalogue.load_catalogue import DATA
from openiads.ground.errors import OpeniadsError
from openiads.study.design.load_study import load
from openiads.study.design.points import Design
from tests.scenario.small import SMALL

FLAT = ["area.terrain=flat"]


def study(**said: Any) -> dict[str, Any]:
    """A study of the built-in scenario of one battery."""
    return {"name": "small", "scenario": "one-battery", "set": FLAT, **said}


def designed(**said: Any) -> Design:
    """The design of it."""
    return load(study(**said))


def message(**said: Any) -> str:
    """What a user is told about a faulty one."""
    with pytest.raises(OpeniadsError) as raised:
        load(study(**said))
    return str(raised.value)


def two_systems() -> dict[str, Any]:
    """Tables of a scenario with an S-400 and a Patriot."""
    return tomllib.loads(SMALL)


def file_of(kind: str, slug: str) -> dict[str, Any]:
    """A catalogue file as it was written."""
    return tomllib.loads((DATA / kind / f"{slug}.toml").read_text(encoding="utf-8"))


def saved(folder: Path, text: str, name: str = "study.toml") -> Path:
    """A study file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
