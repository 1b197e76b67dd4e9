"""Models found by name: those of a room, and those that other packages bring."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, TypeVar

from openiads.ground.errors import UnknownName

T = TypeVar("T")


class Registry(Generic[T]):
    """The models of one kind.

    A model of ours is in it as soon as its file lies in the room's package.  A package of somebody else
    names its models as entry points of the group ``openiads.<kind>``; they are loaded when asked for.

    Parameters
    ----------
    kind : the field's word, "tracker"
    package : the room whose files are looked through, once, at the first question
    """

    def __init__(self, kind: str, package: str) -> None:
        self.kind = kind
        self.package = package
        self._models: dict[str, T] = {}
        self._scanned = False

    def add(self, name: str) -> Callable[[T], T]:
        """Decorator that enters a model under `name`."""

        def enter(model: T) -> T:
            if self._models.get(name, model) is not model:
                raise ValueError(f"two models of kind {self.kind!r} are named {name!r}; rename one")
            self._models[name] = model
            return model

        return enter

    def get(self, name: str, where: str = "") -> T:
        """The model of that name; `where` leads the message if there is none."""
        self._scan()
        if name not in self._models:
            self._load(name, where)
        return self._models[name]

    def names(self) -> tuple[str, ...]:
        """All names that `get` knows, sorted."""
        self._scan()
        return tuple(sorted({*self._models, *(point.name for point in self._points())}))

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

    def _points(self) -> list[EntryPoint]:
        return list(entry_points(group=f"openiads.{self.kind}"))

    def _load(self, name: str, where: str) -> None:
        for point in self._points():
            if point.name == name:
                self.add(name)(point.load())
                return
        raise UnknownName(self.kind, name, self.names(), where)
