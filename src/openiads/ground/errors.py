"""The one family of errors, and the helpers that word them.

A message says where, what is wrong with the value shown, what is allowed, what to do, in this order.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

SHOWN_NAMES = 20
SHORTEST_BEGINNING = 3


class OpeniadsError(Exception):
    """What the user can put right; shown as one message, exit code 2."""


class ScenarioError(OpeniadsError):
    """A scenario or study file says something that cannot be."""


class CatalogueError(OpeniadsError):
    """A catalogue entry is incomplete, unsourced or contradicts itself."""


class TerrainError(OpeniadsError):
    """Elevation data are missing, unreadable or too coarse for what was asked."""


class OutOfRange(OpeniadsError):
    """A value lies outside what the model is valid for."""


class ResultMismatch(OpeniadsError):
    """Results that should agree do not: a manifest, an invariant, a twin."""


class OutputError(OpeniadsError):
    """A result cannot be written where it was asked to go."""


class Notice(UserWarning):
    """What the user should know though the work goes on; the command line shows it as one line."""


class UnknownName(OpeniadsError):
    """No such thing; the message names the nearest and the known ones.

    Parameters
    ----------
    kind : the field's word for the thing, "radar"
    asked : the name that was asked for
    known : the names that exist, shown in the order given
    where : file and path to the field, or nothing
    """

    def __init__(self, kind: str, asked: str, known: Iterable[str], where: str = "") -> None:
        self.kind = kind
        self.asked = asked
        self.known = tuple(known)
        self.where = where
        super().__init__(self._message())

    def _message(self) -> str:
        hint = nearest(self.asked, self.known)
        start = f"{self.where}: " if self.where else ""
        link = " known:" if hint else "; known:"
        return f"{start}no {self.kind} named {self.asked!r}{hint}{link} {_listed(self.known)}"

    def __reduce__(self) -> tuple[type[UnknownName], tuple[str, str, tuple[str, ...], str]]:
        # The default would rebuild from the message alone and fail on the way back from a worker process.
        return type(self), (self.kind, self.asked, self.known, self.where)


def nearest(asked: str, known: Iterable[str]) -> str:
    """Hint at the closest known name, ready to append to a message; empty if none is close."""
    by_folded = {name.casefold(): name for name in known}
    folded = asked.casefold()
    close = difflib.get_close_matches(folded, by_folded, n=1, cutoff=0.6) or _begun(folded, by_folded)
    return f"; did you mean {by_folded[close[0]]!r}?" if close else ""


def _begun(asked: str, known: Iterable[str]) -> list[str]:
    """The one name that the asked one begins with, or that begins with it: `lat` for `latitude`."""
    found = [name for name in known if min(len(name), len(asked)) >= SHORTEST_BEGINNING]
    found = [name for name in found if asked.startswith(name) or name.startswith(asked)]
    return found if len(found) == 1 else []


def _listed(names: tuple[str, ...]) -> str:
    if not names:
        return "none"
    more = len(names) - SHOWN_NAMES
    return ", ".join(names[:SHOWN_NAMES]) + (f" and {more} more" if more > 0 else "")


class Faults:
    """Collects every fault of one file, to tell them together.

    Parameters
    ----------
    file : what the user calls the file
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[str] = []

    def add(self, path: str, message: str) -> None:
        """Note one fault; `path` leads to the field, empty for the whole file."""
        self._found.append(f"{path}: {message}" if path else message)

    def __len__(self) -> int:
        return len(self._found)

    def message(self) -> str:
        """All faults as one message: one line for one fault, a list for several."""
        if len(self._found) == 1:
            return f"{self.file}: {self._found[0]}"
        return f"{len(self._found)} faults in {self.file}:" + "".join(f"\n  - {f}" for f in self._found)

    def raise_any(self, family: type[OpeniadsError] = ScenarioError) -> None:
        """Raise all that was noted as one error; nothing noted, nothing raised."""
        if self._found:
            raise family(self.message())
