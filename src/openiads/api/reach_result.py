"""What a question about a round's reach hands back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from openiads.api.json_numbers import finite

if TYPE_CHECKING:
    import pyarrow

Columns = dict[str, npt.NDArray[np.float64]]


@dataclass(frozen=True)
class ReachResult:
    """Flights, and first and last launches of one round, as columns; NaN where nothing is reached.

    >>> oi.reach("48n6e3").flights["time_of_flight_s"].max()  # doctest: +SKIP
    """

    name: str
    limits: dict[str, float]
    """What is published: ranges, altitudes, the fastest target."""
    flights: Columns = field(repr=False)
    """Time of flight and speed left by target altitude and ground range, out to the reach there."""
    launches: Columns = field(repr=False)
    """By altitude, speed and crossing distance of a level target: how far ahead of the launcher it may be
    when the first round that meets it leaves, and the last that meets it before it is too near or past.
    The greatest crossing distance is the reach there."""

    def flights_to_arrow(self) -> pyarrow.Table:
        """The flights as an Arrow table."""
        import pyarrow

        return pyarrow.table(self.flights)

    def launches_to_arrow(self) -> pyarrow.Table:
        """The first and last launches as an Arrow table."""
        import pyarrow

        return pyarrow.table(self.launches)

    def document(self) -> dict[str, Any]:
        """All of it, as `catalogue show --json` has it."""
        tables = {"flights": self.flights, "launches": self.launches}
        rows = {
            name: [
                dict(zip(columns, map(finite, map(float, values)), strict=True))
                for values in zip(*columns.values(), strict=True)
            ]
            for name, columns in tables.items()
        }
        return {**self.limits, **rows}
