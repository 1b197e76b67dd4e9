"""Draw what each round of the catalogue reaches: time of flight and speed left by ground range and altitude.

    uv run python scripts/draw_envelopes.py FOLDER

One picture of all rounds, and a table of what each reaches at 0, 5 and 10 km.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from openiads.catalogue import names, round_of
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.engagement import flyout
from openiads.simulation.prepare_rounds import flyout_figures

ALTITUDES = (0.0, 5_000.0, 10_000.0)


def rows(slug: str) -> list[str]:
    """Reach [km], time and mean speed to half of it over top speed, at each altitude."""
    figures = flyout_figures(round_of(slug), PACKAGED.flight)
    fit = flyout.fitted(figures)
    told = [f"{slug:10s} top {fit.top_speed:4.0f} m/s  lean {fit.lean:+.2f}"]
    for altitude in ALTITUDES:
        slant = np.arange(altitude + 500.0, figures.reach + 1.0, 500.0)
        time, speed, reached = flyout.arrival(fit, slant, np.full_like(slant, altitude))
        far = slant[reached].max()
        half = np.interp(0.5 * far, slant, time)
        told.append(
            f"{altitude / 1000:2.0f} km: {far / 1000:5.1f} km in {time[reached][-1]:5.1f} s, "
            f"{speed[reached][-1]:4.0f} m/s left, mean to half {0.5 * far / half / fit.top_speed:.2f}"
        )
    return told


def draw(axes: plt.Axes, slug: str) -> None:
    """Contours of time over colours of speed left."""
    entry = round_of(slug)
    figures = flyout_figures(entry, PACKAGED.flight)
    fit = flyout.fitted(figures)
    altitude = np.linspace(0.0, 1.05 * entry.maximum_altitude, 60)
    ground = np.linspace(0.0, 1.05 * entry.maximum_range, 120)
    up, along = np.meshgrid(altitude, ground, indexing="ij")
    slant = np.maximum(np.hypot(up, along), 500.0)
    inside = (slant <= figures.reach) & (up <= figures.ceiling)
    time, speed, reached = flyout.arrival(fit, slant[inside], up[inside])
    picture = np.full((2, *up.shape), np.nan)
    picture[0][inside] = np.where(reached, time, np.nan)
    picture[1][inside] = np.where(reached, speed, np.nan)
    km = 1e-3
    shade = axes.pcolormesh(along * km, up * km, picture[1], cmap="viridis", shading="nearest", vmin=0.0)
    lines = axes.contour(along * km, up * km, picture[0], levels=12, colors="white", linewidths=0.7)
    axes.clabel(lines, fmt="%.0f s", fontsize=6)
    for level in ALTITUDES:
        axes.axhline(level * km, color="red", linewidth=0.4)
    axes.set_title(
        f"{slug}: {figures.reach * km:.0f} km, {figures.ceiling * km:.0f} km up, lean {fit.lean:+.2f}"
    )
    plt.colorbar(shade, ax=axes, label="speed left [m/s]")


def main() -> None:
    """Draw all rounds into a folder."""
    folder = Path(sys.argv[1])
    slugs = names("round")
    figure, axes = plt.subplots(5, 2, figsize=(15, 20), layout="constrained")
    for slug, place in zip(slugs, axes.ravel(), strict=True):
        draw(place, slug)
        print("\n           ".join(rows(slug)))
    figure.supxlabel("ground range [km]")
    figure.supylabel("altitude [km]")
    figure.savefig(folder / "envelopes.png", dpi=80)


if __name__ == "__main__":
    main()
