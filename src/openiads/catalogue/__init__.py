"""Radars, rounds, systems, threats, interrogators, evidence and constants; each figure has its source."""

from openiads.catalogue.cite import sources, status_mix
from openiads.catalogue.entries import (
    Choice,
    Engagement,
    Entry,
    Evidence,
    Figure,
    Identification,
    Interrogator,
    Radar,
    Round,
    Source,
    System,
    Threat,
)
from openiads.catalogue.load import (
    PACKAGED,
    Catalogue,
    evidence,
    interrogator,
    names,
    radar,
    round_of,
    system,
    threat,
)

__all__ = [
    "PACKAGED",
    "Catalogue",
    "Choice",
    "Engagement",
    "Entry",
    "Evidence",
    "Figure",
    "Identification",
    "Interrogator",
    "Radar",
    "Round",
    "Source",
    "System",
    "Threat",
    "evidence",
    "interrogator",
    "names",
    "radar",
    "round_of",
    "sources",
    "status_mix",
    "system",
    "threat",
]
