"""The complete scenario as a file again, its hash, and the schema for editors."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from openiads.scenario.scenario_schema import Scenario
from openiads.terrain.files.sources import apart

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_ID = "urn:openiads:scenario:1"


def canonical_toml(scenario: Scenario) -> str:
    """The scenario with every default written out, always in the same order and form."""
    return "\n".join(_table(scenario.model_dump(exclude_none=True), ())) + "\n"


def sha256_of(scenario: Scenario) -> str:
    """SHA-256 of the canonical file, of a terrain file only the name.

    So it is the same wherever the file lies; what is in it is told by the hash of a run's inputs.
    """
    area = scenario.area.model_copy(update={"terrain": apart(scenario.area.terrain)})
    return hashlib.sha256(canonical_toml(scenario.model_copy(update={"area": area})).encode()).hexdigest()


def sha256_of_what_is_played(scenario: Scenario) -> str:
    """SHA-256 of the canonical file without the words that only people read."""
    return sha256_of(scenario.model_copy(update={"title": "", "story": "", "told": ""}))


def schema_json() -> dict[str, Any]:
    """JSON Schema of a scenario file, for editors that check TOML while it is typed."""
    return {"$schema": SCHEMA_DIALECT, "$id": SCHEMA_ID, **Scenario.model_json_schema()}


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    """Lines of a table: its own values first, since in TOML what follows a heading belongs to it."""
    values = {key: value for key, value in table.items() if not _nested(value)}
    lines = [f"{_key(key)} = {_value(value)}" for key, value in values.items()]
    for key, value in table.items():
        inner = (*path, key)
        heading = ".".join(_key(part) for part in inner)
        if isinstance(value, Mapping):
            lines += ["", f"[{heading}]", *_table(value, inner)]
        elif _nested(value):
            for row in value:
                lines += ["", f"[[{heading}]]", *_table(row, inner)]
    return lines


def _nested(value: object) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, Mapping)


def _key(key: str) -> str:
    plain = key.replace("-", "").replace("_", "")
    return key if plain.isalnum() and plain.isascii() else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    return repr(value)


def _text(text: str) -> str:
    # JSON escapes are TOML escapes, except that TOML also wants the delete character escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
