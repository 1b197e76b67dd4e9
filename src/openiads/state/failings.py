"""What has failed in a replicate: links to higher command, interrogators, where north is, sets of flights.

Each is drawn once for a replicate and does not change: it follows from what it is about, so nothing has to
remember it, and a chance of 0 costs no draw.  Our rules throughout: that each fails for a whole replicate,
and apart from all others.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, normal, uniform
from openiads.state.planes import Battery, BatteryKey, Radar, RadarKey, Tally, Target, TargetKey
from openiads.state.state import State
from openiads.state.world import World


@part
def falls(state: State, chance: float, stream: int, ident: int) -> bool:
    """Whether what has a `chance` to fail does so in this replicate; `ident` says whose failure it is."""
    if chance <= 0.0:
        return False
    luck, _, _, _ = draw(state.tally[Tally.SEED], state.tally[Tally.REPLICATE], 0, stream, ident, 0)
    return bool(uniform(luck) < chance)


@part
def is_cut_off(state: State, world: World, b: int) -> bool:
    """Whether no order of weapons control reaches battery `b`."""
    chance = world.battery_f[Battery.AUTHORITY_LOSS_PROBABILITY, b]
    return falls(state, chance, Stream.AUTHORITY, world.battery_i[BatteryKey.IDENT, b])


@part
def is_deaf(state: State, world: World, b: int) -> bool:
    """Whether the interrogator of battery `b` is down, which nobody has noticed."""
    chance = world.battery_f[Battery.INTERROGATOR_FAILURE_PROBABILITY, b]
    return falls(state, chance, Stream.INTERROGATOR_FAILURE, world.battery_i[BatteryKey.IDENT, b])


@part
def set_works(state: State, world: World, n: int, rate: float) -> bool:
    """Whether the set of target `n` works; it fails at its own rate, else at the `rate` of who asks [1]."""
    own = world.target_f[Target.SET_FAILURE, n]
    ident = world.target_i[TargetKey.IDENT, n]
    broken, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], 0, Stream.IFF_FAILURE, ident, 0
    )  # fmt: skip
    return bool(uniform(broken) >= (rate if own < 0.0 else own))


@part
def misalignment(state: State, world: World, s: int) -> float:
    """By how much [rad] all that radar `s` reports is turned, clockwise about the vertical of its antenna.

    Radars of one battery share its north.
    """
    fixed = float(world.radar_f[Radar.MISALIGNMENT, s])
    spread = world.radar_f[Radar.MISALIGNMENT_SD, s]
    if spread <= 0.0:
        return fixed
    b = world.radar_i[RadarKey.OWNER, s]
    ident = world.battery_i[BatteryKey.IDENT, b] if b >= 0 else world.radar_i[RadarKey.IDENT, s]
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], 0, Stream.MISALIGNMENT, ident, 0
    )  # fmt: skip
    return float(fixed + spread * normal(luck))
