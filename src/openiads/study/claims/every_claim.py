"""All claims, by their keys; a file that is added to `stated` joins by itself."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from openiads.ground.errors import UnknownName
from openiads.study.claims import stated

if TYPE_CHECKING:
    from openiads.study.claims.claim import Claim

ORDER = (
    "chain", "four", "reach", "twice", "price", "phases", "anywhere", "move", "alone", "iff", "patriots",
    "tender", "build", "threats",
)  # fmt: skip
"""In the order in which the articles make them; others follow by their keys."""


@cache
def claims() -> dict[str, Claim]:
    """Every claim by its key."""
    return {key: _stated(key) for key in keys()}


def claim(key: str) -> Claim:
    """The claim of that key."""
    (known,) = known_keys([key])
    return claims()[known]


@cache
def keys() -> tuple[str, ...]:
    """The keys of all claims, which are the names of their files; none is imported for it."""
    return tuple(sorted((module.name for module in pkgutil.iter_modules(stated.__path__)), key=_place))


def known_keys(asked: Iterable[str]) -> tuple[str, ...]:
    """Keys that were asked for, each once, all if none was.

    Raises
    ------
    UnknownName
        with the nearest that there is
    """
    chosen = tuple(dict.fromkeys(asked)) or keys()
    for key in chosen:
        if key not in keys():
            raise UnknownName("claim", key, keys())
    return chosen


def sentences() -> dict[str, str]:
    """The sentence of every claim by its key, read from its file: importing it takes seconds."""
    return {key: _sentence(key) for key in keys()}


def _sentence(key: str) -> str:
    text = resources.files(stated).joinpath(f"{key}.py").read_text(encoding="utf-8")
    told = _assigned(ast.parse(text))
    try:
        return str(ast.literal_eval(_written(told, "sentence")))
    except (KeyError, ValueError):
        return _stated(key).sentence  # it is put together in a way that only running it can tell


def _written(told: Mapping[str, ast.expr], what: str) -> ast.expr:
    """What stands for an argument of the claim, or for the name that is given for it."""
    made = told["CLAIM"]
    given = {word.arg: word.value for word in made.keywords} if isinstance(made, ast.Call) else {}
    value = given[what]
    return told[value.id] if isinstance(value, ast.Name) else value


def _assigned(module: ast.Module) -> dict[str, ast.expr]:
    """What the names of a file are set to."""
    found: dict[str, ast.expr] = {}
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
    return found


def _stated(key: str) -> Claim:
    found: Claim = importlib.import_module(f"{stated.__name__}.{key}").CLAIM
    return found


def _place(key: str) -> tuple[int, str]:
    return (ORDER.index(key) if key in ORDER else len(ORDER)), key
