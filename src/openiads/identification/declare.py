"""Evidence becomes an identity, by Bayes and by rule."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.scalar import exp
from openiads.identification.evidence import gather
from openiads.identification.interrogate import interrogate, log_answers
from openiads.state.clock import cycle_ends
from openiads.state.events import append
from openiads.state.planes import Area, Track, TrackKey
from openiads.state.state import State
from openiads.state.words import Happening, Identity, Phase, TrackStatus
from openiads.state.world import World


@part
def identity(world: World, hostile: float, neutral: float, friend: float, positive: bool) -> int:
    """The standard identity for three log weights; hostile needs a positive criterion besides odds."""
    top = max(hostile, max(neutral, friend))
    h, n, f = exp(hostile - top), exp(neutral - top), exp(friend - top)
    total = h + n + f
    sure, likely = world.area[Area.HOSTILE_THRESHOLD], world.area[Area.SUSPECT_THRESHOLD]
    if f >= sure * total:
        return Identity.FRIEND.value
    if n >= sure * total:
        return Identity.NEUTRAL.value
    if f >= likely * total:
        return Identity.ASSUMED_FRIEND.value
    if h >= sure * total and positive:
        return Identity.HOSTILE.value
    if h >= likely * total:
        return Identity.SUSPECT.value
    return Identity.UNKNOWN.value


@part
def share_of_hostile(hostile: float, neutral: float, friend: float) -> float:
    """Posterior probability of hostile [1] for three log weights."""
    return 1.0 / (1.0 + exp(neutral - hostile) + exp(friend - hostile))


@part
def believed(state: State, world: World, p: int, m: int) -> int:
    """The identity of track `m` by all that was gathered and answered.

    Silence may make a suspect, never a hostile: the odds must suffice without it too.  So whoever asks
    declares nothing hostile that he would not have declared without asking.
    """
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    hostile, neutral, friend = f[Track.LOG_HOSTILE, m], f[Track.LOG_NEUTRAL, m], f[Track.LOG_FRIEND, m]
    friendly, civil = k[TrackKey.FRIEND_ANSWERS, m], k[TrackKey.CIVIL_ANSWERS, m]
    h, n, a = log_answers(world, p, friendly, friendly, civil, civil)
    unasked = share_of_hostile(hostile + h, neutral + n, friend + a) >= world.area[Area.HOSTILE_THRESHOLD]
    h, n, a = log_answers(
        world, p, k[TrackKey.INTERROGATIONS, m], friendly, k[TrackKey.CIVIL_QUESTIONS, m], civil
    )
    positive = unasked and k[TrackKey.POSITIVE, m] == 1
    return identity(world, hostile + h, neutral + n, friend + a, positive)


def identify(state: State, world: World, step: int) -> None:
    """Weigh evidence for every track in the picture whose turn has come, and declare what follows."""
    if not cycle_ends(world, step):
        return
    until = (step + 1) * world.area[Area.STEP]
    for p in range(state.tracks_f.shape[0]):
        f = state.tracks_f[p]
        k = state.tracks_i[p]
        for m in range(state.tops[p]):
            if k[TrackKey.STATUS, m] != TrackStatus.CONFIRMED or f[Track.REPORT_TIME, m] < 0.0:
                continue
            if f[Track.NEXT_EVIDENCE, m] > until:
                continue
            f[Track.NEXT_EVIDENCE, m] = until + world.area[Area.IDENTIFICATION_PERIOD]
            gather(state, world, p, m)
            interrogate(state, world, p, m, until)
            declared = believed(state, world, p, m)
            if declared != k[TrackKey.IDENTITY, m]:
                k[TrackKey.IDENTITY, m] = declared
                append(
                    state.tally, state.events_f, state.events_i,
                    Phase.IDENTIFY, Happening.IDENTIFIED, -1, k[TrackKey.SERIAL, m],
                    until, -1, float(declared),
                )  # fmt: skip
