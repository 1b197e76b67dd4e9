"""Names of columns that nobody knows, and of those that are needed and not there; one slip is one fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from openiads.ground.errors import LONGEST_NAME, SHOWN_NAMES, nearest
from openiads.ground.letters import brief


def faults_of_names(names: Iterable[str], needed: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    """What is wrong with the names of the columns of a table, a sentence each.

    Who wrote a needed name wrongly is not told besides that it is missing.

    needed  those that must be there
    known   all that may be
    """
    there = [*names]
    unknown = [name for name in there if name not in known]
    capital = [name for name in unknown if name.lower() in known and name.lower() not in there]
    strange = [name for name in unknown if name not in capital]
    hints = [nearest(name, known).removeprefix("; ") for name in strange]
    if capital:
        small = _listed([name.lower() for name in capital])
        yield f"{_are(capital)} written in capitals; names in small letters are allowed; write {small}"
    if strange:
        alone = f"{hints[0]} ".lstrip() if len(strange) == 1 else ""
        yield (
            f"{_are(strange, hints)} unknown; {alone}allowed are {', '.join(known)}; rename {_it(strange)} "
            f"or leave {_it(strange)} out"
        )
    meant = {name for name in known for hint in hints if repr(name) in hint}
    written = {*there, *meant, *(name.lower() for name in capital)}
    missing = [name for name in needed if name not in written]
    if missing:
        yield f"{_are(missing)} missing; {', '.join(needed)} are needed; add {_it(missing)}"


def _are(names: Sequence[str], hints: Sequence[str] = ()) -> str:
    """Columns and their verb: `column 'a' is`; what was meant stands beside each of several."""
    shown = [repr(brief(name, LONGEST_NAME)) for name in names]
    if len(names) == 1:
        return f"column {shown[0]} is"
    beside = [f" ({hint})" if hint else "" for hint in hints] or [""] * len(names)
    return f"columns {_listed([name + hint for name, hint in zip(shown, beside, strict=True)])} are"


def _it(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - SHOWN_NAMES
    return ", ".join(names[:SHOWN_NAMES]) + (f" and {more} more" if more > 0 else "")
