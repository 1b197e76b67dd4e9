"""Looks at one raider that had it in sight and found nothing."""

from __future__ import annotations

Looks = list[tuple[float, bool]]
"""Each as its time [s] and whether ground clutter drowned it; else its echo was too weak."""


class InVain:
    """All of them while its fate was open, counted when all is known."""

    def __init__(self) -> None:
        self.looks: Looks = []
        self.untracked: Looks = []  # those of them when its track was lost and nobody might fire at it yet

    def note(self, time: float, drowned: bool, lost: bool) -> None:
        """Keep one; `lost` tells whether it had a track before and has none now."""
        self.looks.append((time, drowned))
        if lost:
            self.untracked.append((time, drowned))

    def counts(self, seen: float, tracked: float) -> tuple[int, ...]:
        """Too weak and drowned ones before it was first seen, as many before it was tracked, and untracked.

        `seen` and `tracked` are times [s], NaN if it never was.
        """
        early = [look for look in self.looks if not look[0] >= seen]
        to_track = [look for look in self.looks if look[0] >= seen and not look[0] >= tracked]
        return (*by_why(early), *by_why(to_track), *by_why(self.untracked))


def by_why(looks: Looks) -> tuple[int, int]:
    """How many were too weak, and how many drowned."""
    drowned = sum(drowned for _, drowned in looks)
    return len(looks) - drowned, drowned
