"""How much effort may be spent on claims."""

from __future__ import annotations

from openiads.ground import kinds

LEAST, MOST = 0.01, 100.0
"""Bounds: below the first every study is as small as it gets, the second takes a day and more."""


def effort_of(name: str, value: object, example: str) -> float:
    """An effort within its bounds [1]; `name` and `example` are for the message."""
    spent = kinds.number(name, value, example)
    if not LEAST <= spent <= MOST:
        kinds.refuse(name, value, f"a number from {LEAST:g} to {MOST:g} is allowed", example)
    return spent
