"""From what a scan played to the document that is kept."""

from __future__ import annotations

from importlib.metadata import version

from openiads.scenario.write_scenario import sha256_of_what_is_played
from openiads.study.influence.change import mean_of
from openiads.study.influence.influence_scan import Moved, Scan
from openiads.study.known.influence_document import Influence, Row
from openiads.study.known.uncertain_figures import sha256_of_figures


def influence_of(scan: Scan) -> Influence:
    """What a scan found."""
    plan, scenario = scan.prepared.plan, scan.prepared.scenario
    return Influence(
        scenario=scenario.name,
        scenario_sha256=sha256_of_what_is_played(scenario),
        figures_sha256=sha256_of_figures(plan),
        version=version("openiads"),
        seed=scan.seed,
        replicates=scan.heats[-1].replicates,
        leakers=mean_of(scan.nominal),
        figures=len(scan.rows),
        rows=tuple(_found(moved) for moved in scan.rows if moved.touches),
    )


def _found(moved: Moved) -> Row:
    figure = moved.figure
    low, value, high = (figure.outside(end) for end in (figure.low, figure.value, figure.high))
    return Row(
        kind=figure.kind,
        entries=figure.entries,
        titles=figure.titles,
        field=figure.field,
        low=low,
        value=value,
        high=high,
        boxed=figure.boxed,
        status=figure.status,
        sources=figure.sources,
        replicates=moved.replicates,
        at_low=moved.low,
        at_high=moved.high,
        ignorance=moved.ignorance,
    )
