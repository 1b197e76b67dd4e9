"""The main job: play a campaign, then write what people take away."""

from __future__ import annotations

from typing import Any

from openiads.report import html
from openiads.report.replay import write_replay
from openiads.study.campaign import run as play
from openiads.study.result import RunResult


def run(scenario: Any, **options: Any) -> RunResult:
    """Simulate a scenario many times; takes what `study.campaign.run` takes.

    The run folder gets `replay.json` and `report.html` besides the tables.
    """
    result = play(scenario, **options)
    publish(result)
    return result


def publish(result: RunResult) -> None:
    """Write the replay and the page of a run that has its tables."""
    write_replay(result.folder, result.prepared, result.summary.seed, result.summary.first)
    html.write(result.folder, result.prepared, result.summary)
