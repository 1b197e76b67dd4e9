"""What names a scenario file may refer to: its own entries and the catalogue's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.errors import Faults, UnknownName
from openiads.scenario.aims import name_of_radar

T = TypeVar("T")

TABLES = (
    "asset",
    "battery",
    "control_order",
    "corridor",
    "cut",
    "network",
    "radar",
    "raid",
    "traffic",
    "zone",
)
"""Tables that a file repeats, once per thing."""


AIMS = ("asset", "battery", "radar")
"""Those of them that a raid may aim at."""


class Known:
    """Names of all entries of a file, sound or not, so that one fault does not bring others along.

    Parameters
    ----------
    document : the file
    catalogue : as its own files have it
    moved : the same with the figures that the file replaces
    """

    def __init__(
        self, document: Mapping[str, Any], catalogue: Catalogue = PACKAGED, moved: Catalogue | None = None
    ) -> None:
        self.names = {table: _names_in(document.get(table)) for table in TABLES}
        self.cited = _cited_in(document)
        self.catalogue = catalogue
        self.moved = catalogue if moved is None else moved

    def require(self, table: str, name: str, path: str, faults: Faults) -> None:
        """Note a fault where no entry of that table has the name."""
        if name not in self.names[table]:
            faults.add(path, str(UnknownName(table, name, self.names[table])))

    def require_each(self, table: str, names: Iterable[str], path: str, faults: Faults) -> None:
        """Note a fault for each name that no entry of that table has, or that is there more than once."""
        for name, times in Counter(names).items():
            self.require(table, name, path, faults)
            if times > 1:
                faults.add(path, f"{name!r} is named {times} times; name it once")

    def require_aim(self, name: str, path: str, faults: Faults) -> None:
        """Note a fault where nothing that a raid may aim at has the name."""
        names = [name for table in AIMS for name in self.names[table]]
        radars = self.moved.names("radar")
        own = (name_of_radar(battery, slug) for battery in self.names["battery"] for slug in radars)
        if name not in names and name not in own:
            faults.add(path, str(UnknownName("asset, battery or radar", name, names)))


def _names_in(entries: object) -> list[str]:
    rows = entries if isinstance(entries, list) else []
    names = [row.get("name") for row in rows if isinstance(row, Mapping)]
    return [name for name in names if isinstance(name, str)]


def _cited_in(document: Mapping[str, Any]) -> list[str] | None:
    """Names of the sources of a timeline, sound or not; None where what should hold them is no table."""
    told = document.get("timeline")
    sources = told.get("source", {}) if isinstance(told, Mapping) else {}
    return [str(name) for name in sources] if isinstance(sources, Mapping) else None


def look_up(find: Callable[[str], T], slug: str, path: str, faults: Faults) -> T | None:
    """What `find` gives for a slug, or a fault where it knows none."""
    try:
        return find(slug)
    except UnknownName as error:
        faults.add(path, str(error))
        return None
