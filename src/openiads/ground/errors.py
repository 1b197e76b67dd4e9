"""The one family of errors, and the helpers that word them.

A message says where, what is wrong with the value shown, what is allowed, what to do, in this order.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from openiads.ground.letters import LONGEST_PLACE, brief, escaped

SHOWN_NAMES = 20
SHORTEST_BEGINNING = 3
LONGEST_NAME = 100
"""Characters of a name that is asked for which are shown, and compared with those that are known."""
LONGEST_FAULT = 2_000
"""Characters of one fault that are shown."""
MOST_FAULTS = 100
"""Most faults of one file that are listed; whoever has more has made one of them many times."""
ITEM = "\n  - "
"""What begins each fault of a list; any other new line is a stranger's."""


class OpeniadsError(Exception):
    """What the user can put right; shown as one message, exit code 2.

    What strangers wrote is quoted in messages, so letters that a terminal obeys are written out.
    """

    def __init__(self, *words: object) -> None:
        super().__init__(*(_legible(word) if isinstance(word, str) else word for word in words))


def _legible(message: str) -> str:
    return ITEM.join(escaped(part) for part in message.split(ITEM))


class ScenarioError(OpeniadsError):
    """A scenario or study file says something that cannot be."""


class CatalogueError(OpeniadsError):
    """A catalogue entry is incomplete, unsourced or contradicts itself."""


class TerrainError(OpeniadsError):
    """Elevation data are missing, unreadable or too coarse for what was asked."""


class ModelError(OpeniadsError):
    """A model that another package brings cannot play."""


class OutOfRange(OpeniadsError):
    """A value lies outside what the model is valid for.

    Of an argument it knows its parts, by which the command line words it again for the flag that brought it.
    """

    argument = why = example = ""

    @classmethod
    def of(cls, argument: str, why: str, example: str = "") -> OutOfRange:
        """That of an argument.

        Parameters
        ----------
        argument : its name, `sizes`, or that of one of its items, `sizes[2]`
        why : what it is, what is allowed, what to do
        example : how to write it, if that is not said
        """
        told = cls(f"{argument} {why}" + (f"; write it like {example}" if example else ""))
        told.argument, told.why, told.example = argument, why, example
        return told


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
    asked : the name that was asked for, or what was given for one
    known : the names that exist, shown in the order given
    where : file and path to the field, or nothing
    also : what is allowed besides the known names, a sentence part, or nothing
    """

    def __init__(
        self, kind: str, asked: object, known: Iterable[str], where: str = "", also: str = ""
    ) -> None:
        self.kind = kind
        self.asked = str(asked)  # from Python anything may come
        self.known = tuple(known)
        self.where, self.also = where, also
        super().__init__(self._message())

    def _message(self) -> str:
        hint = nearest(self.asked, self.known)
        start = f"{self.where}: " if self.where else ""
        link = " known:" if hint else "; known:"
        asked = repr(brief(self.asked, LONGEST_NAME))
        also = f"; {self.also}" if self.also else ""
        return f"{start}no {self.kind} named {asked}{hint}{link} {_listed(self.known)}{also}"

    def __reduce__(self) -> tuple[type[UnknownName], tuple[str, str, tuple[str, ...], str, str]]:
        # The default would rebuild from the message alone and fail on the way back from a worker process.
        return type(self), (self.kind, self.asked, self.known, self.where, self.also)


def nearest(asked: str, known: Iterable[str]) -> str:
    """Hint at the closest known name, ready to append to a message; empty if none is close."""
    if len(asked) > LONGEST_NAME:
        return ""  # no name of ours, and comparing takes its length by theirs
    by_folded = {name.casefold(): name for name in known if len(name) <= LONGEST_NAME}
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
    return ", ".join(brief(name, LONGEST_NAME) for name in names[:SHOWN_NAMES]) + (
        f" and {more} more" if more > 0 else ""
    )


class Faults:
    """Collects every fault of one file, to tell them together.

    Parameters
    ----------
    file : what the user calls the file
    family : what is raised
    """

    def __init__(self, file: str, family: type[OpeniadsError] = ScenarioError) -> None:
        self.file = brief(file)
        self.family = family
        self._found: list[str] = []

    def add(self, path: str, message: str) -> None:
        """Note one fault; `path` leads to the field, empty for the whole file.

        Raises
        ------
        OpeniadsError
            of the family, as soon as there are as many as are told
        """
        told = f"{brief(path, LONGEST_PLACE)}: {message}" if path else message
        self._found.append(brief(escaped(told), LONGEST_FAULT))
        if len(self._found) >= MOST_FAULTS:
            self.raise_any()

    def __len__(self) -> int:
        return len(self._found)

    def message(self) -> str:
        """All faults as one message: one line for one fault, a list for several."""
        if len(self._found) == 1:
            return f"{self.file}: {self._found[0]}"
        least = "at least " if len(self._found) >= MOST_FAULTS else ""
        return f"{least}{len(self._found)} faults in {self.file}:" + "".join(ITEM + f for f in self._found)

    def raise_any(self) -> None:
        """Raise all that was noted as one error; nothing noted, nothing raised."""
        if self._found:
            raise self.family(self.message())
