"""Words of claims for readers who know nothing of radar, in English and in Turkish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Words(NamedTuple):
    """One thing in both languages."""

    english: str
    turkish: str


CLASSES = {
    "fighter": Words("fighter", "savaş uçağı"),
    "fighter-low-observable": Words("low-observable fighter", "düşük görünürlüklü savaş uçağı"),
    "bomber": Words("bomber", "bombardıman uçağı"),
    "male-drone": Words("armed drone", "silahlı insansız hava aracı"),
    "one-way-drone": Words("one-way drone", "tek yönlü insansız hava aracı"),
    "cruise-subsonic": Words("cruise missile", "seyir füzesi"),
    "cruise-supersonic": Words("fast cruise missile", "sesüstü seyir füzesi"),
    "srbm": Words("short-range ballistic missile", "kısa menzilli balistik füze"),
    "mrbm": Words("medium-range ballistic missile", "orta menzilli balistik füze"),
}
"""Classes of raiders, by their slugs in the catalogue."""


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words with commas between them, the last with an `and`."""
    *others, end = words
    return f"{', '.join(others)} {last} {end}" if others else end
