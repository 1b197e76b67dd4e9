"""A small scenario that the tests of this room bend and break."""

from __future__ import annotations

import pytest

from openiads.ground.errors import OpeniadsError
from openiads.scenario.load_scenario import load_text

SMALL = """
name = "small"
[area]
terrain = "flat"
duration_s = 600
[[battery]]
name = "north"
system = "s-400"
lat = 37.0
lon = 37.4
[[battery]]
name = "south"
system = "patriot-pac3"
lat = 36.5
lon = 37.4
[[radar]]
name = "watch"
type = "early-warning-generic"
lat = 38.0
lon = 37.0
[[asset]]
name = "town"
lat = 37.06
lon = 37.38
[[raid]]
name = "wave"
threat = "cruise-subsonic"
count = 4
entry = [35.6, 38.2]
target = "town"
[[traffic]]
name = "liner"
aircraft = "airliner"
origin = "LTAC"
destination = [37.0, 37.5]
"""


def message(text: str, *changes: str, where: str = "small.toml") -> str:
    """What a user is told about a faulty file."""
    with pytest.raises(OpeniadsError) as raised:
        load_text(text, where, changes)
    return str(raised.value)


def with_lines(*lines: str) -> str:
    """The small scenario with more tables at its end."""
    return SMALL + "\n".join(lines) + "\n"
