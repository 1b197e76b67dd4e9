"""What becomes of a round and of what it meets: gone, destroyed, or only out of action.

References
----------
.. [1] R. E. Ball, Fundamentals of Aircraft Combat Survivability, 2nd ed., AIAA 2003, chapter 1: kills by what
   they end, attrition and mission.
"""

from __future__ import annotations

from openiads.engagement.fly_on import battery_of
from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, uniform
from openiads.state.events import log
from openiads.state.planes import (
    Battery,
    Channel,
    ChannelKey,
    Fire,
    ShotKey,
    Tally,
    Target,
    TargetKey,
    Truth,
    TruthKey,
)
from openiads.state.state import State
from openiads.state.words import (
    ChannelStage,
    Fate,
    Flight,
    Phase,
    Side,
    Stage,
    Status,
)
from openiads.state.world import World


@part
def leave(state: State, world: World, r: int, time: float) -> None:
    """Round `r` is no matter of its channel any more; the last of a salvo turns that to the assessment."""
    c = state.rounds_i[ShotKey.CHANNEL, r]
    b = state.channels_i[ChannelKey.BATTERY, c]
    state.fire[Fire.GUIDED, b] -= 1.0
    state.channels_i[ChannelKey.IN_FLIGHT, c] -= 1
    if (
        state.channels_i[ChannelKey.STAGE, c] == ChannelStage.GUIDING
        and state.channels_i[ChannelKey.IN_FLIGHT, c] == 0
    ):
        state.channels_i[ChannelKey.STAGE, c] = ChannelStage.ASSESSING
    state.channels_f[Channel.READY, c] = max(
        state.channels_f[Channel.READY, c], time + world.battery_f[Battery.ASSESSMENT, b]
    )


@part
def retire(state: State, world: World, r: int, kind: int, time: float, value: float) -> None:
    """Round `r`, which was guided, is no more: log how it ended."""
    leave(state, world, r, time)
    state.rounds_i[ShotKey.FLYING, r] = Flight.OVER
    n, serial = state.rounds_i[ShotKey.OBJECT, r], state.rounds_i[ShotKey.SERIAL, r]
    log(state, Phase.GUIDE, kind, n, serial, time, battery_of(state, r), value)


@part
def doomed(state: State, world: World, n: int) -> bool:
    """Whether a failure outside the model defeats every shot: in the whole replicate, or at this target.

    Our rule: single shots are drawn apart, and some causes of failure are not apart.
    """
    seed, replicate = state.tally[Tally.SEED], state.tally[Tally.REPLICATE]
    if state.tally[Tally.COMMON_FAILURE] == 1:
        return True
    if world.doctrine.target_failure_probability > 0.0:
        own, _, _, _ = draw(seed, replicate, 0, Stream.TARGET_FAILURE, world.target_i[TargetKey.IDENT, n], 0)
        return bool(uniform(own) < world.doctrine.target_failure_probability)
    return False


@part
def target_gone(state: State, r: int) -> float:
    """When [s] the target of round `r` is at the end of its way, or was shot down."""
    n = state.rounds_i[ShotKey.OBJECT, r]
    return float(min(state.truth_f[Truth.END, n], state.truth_f[Truth.DOWN, n]))


@part
def only_cripples(state: State, world: World, r: int) -> bool:
    """Whether the hit of round `r` ends its target's mission and leaves it flying.

    Source: [1]_, which keeps a mission kill from an attrition kill; the share is a figure of the catalogue.
    """
    n = state.rounds_i[ShotKey.OBJECT, r]
    share = world.target_f[Target.MISSION_KILL_SHARE, n]
    if share <= 0.0:
        return False
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE],
        state.rounds_i[ShotKey.ORDINAL, r], Stream.MISSION_KILL, world.target_i[TargetKey.IDENT, n], 0,
    )  # fmt: skip
    return bool(uniform(luck) < share)


@part
def cripple(state: State, n: int, b: int, time: float) -> None:
    """Battery `b` has ended the mission of target `n`, which flies on, is fired at and harms nobody.

    Our rule: the simplest, and the dearest to the defence, which cannot see what it has done.
    """
    if state.truth_i[TruthKey.FATE, n] == Fate.NONE:
        state.truth_i[TruthKey.FATE, n] = Fate.MISSION_KILLED
        state.truth_f[Truth.ENDED, n] = time
        state.truth_i[TruthKey.STAGE, n] = Stage.KILLED
        state.truth_i[TruthKey.BATTERY, n] = b


@part
def bring_down(state: State, world: World, n: int, b: int, time: float) -> None:
    """A round of battery `b` has destroyed target `n`."""
    state.truth_i[TruthKey.STATUS, n] = Status.GONE
    state.truth_i[TruthKey.SHOT_DOWN, n] = 1
    state.truth_f[Truth.DOWN, n] = time
    if state.truth_i[TruthKey.FATE, n] == Fate.NONE:
        state.truth_i[TruthKey.FATE, n] = Fate.KILLED
        state.truth_f[Truth.ENDED, n] = time
        if world.target_i[TargetKey.SIDE, n] == Side.HOSTILE:
            state.truth_i[TruthKey.STAGE, n] = Stage.KILLED
            state.truth_i[TruthKey.BATTERY, n] = b
