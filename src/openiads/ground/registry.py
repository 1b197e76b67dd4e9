"""Models found by name: those of a room, and those that other packages bring."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from openiads.ground.brought import Refuse, brought, loaded
from openiads.ground.errors import UnknownName

T = TypeVar("T")


class Registry(Generic[T]):
    """The models of one kind.

    A model of ours is in it as soon as its file lies in the room's package.  A package of somebody else
    names its models as entry points of the group ``openiads.<kind>``; they are loaded when asked for, and
    only who asks for one hears what is wrong with it.

    Parameters
    ----------
    kind : the field's word, "tracker"
    package : the room whose files are looked through, once, at the first question
    like : the default model, whose form all have
    """

    def __init__(self, kind: str, package: str, like: T) -> None:
        self.kind = kind
        self.package = package
        self.like = like
        self._models: dict[str, T] = {}
        self._scanned = False
        self._settled: set[str] = set()

    def add(self, name: str) -> Callable[[T], T]:
        """Decorator that enters a model under `name`."""

        def enter(model: T) -> T:
            if self._models.get(name, model) is not model:
                raise ValueError(f"two models of kind {self.kind!r} are named {name!r}; rename one")
            self._models[name] = model
            return model

        return enter

    def get(self, name: str, where: str = "") -> T:
        """The model of that name; `where` leads the message if there is none, or none that can play."""
        self._scan()
        if name not in self._settled:
            self._load(name, where)
            self._settled.add(name)
        if name not in self._models:
            raise UnknownName(self.kind, name, self.names(), where)
        return self._models[name]

    def names(self) -> tuple[str, ...]:
        """All names that `get` knows, sorted."""
        self._scan()
        return tuple(sorted({*self._models, *(one.point.name for one in brought(self.kind))}))

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def __contains__(self, name: object) -> bool:
        return name in self.names()

    def _scan(self) -> None:
        if self._scanned:
            return
        room = importlib.import_module(self.package)
        for module in pkgutil.walk_packages(room.__path__, f"{self.package}."):
            importlib.import_module(module.name)
        self._scanned = True

    def _load(self, name: str, where: str) -> None:
        """Enter what another package brings under this name, if any does."""
        found = [one for one in brought(self.kind) if one.point.name == name]
        refuse = Refuse(self.kind, where, sorted({*self._models} - {name}))
        if len(found) > 1:
            refuse.several(found)
        for one in found:
            model = loaded(one, self.like, refuse)
            if self._models.setdefault(name, model) is not model:
                refuse(one, " has the name of a model that is there already; a name of its own is allowed")
