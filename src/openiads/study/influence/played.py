"""What a scan has played so far, in memory and in a file, so that one that was interrupted goes on.

Each line of the file says of which scan it is and bears its hash.  So a line that was torn costs what it told
and no other, and two scans that are kept under one name do not overwrite each other.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from openiads.ground.errors import OutputError
from openiads.ground.input import require_regular
from openiads.ground.output import drafted, take_away, unfollowed
from openiads.scenario.write_scenario import sha256_of
from openiads.simulation.engine import play
from openiads.simulation.prepare import Prepared, varied
from openiads.state.world import World
from openiads.study.campaign.inputs import inputs_of, sha256_of_inputs
from openiads.study.influence.change import Leakers
from openiads.study.known.uncertain_figures import Uncertain
from openiads.study.seal import is_whole, sealed

SEAL = "line_sha256"


def name_of(prepared: Prepared, seed: int) -> str:
    """What tells one scan from another: a hash over all that shapes what is played."""
    parts = (sha256_of(prepared.scenario), sha256_of_inputs(inputs_of(prepared)), str(seed))
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


class Played:
    """Leakers by figure and end, in memory and in a file of a line each."""

    def __init__(self, prepared: Prepared, seed: int, path: Path | None) -> None:
        self.prepared, self.seed, self.path = prepared, seed, path
        self.known: dict[str, Leakers | None] = {}
        self.lock = threading.Lock()
        self.name = name_of(prepared, seed)
        if path is not None:
            self._read(path)

    def nominal(self, replicates: int) -> Leakers:
        """Leakers of the first replicates with all figures as they are."""
        return self._first("nominal", self.prepared, replicates)

    def moved(self, figure: Uncertain, end: str, replicates: int) -> Leakers | None:
        """The same with one figure at one end, or None where the World is then the nominal one."""
        key = f"{figure.key} {end}"
        known = self.known.get(key)
        if key in self.known and known is None:
            return None
        if known is not None and known.typical.size >= replicates:
            return known.first(replicates)
        prepared = varied(self.prepared, figure.at(end, self.prepared.catalogue))
        if _same(prepared.world, self.prepared.world):
            self._keep(key, None)
            return None
        return self._first(key, prepared, replicates)

    def _first(self, key: str, prepared: Prepared, replicates: int) -> Leakers:
        known = self.known.get(key)
        size = 0 if known is None else known.typical.size
        if size < replicates:
            self._keep(key, leakers_of(prepared, self.seed, size, replicates), size)
        found = self.known[key]
        assert found is not None
        return found.first(replicates)

    def _keep(self, key: str, more: Leakers | None, first: int = 0) -> None:
        self._add(key, more)
        if self.path is not None:
            with self.lock, _opened(self.path, "a") as file:
                file.write(_line({"scan": self.name, "key": key, "first": first, "leakers": _listed(more)}))

    def _add(self, key: str, more: Leakers | None) -> None:
        known = self.known.get(key)
        self.known[key] = more if known is None or more is None else known.joined(more)

    def _read(self, path: Path) -> None:
        require_regular(path, OutputError)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _text_of(path)
        for _, told in _lines(text):
            known = self.known.get(told["key"])
            if told["scan"] == self.name and told["first"] == (0 if known is None else known.typical.size):
                self._add(told["key"], _unlisted(told["leakers"]))
        if text and not text.endswith("\n"):
            with _opened(path, "a") as file:
                file.write("\n")  # what was cut off ends here


def forget(path: Path, name: str) -> None:
    """Drop what is kept of a scan that is whole, and leave what is kept of others."""
    others = [line for line, told in _lines(_text_of(path)) if told["scan"] != name]
    if others:
        with drafted(path) as draft:
            draft.write_text("".join(f"{line}\n" for line in others), encoding="utf-8")
            draft.replace(path)
    else:
        take_away(path)


def _text_of(path: Path) -> str:
    with _opened(path, "a+") as file:
        file.seek(0)
        text: str = file.read()
    return text


def _lines(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The lines that are as they were written, and what they say."""
    for line in text.splitlines():
        told = _told(line)
        if told is not None:
            yield line, told


def _opened(path: Path, mode: str) -> Any:
    return open(path, mode, encoding="utf-8", errors="replace", opener=unfollowed)


def _line(told: dict[str, Any]) -> str:
    return json.dumps(sealed(told, SEAL)) + "\n"


def _told(line: str) -> dict[str, Any] | None:
    """What a line says; None of one that was cut off, or is not what was written."""
    try:
        told = json.loads(line)
        whole = is_whole(told, SEAL)
    except (ValueError, AttributeError, RecursionError):
        return None
    return {key: value for key, value in told.items() if key != SEAL} if whole else None


def leakers_of(prepared: Prepared, seed: int, first: int, last: int) -> Leakers:
    """Play replicates [first, last) in this thread."""
    names = ("replicate", "common_failure", "leakers")
    # Of each tile no more is kept than that: its tables are thousands of times as large.
    played = play(prepared.world, seed, first, last, workers=1, chain=prepared.chain)
    parts = [[books.outcomes[name] for name in names] for books in played]
    columns = dict(zip(names, map(np.concatenate, zip(*parts, strict=True)), strict=True))
    struck = columns["common_failure"] == 1
    leakers = columns["leakers"].astype(np.float64)
    return Leakers(
        common_failure_of(prepared.world),
        leakers[~struck],
        leakers[struck],
        columns["replicate"][struck].astype(np.int64),
    )


def common_failure_of(world: World) -> float:
    """Probability of the common failure."""
    return float(world.doctrine.common_failure_probability)


def _same(one: World, other: World) -> bool:
    pairs: Iterable[tuple[Any, Any]] = zip(one, other, strict=True)
    return all(a is b or np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def _listed(leakers: Leakers | None) -> list[Any] | None:
    if leakers is None:
        return None
    arrays: Iterable[np.ndarray[Any, Any]] = (leakers.typical, leakers.stricken, leakers.numbers)
    return [leakers.probability, *(array.tolist() for array in arrays)]


def _unlisted(listed: list[Any] | None) -> Leakers | None:
    if listed is None:
        return None
    probability, typical, stricken, numbers = listed
    return Leakers(probability, np.array(typical), np.array(stricken), np.array(numbers, dtype=np.int64))
