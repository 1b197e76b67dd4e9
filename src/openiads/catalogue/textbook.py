"""Figures that textbooks give for a whole kind of thing, from the catalogue's folder `textbook`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from openiads.catalogue.entries import Figure
from openiads.catalogue.load import PACKAGED
from openiads.catalogue.schema import FlightFile, LethalityFile


@lru_cache(maxsize=1)
def flight() -> Mapping[str, Figure]:
    """Of every round's body and motor, by name, in SI."""
    return MappingProxyType(PACKAGED.figures_of("textbook/flight.toml", FlightFile))


@lru_cache(maxsize=1)
def lethality() -> Mapping[str, Figure]:
    """How the chance of a kill falls off, by name, in SI."""
    return MappingProxyType(PACKAGED.figures_of("textbook/lethality.toml", LethalityFile))
