"""The verdict on a claim, by one rule and not by its author.

A claim holds at a point of the box where its measure lies on the claimed side of the threshold.  Holding at 9
of 10 points it is supported, at 1 of 10 it is not, and in between it depends on the figure with the largest
index, or where no index is told on the one that stands out of chance all the same, and others.  At which
share of the box it holds is known but for chance, at each point and by the choice of the points
(`box_share`): where the verdict is not one all over the interval of that share, or the interval at the
nominal figures has the threshold within, chance could turn it at this effort, and none is given.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from openiads.study.analysis.box_share import share_of_box
from openiads.study.analysis.margins import Margins
from openiads.study.analysis.threshold import Crossing
from openiads.study.strata_weights import Ends

SUPPORTED, REFUSED = 0.9, 0.1
"""Shares of the box from which on, and up to which, a claim is supported or not."""
FEWEST = 24
"""Points of which, all alike, an interval leaves less than a tenth open, by Jeffreys: 0.901 at 24."""


class Kind(Enum):
    """What a verdict may be."""

    SUPPORTED = "supported"
    NOT_SUPPORTED = "not supported"
    DEPENDS = "depends"
    CHANCE = "chance could turn it at this effort"
    UNTESTABLE = "cannot be tested here"


class Claimed(NamedTuple):
    """On which side of a threshold a measure is claimed to lie."""

    threshold: float
    above: bool = True

    def holds(self, ends: Ends) -> bool:
        """Whether the interval is clear of the threshold on the claimed side."""
        return ends[1] > self.threshold if self.above else ends[2] < self.threshold

    def denied(self, ends: Ends) -> bool:
        """Whether it is clear of it on the other side."""
        return ends[2] < self.threshold if self.above else ends[1] > self.threshold


class Figure(NamedTuple):
    """The figure that a verdict depends on, and the value at which it flips."""

    english: str
    turkish: str
    unit: str = ""
    flip: Crossing | None = None
    among: bool = False  # whether there may be others, which nothing tells apart at this effort


class Verdict(NamedTuple):
    """A verdict, what it rests on, and its words as parts of an answer line."""

    kind: Kind
    share: Ends  # of the box at which the claim holds, with its interval by chance
    points: int
    nominal_open: bool  # whether chance may turn the nominal figures
    english: str
    turkish: str


def verdict(claimed: Claimed, nominal: Ends, margins: Margins, figure: Figure | None = None) -> Verdict:
    """Verdict from the mean and interval at the nominal figures, and by how much it holds over the box."""
    points = margins.distances.size
    share = share_of_box(margins.distances, margins.freedom)
    unsure = not claimed.holds(nominal) and not claimed.denied(nominal)
    kinds = {_kind(end) for end in share[1:]}
    kind = kinds.pop() if len(kinds) == 1 else Kind.CHANCE
    if unsure and kind in (Kind.SUPPORTED, Kind.NOT_SUPPORTED):
        kind = Kind.CHANCE
    words = _depends(figure) if kind is Kind.DEPENDS else WORDS[kind]
    if kind is Kind.CHANCE and points < FEWEST:
        words = TOO_FEW
    return Verdict(kind, share, points, unsure, *words)


def untestable(english: str, turkish: str) -> Verdict:
    """The verdict that something is missing, and what."""
    first, second = WORDS[Kind.UNTESTABLE]
    nothing = (float("nan"),) * 3
    return Verdict(Kind.UNTESTABLE, nothing, 0, False, f"{first}: {english}", f"{second}: {turkish}")


WORDS = {
    Kind.SUPPORTED: ("supported", "destekleniyor"),
    Kind.NOT_SUPPORTED: ("not supported", "desteklenmiyor"),
    Kind.CHANCE: (
        "open: chance could turn it at this effort",
        "açık: bu hesap çabasında şans sonucu değiştirebilir",
    ),
    Kind.UNTESTABLE: ("cannot be tested here", "burada sınanamaz"),
}
TOO_FEW = (
    f"open: fewer than {FEWEST} settings were played, of which no verdict comes",
    f"açık: {FEWEST} ayardan azı oynandı, bundan hüküm çıkmaz",
)
UNKNOWN = (
    "depends on figures that this effort cannot tell apart",
    "bu hesap çabasında ayırt edilemeyen değerlere bağlı",
)


def _kind(share: float) -> Kind:
    if share >= SUPPORTED:
        return Kind.SUPPORTED
    return Kind.NOT_SUPPORTED if share <= REFUSED else Kind.DEPENDS


def _depends(figure: Figure | None) -> tuple[str, str]:
    """Words in English and Turkish."""
    if figure is None:
        return UNKNOWN
    english, turkish = f"depends on {figure.english}", f"şuna bağlı: {figure.turkish}"
    if figure.among:
        english, turkish = f"{english} and others", f"{turkish} ve başka değerler"
    flip = figure.flip
    if flip is None:
        return english, turkish
    if flip.value is None:
        return (
            f"{english}, which does not turn it alone",
            f"{turkish}; tek başına sonucu değiştirmiyor",
        )
    value, low, high = (_number(end, figure.unit) for end in (flip.value, flip.low, flip.high))
    english = f"{english}: turns at {value} [{low} to {high}]"
    turkish = f"{turkish}; {_comma(value)} değerinde değişiyor [{_comma(low)} - {_comma(high)}]"
    if flip.trusted:
        return english, turkish
    return f"{english}, and not there alone", f"{turkish}; yalnızca orada değil"


def _number(value: float, unit: str) -> str:
    return f"{value:.3g} {unit}".rstrip()


def _comma(told: str) -> str:
    """Turkish writes a comma where English writes a point."""
    return told.replace(".", ",")
