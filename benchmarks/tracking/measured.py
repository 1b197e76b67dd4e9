"""What tracks of plots cost and how good they are, by tracker and scene, and beside Stone Soup."""

from __future__ import annotations

import importlib.util
from typing import Any

from benchmarks.tracking.judged import Setting, figures, ours
from benchmarks.tracking.scenes import SCENES, short
from benchmarks.tracking.worst_scan import with_worst

TRACKERS = "score", "imm", "m-of-n"
FULL = "s10", "s50", "s200", "s1000", "d50"


def measured(quick: bool, seed: int = 0) -> dict[str, Any]:
    """Figures by scene and tracker."""
    scenes = [short(10, 10, seed)] if quick else [SCENES[name](seed) for name in FULL]
    found: dict[str, Any] = {}
    for scene in scenes:
        for name in TRACKERS:
            setting = Setting(name)
            told = figures(scene, ours(scene, setting, 1 if quick else 5))
            found[f"{scene.name}, {name}"] = with_worst(scene, setting, told)
    if importlib.util.find_spec("stonesoup") is not None:
        found["stone soup, the same plots, 10 targets"] = beside_stone_soup(10 if quick else 60, seed)
    return found


def beside_stone_soup(scans: int, seed: int) -> dict[str, Any]:
    """Both on a scene of ten targets, played anew."""
    from benchmarks.tracking.peer_pairs import MATCHED, played_by_turns, shown

    scene = short(10, scans, seed)
    told = played_by_turns(scene, "kd-tree", False, MATCHED)
    return {
        "gospa_m_ours": figures(scene, shown(scene, MATCHED))["gospa_m"],
        "gospa_m_stone_soup": told["figures"]["gospa_m"],
        "ratio_of_cpu": told["ratio_of_cpu"],
    }
