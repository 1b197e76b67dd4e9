"""Sentences about raiders whose stories were made up by hand: what happened is said, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.state.planes import Evidence, Held
from openiads.state.words import Awaited, Control, Decider, Fate, Identity, Mechanism, Side
from openiads.study.campaign.english_of_stories import DECIDED, ENGLISH
from openiads.study.campaign.story_facts import PLACED, WANTED, Raider, duration, kilometres
from openiads.study.campaign.why_fire import delays
from openiads.study.campaign.why_words import whys

NAN = float("nan")
PLAN: Any = SimpleNamespace(
    assets=[SimpleNamespace(name="Ankara")],
    batteries=[
        SimpleNamespace(
            name=name,
            control=Control.TIGHT,
            authority_loss_probability=0.0,
            control_without_authority=Control.HOLD,
            entry=SimpleNamespace(targets_max=6),
            protects=(),
        )
        for name in ("north", "south")
    ],
    orders=[],
    targets=[
        SimpleNamespace(name=name, carrier=carrier)
        for name, carrier in (("missile", -1), ("bomber", -1), ("bomb", 1))
    ],
    radars=[SimpleNamespace(name="ridge", entry=SimpleNamespace(scan_period=6.0))],
)
COUNTED = [
    name
    for name in WANTED
    if name.startswith(("rounds", "shots", "broken_off"))
    or name.endswith("looks")
    or name
    in ("found_engaged", "not_acquired", "engagements_in_vain", "channels_in_use", "shot_down", "strays")
]


def told(**story: Any) -> str | None:
    """The sentence of one raider: times [s] by the name of their moment, distances [km] as NAME_km."""
    row: dict[str, Any] = dict.fromkeys(WANTED, NAN)
    row |= dict.fromkeys(COUNTED, 0) | {"fate": Fate.LEAKED, "identity": -1, "untracked": 0.0}
    row |= {
        "held_by": -1,
        "held_under": 0,
        "identified_by": -1,
        "mistaken_for": -1,
        "mistaken_time": NAN,
        "mistaken_by": -1,
        "launch_awaited": -1,
        "reach_lacked": -1,
        "mechanisms": -1,
        "faced_elsewhere": -1,
        "masked": 0.0,
        "masked_to_track": 0.0,
        "masked_untracked": 0.0,
    }
    row |= {"side": Side.HOSTILE, "asset": 0, "battery": -1, "radar": -1, "furthest_battery": -1, "target": 0}
    row["track_began_as"] = story.get("target", 0)
    row |= dict.fromkeys(("blind_time", "start_time"), NAN)
    for name in PLACED:
        row[f"{name}_to_asset"] = row[f"{name}_to_battery"] = NAN
    for name, value in story.items():
        if name.endswith("_km"):
            moment = name.removesuffix("_km")
            row[f"{moment}_to_asset"] = row[f"{moment}_to_battery"] = 1e3 * value
        else:
            row[f"{name}_time" if f"{name}_time" in row else name] = value
    rows = {name: np.array([value]) for name, value in row.items()}
    (sentence,) = whys(rows, PLAN)
    return sentence


SEEN: dict[str, Any] = {
    "first_sight": 100.0, "first_detection": 100.0, "first_detection_km": 31.0, "end": 186.0,
}  # fmt: skip
TRACKED = SEEN | {"first_track": 124.0, "in_picture": 125.0}
CLEARED = TRACKED | {
    "hostile": 140.0, "hostile_km": 20.4, "engageable": 140.0, "engageable_km": 20.4,
}  # fmt: skip
REACHED = CLEARED | {"in_reach": 150.0, "in_reach_km": 18.0, "furthest_battery": 0}
FREE = REACHED | {"channel_free": 150.0, "channel_free_km": 18.0}
LEFT = FREE | {"round_left": 150.0}
ASSIGNED = LEFT | {"assigned": 150.0, "assigned_km": 18.0}
LOCKED = ASSIGNED | {"acquired": 155.0, "acquired_km": 16.0}
FIRED = LOCKED | {"first_launch": 160.0, "first_launch_km": 14.2} | {
    "launch_assigned": 150.0, "launch_acquired": 155.0,
}  # fmt: skip
HEAD = "First seen 31 km from Ankara, tracked 24 s later"
OPEN = {"identity": Identity.PENDING}
HOSTILE = f"{HEAD}, declared hostile 16 s later at 20 km"


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        (
            {"nearest_battery": 8_440.0},
            "Never within the range and the beam of a radar; its whole way came no "
            "nearer than 8.4 km to a battery.",
        ),
        ({"first_hidden": 5.0}, "Never in sight: below the horizon whenever a radar had it in range."),
        (
            {"first_hidden": 5.0, "behind_terrain": 7.0},
            "Never in sight: hidden by the ground whenever a radar had it in range.",
        ),
        (
            {"first_sight": 9.0, "first_sight_km": 40.0, "faint_looks": 1, "clutter_looks": 3},
            "First in sight 40 km from Ankara, but never seen (1 look found too weak "
            "an echo and 3 looks lost it in ground clutter).",
        ),
        (SEEN, "First seen 31 km from Ankara, but no track was made of it."),
        (
            SEEN | {"first_hidden": 40.0, "behind_terrain": 40.0},
            "First seen 31 km from Ankara (until then hidden by the ground), but no track was made of it.",
        ),
        (SEEN | {"first_hidden": 99.0}, "First seen 31 km from Ankara, but no track was made of it."),
        (
            SEEN | {"first_sight": 80.0, "first_sight_km": 36.0, "faint_looks": 5},
            "First in sight 36 km from Ankara, first seen at 31 km (5 looks found "
            "too weak an echo), but no track was made of it.",
        ),
        (SEEN | {"first_track": 124.0}, f"{HEAD}, but no battery got that track."),
        (
            TRACKED | {"identity": Identity.SUSPECT},
            f"{HEAD}, but it was no more than a suspect in the 62 s until it arrived, and weapons "
            "control was tight.",
        ),
        (
            TRACKED | {"identity": Identity.PENDING},
            f"{HEAD}, but its identity stayed open for the 62 s until it arrived.",
        ),
        (
            TRACKED | {"identity": Identity.NEUTRAL, "untracked": 40.0},
            f"{HEAD}, then lost for 40 s in all, but it was taken for a civil flight "
            "for the 62 s until it arrived.",
        ),
        (
            TRACKED | {"identity": Identity.HOSTILE, "hostile": 140.0, "hostile_km": 20.4},
            f"{HOSTILE}, but no battery was to fire at it: it arrived 46 s later.",
        ),
        (CLEARED, f"{HOSTILE}, but after that it was never in reach of a battery: it arrived 46 s later."),
        (
            CLEARED | {"hostile": NAN},
            f"{HEAD}, declared engageable 16 s later at 20 km, but after that it was never "
            "in reach of a battery: it arrived 46 s later.",
        ),
        (
            REACHED | {"earliest_intercept": 170.0, "earliest_intercept_km": 12.0},
            f"{HOSTILE}, in reach of battery north at 18 km (a round would have met "
            "it at 12 km at the soonest), but no channel that faces it was free "
            "while it was in reach: it arrived 36 s later.",
        ),
        (
            FREE,
            f"{HOSTILE}, in reach at 18 km, but no battery with a free channel had a round "
            "left that reaches it: it arrived 36 s later.",
        ),
        (
            LEFT
            | {"channel_free": 162.0, "channel_free_km": 15.0, "round_left": 162.0}
            | {"last_in_reach": 180.0, "last_channel_free": 180.0, "last_round_left": 164.0}
            | {"last_round_left_km": 14.1},
            f"{HOSTILE}, in reach at 18 km, a channel free 12 s later at 15 km, but from "
            "14 km on no battery with a free channel had a round left that reaches it: it arrived 22 s "
            "later.",
        ),
        (
            LEFT
            | {"last_in_reach": 180.0, "last_channel_free": 170.0, "last_round_left": 170.0}
            | {"last_channel_free_km": 4.2},
            f"{HOSTILE}, in reach at 18 km, but from 4.2 km on every channel that faces it was with others: "
            "it arrived 16 s later.",
        ),
        (
            LEFT
            | {
                "last_in_reach": 180.0,
                "last_channel_free": 180.0,
                "last_round_left": 180.0,
                "offered": 156.0,
                "offered_km": 16.2,
            },
            f"{HOSTILE}, in reach at 18 km, but from 16 km on the channels went to others each time: "
            "it arrived 30 s later.",
        ),
        (
            LEFT
            | {"last_in_reach": 180.0, "last_channel_free": 180.0, "last_round_left": 180.0}
            | {"round_left_km": 18.0},
            f"{HOSTILE}, in reach at 18 km, but from 18 km on it was left to a cheaper round that never "
            "reached it: it arrived 36 s later.",
        ),
        (
            ASSIGNED,
            f"{HOSTILE}, in reach at 18 km, given to battery north at 18 km, but no "
            "engagement radar locked on to it: it arrived 36 s later.",
        ),
        (
            LOCKED,
            f"{HOSTILE}, in reach at 18 km, locked on by battery north at 16 km, but "
            "no round was launched: it arrived 31 s later.",
        ),
        (
            FIRED | {"shots": 1, "rounds_missed": 1},
            f"{HOSTILE}, 1 round fired at 14 km (1 round met it and failed).",
        ),
        (
            FIRED
            | {"shots": 4, "rounds_missed": 2, "rounds_lost_target_gone": 1, "rounds_lost_out_of_sight": 1},
            f"{HOSTILE}, 4 rounds fired, the first at 14 km (2 rounds met it and "
            "failed, 1 round came too late and 1 round went astray because the "
            "radar no longer saw it).",
        ),
        (
            FIRED | {"fate": Fate.KILLED, "furthest_battery": 1, "shots": 2, "end_km": 9.96},
            "Killed 10 km from Ankara by battery south, 86 s after it was first seen; 2 rounds fired at it.",
        ),
        (
            {"fate": Fate.KILLED, "furthest_battery": 1, "shots": 1, "end": 186.0, "end_km": 9.96},
            "Killed 10 km from Ankara by battery south; 1 round fired at it.",
        ),
        (
            {"fate": Fate.MISSION_KILLED, "furthest_battery": 1, "shots": 1, "end": 186.0, "end_km": 9.96},
            "Put out of action 10 km from Ankara by battery south; 1 round fired at it in all.",
        ),
        (
            SEEN | {"fate": Fate.WITHDRAWN, "asset": -1},
            "Went home and had no weapons to release; first seen 31 km from the nearest battery.",
        ),
        (
            FIRED | {"fate": Fate.UNRESOLVED, "shots": 3, "end": NAN},
            "Still under way when the run ended; first seen 31 km from Ankara, 3 rounds fired at it.",
        ),
        (
            TRACKED
            | {
                "fate": Fate.RELEASED,
                "asset": -1,
                "target": 1,
                "identity": Identity.UNKNOWN,
                "end": 424.0,
                "end_km": 60.0,
            },
            "Released its weapons 60 km from the nearest battery; first seen at 31 "
            "km, tracked 24 s later, but it stayed unknown for the 5 min until it "
            "released, and weapons control was tight.",
        ),
        (
            TRACKED
            | {
                "target": 2,
                "track_began_as": 1,
                "start_km": 45.0,
                "first_track": 100.0,
                "identity": Identity.UNKNOWN,
            },
            "Released 45 km from Ankara, first seen at 31 km, taken over at once by "
            "the track of its carrier, but it stayed unknown for the 86 s until it "
            "arrived, and weapons control was tight.",
        ),
        (
            TRACKED | {"target": 2, "track_began_as": 0, "start_km": 45.0, "identity": Identity.UNKNOWN},
            "Released 45 km from Ankara, first seen at 31 km, taken over 24 s later "
            "by a track that began with missile, but it stayed unknown for the 62 s "
            "until it arrived, and weapons control was tight.",
        ),
    ],
)
def test_each_story_is_told_up_to_where_the_chain_broke(story, sentence):
    assert told(**story) == sentence


def test_flights_have_no_story():
    assert told(side=Side.NEUTRAL) is None


@pytest.mark.parametrize(
    ("metres", "words"), [(40.0, "0.0 km"), (9_940.0, "9.9 km"), (9_960.0, "10 km"), (31_400.0, "31 km")]
)
def test_distances_have_a_decimal_below_ten_kilometres(metres, words):
    assert kilometres(metres) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "less than 1 s"), (24.4, "24 s"), (179.0, "179 s"), (300.0, "5 min")]
)
def test_long_times_are_told_in_minutes(seconds, words):
    assert duration(seconds) == words


def test_every_word_comes_from_one_place(monkeypatch):
    for key in ENGLISH:
        monkeypatch.setitem(ENGLISH, key, "")
    assert told(**FIRED | {"shots": 1, "rounds_missed": 1}).strip(", ") == "."


def test_who_waits_for_an_order_is_told_apart_from_who_waits_for_an_identity():
    held = TRACKED | {"hostile": 140.0, "hostile_km": 60.2, "engageable": 170.0, "engageable_km": 20.4}
    words = (
        f"{HEAD}, declared hostile 16 s later at 60 km, declared engageable 30 s later at 20 km, but after"
    )
    assert told(**held).startswith(words)


def test_rounds_are_kept_back_where_the_last_battery_with_a_free_channel_kept_some():
    kept = "left that reaches it, beside those kept back: it arrived"
    assert kept not in told(**FREE)
    last = FREE | {"last_channel_free": 170.0}
    assert kept in told(**last | {"last_kept_back": 170.0})
    assert kept not in told(**last | {"last_kept_back": 160.0}), "then all were gone"


def test_a_defence_that_was_put_out_before_is_told():
    assert told(**CLEARED | {"defenceless": 150.0}).endswith(
        "it arrived 46 s later; the last battery that could fire had been put out 36 s before it arrived."
    )
    assert "put out" not in told(**CLEARED | {"defenceless": 190.0})


def test_of_a_defence_that_still_fires_the_battery_that_was_put_out_is_told():
    lost = FIRED | {"shots": 1, "rounds_missed": 1, "defenceless": np.inf, "battery_lost": 170.0}
    assert told(**lost).endswith("; battery north had been put out 16 s before it arrived.")
    assert "put out" not in told(**lost | {"battery_lost": np.inf})
    assert "battery north had" not in told(**lost | {"defenceless": 175.0})


def test_what_held_fire_at_first_is_told_of_what_was_stopped_too(monkeypatch):
    monkeypatch.setattr(PLAN, "orders", [SimpleNamespace(name="night", control=Control.HOLD)])
    held = {"fate": Fate.KILLED, "shots": 2, "end_km": 9.96, "held_by": 1, "held_under": 0}
    late = FIRED | held | {"engageable": 152.0}
    assert told(**late).endswith(
        "; 2 rounds fired at it; for 12 s after it was declared hostile no battery might fire at it."
    )
    assert "might fire" not in told(**late | {"engageable": 141.0})
    # Of one battery it is known what let it.
    monkeypatch.setattr(PLAN, "batteries", PLAN.batteries[:1])
    assert told(**late | {"held_by": 0, "furthest_battery": 0}).endswith(
        "; for 12 s after it was declared hostile weapons control of battery north was hold by order night."
    )


def test_of_batteries_under_several_rules_those_count_that_might_fire(monkeypatch):
    assert "never in reach of a battery: it arrived" in told(**CLEARED)
    monkeypatch.setattr(PLAN.batteries[1], "control", Control.HOLD)
    assert "never in reach of a battery that might fire at it: it arrived" in told(**CLEARED)


def test_what_a_raider_itself_destroyed_had_not_been_put_out_before_it_arrived():
    end = {"end": 186.0}
    last = told(**CLEARED | end | {"defenceless": 186.0})
    assert last.endswith("it arrived 46 s later; it put out the last battery that could fire.")
    one = told(**FIRED | end | {"shots": 1, "rounds_missed": 1, "defenceless": np.inf, "battery_lost": 186.0})
    assert one.endswith("; it put battery north out.")


@pytest.mark.parametrize(
    ("story", "words"),
    [
        (
            {"start": 90.0},
            "No radar was left to see it; the last radar that searched had been put out 106 s ",
        ),
        (
            {"start": 70.0},
            "Never within the range and the beam of a radar; the last radar that searched had ",
        ),
        (TRACKED | OPEN, "but its identity stayed open for the 62 s until it arrived; the last radar that "),
    ],
)
def test_what_nobody_saw_because_radars_were_gone_is_told_with_that(story, words):
    blind = told(**{"end": 186.0} | story | {"blind": 80.0})
    assert words in blind
    assert blind.endswith("put out 106 s before it arrived.")
    assert "put out" not in told(**{"end": 186.0} | story | {"blind": np.inf})
    assert "put out" not in told(**REACHED | {"blind": 120.0}), "others could still follow it"


def test_where_control_is_free_point_defence_leaves_what_threatens_others(monkeypatch):
    for battery in PLAN.batteries:
        monkeypatch.setattr(battery, "control", Control.FREE)
    unknown = TRACKED | {"identity": Identity.UNKNOWN}
    assert told(**unknown).endswith("but it stayed unknown for the 62 s until it arrived.")
    monkeypatch.setattr(PLAN.batteries[0], "protects", ("Ankara",))
    assert told(**unknown).endswith("for it threatened nothing that they were to defend.")


def test_what_was_fired_at_a_carrier_after_its_release_is_told():
    released = {"fate": Fate.RELEASED, "end_km": 60.0}
    one = FIRED | released | {"shots": 2, "rounds_missed": 1, "shot_down": 1}
    assert told(**one).endswith("(1 round met it and failed); a round brought it down after that.")
    both = FIRED | released | {"shots": 2, "rounds_missed": 2, "shots_after_release": 1}
    assert told(**both).endswith(
        "2 rounds fired, the first at 14 km (2 rounds met it and failed); of all, 1 round left after that."
    )
    assert told(**both | {"shot_down": 1}).endswith("1 round left after that, and one brought it down.")
    late = LOCKED | released | {"shots": 3, "shots_after_release": 3}
    assert told(**late).endswith(
        "but no round was launched: it released 31 s later; 3 rounds fired at it after that."
    )
    assert told(**late | {"shot_down": 1}).endswith("; 3 rounds fired at it after that, and brought it down.")


def test_what_left_reach_again_is_told_for_how_long_it_was_there():
    assert "in reach at 18 km for 2 s, but" in told(**FREE | {"last_in_reach": 152.0})
    assert "in reach at 18 km, but" in told(**FREE | {"last_in_reach": 180.0})


@pytest.mark.parametrize(
    ("aim", "place"),
    [({"battery": 1}, "battery south"), ({"radar": 0}, "radar ridge"), ({}, "the nearest battery")],
)
def test_what_a_raider_aims_at_is_named_by_its_kind(aim, place):
    killed = FIRED | {"fate": Fate.KILLED, "asset": -1, "furthest_battery": 0, "shots": 1, "end_km": 12.0}
    assert told(**killed | aim).startswith(f"Killed 12 km from {place} by battery north, 86 s")


def test_who_is_hidden_again_is_told_beside_the_looks_in_vain():
    hidden = {"first_sight": 40.0, "first_sight_km": 60.0, "masked": 50.0, "faint_looks": 35}
    later = {"masked_to_track": 30.0, "to_track_faint_looks": 2, "to_track_clutter_looks": 1}
    assert told(**SEEN | hidden | later) == (
        "First in sight 60 km from Ankara, first seen at 31 km (the ground hid it again for 50 s and 35 "
        "looks found too weak an echo), but no track was made of it (the ground hid it again for 30 s, 2 "
        "looks found too weak an echo and 1 look lost it in ground clutter)."
    )
    assert "hid" not in told(**SEEN | {"masked": 9.0, "masked_to_track": 9.0})


TO_TRACK = {"masked_to_track": 12.0, "to_track_faint_looks": 3, "to_track_clutter_looks": 1}
LOST = {"untracked": 40.0, "masked_untracked": 30.0, "untracked_faint_looks": 5}


def test_what_kept_radars_from_it_is_told_beside_the_time_in_which_it_did():
    hidden = "the ground hid it again for"
    slow = f"{HEAD} ({hidden} 12 s, 3 looks found too weak an echo and 1 look lost it in ground clutter)"
    lost = f"then lost for 40 s in all ({hidden} 30 s and 5 looks found too weak an echo)"
    pending = "but its identity stayed open for the 62 s until it arrived."
    assert told(**TRACKED | OPEN | TO_TRACK) == f"{slow}, {pending}"
    assert told(**TRACKED | OPEN | LOST) == f"{HEAD}, {lost}, {pending}"
    assert told(**TRACKED | OPEN | TO_TRACK | LOST) == f"{slow}, {lost}, {pending}"


def test_what_kept_radars_from_it_for_a_short_time_is_not_told():
    soon = TRACKED | {"first_detection": 115.0}
    assert "look" not in told(**soon | OPEN | TO_TRACK)
    assert "look" not in told(**TRACKED | OPEN | LOST | {"untracked": 9.0})


@pytest.mark.parametrize(
    ("began", "whose"),
    [
        ({"target": 2, "track_began_as": 1}, "the track of its carrier"),
        ({"track_began_as": 1}, "a track that began"),
    ],
)
def test_looks_in_vain_stand_before_the_name_of_another(began, whose):
    assert f"taken over 24 s later (3 looks found too weak an echo) by {whose}" in told(
        **TRACKED | OPEN | {"to_track_faint_looks": 3} | began
    )


def test_what_was_seen_or_tracked_on_its_way_home_alone_was_not_before_it_released():
    released = {"fate": Fate.RELEASED, "end_km": 30.0, "first_sight_km": 60.0, "first_sight": 80.0}
    seen = SEEN | released | {"faint_looks": 2, "to_track_faint_looks": 4}
    assert "first seen at 31 km (2 looks" in told(**seen)
    assert "but never seen (2 looks found too weak an echo)" in told(**seen | {"end": 90.0})
    tracked = seen | {"first_track": 200.0}
    assert told(**tracked).endswith("but no track was made of it (4 looks found too weak an echo).")


@pytest.mark.parametrize(
    ("under", "why"),
    [
        (Held.STATUS, "weapons control of battery south was tight"),
        (Held.CHARGE, "battery south left it to others, for it threatened nothing that it was to defend"),
        (0, "weapons control of battery south was hold by order night"),
    ],
)
def test_what_held_fire_is_named(monkeypatch, under, why):
    monkeypatch.setattr(PLAN, "orders", [SimpleNamespace(name="night", control=Control.HOLD)])
    held = TRACKED | {"hostile": 140.0, "hostile_km": 20.4, "held_by": 1, "held_under": under}
    assert told(**held) == f"{HEAD}, declared hostile 16 s later at 20 km, but {why}: it arrived 46 s later."
    later = told(**held | {"engageable": 170.0, "engageable_km": 10.1})
    assert "engageable 30 s later at 10 km (until then no battery might fire at it), but after that" in later
    doubted = told(**TRACKED | {"identity": Identity.SUSPECT})
    assert doubted.endswith("until it arrived, and weapons control was not free for it.")


LATE = FIRED | {"offered": 150.0, "first_launch": 175.0, "shots": 1, "rounds_missed": 1}


@pytest.mark.parametrize(
    ("changes", "delay"),
    [
        ({}, "5 s until the radar locked on and 20 s to launch"),
        ({"launch_awaited": Awaited.REACTION}, "5 s until the radar locked on and 20 s to react"),
        (
            {"launch_awaited": Awaited.INTERVAL},
            "5 s until the radar locked on and 20 s for its turn among the launches",
        ),
        (
            {"launch_awaited": Awaited.SOLUTION, "round_left": 153.0, "offered": 158.0, "assigned": 162.0}
            | {"launch_assigned": 162.0, "launch_acquired": 163.0},
            "3 s until a battery with a free channel had a round for it, 5 s for a cheaper round, 4 s while "
            "channels went to others and 12 s until a round would meet it",
        ),
        (
            {"launch_awaited": Awaited.GUIDANCE, "launch_acquired": 151.0},
            "24 s until another round ended",
        ),
        (  # another battery had broken off
            {"launch_assigned": 165.0, "launch_acquired": 169.0, "engagements_in_vain": 1},
            "15 s with 1 engagement that came to nothing, 4 s until the radar locked on and 6 s to launch",
        ),
        (  # what it was first put on had nothing to do with this one
            {"launch_assigned": 165.0, "launch_acquired": 169.0},
            "15 s since it was first given to a battery, 4 s until the radar locked on and 6 s to launch",
        ),
        (  # an engagement of another, which locked on to this one
            {"launch_assigned": 110.0, "launch_acquired": 170.0, "assigned": 170.0, "offered": 440.0},
            "20 s until the radar locked on and 5 s to launch",
        ),
    ],
)
def test_what_kept_the_first_launch_is_told(changes, delay):
    words = f"{HOSTILE}, 1 round fired at 14 km, 25 s after a channel was free: {delay}"
    assert told(**LATE | changes) == f"{words} (1 round met it and failed)."


@given(st.lists(st.floats(0.0, 1e3), min_size=6, max_size=6), st.booleans())
def test_what_kept_the_first_launch_sums_to_the_whole(times, was_offered):
    names = ("channel_free", "round_left", "offered", "assigned", "launch_assigned", "launch_acquired")
    facts = {f"{name}_time": time for name, time in zip(names, times, strict=True)}
    launched = max(1e2, facts["channel_free_time"])  # what launched had a channel, whenever that began
    facts |= {"first_launch_time": launched, "launch_awaited": -1, "engagements_in_vain": 0}
    facts |= {} if was_offered else {"offered_time": NAN}
    parts = [part for _, part in delays(cast(Raider, SimpleNamespace(facts=facts)))]
    assert min(parts) >= 0.0
    assert sum(parts) == pytest.approx(launched - facts["channel_free_time"])


def test_a_radar_that_faced_elsewhere_is_told_from_channels_that_were_busy():
    faced = {
        "last_faced_elsewhere": 180.0,
        "last_in_reach": 180.0,
        "faced_elsewhere": 1,
        "channels_in_use": 2,
    }
    assert told(**REACHED | faced).endswith(
        "but while it was in reach the radar of battery south faced elsewhere, with 2 of 6 channels in use: "
        "it arrived 36 s later."
    )
    assert "but no channel that faces it was free" in told(**REACHED | faced | {"last_channels_full": 170.0})
    last = {
        "last_channel_free": 160.0,
        "last_channel_free_km": 15.6,
        "last_round_left": 160.0,
        "last_channels_full": 155.0,
    }
    assert told(**LEFT | faced | last).endswith(
        "but from 16 km on the radar of battery south faced elsewhere, with 2 of 6 channels in use: it "
        "arrived 26 s later."
    )
    assert told(**FIRED | faced | last | {"shots": 1}).endswith(
        ", then the radar of battery south faced elsewhere, with 2 of 6 channels in use."
    )


def test_a_rung_that_a_track_reached_before_it_stood_for_the_raider_is_told_by_its_own_moment():
    story = LEFT | {"round_left_km": 18.0, "last_channel_free": 170.0, "last_channel_free_km": 15.0}
    assert told(**story).endswith(
        "but from 18 km on no battery with a free channel had a round left that reaches it: it arrived 36 s "
        "later."
    )
    story = LEFT | {"last_in_reach": 170.0}
    assert told(**story).endswith(
        "but from 18 km on every channel that faces it was with others: it arrived 36 s later."
    )


def test_a_channel_that_was_after_another_target_is_no_engagement_of_this_one():
    assert told(**LEFT | {"round_left_km": 18.0}).endswith(
        "but from 18 km on the channel on its track was after another target: it arrived 36 s later."
    )


def test_a_launch_that_came_as_soon_as_radars_can_is_no_delay():
    assert "after a channel" not in told(**LATE | {"first_launch": 164.0})


def test_rounds_that_might_have_been_spared_are_told():
    spared = {"fate": Fate.KILLED, "furthest_battery": 1, "shots": 4, "end_km": 9.96}
    counts = {"rounds_lost_target_gone": 2, "shots_at_gone": 1, "shots_at_engaged": 1}
    assert told(**FIRED | spared | counts).endswith(
        "; 4 rounds fired at it (2 rounds found it gone; of all, 1 round left when it was gone already "
        "and 1 round left while one of another battery was on its way)."
    )


def test_why_engagements_came_to_nothing_is_told():
    broken = {"broken_off_not_allowed": 1, "broken_off_no_solution": 2, "broken_off_lost_sight": 1}
    assert (
        "but no round was launched (broken off once because weapons control forbade it, broken off 2 times "
        in (told(**LOCKED | broken))
    )
    assert (
        "locked on to it (given up once because it was not found in time and given up 2 times because "
        in (told(**ASSIGNED | {"not_acquired": 1, "found_engaged": 2}))
    )


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (
            {"last_channel_free": 175.0, "last_round_left": 150.0},
            ", then no battery with a free channel had a round left that reaches it.",
        ),
        ({"last_channel_free": 150.0, "last_round_left": 150.0}, ", then no channel that faces it was free."),
        ({"last_channel_free": 175.0, "last_round_left": 175.0}, "(1 round met it and failed)."),
    ],
)
def test_why_no_more_was_fired_is_told(last, words):
    fired = FIRED | {"shots": 1, "rounds_missed": 1, "last_in_reach": 175.0}
    assert told(**fired | last).endswith(words)


LADDER = (
    "first_sight", "first_detection", "first_track", "in_picture", "hostile", "engageable", "in_reach",
    "channel_free", "round_left", "assigned", "acquired", "first_launch",
)  # fmt: skip
BESIDE = (
    "offered", "last_in_reach", "last_channel_free", "last_round_left", "last_kept_back",
    "last_channels_full", "last_faced_elsewhere", "launch_assigned", "launch_acquired",
)  # fmt: skip


@given(
    st.integers(0, len(LADDER)),
    st.sets(st.sampled_from(BESIDE)),
    st.sampled_from([Fate.LEAKED, Fate.KILLED, Fate.MISSION_KILLED, Fate.RELEASED, Fate.WITHDRAWN]),
    st.integers(-1, 1),
)
def test_whatever_was_beside_the_ladder_a_story_is_told(rungs, beside, fate, battery):
    """A track takes its rungs along to the raider that it stands for next, and not what was beside them."""
    story: dict[str, Any] = {"fate": fate, "end": 400.0, "end_km": 3.0, "furthest_battery": 0}
    story |= {name: 100.0 + 10.0 * n for n, name in enumerate(LADDER[:rungs])}
    story |= dict.fromkeys(beside, 300.0)
    story |= {f"{name}_km": 12.0 for name in [*LADDER[:rungs], *beside] if name in PLACED}
    story |= {"faced_elsewhere": max(battery, 0), "channels_in_use": 2, "held_by": battery}
    story |= {"held_under": Held.STATUS.value}
    hostile = rungs > LADDER.index("hostile")
    story |= {
        "shots": int(rungs == len(LADDER)),
        "identity": Identity.HOSTILE if hostile else Identity.PENDING,
    }
    sentence = told(**story)
    assert sentence is not None
    assert "nan" not in sentence.split()


def test_it_is_told_by_what_a_raider_was_declared_hostile():
    hostile = TRACKED | {"identity": Identity.HOSTILE, "hostile": 140.0, "hostile_km": 20.4}
    plain = told(**hostile)
    by_speed = told(**hostile, identified_by=int(Evidence.SUPERSONIC))
    assert by_speed == plain.replace("20 km", "20 km by its speed", 1)
    assert " by its silence" in told(**hostile, identified_by=int(Decider.OWN_SILENCE))


def test_a_flight_that_was_declared_hostile_has_a_story_and_no_other_has():
    flight = {"side": Side.NEUTRAL, "mistaken_time": 311.0, "mistaken_by": int(Evidence.THREATENING)}
    assert told(**flight, mistaken_for=int(Identity.HOSTILE)) == (
        "A neutral flight, declared hostile 5 min into the run by its course; nobody fired at it."
    )
    hostile = {"mistaken_for": int(Identity.HOSTILE), "identity": int(Identity.HOSTILE)}
    assert told(**flight, **hostile, mechanisms=0, shots=2) == (
        "A neutral flight, declared hostile 5 min into the run by its course; 2 rounds fired at it; nothing "
        "had failed: evidence and weapons control let it; it got away."
    )
    assert told(**flight, mistaken_for=int(Identity.FRIEND)) is None


@pytest.mark.parametrize("decider", [*Evidence, *Decider], ids=lambda decider: decider.name.lower())
def test_whatever_decides_has_words(decider):
    hostile = TRACKED | {"identity": Identity.HOSTILE, "hostile": 140.0, "hostile_km": 20.4}
    assert DECIDED[decider.name].strip() in told(**hostile, identified_by=int(decider))


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        (
            {"side": Side.FRIEND, "mechanisms": Mechanism.NO_REPLY | Mechanism.NO_AUTHORITY, "shots": 2},
            "A friend, 2 rounds fired at it; its set did not work and no order reached the battery; it "
            "got away.",
        ),
        (
            {"side": Side.NEUTRAL, "mechanisms": Mechanism.FLEW_ON, "strays": 1, "shot_down": 1},
            "A neutral flight, 0 rounds fired at it, and 1 round that flew on to it from others; the "
            "round had lost what it was fired at; it was shot down.",
        ),
        (
            {"side": Side.FRIEND, "mechanisms": 0, "shots": 1, "shot_down": 1},
            "A friend, 1 round fired at it; no track of it was ever declared hostile: weapons control let it "
            "all the same, or the engagement radar found it instead of another; it was shot down.",
        ),
    ],
)
def test_a_flight_that_was_fired_at_is_told_with_what_had_failed(
    story: dict[str, Any], sentence: str
) -> None:
    assert told(**story) == sentence


def test_a_flight_that_nobody_fired_at_has_no_story() -> None:
    assert told(side=Side.FRIEND) is None


def test_a_raider_that_a_round_flew_on_to_says_so() -> None:
    sentence = told(**SEEN, fate=Fate.KILLED, end_km=9.0, furthest_battery=0, shots=1, strays=1)
    assert sentence is not None
    assert "; 1 round fired at it; 1 round flew on to it from others" in sentence


def test_no_authority_is_named_as_what_held_fire() -> None:
    sentence = told(**CLEARED | {"engageable": NAN}, held_by=1, held_under=Held.AUTHORITY)
    assert sentence is not None
    assert "but no order reached battery south, whose weapons control was hold then" in sentence
