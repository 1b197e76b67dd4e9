"""Radars, rounds, systems, threats and interrogators, from public figures; each figure has its source."""

from openiads.catalogue.cite import sources, status_mix
from openiads.catalogue.entries import (
    Choice,
    Entry,
    Figure,
    Interrogator,
    Radar,
    Reliability,
    Round,
    Source,
    System,
    Threat,
)
from openiads.catalogue.load import (
    Catalogue,
    interrogator,
    names,
    radar,
    reliability,
    round_of,
    system,
    threat,
)

__all__ = [
    "Catalogue",
    "Choice",
    "Entry",
    "Figure",
    "Interrogator",
    "Radar",
    "Reliability",
    "Round",
    "Source",
    "System",
    "Threat",
    "interrogator",
    "names",
    "radar",
    "reliability",
    "round_of",
    "sources",
    "status_mix",
    "system",
    "threat",
]
