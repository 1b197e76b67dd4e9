"""What a set of entries rests on: its sources, and how much of it was ever published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from openiads.catalogue.entries import Choice, Entry, Figure, Source, Status
from openiads.catalogue.load_catalogue import PACKAGED, Catalogue


def sources(entries: Iterable[Entry], catalogue: Catalogue = PACKAGED) -> list[Source]:
    """Every source that the entries cite, the most reliable first."""
    keys = {key for cited in _cited(entries) for key in (cited.source, *cited.also)}
    return sorted((catalogue.sources[key] for key in keys), key=lambda found: (found.reliability, found.key))


def status_mix(entries: Iterable[Entry]) -> dict[Status, float]:
    """Share of the figures and choices that has each status; the shares sum to 1 unless there are none.

    A figure of the textbook counts once, however many radars refer to it.
    """
    found = [cited.status for cited in _cited(entries)]
    return {status: found.count(status) / max(len(found), 1) for status in get_args(Status)}


def _cited(entries: Iterable[Entry]) -> Iterator[Figure | Choice]:
    """Figures and choices of the entries; an entry that is named twice, or a textbook's figure, only once."""
    said = set()
    for entry in {(type(entry), entry.slug): entry for entry in entries}.values():
        for name, figure in entry.figures.items():
            if (figure.block, name) not in said:
                yield figure
            if figure.block:
                said.add((figure.block, name))
        yield from entry.choices.values()
