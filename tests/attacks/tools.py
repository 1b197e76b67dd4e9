"""What attacks share."""

from __future__ import annotations

import pytest

from openiads.ground.errors import ScenarioError
from openiads.scenario import builtin
from openiads.scenario.load_scenario import load, load_text

PLAIN = builtin.text_of("one-battery")


def refused(source, *changes: str) -> str:
    """The one message of a refusal."""
    is_text = isinstance(source, str) and source.endswith("\n")
    ask = (lambda: load_text(source, "file.toml", changes)) if is_text else (lambda: load(source, changes))
    with pytest.raises(ScenarioError) as raised:
        ask()
    return str(raised.value)
