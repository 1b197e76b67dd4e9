"""`python -m benchmarks.tracking [--quick]`: tables of trackers and scenes, and of Stone Soup beside ours.

Trackers are told by their registered names, with constants that are other than in the catalogue:
`score:process_noise=1000 m-of-n:confirm_plots=5`.  Seeds from 100 on are for judging what was chosen on
others.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.tracking.judged import Setting, figures, means, ours
from benchmarks.tracking.scenes import JUDGING, SCENES
from benchmarks.tracking.worst_scan import with_worst

COLUMNS = {
    "gospa_m": ("GOSPA m", "{:,.0f}"),
    "gospa_per_root_target_m": ("/root N", "{:,.0f}"),
    "localisation_m": ("loc m", "{:,.0f}"),
    "missed": ("missed", "{:.2f}"),
    "false": ("false", "{:.2f}"),
    "switches_per_target": ("sw/target", "{:.3f}"),
    "completeness": ("compl.", "{:.3f}"),
    "spuriousness": ("spur.", "{:.3f}"),
    "plots_per_cpu_s": ("plots/CPU s", "{:,.0f}"),
    "ms_per_scan": ("ms/scan", "{:.2f}"),
    "ms_worst_scan": ("worst", "{:.2f}"),
}


def main() -> None:
    """Play, print, and write JSON where asked."""
    asked = arguments()
    if asked.write:
        from benchmarks.tracking.scene_files import write_files

        for name in asked.scenes:
            for seed in asked.seeds:
                print(*write_files(SCENES[name](seed), asked.write / f"{name}-{seed}"))
        return
    if asked.in_engine:
        from benchmarks.tracking.in_engine import lines

        for told in lines(asked.in_engine, [setting.tracker for setting in asked.trackers]):
            print(told, flush=True)
        return
    results: dict[str, Any] = {}
    if asked.airliners:
        from benchmarks.tracking.airliners import Missing, airliners, sample_file

        try:
            sample_file()
        except Missing as error:
            raise SystemExit(f"airliners are left out: {error}") from None
        scenes = {"airliners": airliners}
    else:
        scenes = {name: SCENES[name] for name in asked.scenes}
    if asked.peer:
        from benchmarks.tracking.peer_pairs import table

        results = table(asked.scenes, asked.seeds, asked.peer)
        print("\n".join(beside(results)))
    else:
        print(heading(), flush=True)
        for name, make in scenes.items():
            made = [make(seed) for seed in asked.seeds]
            for setting in asked.trackers:
                found = means(
                    [with_worst(scene, setting, figures(scene, ours(scene, setting, 3))) for scene in made]
                )
                results[f"{name} {setting.label}"] = found
                print(line(name, setting.label, found), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    """What was asked for, complete."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tracking", description=__doc__)
    several = {"type": lambda told: told.split(","), "metavar": "A,B"}
    parser.add_argument("trackers", nargs="*", help="registered names with constants; score if none is told")
    parser.add_argument("--scenes", default=["s10", "s50", "s200", "d50"], **several, help=", ".join(SCENES))
    parser.add_argument(
        "--seeds", default=["0"], **several, help=f"{JUDGING} and more for judging; 0 if not told"
    )
    parser.add_argument(
        "--peer", **several, help="Stone Soup beside ours: kd-tree, kd-tree+window, kd-tree+like, gnn, jpda"
    )
    parser.add_argument(
        "--in-engine", **several, help="built-in scenarios: the tracker within the engine and alone"
    )
    parser.add_argument("--airliners", action="store_true", help="the trajectories of the package traffic")
    parser.add_argument("--write", type=Path, help="only write scenes as CSV into folders of this one")
    parser.add_argument("--quick", action="store_true", help="only that everything still runs")
    parser.add_argument("--json", type=Path, help="file for the figures")
    asked = parser.parse_args()
    if asked.quick:
        asked.scenes, asked.seeds = ["s10"], ["0"]
    unknown = set(asked.scenes) - SCENES.keys()
    if unknown:
        parser.error(f"no scene {', '.join(unknown)}; there are {', '.join(SCENES)}")
    asked.seeds = [int(seed) for seed in asked.seeds]
    asked.trackers = [Setting.of(told) for told in asked.trackers or ["score"]]
    return asked


def heading() -> str:
    """Names of the columns."""
    return f"{'scene':<10}{'tracker':<44}" + "".join(f"{name:>12}" for name, _ in COLUMNS.values())


def line(scene: str, tracker: str, found: dict[str, float]) -> str:
    """Figures of one tracker on one scene."""
    cells = (form.format(found[name]) if name in found else "-" for name, (_, form) in COLUMNS.items())
    return f"{scene:<10}{tracker:<44}" + "".join(f"{cell:>12}" for cell in cells)


KEPT = ", by turns with ours on the day its answers were kept; speeds above are not of one day"


def beside(results: dict[str, Any]) -> list[str]:
    """Both on each scene, and how they differ."""
    lines = [heading()]
    for name, found in results.items():
        one, other = found["ours"], found["stone soup"]
        lines += [line(name.split()[0], "ours", one), line("", f"Stone Soup, {name.split()[1]}", other)]
        more = 100.0 * (one["gospa_m"] / other["gospa_m"] - 1.0)
        lines.append(
            f"{'':<10}GOSPA {more:+.2f} %, switches {one['switches']:.0f} against {other['switches']:.0f}, "
            f"Stone Soup takes {found['ratio_of_cpu']:,.0f} times the CPU time{KEPT * found['kept']}"
        )
    return lines


if __name__ == "__main__":
    main()
