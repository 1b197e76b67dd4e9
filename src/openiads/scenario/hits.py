"""What the catalogue says of hits, on raiders and by them, for the kinds of threats that a scenario sends."""

from __future__ import annotations

from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.textbook_entries import Destruction, MissionKill
from openiads.scenario.cast import ScenarioTarget

MISSION_KILL = "mission_kill"
"""Under this the catalogue has those shares."""


def kinds_hit(targets: list[ScenarioTarget]) -> list[str]:
    """Kinds of raiders, of which a share of hits may end the mission only, be it 0."""
    return list(dict.fromkeys(target.threat.kind for target in targets if target.side == "hostile"))


def mission_kills(targets: list[ScenarioTarget], catalogue: Catalogue) -> dict[str, MissionKill]:
    """By kind of raider, of those of which a share of hits ends the mission only; of others none does."""
    entries = {kind: catalogue.mission_kill(kind) for kind in kinds_hit(targets)}
    return {kind: entry for kind, entry in entries.items() if entry.mission_kill_share > 0.0}


def destructions(targets: list[ScenarioTarget], catalogue: Catalogue) -> dict[str, Destruction]:
    """By kind of threat, of those that aim at a battery or a radar."""
    aimed = (target for target in targets if target.aim is not None and target.aim.table != "asset")
    return {kind: catalogue.destruction(kind) for kind in dict.fromkeys(t.threat.kind for t in aimed)}
