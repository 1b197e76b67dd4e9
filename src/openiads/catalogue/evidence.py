"""The evidence table of identification, read from the catalogue."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

HYPOTHESES = ("hostile", "neutral", "friend")


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    text = files("openiads.catalogue").joinpath("data/evidence.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def likelihoods(name: str) -> tuple[float, float, float]:
    """P(evidence | hostile), P(evidence | neutral), P(evidence | friend)."""
    row = _tables()[name]
    return tuple(float(row[h]) for h in HYPOTHESES)  # type: ignore[return-value]


def prior(airspace: str) -> tuple[float, float, float]:
    """Share of hostile, neutral and friendly flights before any evidence, by state of the airspace."""
    row = _tables()["prior"][airspace]
    return tuple(float(row[h]) for h in HYPOTHESES)  # type: ignore[return-value]
