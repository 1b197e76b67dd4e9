"""The complete scenario as a file again, its hash, and the schema for editors."""

from __future__ import annotations

import hashlib
from typing import Any

from openiads.ground.toml_text import text_of_table
from openiads.scenario.scenario_schema import Scenario
from openiads.terrain.files.sources import apart

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_ID = "urn:openiads:scenario:1"


def canonical_toml(scenario: Scenario) -> str:
    """The scenario with every default written out, always in the same order and form."""
    return text_of_table(scenario.model_dump(exclude_none=True))


def sha256_of(scenario: Scenario) -> str:
    """SHA-256 of the canonical file, of a terrain file only the name.

    So it is the same wherever the file lies; what is in it is told by the hash of a run's inputs.
    """
    return _sha256(canonical_toml(_anywhere(scenario)))


def sha256_of_what_is_played(scenario: Scenario) -> str:
    """SHA-256 of what a file says of what replicates play: no words for people, no timeline, no defaults.

    A field that the format gains changes nothing for a scenario that leaves it out.
    """
    silent = {"title": "", "story": "", "told": "", "timeline": None}
    said = _anywhere(scenario).model_copy(update=silent)
    return _sha256(text_of_table(said.model_dump(exclude_none=True, exclude_defaults=True)))


def _anywhere(scenario: Scenario) -> Scenario:
    area = scenario.area.model_copy(update={"terrain": apart(scenario.area.terrain)})
    return scenario.model_copy(update={"area": area})


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def schema_json() -> dict[str, Any]:
    """JSON Schema of a scenario file, for editors that check TOML while it is typed."""
    return {"$schema": SCHEMA_DIALECT, "$id": SCHEMA_ID, **Scenario.model_json_schema()}
