"""Ours and Stone Soup on the same plots by turns, and its answers kept in a file, for it is slow.

Before and after each of its runs ours plays the same plots again and again for a while, on the same clock;
the ratio is its CPU time over the mean of ours.  Ours is timed from plots in range and angles to rows of
tracks, Stone Soup from its detections to its tracks.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.tracking import like_stone_soup
from benchmarks.tracking.judged import Played, Setting, figures, ours, until_missed, warmed
from benchmarks.tracking.scenes import SCENES, Scene
from openiads.study.tracking.plots import Plots
from openiads.study.tracking.track_plots import track_plots

MATCHED = Setting.of(
    "m-of-n:process_noise=300:start_speed_sd=300:confirm_plots=3:confirm_looks=5:drop_looks=4"
)
"""The nearest of ours to what it can do, and the settings of both."""
LIKE = MATCHED._replace(tracker=like_stone_soup.NAME)
"""Ours by its rules of association and of giving up, with the same constants."""
KEPT = Path(__file__).parent / "stone_soup_told.json"
AT_LEAST = 0.3
"""Ours is played for so long each time [CPU s]."""


def fingerprint(plots: Plots) -> str:
    """Hash of all plots, by which a kept answer is known to be one to them."""
    digest = hashlib.sha256()
    for name in ("time", "slant_range", "azimuth", "elevation"):
        digest.update(np.round(getattr(plots, name), 9).tobytes())
    return digest.hexdigest()[:16]


def seconds_of_ours(scene: Scene, setting: Setting) -> float:
    """Mean CPU seconds of ours over so many plays as take a while."""
    detection = setting.detection or scene.sites[0].detection
    begin, plays = time.process_time(), 0
    while time.process_time() - begin < AT_LEAST:
        track_plots(scene.plots, scene.sensors, setting.tracking, detection, setting.tracker)
        plays += 1
    return (time.process_time() - begin) / plays


def shown(scene: Scene, setting: Setting) -> Played:
    """Ours, tracks shown until they have missed as many scans as end them there.

    It ends a track at once with the last miss that is one too many; ours just before the next scan.
    """
    whole = ours(scene, setting)
    detection = setting.detection or scene.sites[0].detection
    tracks = track_plots(scene.plots, scene.sensors, setting.tracking, detection, setting.tracker)
    return replace(whole, rows=until_missed(tracks, setting.tracking.drop_looks))


def pair(
    scene: Scene,
    kind: str = "kd-tree",
    window: bool = False,
    setting: Setting = MATCHED,
    most_scans: int | None = None,
    again: bool = False,
    like: bool = False,
) -> dict[str, Any]:
    """Figures of both on a scene, ours by its rules if asked; its own from the file if they are there."""
    like_stone_soup.enter()
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    name = f"{scene.name}/{scene.seed} {kind}{' window' if window else ''} {setting.label}"
    name += "" if most_scans is None else f" {most_scans} scans"
    told, mark = kept.get(name), fingerprint(scene.plots)
    is_kept = True
    if told is None or told["plots"] != mark or again:
        is_kept = False
        told = {"plots": mark} | played_by_turns(scene, kind, window, setting, most_scans)
        # Read again: another may have written while this one was playing.
        kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
        kept[name] = told
        KEPT.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n", encoding="utf-8")
    one = until(scene, shown(scene, LIKE if like else setting), most_scans)
    return {
        "ours": figures(scene, one),
        "stone soup": told["figures"],
        "ratio_of_cpu": told["ratio_of_cpu"],
        "kept": is_kept,  # its figures and the ratio are of an earlier day; ours were played just now
    }


def table(names: list[str], seeds: list[int], kinds: list[str]) -> dict[str, Any]:
    """Pairs of all scenes, seeds and kinds.

    `kd-tree+window` is the tree with our window of looks, `kd-tree+like` ours with the rules of the tree.
    """
    found = {}
    for name in names:
        for seed in seeds:
            for kind in kinds:
                found[f"{name}/{seed} {kind}"] = pair(
                    SCENES[name](seed),
                    kind.split("+")[0],
                    kind.endswith("+window"),
                    like=kind.endswith("+like"),
                )
    return found


def until(scene: Scene, played: Played, most_scans: int | None) -> Played:
    """The first scans of what was played."""
    return played if most_scans is None else replace(played, scans=played.scans[:most_scans])


def played_by_turns(
    scene: Scene, kind: Any, window: bool, setting: Setting, most_scans: int | None = None
) -> dict[str, Any]:
    """Stone Soup between two plays of ours."""
    from benchmarks.tracking.stone_soup_peer import Rule, peer

    warmed(scene, setting, scene.sites[0].detection)
    before = seconds_of_ours(scene, setting)
    played = peer(scene, setting, Rule(kind, window), most_scans)
    after = seconds_of_ours(scene, setting)
    share = 1.0 if most_scans is None else most_scans / scene.scans.size
    return {
        "figures": figures(scene, played),
        "ratio_of_cpu": played.cpu_sum / (0.5 * share * (before + after)),
        "ours_before_ms": 1e3 * before,
        "ours_after_ms": 1e3 * after,
    }
