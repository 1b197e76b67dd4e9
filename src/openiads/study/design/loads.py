"""Loads of a system between the least and the most that sources span, by the number of rounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openiads.catalogue.entries import System
from openiads.catalogue.load_catalogue import Catalogue
from openiads.ground.toml_text import value_text

Load = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Loads:
    """Batteries of each arm that have the load of the catalogue, and what they are given instead.

    Between two loads each type of round goes evenly from one number to the other, and is rounded.
    """

    batteries: Mapping[str, tuple[str, ...]] = field(hash=False)  # names, by arm
    knots: tuple[tuple[int, Load], ...] = field(hash=False)  # loads by their rounds, rising
    per_launcher: int  # positions
    launchers: int
    per_position: Load = field(hash=False)  # rounds, by type

    def at(self, total: float) -> dict[str, int]:
        """The load of about so many rounds."""
        (start, less), *others = self.knots
        for end, more in others:
            if total <= end:
                share = max(total - start, 0.0) / (end - start)
                return {
                    slug: round(less.get(slug, 0) + share * (more.get(slug, 0) - less.get(slug, 0)))
                    for slug in dict.fromkeys([*less, *more])
                }
            start, less = end, more
        return dict(less)

    def changes(self, arm: str, value: float) -> list[str]:
        """Overrides of one arm: the load, and the launchers where it needs more of them."""
        load = self.at(value)
        needed = -(-positions_of(load, self.per_position) // self.per_launcher)
        changes = []
        for name in self.batteries.get(arm, ()):
            changes.append(f"battery.{name}.loadout={value_text(load)}")
            if needed > self.launchers:
                changes.append(f"battery.{name}.launchers={needed}")
        return changes


def positions_of(load: Load, per_position: Load) -> int:
    """Canister positions that a load takes; one position holds rounds of one type."""
    return sum(-(-count // per_position[slug]) for slug, count in load.items())


def per_position_of(system: System, catalogue: Catalogue) -> dict[str, int]:
    """Rounds in one position, by type."""
    return {slug: catalogue.round_of(slug).rounds_per_position for slug in system.rounds}


def rising(low: Load, value: Load, high: Load) -> tuple[tuple[int, Load], ...]:
    """Loads by their number of rounds; one that has no fewer, or no more, than the nominal is left out."""
    least, nominal, most = (sum(load.values()) for load in (low, value, high))
    knots = [(nominal, value)]
    if least < nominal:
        knots.insert(0, (least, low))
    if most > nominal:
        knots.append((most, high))
    return tuple(knots)
