"""`python -m benchmarks [--quick] [--json FILE]`: CPU seconds of one core, never asserted, only told.

`python -m benchmarks --against FOLDER` only compares the engine with that of another checkout, by turns.
"""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable
from pathlib import Path

from benchmarks import assignment, box_points, horizons, measures, paired, site_covers, siting
from benchmarks.tracking import measured as tracking


def programme(quick: bool, checkout: Path | None) -> dict[str, Callable[[], measures.Figures]]:
    """Every measurement by its name."""
    if checkout is not None:
        size = (4, 2) if quick else (32, 10)
        return {
            f"turkey-2017, here against {checkout}": lambda: paired.against(checkout, measures.MAIN, *size)
        }
    chosen: dict[str, Callable[[], measures.Figures]] = {
        "prepare a scenario, CPU s": measures.preparing,
        "engine, turkey-2017": lambda: measures.engine(*((4, 1) if quick else (32, 5))),
        "points of a box, one-battery": lambda: box_points.measured(2 if quick else 64),
        "horizon": lambda: horizons.measured(quick),
        "sites chosen, ours and HiGHS": lambda: siting.measured(quick),
        "covers of two hundred sites": lambda: site_covers.measured(quick),
        "shots assigned": lambda: assignment.measured(quick),
        "tracks of plots": lambda: tracking.measured(quick),
        "twin, one-battery": lambda: measures.twin("one-battery", 1, 1 if quick else 5),
    }
    if quick:
        return chosen
    return chosen | {
        "twin, turkey-2017": lambda: measures.twin("turkey-2017", 1, 3),
        "start, one-battery, 1 replicate": lambda: measures.start(3),
        "compile everything": measures.compiling,
        "memory of a streamed run": lambda: measures.memory(1_000),
    }


def told(figures: measures.Figures) -> list[str]:
    """Figures as lines."""
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict) and name.startswith("share"):
            lines += [f"    {name.replace('_', ' ')}"]
            lines += [f"      {part:<44}{100 * share:>13.1f} %" for part, share in value.items()]
        elif isinstance(value, dict):
            lines += [f"    {name.replace('_', ' ')}", *(f"  {line}" for line in told(value))]
        else:
            digits = f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
            lines.append(f"    {name.replace('_', ' '):<46}{digits:>13}")
    return lines


def main() -> None:
    """Measure, print, and write JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only that everything still runs")
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--against", type=Path, help="another checkout, to compare the engine with")
    asked = parser.parse_args()
    results: dict[str, object] = {
        "machine": platform.processor() or platform.machine(),
        "python": platform.python_version(),
    }
    for name, measure in programme(asked.quick, asked.against).items():
        print(name, flush=True)
        figures = measure()
        results[name] = figures
        print("\n".join(told(figures)), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
