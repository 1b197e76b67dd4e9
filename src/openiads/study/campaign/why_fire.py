"""What batteries did about a raider that they might fire at: the second half of its story."""

from __future__ import annotations

from collections.abc import Iterator

from openiads.state.words import Awaited, Lacking
from openiads.study.campaign.english_of_stories import ENGLISH
from openiads.study.campaign.story_facts import (
    AT_ONCE,
    Raider,
    count,
    duration,
    in_brackets,
    listed,
)

DELAYED = 15.0
"""A first launch that followed a free channel within this time was not delayed: radars need some [s]."""
LEFT_REACH = 30.0
"""What was in reach last so long before its fate had left it again [s]."""
PART = 3.0
"""Shorter parts of a delay are not told [s]."""

ENDS = {
    "missed": "rounds_missed",
    "gone": "rounds_lost_target_gone",
    "reach": "rounds_lost_out_of_reach",
    "sight lost": "rounds_lost_out_of_sight",
    "unguided": "rounds_lost_unguided",
}
"""What became of rounds, by its clause."""
WASTED = {"at gone": "shots_at_gone", "at engaged": "shots_at_engaged"}
"""Rounds that might have been spared."""
BROKEN = {
    "not allowed": "broken_off_not_allowed",
    "no solution": "broken_off_no_solution",
    "sight gone": "broken_off_lost_sight",
}
"""Why engagements were broken off."""


def reach(raider: Raider) -> Iterator[str]:
    """What a battery could do about it."""
    if not raider.was("in_reach"):
        key = "not in reach, held" if raider.under_several_rules else "not in reach"
        yield raider.in_the_end(key, "engageable", why=out_of_reach(raider))
        return
    if not raider.was("channel_free"):
        words = ENGLISH["in reach of"].format(battery=raider.battery, **_in_reach(raider))
        if raider.was("earliest_intercept"):
            words += ENGLISH["soonest"].format(where=raider.where("earliest_intercept"))
        yield words
        yield _want_of_channel(raider, "no channel", "in_reach")
        return
    if not raider.was("first_launch") or raider.span("in_reach", "channel_free") >= AT_ONCE:
        yield ENGLISH["in reach"].format(**_in_reach(raider))
    if raider.span("in_reach", "channel_free") >= AT_ONCE:
        after, where = raider.after("in_reach", "channel_free"), raider.where("channel_free")
        yield ENGLISH["waited"].format(after=after, where=where)
    if raider.was("first_launch"):
        yield shots(raider)
        yield from again(raider)
    elif not raider.was("round_left"):
        yield raider.in_the_end(_spent(raider, "no round"), "channel_free")
    elif not raider.was("assigned"):
        yield passed_over(raider)
    else:
        yield from assigned(raider)


def _in_reach(raider: Raider) -> dict[str, str]:
    """Where it came in reach, and for how long it was if it left it again, of what was never engaged."""
    told = {"where": raider.where("in_reach"), "while": ""}
    if not raider.was("assigned") and raider.span("last_in_reach", "end") >= LEFT_REACH:
        told["while"] = ENGLISH["for a while"].format(after=raider.after("in_reach", "last_in_reach"))
    return told


def out_of_reach(raider: Raider) -> str:
    """What no battery had to reach it, if that is known."""
    lacked = raider.facts["reach_lacked"]
    return "" if lacked < 0 else ENGLISH[f"lacked {Lacking(lacked).name}"]


def _spent(raider: Raider, key: str) -> str:
    """A clause about want of rounds, or the one that names those kept back, if any were in the end."""
    kept = raider.was("last_kept_back") and not _later(raider, "last_channel_free", "last_kept_back")
    return f"{key}, kept back" if kept else key


def _later(raider: Raider, moment: str, other: str) -> bool:
    """Whether one moment was after another, or there was no other."""
    return raider.was(moment) and not raider.facts[f"{moment}_time"] <= raider.facts[f"{other}_time"]


def _faced_elsewhere(raider: Raider) -> bool:
    """Whether it was in reach, once no channel was free for it, only of radars kept in another sector."""
    full = _later(raider, "last_channels_full", "last_channel_free")
    return _later(raider, "last_faced_elsewhere", "last_channel_free") and not full


def _facing(raider: Raider) -> dict[str, str]:
    """Whose radar faced elsewhere, and how many of its channels kept it there."""
    battery = raider.plan.batteries[raider.facts["faced_elsewhere"]]
    used = str(raider.facts["channels_in_use"])
    return {"battery": battery.name, "used": used, "channels": count("channel", battery.entry.targets_max)}


