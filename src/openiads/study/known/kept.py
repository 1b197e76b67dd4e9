"""Influence that was measured before.

That of the built-in scenarios is included; a run folder may hold its own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from openiads.scenario.write_scenario import sha256_of_what_is_played
from openiads.simulation.prepare import Prepared
from openiads.study.known.influence_document import Influence, read
from openiads.study.known.uncertain_figures import sha256_of_figures

DATA = Path(__file__).parent / "data"
FILE = "influence.json"
"""In a run folder, where `openiads influence` puts it."""
MEASURED, CHANGED, UNKNOWN = "measured", "changed since", "not measured"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the influence of a scenario's figures, and whether it is of this very scenario."""

    state: str
    influence: Influence | None

    @property
    def holds(self) -> bool:
        """Whether it was measured on this scenario and these figures."""
        return self.state == MEASURED


def packaged(name: str) -> Path:
    """Where the measurement of a built-in scenario is."""
    return DATA / f"{name}.json"


def known_of(prepared: Prepared, folder: Path | None = None) -> Known:
    """The measurement in the run folder, or else the included one for a scenario of that name."""
    places = [folder / FILE] if folder is not None else []
    found = next((path for path in (*places, packaged(prepared.scenario.name)) if os.path.isfile(path)), None)
    if found is None:
        return Known(UNKNOWN, None)
    influence = read(found)
    return Known(MEASURED if agrees(influence, prepared) else CHANGED, influence)


def agrees(influence: Influence, prepared: Prepared) -> bool:
    """Whether a measurement is of this very scenario, with the figures of now."""
    return influence.scenario_sha256 == sha256_of_what_is_played(
        prepared.scenario
    ) and influence.figures_sha256 == sha256_of_figures(prepared.plan)
