"""What a perfect stage would buy beside what the funnels lose, from numbers made by hand."""

from __future__ import annotations

import math
import re

import pytest

from openiads.ground.interval_words import MINUS
from openiads.report.run import stage_gains
from openiads.report.run.stage_gains import FIRST_LOST, NARROW, NOTHING, UNMENDED, WIDE, StageGain
from openiads.simulation.perfect_stages import STAGES
from openiads.state.words import REASONS

ROWS = [
    StageGain("masking", 6.0, (21.9, 19.9, 23.0), "open"),
    StageGain("sector", None, (3.9, 3.5, 4.4), "all round"),
    StageGain("channels", 2.6, (0.0, -0.1, 0.1), "endless"),
    StageGain("", 23.4, NOTHING, "23.4 not in reach: no stage is theirs"),
]


def test_every_reason_is_that_of_one_stage_or_of_none():
    assert sorted([*FIRST_LOST.values(), *UNMENDED]) == sorted(REASONS)
    assert set(FIRST_LOST) < set(STAGES)


def test_the_answer_says_what_helps_and_why_the_funnels_say_otherwise():
    told = stage_gains.lead(ROWS)
    assert told.startswith(
        "Alone, open ground would stop 21.9 [19.9 to 23.0] more and sight all round would stop 3.90 [3.50 to "
        "4.40] more. That is not what the funnels lose at a stage: they count a leaker once,"
    )
    assert told.endswith(
        "Here they lose 2.60 leakers at “no channel free”, where endless channels would stop 0 "
        f"[{MINUS}0.10 to 0.10]; and they lose 6.00 leakers at “not unmasked”, where open ground would stop "
        "21.9 [19.9 to 23.0]."
    )


def test_where_nothing_helps_that_is_said():
    told = stage_gains.lead([StageGain("rounds", 0.0, (0.0, -0.1, 0.1), "endless")])
    assert told.startswith("No stage, perfect alone, is seen to stop more leakers. That is")
    assert told.endswith("rounds for others.")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_picture_has_all_stages_and_stays_within_its_width(width):
    drawn = stage_gains.draw(ROWS, width)
    for row in ROWS:
        assert f">{row.name}<" in drawn
    bars = re.findall(r'<rect x="([-0-9.]+)" y="[-0-9.]+" width="([-0-9.]+)"', drawn)
    assert len(bars) == 3 + 3  # lost at three, bought by three; none of what no stage is about
    assert all(float(x) >= 0.0 and float(x) + float(wide) <= width for x, wide in bars)


def test_a_stage_that_harms_is_drawn_to_the_other_side():
    drawn = stage_gains.draw([StageGain("tracks", 1.0, (-2.0, -3.0, -1.0), "exact")], WIDE)
    lost, gain = (float(x) for x in re.findall(r'<rect x="([-0-9.]+)"', drawn))
    assert gain < lost


def test_one_replicate_has_no_interval_and_is_drawn_all_the_same():
    drawn = stage_gains.draw([StageGain("kill", 1.0, (2.0, -math.inf, math.inf), "sure")], NARROW)
    assert "spanned" not in drawn
    assert ">2.00<" in drawn
