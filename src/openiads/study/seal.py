"""What a JSON document says of itself, so that no word in it changes unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def sealed(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The document with a hash over all that it says, called `name`."""
    return {name: _seal_of(document, name), **{key: document[key] for key in document if key != name}}


def is_whole(document: Mapping[str, Any], name: str) -> bool:
    """Whether a document that was read says what was written."""
    return bool(document.get(name) == _seal_of(document, name))


def _seal_of(document: Mapping[str, Any], name: str) -> str:
    rest = {key: value for key, value in document.items() if key != name}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
