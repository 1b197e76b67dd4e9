"""Colours of a scene in formats that bring their own: of sides, and of what a track is held for."""

from __future__ import annotations

from openiads.export.replicate_scene import TRACK, Mover

Colour = tuple[int, int, int]

SIDES: dict[str, Colour] = {"hostile": (213, 94, 0), "friend": (0, 114, 178), "neutral": (0, 158, 115)}
"""Told apart by the colour-blind, after Okabe and Ito."""
HELD: dict[str, Colour] = {
    "hostile": SIDES["hostile"],
    "suspect": (230, 159, 0),
    "neutral": SIDES["neutral"],
    "friend": SIDES["friend"],
    "assumed friend": (86, 180, 233),
}
OTHERWISE: Colour = (160, 160, 160)
ZONES: Colour = (204, 121, 167)


def colour_of(mover: Mover) -> Colour:
    """By side; of a track by what it was last held for."""
    return HELD.get(mover.what, OTHERWISE) if mover.kind == TRACK else SIDES[mover.side]
