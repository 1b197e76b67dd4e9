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
    area = scenario.area.model_copy(update={"terrain": apart(scenario.area.terrain)})
    return hashlib.sha256(canonical_toml(scenario.model_copy(update={"area": area})).encode()).hexdigest()


def sha256_of_what_is_played(scenario: Scenario) -> str:
    """SHA-256 of the canonical file without what no replicate plays: words for people, and the timeline."""
    return sha256_of(scenario.model_copy(update={"title": "", "story": "", "told": "", "timeline": None}))


def schema_json() -> dict[str, Any]:
    """JSON Schema of a scenario file, for editors that check TOML while it is typed."""
    return {"$schema": SCHEMA_DIALECT, "$id": SCHEMA_ID, **Scenario.model_json_schema()}
