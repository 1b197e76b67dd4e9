"""Plots and tracks on a plain map, east and north of the first sensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from openiads.ground.units import KM
from openiads.report.ink.page import DOUBLE_MM, GREY, INK, MM_PER_INCH, SMALL_PT, house_style
from openiads.report.studies import track_words
from openiads.study.tracking.track_plots import TENTATIVE
from openiads.study.tracking.tracked import Tracked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TALL_MM = 70.0, 200.0
"""Least and greatest height of the picture."""
LEFT_MM, BELOW_MM = 14.0, 24.0
"""About what the axes need beside and below the map."""
MARGIN = 0.06
COLOURS = ("#0072b2", "#c77800", "#008a64", "#b34f8a", "#4a55b5", "#c23b0e")
NAME_PT = 8.0
"""From the end of a track to its number, straight on."""
MOST_NAMED = 40
"""Tracks that are few enough to bear their numbers."""
TRUTH = "#d8d2bd"
"""A broad band, so that a track on it hides none of it."""
LEAST_KM = 2.0
MOST_OBLONG = 2.5


def drawn(found: Tracked) -> Figure:
    """The map."""
    from matplotlib.figure import Figure

    with house_style():
        plots = found.plot_places[:, :2] / KM
        low, high = _corners(found, plots)
        wide, tall = (high - low).tolist()
        height = float(np.clip((DOUBLE_MM - LEFT_MM) * tall / wide + BELOW_MM, *TALL_MM))
        made = Figure(figsize=(DOUBLE_MM / MM_PER_INCH, height / MM_PER_INCH), layout="constrained")
        axes = made.subplots()
        size = float(np.clip(400.0 / max(len(plots), 1) ** 0.5, 1.0, 6.0))
        axes.scatter(
            plots[:, 0],
            plots[:, 1],
            s=size,
            color="0.7",
            linewidths=0.0,
            label="plot",
            zorder=1,
            rasterized=True,
        )
        _truth(axes, found)
        _tracks(axes, found)
        _sensors(axes, found)
        _frame(axes, found, low, high)
        made.legend(frameon=False, loc="outside lower center", ncols=5)
    return made


def _truth(axes: Axes, found: Tracked) -> None:
    if found.truth is None:
        return
    place = found.local(found.truth.place)[:, :2] / KM
    label = "truth"
    for name in np.unique(found.truth.number):
        mine = found.truth.number == name
        axes.plot(*place[mine].T, color=TRUTH, linewidth=4.0, label=label, zorder=3)
        label = "_"


def _tracks(axes: Axes, found: Tracked) -> None:
    """A line from when each was confirmed on, a dot and its number at its end."""
    from matplotlib.collections import LineCollection

    tracks = found.tracks
    place = found.places[0][:, :2] / KM
    believed = np.flatnonzero(tracks.state != TENTATIVE)
    order = believed[np.lexsort((tracks.time[believed], tracks.number[believed]))]
    cuts = np.flatnonzero(np.diff(tracks.number[order])) + 1
    lines = [part for part in np.split(order, cuts) if part.size]
    colours = [COLOURS[i % len(COLOURS)] for i in range(len(lines))]
    axes.add_collection(
        LineCollection([place[part] for part in lines], colors=colours, linewidths=1.3, zorder=4)
    )
    axes.plot(
        [], [], color=COLOURS[0], linewidth=1.3, marker="o", markersize=3.0, label="track, dot at its end"
    )
    ends = np.array([place[part[-1]] for part in lines]).reshape(-1, 2)
    axes.scatter(ends[:, 0], ends[:, 1], s=14.0, c=colours or None, linewidths=0.0, zorder=6)
    if len(lines) <= MOST_NAMED:
        velocity = found.places[1][[part[-1] for part in lines], :2]
        ahead = NAME_PT * velocity / np.maximum(np.linalg.norm(velocity, axis=1, keepdims=True), 1e-9)
        for part, colour, end, off in zip(lines, colours, ends, ahead, strict=True):
            _named(axes, f"{tracks.number[part[0]]}", end, colour, tuple(off), "center")


def _named(axes: Axes, name: str, at: Any, colour: str, off: Any = (5.0, 5.0), across: str = "left") -> None:
    from matplotlib.patheffects import withStroke

    axes.annotate(
        name, at, off, textcoords="offset points", color=colour, fontsize=SMALL_PT, zorder=7, ha=across,
        va="center", path_effects=[withStroke(linewidth=2.0, foreground="white")], annotation_clip=True,
    )  # fmt: skip


def _sensors(axes: Axes, found: Tracked) -> None:
    place = found.local(found.stand.place)[:, :2] / KM
    axes.plot(*place.T, linestyle="", marker="^", color=INK, markersize=6.0, label="sensor", zorder=6)
    if len(place) <= MOST_NAMED:
        for name, at in zip(found.settled.sensors.names, place, strict=True):
            _named(axes, name, at, INK)


def _corners(found: Tracked, plots: Any) -> tuple[Any, Any]:
    """As far as sensors, tracks and truth go; where there are no tracks, as far as plots [km]."""
    parts = [found.local(found.stand.place)[:, :2] / KM]
    believed = found.tracks.state != TENTATIVE
    if believed.any():
        parts.append(found.places[0][believed, :2] / KM)
    else:
        parts.append(plots)
    if found.truth is not None:
        parts.append(found.local(found.truth.place)[:, :2] / KM)
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
    axes.set_title(track_words.title(found), loc="left")
    axes.spines[["top", "right"]].set_visible(False)
