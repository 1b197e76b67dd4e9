"""Draw who is fired at by mistake in every arm: `python -m scripts.draw_wrong_engagements [REPLICATES]`.

It plays the arms of `verification.wrong_engagements` and writes `docs/images/wrong-engagements.png`.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

from matplotlib.figure import Figure

from verification.wrong_engagements import (
    AIRSPACES,
    CONTROLS,
    ENGAGED,
    INTERROGATORS,
    REPLICATES,
    STANDINGS,
    play_all,
    share,
)

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "wrong-engagements.png"
COLOURS = {"friends": "#1f5a96", "civil flights": "#d08a1d"}


def main(replicates: int) -> None:
    """Play, draw, and say how large it is."""
    found = play_all(replicates)
    figure = Figure(figsize=(11.0, 6.2), layout="constrained")
    axes = figure.subplots(len(STANDINGS), len(AIRSPACES), sharex=True, sharey=True)
    columns = list(product(INTERROGATORS, CONTROLS))
    for (i, standing), (j, airspace) in product(enumerate(STANDINGS), enumerate(AIRSPACES)):
        panel = axes[i, j]
        for k, (who, column) in enumerate(ENGAGED.items()):
            rates = [1000.0 * share(found[i_, c, standing, airspace], column) for i_, c in columns]
            places = [n + 0.4 * k - 0.2 + 0.35 * (n // len(CONTROLS)) for n in range(len(columns))]
            panel.bar(places, rates, 0.38, color=COLOURS[who], label=who)
        panel.set_xticks([n + 0.35 * (n // len(CONTROLS)) for n in range(len(columns))])
        panel.set_xticklabels([control for _, control in columns], rotation=90)
        for n, interrogator in enumerate(INTERROGATORS):
            panel.text(1.0 + 3.35 * n, 1.01, interrogator, transform=panel.get_xaxis_transform(), ha="center")
        panel.set_title(f"{standing}, airspace {airspace}", pad=18)
        panel.spines[["top", "right"]].set_visible(False)
    for panel in axes[:, 0]:
        panel.set_ylabel("fired at, of 1,000 flights in reach")
    axes[0, 0].legend(frameon=False, loc="upper left", bbox_to_anchor=(0.3, 0.98))
    figure.suptitle("Who is fired at by mistake, by interrogator (above) and weapons control (below)")
    figure.savefig(PICTURE, dpi=110)
    print(f"{PICTURE.name}: {PICTURE.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATES)
