"""Reasons of leakers, and of carriers that released, in a reader's words."""

from __future__ import annotations

SHORT = {"not in reach": "not in reach in time", "no channel free": "no channel free that faces it"}
"""How a table has those whose name alone would mislead: most of the first were declared too late."""


def short(reason: str) -> str:
    """A reason in a cell of a table."""
    return SHORT.get(reason, reason)


MEANINGS = {
    "not unmasked": "never came into the view of a radar",
    "not detected": "came into view, but no radar picked them up",
    "not tracked": "were picked up, but never became a confirmed track",
    "not in picture": "were tracked, but never in the picture of a battery",
    "not declared engageable": "were never declared engageable: identity or weapons control forbade fire",
    "not in reach": "were never, once they might be fired at, where a round could meet them in time",
    "no channel free": "came in reach only while every channel was busy, or held the radar in another sector",
    "no round left": "came in reach only when no round that reaches them was left",
    "not assigned": "had to wait behind others until it was too late",
    "not acquired": "were chosen as a target, but no engagement radar found them",
    "no round launched": "were found by an engagement radar, but no round was launched at them",
    "not guided to intercept": "were shot at, but no round met them",
    "not killed": "were met by rounds, all of which failed",
}
"""What became of leakers of each reason, in the order of the chain; a sentence with them as its subject."""
