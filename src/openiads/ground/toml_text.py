"""Tables as TOML text, always in the same order and form."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any


def text_of_table(table: Mapping[str, Any]) -> str:
    """A table as the text of a file; what is None has no place in TOML, and in the table."""
    return "\n".join(_table(table, ())) + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    """Lines of a table: its own values first, since in TOML what follows a heading belongs to it."""
    values = {key: value for key, value in table.items() if not _nested(value)}
    lines = [f"{_key(key)} = {value_text(value)}" for key, value in values.items()]
    for key, value in table.items():
        inner = (*path, key)
        heading = ".".join(_key(part) for part in inner)
        if isinstance(value, Mapping):
            lines += ["", f"[{heading}]", *_table(value, inner)]
        elif _nested(value):
            for row in value:
                lines += ["", f"[[{heading}]]", *_table(row, inner)]
    return lines


def _nested(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, Mapping)


def _key(key: str) -> str:
    plain = key.replace("-", "").replace("_", "")
    return key if plain.isalnum() and plain.isascii() else _text(key)


def value_text(value: object) -> str:
    """One value as TOML has it, a table on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {value_text(part)}' for key, part in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(value_text(item) for item in value)}]"
    return repr(value)


def _text(text: str) -> str:
    # JSON escapes are TOML escapes, except that TOML also wants the delete character escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
