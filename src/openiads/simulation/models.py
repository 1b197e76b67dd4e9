"""Which models play a scenario: from the names in its `[models]` to a chain of phases."""

from __future__ import annotations

from functools import lru_cache

from openiads.catalogue.entries import Entry
from openiads.engagement.fire_control import ASSESSMENTS, ASSIGNMENTS, DOCTRINES, FireControl
from openiads.engagement.fire_control import parts_of as fire_control_parts
from openiads.ground.compiled import origin_sha256
from openiads.ground.errors import ScenarioError
from openiads.ground.exchange import exchanged
from openiads.scenario.scenario_schema import Models, Scenario
from openiads.simulation.step import CHAIN, Chain
from openiads.state.scalars import Tracking, named
from openiads.tracking.trackers import TRACKERS
from openiads.tracking.trackers import parts_of as tracker_parts

DEFAULT = Models()
BY_RATES = "by-rates"
"""Assessment of a scenario that names none."""
WHERE = "models"


def chain_of(models: Models) -> Chain:
    """The phases that a scenario asks for; a name that nobody has is one message."""
    return _chain(models.tracker, models.assignment, models.doctrine, models.assessment or BY_RATES)


@lru_cache(maxsize=64)
def _chain(tracker: str, assignment: str, doctrine: str, assessment: str) -> Chain:
    """One chain per choice, so that what is compiled for it is found again."""
    tracks = TRACKERS.get(tracker, f"{WHERE}.tracker")
    control = FireControl(
        doctrine=DOCTRINES.get(doctrine, f"{WHERE}.doctrine"),
        solver=ASSIGNMENTS.get(assignment, f"{WHERE}.assignment"),
        assessment=ASSESSMENTS.get(assessment, f"{WHERE}.assessment"),
    )
    return exchanged(CHAIN, tracker_parts(tracks) | fire_control_parts(control))


def tracking_of(models: Models, *entries: Entry) -> Tracking:
    """Constants of the tracker that a scenario asks for, by entries of the catalogue."""
    return named(
        Tracking, *entries, motion_models=TRACKERS.get(models.tracker, f"{WHERE}.tracker").motion_models
    )


def sources_of(models: Models) -> dict[str, str]:
    """What tells the chosen models from others of the same name: hashes of what their phases are made of."""
    return {phase.name.lower(): origin_sha256(function) for phase, function in chain_of(models).items()}


def require_default(scenario: Scenario) -> None:
    """Refuse what the readable twin does not know: other models, cuts, fused tracks, rounds that fly on."""
    if scenario.cut:
        raise ScenarioError(
            f"cut.{scenario.cut[0].name}: the readable twin plays no cuts of links; leave it out, or choose "
            "another engine"
        )
    for network in scenario.network:
        if network.fusion != "plots":
            raise ScenarioError(
                f"network.{network.name}.fusion is {network.fusion!r}; the readable twin passes on plots; "
                "choose 'plots', or another engine"
            )
    if scenario.doctrine.rounds_fly_on:
        raise ScenarioError(
            "doctrine.rounds_fly_on is true; in the readable twin a round that has lost its target destroys "
            "itself; leave it out, or choose another engine"
        )
    for field, name in scenario.models.model_dump().items():
        default = getattr(DEFAULT, field) or BY_RATES
        if (name or BY_RATES) != default:
            raise ScenarioError(
                f"{WHERE}.{field} is {name!r}; the readable twin plays the default models only; "
                f"choose {default!r}, or another engine"
            )
