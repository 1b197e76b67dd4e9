"""The scenarios that come along, the aerodromes that traffic flies between, and a starter file."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from openiads.ground.errors import UnknownName

DATA = Path(__file__).resolve().parent / "data"


def names() -> list[str]:
    """Names of the built-in scenarios, sorted."""
    return sorted(path.stem for path in (DATA / "scenarios").glob("*.toml"))


def text_of(name: str) -> str:
    """The file of a built-in scenario, as it was written."""
    if name not in names():
        raise UnknownName("built-in scenario", name, names())
    return (DATA / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")


@functools.cache
def airports() -> dict[str, tuple[float, float]]:
    """Latitude and longitude [degrees] of every known aerodrome by its ICAO code."""
    rows = tomllib.loads((DATA / "airports.toml").read_text(encoding="utf-8"))["airport"]
    return {row["icao"]: (row["lat"], row["lon"]) for row in rows}


def airport(icao: str) -> tuple[float, float]:
    """Latitude and longitude [degrees] of one aerodrome."""
    if icao not in airports():
        raise UnknownName("aerodrome", icao, airports())
    return airports()[icao]


def template() -> str:
    """A commented starter file that loads as it is."""
    return (DATA / "template.toml").read_text(encoding="utf-8")
