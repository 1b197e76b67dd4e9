"""What a scan found, as the document that is kept: small, readable, and tied to what it was measured on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from openiads.ground.errors import ResultMismatch
from openiads.ground.input import MOST_KEPT, bytes_of
from openiads.study.seal import is_whole, sealed
from openiads.study.strata_weights import Ends

FORMAT = 2
SEAL = "document_sha256"
"""What a document says of itself, so that no figure in it changes unseen."""
DIGITS = 4
"""Significant digits that are kept."""
TOP = 10


class Row(NamedTuple):
    """One figure, or one statement that several entries share, and what it does to the mean leakers."""

    kind: str
    entries: tuple[str, ...]
    titles: tuple[str, ...]
    field: str  # as in the catalogue's files, with its unit
    low: Any  # in that unit; rounds by slug where it is a load
    value: Any
    high: Any
    boxed: bool  # else it was moved by a fifth either way
    status: str
    sources: tuple[str, ...]
    replicates: int
    at_low: Ends  # change of the mean leakers, and its interval
    at_high: Ends
    ignorance: float  # variance of the mean leakers over low, value and high

    @property
    def swing(self) -> float:
        """From the least leakers to the most."""
        found = (0.0, self.at_low[0], self.at_high[0])
        return max(found) - min(found)

    @property
    def most(self) -> float:
        """The larger of both changes, without its sign."""
        return max(abs(self.at_low[0]), abs(self.at_high[0]))


@dataclass(frozen=True)
class Influence:
    """How much each figure of a scenario decides, the most influential first."""

    scenario: str
    scenario_sha256: str
    figures_sha256: str
    version: str
    seed: int
    replicates: int  # of the most influential figures
    leakers: Ends  # mean and interval with all figures as they are
    figures: int  # that were looked at
    rows: tuple[Row, ...]  # of those that touch the scenario at all

    @property
    def status_share(self) -> dict[str, float]:
        """Share of the result's ignorance that figures of each status carry; empty where there is none.

        The ignorance of one figure is the variance of the mean leakers if it were as likely low as nominal
        as high.  Variances add up where figures are wrong independently of each other, which half-swings do
        not.  Figures without a box claim to be known, and carry none.
        """
        sums: dict[str, float] = {}
        for row in self.rows:
            if row.boxed:
                sums[row.status] = sums.get(row.status, 0.0) + row.ignorance
        known = {status: max(amount, 0.0) for status, amount in sums.items()}
        whole = sum(known.values())
        return {status: amount / whole for status, amount in known.items()} if whole else {}

    @property
    def top(self) -> tuple[Row, ...]:
        """The figures with the largest swings, of those that were played most."""
        last = [row for row in self.rows if row.replicates == self.replicates]
        return tuple(sorted(last, key=lambda row: -row.swing)[:TOP])

    def as_dict(self) -> dict[str, Any]:
        """Document to write."""
        head = {
            "format": FORMAT,
            "scenario": self.scenario,
            "scenario_sha256": self.scenario_sha256,
            "figures_sha256": self.figures_sha256,
            "version": self.version,
            "seed": self.seed,
            "replicates": self.replicates,
            "leakers": _ends(self.leakers),
            "figures": self.figures,
            "status_share": {status: _short(share) for status, share in self.status_share.items()},
        }
        return sealed({**head, "rows": [_row(row) for row in self.rows]}, SEAL)

    def text(self) -> str:
        """The document as text, a figure to a line."""
        document = self.as_dict()
        rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in document.pop("rows"))
        head = "".join(f"{json.dumps(key)}: {json.dumps(value)},\n" for key, value in document.items())
        return f'{{\n{head}"rows": [\n{rows}\n]\n}}\n'


def _row(row: Row) -> dict[str, Any]:
    told = row._asdict()
    told |= {name: _short(told[name]) for name in ("low", "value", "high", "ignorance")}
    return told | {"at_low": _ends(row.at_low), "at_high": _ends(row.at_high)}


def _ends(ends: Ends) -> dict[str, float]:
    return dict(zip(("mean", "low", "high"), map(_short, ends), strict=True))


def _short(value: Any) -> Any:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def read(path: Path) -> Influence:
    """Read a document that was kept."""
    try:
        document = json.loads(bytes_of(path, ResultMismatch, MOST_KEPT).decode("utf-8"))
        return _influence(document)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ResultMismatch(
            f"{path}: is not what `openiads influence` writes, or was changed since; "
            "remove it and measure again"
        ) from None


def _influence(document: Mapping[str, Any]) -> Influence:
    if document["format"] != FORMAT or not is_whole(document, SEAL):
        raise ValueError(document["format"])
    fields = {
        name: document[name] for name in Influence.__dataclass_fields__ if name not in ("leakers", "rows")
    }
    rows = tuple(_read_row(row) for row in document["rows"])
    return Influence(**fields, leakers=_read_ends(document["leakers"]), rows=rows)


def _read_row(told: Mapping[str, Any]) -> Row:
    lists = {name: tuple(told[name]) for name in ("entries", "titles", "sources")}
    ends = {name: _read_ends(told[name]) for name in ("at_low", "at_high")}
    return Row(**{**{name: told[name] for name in Row._fields}, **lists, **ends})


def _read_ends(told: Mapping[str, float]) -> Ends:
    return float(told["mean"]), float(told["low"]), float(told["high"])
