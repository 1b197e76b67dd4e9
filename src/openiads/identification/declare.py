"""Evidence becomes an identity, by Bayes and by rule."""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.scalar import exp
from openiads.identification.evidence import gather
from openiads.identification.interrogate import interrogate, log_answers
from openiads.state.clock import cycle_begin, cycle_ends, step_begin
from openiads.state.events import append
from openiads.state.planes import Network, Track, TrackKey
from openiads.state.state import State
from openiads.state.words import Happening, Identity, Phase, TrackStatus
from openiads.state.world import World


@part
def identity(world: World, hostile: float, neutral: float, friend: float, positive: bool) -> int:
    """The standard identity for three log weights; hostile needs a positive criterion besides odds."""
    top = max(hostile, max(neutral, friend))
    h = exp(hostile - top) if hostile < top else 1.0
    n = exp(neutral - top) if neutral < top else 1.0
    f = exp(friend - top) if friend < top else 1.0
    total = h + n + f
    sure, likely = world.doctrine.hostile_threshold_probability, world.doctrine.suspect_threshold_probability
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
    positive = k[TrackKey.POSITIVE, m] == 1
    if positive:
        h, n, a = log_answers(world, p, friendly, friendly, civil, civil)
        unasked = share_of_hostile(hostile + h, neutral + n, friend + a)
        positive = unasked >= world.doctrine.hostile_threshold_probability
    h, n, a = log_answers(
        world, p, k[TrackKey.INTERROGATIONS, m], friendly, k[TrackKey.CIVIL_QUESTIONS, m], civil
    )
    return identity(world, hostile + h, neutral + n, friend + a, positive)


@part
def read(state: State, world: World, p: int, m: int, time: float) -> None:
    """Take the newest report of track `m`, at `time` [s], and note the identity that it points to.

    While questions are open, be it for want of reach, a track that nothing tells more about has not been
    evaluated yet: it is pending, not unknown, and nobody fires at it.
    """
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    gather(state, world, p, m)
    asking = interrogate(state, world, p, m, time)
    found = believed(state, world, p, m)
    fresh = k[TrackKey.IDENTITY, m] == Identity.PENDING
    if asking and fresh and (found == Identity.UNKNOWN or found == Identity.SUSPECT):
        found = Identity.PENDING.value
    if found == Identity.HOSTILE and f[Track.SUFFICIENT_SINCE, m] < 0.0:
        f[Track.SUFFICIENT_SINCE, m] = time
    elif not (found == Identity.HOSTILE or found == Identity.SUSPECT or found == Identity.PENDING):
        f[Track.SUFFICIENT_SINCE, m] = -1.0
    k[TrackKey.READ_AS, m] = found


@part
def confirmed_at(state: State, world: World, p: int, m: int) -> float:
    """When [s] evidence against track `m` will have sufficed for long enough; infinite if it does not."""
    since = state.tracks_f[p, Track.SUFFICIENT_SINCE, m]
    if since < 0.0 or state.tracks_i[p, TrackKey.READ_AS, m] != Identity.HOSTILE:
        return math.inf
    falls = state.tracks_i[p, TrackKey.BALLISTIC, m] == 1
    delay = Network.BALLISTIC_CONFIRMATION if falls else Network.CONFIRMATION
    return float(since + world.network_f[delay, p])


@part
def declare(state: State, p: int, m: int, identity: int, time: float) -> None:
    """Give track `m` an identity from `time` [s] on, if it is a new one."""
    k = state.tracks_i[p]
    if identity == k[TrackKey.IDENTITY, m]:
        return
    k[TrackKey.IDENTITY, m] = identity
    append(
        state.tally, state.events_f, state.events_i,
        Phase.IDENTIFY, Happening.IDENTIFIED, -1, k[TrackKey.SERIAL, m], time, -1, float(identity),
    )  # fmt: skip


@part
def settle(state: State, world: World, p: int, m: int, time: float) -> None:
    """Declare what a reading at `time` [s] makes of track `m`.

    Only a person's look makes a hostile of a suspect, and that takes its time; who was declared one stays one
    while he is suspect at least.
    """
    k = state.tracks_i[p]
    found = k[TrackKey.READ_AS, m]
    if found == Identity.HOSTILE:
        found = Identity.SUSPECT.value
    if found == Identity.SUSPECT and k[TrackKey.IDENTITY, m] == Identity.HOSTILE:
        return
    if found != Identity.SUSPECT or confirmed_at(state, world, p, m) > time:
        declare(state, p, m, found, time)


@part
def confirm(state: State, world: World, p: int, m: int, start: float, until: float) -> None:
    """Declare track `m` hostile if that has been confirmed by `until` [s], not before `start` [s]."""
    if state.tracks_i[p, TrackKey.IDENTITY, m] == Identity.HOSTILE:
        return
    due = confirmed_at(state, world, p, m)
    if due <= until:
        declare(state, p, m, Identity.HOSTILE.value, max(due, start))


@part
def follow(state: State, world: World, p: int, m: int, since: float, until: float) -> None:
    """What becomes of the identity of track `m` between `since` and `until` [s], in order of time.

    A report is read when it reaches the picture, unless the last one was read less than a period ago.  So the
    cycle has no part in it.
    """
    f = state.tracks_f[p]
    start = since
    arrival = f[Track.REPORT_TIME, m] + world.network_f[Network.DELAY, p]
    if f[Track.NEXT_EVIDENCE, m] <= arrival <= until:
        time = max(arrival, since)
        confirm(state, world, p, m, start, time)
        f[Track.NEXT_EVIDENCE, m] = time + world.doctrine.identification_period
        read(state, world, p, m, time)
        settle(state, world, p, m, time)
        start = time
    confirm(state, world, p, m, start, until)


def identify(state: State, world: World, step: int) -> None:
    """Once a cycle, weigh evidence for every track that there is news of, and declare what follows."""
    if not cycle_ends(world, step):
        return
    since = cycle_begin(world, step)
    until = step_begin(world, step + 1)
    for p in range(state.tracks_f.shape[0]):
        for m in range(state.tops[p]):
            status = state.tracks_i[p, TrackKey.STATUS, m]
            if status == TrackStatus.CONFIRMED and state.tracks_f[p, Track.REPORT_TIME, m] >= 0.0:
                follow(state, world, p, m, since, until)
