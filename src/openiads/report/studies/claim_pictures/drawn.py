"""The picture of an answer, whatever its kind, and what its signs mean."""

from __future__ import annotations

from dataclasses import dataclass

from openiads.report.studies import claim_words
from openiads.report.studies.claim_pictures import (
    picture_bars,
    picture_cells,
    picture_curves,
    picture_plane,
)
from openiads.report.studies.claim_pictures.picture_parts import NARROW, WIDE
from openiads.study.claims.claim import Bars, Cells, Curves, Made, Picture, Plane


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture for a wide screen and for a narrow one."""

    title: str
    wide: str
    narrow: str
    key: str  # what its signs mean


DOTS = {
    Made.PLAYED: "at the nominal figures. Dark line: its 95 % interval, by chance alone.",
    Made.COMPUTED: "at the nominal figures.",
    Made.SEARCHED: "at the nominal figures. Dark line: what the search left open.",
    Made.DRAWN: "at the nominal figures. Dark line: its 95 % interval, by chance alone.",
    Made.TIMES: "the mean of the histories.",
}
"""What a dot is, by how its number came about."""
BANDS = dict.fromkeys(Made, "how far what is not known moves it (5 to 95 % of the settings)") | {
    Made.TIMES: "5 to 95 % of the histories"
}


def drawn(picture: Picture, made: Made = Made.PLAYED) -> Drawn:
    """Draw a picture in both widths; its key says how the numbers came about."""
    wide, narrow = (_draw(picture, width) for width in (WIDE, NARROW))
    return Drawn(picture.title, wide, narrow, _key(picture, made))


def _draw(picture: Picture, width: float) -> str:
    match picture:
        case Bars():
            return picture_bars.draw(picture, width)
        case Curves():
            return picture_curves.draw(picture, width)
        case Cells():
            return picture_cells.draw(picture, width)
        case _:
            return picture_plane.draw(picture, width)


def _key(picture: Picture, made: Made) -> str:
    match picture:
        case Bars():
            return _key_of_bars(picture, made)
        case Curves():
            return _key_of_curves(picture)
        case Cells():
            told = "Shares in percent; the stronger the colour, the larger. A dash: not asked."
            reached = picture.threshold
            return told if reached is None else f"{told} Framed: {100.0 * reached:g} % or more."
        case _:
            return f"Dots: nominal figures. Lines: how far each number may be off.{_key_of_frontier(picture)}"


def _key_of_curves(picture: Curves) -> str:
    told = f"{'Upright lines' if picture_curves.has_posts(picture) else 'Pale bands'}: {picture.band}."
    if any(one.stated for one in picture.curves):
        told += " Broken line: what was said."
    if picture_curves.shared(picture):
        told += " Dashes of two colours: lines that lie on one another."
    return told


def _key_of_frontier(picture: Plane) -> str:
    count = len(picture_plane.frontier(picture))
    if count > 1:
        return " Joined: what no other beats in both."
    return " In colour: the one that no other beats in both." if count else ""


def _key_of_bars(picture: Bars, made: Made) -> str:
    told = f"Dot: {DOTS[made]}"
    if any(one.range is not None for one in picture.findings):
        told += f" Pale band: {BANDS[made]}."
    if any(map(claim_words.off_its_range, picture.findings)):
        told += " A dot off its band: few settings are as good or as bad as the nominal figures."
    if any(one.claimed is not None for one in picture.findings):
        told += " Broken line: the threshold, with an arrow to the side that is claimed."
    return f"{told} An arrowhead at the rim: it goes on beyond." if _goes_beyond(picture) else told


def _goes_beyond(picture: Bars) -> bool:
    return "inf" in repr([(one.nominal, one.range) for one in picture.findings])
