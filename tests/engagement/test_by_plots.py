"""Kill assessment by later plots: who is seen again is alive, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openiads.scenario.load_scenario import load_document
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import Prepared, prepare
from openiads.state.planes import Target
from openiads.state.words import Happening
from openiads.state.world import freeze
from verification.degenerate import Approach, document

pytestmark = pytest.mark.compiled("they play whole replicates")

RAIDERS = 8


def prepared(kills: float, **battery: float) -> Prepared:
    """A battery whose radar sees every raider in every look."""
    row = {"kill_probability": kills, "salvo": 1, "salvos_max": 1, "assessment_s": 5, **battery}
    tables = document(RAIDERS, row, {}, Approach(start_km=32.0, end_km=12.0))
    tables["models"] = {"assessment": "by-plots"}
    return prepare(load_document(tables, "test"))


def books(one: Prepared, replicates: int = 20) -> Books:
    return Books.joined(list(play(one.world, 1, 0, replicates, chain=one.chain)))


def assessed(found: Books) -> tuple[int, int, float]:
    """How often killed was believed, how often alive, and how often that was right."""
    kind = found.events["kind"]
    killed, alive = kind == Happening.ASSESSED_KILLED, kind == Happening.ASSESSED_ALIVE
    right = found.events["value"][killed | alive].mean()
    return int(killed.sum()), int(alive.sum()), float(right)


@pytest.mark.parametrize("kills", [0.0, 0.5, 1.0])
def test_in_plain_view_without_further_errors_every_assessment_is_right(kills: float):
    killed, alive, right = assessed(books(prepared(kills)))
    assert right == 1.0
    assert (killed == 0) == (kills == 0.0)
    assert (alive == 0) == (kills == 1.0)


def test_the_rates_come_on_top_of_what_plots_tell():
    """Binomial: of 160 that are seen again 40 are taken for killed, within four deviations of 5.5."""
    killed, alive, _ = assessed(books(prepared(0.0, false_kill_probability=0.25)))
    assert killed + alive == 160
    assert abs(killed - 40) < 22


def test_a_mission_kill_is_seen_to_fly_on():
    one = prepared(1.0)
    targets = np.array(one.world.target_f)
    targets[Target.MISSION_KILL_SHARE] = 1.0
    crippled = replace(one, world=freeze(one.world._replace(target_f=targets)))
    killed, alive, right = assessed(books(crippled))
    assert (killed, right) == (0, 1.0)
    assert alive > 0


def test_who_has_no_time_for_a_look_takes_what_flies_on_for_killed():
    """No echo comes in the time of no delay: a miss that is not seen."""
    killed, _, right = assessed(books(prepared(0.0, assessment_s=0)))
    assert killed > 0
    assert right < 1.0
