"""Envelopes of rounds as Matplotlib figures: of one in full, of several beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from openiads.catalogue.entries import Round
from openiads.catalogue.textbook_entries import FlyoutBook
from openiads.engagement.round_envelope import envelope, farthest_ground, first_launch
from openiads.ground.units import KM
from openiads.report.ink.page import DOUBLE_MM, MM_PER_INCH, house_style
from openiads.simulation.prepare_rounds import flyout_figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TALL_MM, WIDE_MM = 84.0, 92.0
SPEEDS = (50.0, 250.0, 600.0, 900.0)
"""Of targets that come in, as far as the round is for them [m/s]: a drone, an airliner, fast missiles."""
INCOMING = 5_000.0
"""Altitude at which they come in [m], or half of a lower ceiling."""
LINES = 160


def of_one(entry: Round, book: FlyoutBook) -> Figure:
    """A round: time of flight and speed left by range and altitude, and from where it may be fired."""
    from matplotlib.figure import Figure

    with house_style():
        size = DOUBLE_MM / MM_PER_INCH, TALL_MM / MM_PER_INCH
        made = Figure(figsize=size, layout="constrained")
        left, right = made.subplots(1, 2, width_ratios=(1.25, 1.0))
        _through(left, entry, book)
        _from_above(right, entry, book)
        made.suptitle(f"{entry.title}: what it reaches by public figures and a textbook fly-out")
    return made


def of_several(title: str, entries: Sequence[Round], book: FlyoutBook) -> Figure:
    """Rounds of one system: how far each gets at every altitude, with its mass and range."""
    from matplotlib.figure import Figure

    with house_style():
        made = Figure(figsize=(DOUBLE_MM / MM_PER_INCH, WIDE_MM / MM_PER_INCH), layout="constrained")
        axes = made.subplots()
        for number, entry in enumerate(sorted(entries, key=lambda one: -one.maximum_range)):
            _outline(axes, entry, book, f"C{number}")
        axes.set_xlabel("ground range, km")
        axes.set_ylabel("altitude, km")
        axes.set_xlim(left=0.0)
        axes.set_ylim(bottom=0.0)
        made.legend(frameon=False, loc="outside lower center", ncols=2)
        axes.set_title(f"{title}: what each round reaches, before radar, ground and doctrine", loc="left")
        axes.spines[["top", "right"]].set_visible(False)
    return made


def _outline(axes: Axes, entry: Round, book: FlyoutBook, colour: str) -> None:
    altitudes = np.linspace(entry.minimum_altitude, entry.maximum_altitude, LINES)
    ground = farthest_ground(flyout_figures(entry, book), altitudes)
    there = ~np.isnan(ground)
    far, up = ground[there] / KM, altitudes[there] / KM
    label = (
        f"{entry.title}: {entry.maximum_range / KM:.0f} km, {entry.maximum_altitude / KM:.0f} km up, "
        f"{entry.launch_mass:,.0f} kg"
    )
    axes.fill_betweenx(up, 0.0, far, color=colour, alpha=0.12, linewidth=0.0)
    axes.plot([*far, 0.0], [*up, up[-1]], color=colour, linewidth=1.4, label=label)


def _through(axes: Axes, entry: Round, book: FlyoutBook) -> None:
    """A plane through the launcher: colours are speed left, lines are times of flight."""
    found = envelope(flyout_figures(entry, book), entry.minimum_range, entry.minimum_altitude)
    ground, up = found.ground / KM, found.altitudes / KM
    shade = axes.pcolormesh(ground, up, found.speed, cmap="viridis", shading="nearest", rasterized=True)
    axes.figure.colorbar(shade, ax=axes, label="speed left, m/s")
    if np.isfinite(found.time).sum() > 3:
        lines = axes.contour(ground, up, found.time, levels=8, colors="white", linewidths=0.8)
        axes.clabel(lines, fmt="%.0f s")
    axes.set_xlabel("ground range, km")
    axes.set_ylabel("altitude of the target, km")
    axes.set_title("speed left, and lines of equal time of flight", loc="left")


def _from_above(axes: Axes, entry: Round, book: FlyoutBook) -> None:
    """The ground from above: where a target that comes in may be when the first round leaves."""
    figures = flyout_figures(entry, book)
    altitude = min(INCOMING, 0.5 * entry.maximum_altitude)
    across = np.linspace(-entry.maximum_range, entry.maximum_range, 2 * LINES + 1)
    reach = farthest_ground(figures, np.array([altitude]))[0]
    bearing = np.linspace(0.0, 2.0 * np.pi, 2 * LINES)
    axes.fill(reach * np.sin(bearing) / KM, reach * np.cos(bearing) / KM, color="0.88", label="met here")
    for number, speed in enumerate(one for one in SPEEDS if one <= entry.maximum_target_speed):
        ahead = first_launch(figures, altitude, speed, np.abs(across))
        axes.plot(across / KM, ahead / KM, color=f"C{number}", label=f"{speed:.0f} m/s")
    axes.plot(0.0, 0.0, "k^")
    axes.set_aspect("equal")
    axes.set_xlabel("crossing distance, km")
    axes.set_ylabel("ahead of the launcher, km")
    axes.set_title(f"a target {altitude / KM:g} km up, at first launch", loc="center")
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3)
