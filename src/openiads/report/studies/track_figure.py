"""Plots and tracks on a plain map, east and north of the first sensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from openiads.ground.units import KM
from openiads.report.ink.page import DOUBLE_MM, GREY, INK, MM_PER_INCH, SMALL_PT, TITLE_PT, house_style
from openiads.report.studies import track_words
from openiads.report.studies.track_names import WIDE, with_room
from openiads.study.tracking.track_plots import TENTATIVE
from openiads.study.tracking.tracked import Tracked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TALL_MM = 70.0, 200.0
"""Least and greatest height of the picture."""
LEFT_MM, BELOW_MM = 18.0, 32.0
"""About what axes, title, key and gaps need beside the map, and above and below it."""
ROUND_MM = 4.0
"""Free around map, title and key: the layout counts no gap between map and title."""
POINTS_PER_INCH = 72.0
MARGIN = 0.06
COLOURS = ("#0072b2", "#c77800", "#008a64", "#b34f8a", "#4a55b5", "#c23b0e")
"""Tell tracks that are few apart."""
LIVES, ENDED = COLOURS[0], COLOURS[1]
"""What colours of many tell: whether they live at the last scan."""
FEW = 40
"""Tracks that colours and numbers can tell apart."""
MOST_NAMED = 60
"""Numbers on a map, beyond which lines are hard to see under them."""
NAME_PT = 8.0
"""From the end of a track to its number, straight on."""
PLOT = "0.58"
"""Dark enough on the band of the truth, too."""
TRUTH = "#e3dcc4"
"""A broad band, so that a track on it hides none of it, under the plots."""
MOST_IN_ROW = 4
"""Entries of the key that have room beside one another."""
LEAST_KM = 2.0
MOST_OBLONG = 2.5
EDGE = 0.97
"""Where sensors beyond the map are shown, of the way from its middle to its edge."""


class Sheet(NamedTuple):
    """The piece of ground that is drawn, and how large it comes out."""

    low: Any  # (2,) corner [km]
    high: Any  # (2,)
    scale: float  # [pt/km]

    def points(self, at: Any) -> Any:
        """Places (N, 2) [km] on paper, from the corner [pt]."""
        return (np.asarray(at, dtype=np.float64).reshape(-1, 2) - self.low) * self.scale

    def size(self) -> Any:
        """On paper (2,) [pt]."""
        return (self.high - self.low) * self.scale


def drawn(found: Tracked) -> Figure:
    """The map."""
    from matplotlib.figure import Figure

    with house_style():
        plots = found.plot_places[:, :2] / KM
        low, high = _corners(found, plots)
        wide, tall = (high - low).tolist()
        height = float(np.clip((DOUBLE_MM - LEFT_MM) * tall / wide + BELOW_MM, *TALL_MM))
        made = Figure(figsize=(DOUBLE_MM / MM_PER_INCH, height / MM_PER_INCH))
        made.set_layout_engine(
            "constrained", h_pad=ROUND_MM / MM_PER_INCH, w_pad=0.5 * ROUND_MM / MM_PER_INCH
        )
        axes = made.subplots()
        least = min((DOUBLE_MM - LEFT_MM) / wide, (height - BELOW_MM) / tall)
        sheet = Sheet(low, high, least * POINTS_PER_INCH / MM_PER_INCH)
        _truth(axes, found)
        _plots(axes, plots)
        taken = _sensors(axes, found, sheet)
        _tracks(axes, found, sheet, taken)
        _frame(axes, found, low, high)
        _key(made, axes)
    return made


def _plots(axes: Axes, plots: Any) -> None:
    size = float(np.clip(400.0 / max(len(plots), 1) ** 0.5, 1.0, 6.0))
    axes.scatter(
        plots[:, 0], plots[:, 1], s=size, color=PLOT, linewidths=0.0, label="plot", zorder=2, rasterized=True
    )


def _key(made: Figure, axes: Axes) -> None:
    """What is drawn how, in one row where it has room."""
    count = len(axes.get_legend_handles_labels()[0])
    columns = count if count <= MOST_IN_ROW else -(-count // 2)
    made.legend(frameon=False, loc="outside lower center", ncols=columns)


def _truth(axes: Axes, found: Tracked) -> None:
    if found.truth is None:
        return
    place = found.local(found.truth.place)[:, :2] / KM
    label = "truth"
    for name in np.unique(found.truth.number):
        mine = found.truth.number == name
        axes.plot(*place[mine].T, color=TRUTH, linewidth=4.0, label=label, zorder=1)
        label = "_"


def _tracks(axes: Axes, found: Tracked, sheet: Sheet, taken: Any) -> None:
    """A line from when each was confirmed on, a dot at its end, and its number where there is room for it.

    Those that lived longest have theirs first, no more than can be read.
    """
    from matplotlib.collections import LineCollection

    tracks, lives = found.tracks, found.lives
    place = found.places[0][:, :2] / KM
    believed = np.flatnonzero(tracks.state != TENTATIVE)
    order = believed[np.lexsort((tracks.time[believed], tracks.number[believed]))]
    cuts = np.flatnonzero(np.diff(tracks.number[order])) + 1
    lines = [part for part in np.split(order, cuts) if part.size]
    few, width = len(lines) <= FEW, float(np.clip(20.0 / max(len(lines), 1) ** 0.5, 0.7, 1.3))
    now = lives.last == found.scans[-1] if lives.last.size else np.zeros(0, dtype=np.bool_)
    colours = [COLOURS[i % len(COLOURS)] if few else LIVES if now[i] else ENDED for i in range(len(lines))]
    axes.add_collection(
        LineCollection([place[part] for part in lines], colors=colours, linewidths=width, zorder=4)
    )
    ends = np.array([place[part[-1]] for part in lines]).reshape(-1, 2)
    axes.scatter(ends[:, 0], ends[:, 1], s=14.0, c=colours or None, linewidths=0.0, zorder=6)
    velocity = found.places[1][[part[-1] for part in lines], :2].reshape(-1, 2)
    ahead = NAME_PT * velocity / np.maximum(np.linalg.norm(velocity, axis=1, keepdims=True), 1e-9)
    names = [f"{tracks.number[part[0]]}" for part in lines]
    longest = np.argsort(-lives.length, kind="stable")
    kept, _ = with_room(
        [names[i] for i in longest], (sheet.points(ends) + ahead)[longest], sheet.size(), taken, MOST_NAMED
    )
    for i in longest[kept].tolist():
        _named(axes, names[i], ends[i], colours[i], tuple(ahead[i]))
    some = "" if len(kept) == len(lines) else f"; {len(kept)} of {len(lines):,} bear their numbers"
    key = (
        {"track, dot at its end": INK}
        if few
        else {"track that lives": LIVES, "track that ended before": ENDED}
    )
    for word, colour in key.items():
        label, some = f"{word}{some}", ""
        axes.plot([], [], color=colour, linewidth=1.3, marker="o", markersize=3.0, label=label)


def _named(axes: Axes, name: str, at: Any, colour: str, off: Any) -> None:
    from matplotlib.patheffects import withStroke

    axes.annotate(
        name, at, off, textcoords="offset points", color=colour, fontsize=SMALL_PT, zorder=7, ha="center",
        va="center", path_effects=[withStroke(linewidth=2.0, foreground="white")], annotation_clip=True,
    )  # fmt: skip


def _sensors(axes: Axes, found: Tracked, sheet: Sheet) -> Any:
    """Sensors with their names; those beyond the map at its edge, with how far off they are from its middle.

    Gives the boxes (B, 4) [pt] of what was written.
    """
    place = found.local(found.stand.place)[:, :2] / KM
    names = [*found.settled.sensors.names]
    middle, half = 0.5 * (sheet.low + sheet.high), 0.5 * (sheet.high - sheet.low)
    beyond = np.abs((place - middle) / half).max(axis=1)
    inside = beyond <= 1.0
    axes.plot(*place[inside].T, linestyle="", marker="^", color=INK, markersize=6.0, label="sensor", zorder=6)
    for s in np.flatnonzero(~inside).tolist():
        names[s] += f", {np.linalg.norm(place[s] - middle):,.0f} km off"
        place[s] = middle + EDGE * (place[s] - middle) / beyond[s]
    if not inside.all():
        axes.plot(
            *place[~inside].T, linestyle="", marker="^", color="white", markeredgecolor=INK, markersize=6.0,
            label="beyond the map", zorder=6,
        )  # fmt: skip
    wide = np.array([0.5 * WIDE * SMALL_PT * len(name) + NAME_PT for name in names])
    # To the side where the map goes on.
    off = np.stack([np.where(place[:, 0] > middle[0], -wide, wide), np.zeros(len(names))], axis=1)
    kept, taken = with_room(names, sheet.points(place) + off, sheet.size(), np.zeros((0, 4)))
    for s in kept:
        _named(axes, names[s], place[s], INK, tuple(off[s]))
    return taken


def _corners(found: Tracked, plots: Any) -> tuple[Any, Any]:
    """As far as tracks and truth go, and sensors that see some; where nothing is, as far as plots [km]."""
    parts, sensors = [], found.local(found.stand.place)[:, :2] / KM
    believed = found.tracks.state != TENTATIVE
    if believed.any():
        parts.append(found.places[0][believed, :2] / KM)
    else:
        parts.append(plots)
    if found.truth is not None:
        parts.append(found.local(found.truth.place)[:, :2] / KM)
    seen = np.concatenate(parts)
    for s in found.settled.at_work.tolist():
        reach = found.plots.slant_range[found.plots.sensor == s].max() / KM
        if np.linalg.norm(seen - sensors[s], axis=1).min() <= reach:
            parts.append(sensors[s : s + 1])
    corners = np.concatenate(parts)
    low, high = corners.min(axis=0), corners.max(axis=0)
    middle, half = 0.5 * (low + high), 0.5 * np.maximum(high - low, LEAST_KM) * (1.0 + 2.0 * MARGIN)
    half = np.maximum(half, half.max() / MOST_OBLONG)
    return middle - half, middle + half


def _frame(axes: Axes, found: Tracked, low: Any, high: Any) -> None:
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(low[1], high[1])
    axes.set_aspect("equal", adjustable="box")
    axes.grid(color="0.9", linewidth=0.5, zorder=0)
    axes.set_axisbelow(True)
    first = found.settled.sensors.names[0]
    axes.set_xlabel(f"east of {first}, km", color=GREY)
    axes.set_ylabel(f"north of {first}, km", color=GREY)
    axes.set_title(track_words.title(found), loc="left", fontsize=TITLE_PT)
    axes.tick_params(labelsize=SMALL_PT)  # also where it is drawn in somebody else's style
    axes.spines[["top", "right"]].set_visible(False)