def _want_of_channel(raider: Raider, key: str, since: str) -> str:
    """The clause of want of a channel since a moment: the radar may have faced elsewhere with some free."""
    if _faced_elsewhere(raider):
        return raider.in_the_end(f"{key}, facing", since, **_facing(raider))
    return raider.in_the_end(key, since)


def _last(raider: Raider, rung: str) -> str:
    """The last time on a rung; where a track stood on it before it stood for this raider, the only one."""
    return f"last_{rung}" if raider.was(f"last_{rung}") else rung


def passed_over(raider: Raider) -> str:
    """Why no battery was set on it although a channel was free and a round left: as it was in the end."""
    if _later(raider, "last_channel_free", "last_round_left"):
        return raider.in_the_end(_spent(raider, "rounds spent"), _last(raider, "round_left"))
    if _later(raider, "last_in_reach", "last_channel_free"):
        return _want_of_channel(raider, "channels with others", _last(raider, "channel_free"))
    if not raider.was("last_in_reach"):
        return raider.in_the_end("engaged for another", "round_left")
    if raider.was("offered"):
        return raider.in_the_end("given to others", "offered")
    return raider.in_the_end("cheaper", "round_left")


def again(raider: Raider) -> Iterator[str]:
    """Why no more was fired at it, where it was in reach again after the first launch."""
    if not _later(raider, "last_in_reach", "first_launch"):
        return
    if _later(raider, "last_channel_free", "last_round_left"):
        yield ENGLISH[_spent(raider, "no more rounds")]
    elif _later(raider, "last_in_reach", "last_channel_free"):
        if _faced_elsewhere(raider):
            yield ENGLISH["no more channels, facing"].format(**_facing(raider))
        else:
            yield ENGLISH["no more channels"]


def assigned(raider: Raider) -> Iterator[str]:
    """An engagement without a launch."""
    why = raider.found(BROKEN, "time")
    if not raider.was("acquired"):
        given_up = raider.found({"not found": "not_acquired", "another's": "found_engaged"}, "time")
        yield ENGLISH["assigned"].format(battery=raider.battery, where=raider.where("assigned"))
        yield raider.in_the_end("not acquired", "assigned", why=in_brackets([*given_up, *why]))
        return
    yield ENGLISH["acquired"].format(battery=raider.battery, where=raider.where("acquired"))
    yield raider.in_the_end("not launched", "acquired", why=in_brackets(why))


def shots(raider: Raider) -> str:
    """What became of the rounds, and what kept the first of them."""
    key = "fired once" if raider.facts["shots"] == 1 else "fired"
    return ENGLISH[key].format(
        rounds=count("round", raider.facts["shots"]),
        where=raider.where("first_launch"),
        delay=delay(raider),
        ends=_ends(raider, ENDS),
    )


def delay(raider: Raider) -> str:
    """How long after a channel was free the first round left, and what took so long."""
    if not raider.span("channel_free", "first_launch") >= DELAYED:
        return ""
    told = [
        ENGLISH[key].format(
            after=duration(part), engagements=count("engagement", raider.facts["engagements_in_vain"])
        )
        for key, part in delays(raider)
        if part >= PART
    ]
    after = duration(raider.span("channel_free", "first_launch"))
    return ENGLISH["delay by" if told else "delay"].format(after=after, parts=listed(told))


def delays(raider: Raider) -> list[tuple[str, float]]:
    """Clauses of what took how long [s] from a free channel to the first launch; they sum to all of it.

    By the engagement that launched.  One that began with another target may have begun before this one could
    be fired at, and then tells nothing of what this one waited for.
    """
    facts = raider.facts
    put = facts["launch_assigned_time"]
    given = min(facts["assigned_time"], put)
    on_offer = {"for a cheaper": facts["offered_time"], "for others": given}
    awaited = facts["launch_awaited"]
    ends = {
        "for a round": facts["round_left_time"],
        **(on_offer if facts["offered_time"] <= given else {"for an engagement": given}),
        "in vain" if facts["engagements_in_vain"] else "since given": put,
        "to lock on": facts["launch_acquired_time"],
        "to launch" if awaited < 0 else f"awaited {Awaited(awaited).name}": facts["first_launch_time"],
    }
    since, parts = facts["channel_free_time"], []
    for key, end in ends.items():
        until = min(max(end, since), facts["first_launch_time"])
        parts.append((key, until - since))
        since = until
    return parts


def wasted(raider: Raider) -> str:
    """Of what was stopped: which rounds were too many."""
    return _ends(raider, {"found gone": "rounds_lost_target_gone"})


def _ends(raider: Raider, names: dict[str, str]) -> str:
    """What became of rounds, each told once, and how many of all might have been spared."""
    told = listed(raider.found(names, "round")), listed(raider.found(WASTED, "round"))
    return in_brackets([ENGLISH["of all"].join(words for words in told if words)])
