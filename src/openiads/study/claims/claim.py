"""What a claim is, and what an answer to it is.

Definitions stand before numbers: estimand, arms, measures and thresholds of a claim are written in its own
file and printed with its answer.  There is no overall mark: where several measures are defensible, each has
its own verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from openiads.catalogue.entries import Entry
from openiads.study.analysis.box_range import Range
from openiads.study.analysis.by_status import StatusShare
from openiads.study.analysis.verdict import Claimed, Verdict
from openiads.study.strata_weights import Ends

if TYPE_CHECKING:
    from openiads.study.claims.asking import Asking

NOTHING_JUDGED = "nothing is judged"
"""Of a claim whose numbers are only reported."""


class Made(Enum):
    """How the numbers of an answer came about, and so what is told beside each of them."""

    PLAYED = "an interval over replicates, and a range over settings"
    COMPUTED = "no interval, and a range over settings"
    SEARCHED = "what a search left open, and a range over settings"
    DRAWN = "an interval over histories that were drawn, and a range over settings"
    TIMES = "no interval, and a range over histories"


@dataclass(frozen=True, slots=True)
class Context:
    """What was published beside the claim, with who said it; it stands beside results and moves no figure."""

    told: str
    source: str  # title, publisher and year
    url: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One number that the claim is about, and the verdict that its rule gives."""

    measure: str  # in words: "raiders stopped, over the other's"
    subject: str  # of what: a system, a class of raider, a height
    unit: str  # of people; empty of counts and ratios
    nominal: Ends  # at the figures as catalogued, with its 95 % interval by chance
    range: Range | None  # 5 to 95 % of the box; None where no box was played
    claimed: Claimed | None  # None of what is only reported
    verdict: Verdict | None
    r2: float | None = None  # of the function that ranks the figures of the box
    by_status: tuple[StatusShare, ...] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture: rows with a dot, its interval by chance and its range by ignorance, beside a threshold."""

    title: str
    findings: tuple[Finding, ...]
    axis: str
    logarithmic: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a picture of curves."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...]  # of the interval by chance, or of what `Curves.band` says
    high: tuple[float, ...]
    stated: bool = False  # what was said, and not found


@dataclass(frozen=True, slots=True)
class CurveMark:
    """A place on a line of a picture of curves, with its interval along the axis."""

    curve: int  # number of its line
    x: float
    y: float
    low: float  # of x; NaN where it has none
    high: float
    told: str


@dataclass(frozen=True, slots=True)
class Curves:
    """A picture: lines over an axis."""

    title: str
    curves: tuple[Curve, ...]
    x_axis: str
    y_axis: str
    logarithmic_x: bool = False
    band: str = "95 % intervals of the lines, by chance alone"  # what lies between low and high
    marks: tuple[CurveMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """A picture: a table of shares, each cell as dark as its share is large; NaN where nothing was asked."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float, ...]], ...]  # a name and a share for each column
    row_axis: str
    column_axis: str
    threshold: float | None = None  # cells that reach it are marked


@dataclass(frozen=True, slots=True)
class Dot:
    """One thing on a plane, with an interval or a range both ways."""

    name: str
    x: Ends
    y: Ends


@dataclass(frozen=True, slots=True)
class Plane:
    """A picture: things by two numbers of theirs; those that no other beats in both are joined."""

    title: str
    dots: tuple[Dot, ...]
    x_axis: str
    y_axis: str
    frontier: tuple[str, ...] = ()  # names, in the order in which they are joined


Picture = Bars | Curves | Cells | Plane


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first column says what a row is about, the others are ready to print."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found about a claim."""

    key: str
    english: str  # one line
    turkish: str
    findings: tuple[Finding, ...]
    picture: Picture
    table: Table
    method: str  # what was played or computed, how often
    would_change: str  # what would change the answer
    entries: tuple[Entry, ...]  # of the catalogue, that it rests on
    folders: tuple[str, ...] = ()  # of the studies that were played
    told_as: Made | None = None  # where neither studies that were played nor their absence tells it

    @property
    def made(self) -> Made:
        """How its numbers came about: what rests on no study was not played."""
        return self.told_as or (Made.PLAYED if self.folders else Made.COMPUTED)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, and how it is put to the test."""

    key: str
    sentence: str  # as it was said
    said_in: str  # where and when
    question: str  # as it is put to the engine
    definition: str  # estimand, arms, measures, thresholds: fixed before the first run
    judged: str  # what verdicts are about, in a few words, for they stand beside the sentence
    ask: Callable[[Asking], Answer]
    context: Sequence[Context] = ()
