"""What holds in every run, whatever its figures: a phase that only watches, and says which rule broke.

The books of every run hold the cheapest of these (`openiads.simulation.books.check`).  Here single replicates
are watched step by step, by their events and by what the engine holds at the end of each step; what a radar
could see is walked over the map (`walked_sight`), and counts are kept anew.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from openiads.simulation.prepare import Prepared, prepare
from openiads.simulation.step import Chain
from openiads.state.planes import (
    Battery,
    BatteryKey,
    ChannelKey,
    Event,
    EventKey,
    Fire,
    Order,
    Radar,
    Round,
    Shot,
    ShotKey,
    Tally,
    Truth,
    Zone,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.words import (
    ChannelStage,
    Control,
    Happening,
    Identity,
    Phase,
    SelfDefence,
    Sight,
    ZoneKind,
)
from openiads.state.world import World
from verification import watch
from verification.walked_sight import Watched

HAIR = 1e-9
"""Rounding of a time [s]."""
GRAZES = 3e-3
"""By so little [rad] may what is walked differ from the table of skylines, which has an entry every half
degree and kilometre."""
SHIELDED = (Identity.PENDING, Identity.FRIEND, Identity.ASSUMED_FRIEND, Identity.NEUTRAL)
ENDINGS = (Happening.KILL, Happening.MISSION_KILL, Happening.MISS, Happening.LOST)
FATES = (Happening.KILL, Happening.LEAK, Happening.WITHDRAWN, Happening.LANDED)
LEFT = (
    Happening.ASSESSED_KILLED, Happening.ASSESSED_ALIVE, Happening.BROKEN_OFF, Happening.NOT_ACQUIRED,
    Happening.ALREADY_ENGAGED,
)  # fmt: skip
FIGHT = (Phase.ACQUIRE, Phase.LAUNCH, Phase.GUIDE, Phase.ASSESS)
"""Phases whose events are one sequence in time."""
RULES = (
    "rounds by type never exceed magazine and reload",
    "channels in use never exceed their number",
    "rounds guided never exceed their limit",
    "no round leaves out of the reserve",
    "a battery launches one interval apart",
    "a launch comes a reaction after its designation",
    "salvos at a track never exceed their limit",
    "nothing is fired at under a shielded identity",
    "under tight or hold only what is hostile is fired at",
    "one battery follows a target by one channel",
    "a round ends once, and by the end of the run if not in flight",
    "nothing meets two ends",
    "events of engagements come in time order",
    "a round that needs its radar meets only what that sees",
    "no round flies on while its radar sees nothing",
)


class Breach(NamedTuple):
    """A rule that a replicate broke."""

    rule: str
    replicate: int
    step: int
    says: str


class Flying(NamedTuple):
    """A round that was launched."""

    battery: int
    type: int
    target: int


@dataclass
class Ledger:
    """What is kept of one replicate."""

    fired: Counter[tuple[int, int]] = field(default_factory=Counter)  # by battery and type
    loaded: Counter[tuple[int, int]] = field(default_factory=Counter)  # the same, onto launchers again
    flying: dict[int, Flying] = field(default_factory=dict)
    launched: dict[int, float] = field(default_factory=dict)  # last launch of each battery [s]
    designated: dict[tuple[int, int], float] = field(default_factory=dict)  # by battery and track [s]
    left: dict[tuple[int, int], float] = field(default_factory=dict)  # the same: last engagement ended [s]
    opens: set[tuple[int, int]] = field(default_factory=set)  # whose next launch begins a salvo
    salvos: Counter[tuple[int, int]] = field(default_factory=Counter)
    identity: dict[int, int] = field(default_factory=dict)  # of tracks
    fates: Counter[int] = field(default_factory=Counter)  # ends of targets
    latest: float = 0.0  # event of an engagement [s]
    seen: dict[int, list[tuple[float, int]]] = field(default_factory=dict)  # of rounds: time [s], sample


class Invariants:
    """A phase that only watches; afterwards `breaches` has what was broken."""

    def __init__(self, prepared: Prepared) -> None:
        self.world, self.prepared = prepared.world, prepared
        self.ledgers: dict[tuple[int, int], Ledger] = {}
        self.breaches: list[Breach] = []
        self.counts: Counter[str] = Counter()
        self.sight = Watched()
        self.meetings: list[tuple[int, Breach]] = []  # sample, and the breach that it is if not seen

    def __call__(self, state: State, world: World, step: int) -> None:
        """Look through the events of the step, then at what the engine holds at its end."""
        key = int(state.tally[Tally.REPLICATE]), int(state.tally[Tally.COMMON_FAILURE])
        mine = self.ledgers.setdefault(key, Ledger())
        for e in watch.events_of_step(state, step):
            self._event(mine, state, e)
        self._limits(mine, state)
        self._guided(mine, state, step)

    def _holds(self, held: bool, rule: int, state: State, says: str) -> None:
        self.counts[RULES[rule]] += 1
        if not held:
            where = int(state.tally[Tally.REPLICATE]), int(state.tally[Tally.STEP])
            self.breaches.append(Breach(RULES[rule], *where, says))

    def _event(self, mine: Ledger, state: State, e: int) -> None:
        kind, other = Happening(state.events_i[EventKey.KIND, e]), int(state.events_i[EventKey.OTHER, e])
        n, b = int(state.events_i[EventKey.OBJECT, e]), int(state.events_i[EventKey.BATTERY, e])
        time, value = float(state.events_f[Event.TIME, e]), float(state.events_f[Event.VALUE, e])
        if state.events_i[EventKey.PHASE, e] in FIGHT:
            self._holds(time >= mine.latest, 12, state, f"{kind.name} at {time} s after {mine.latest} s")
            mine.latest = time
        if kind in FATES:
            mine.fates[n] += 1
            self._holds(mine.fates[n] == 1, 11, state, f"target {n}: {kind.name} after another end")
        if kind == Happening.IDENTIFIED:
            mine.identity[other] = int(value)
        elif kind == Happening.ASSIGNED:
            mine.designated[b, other] = time
            mine.opens.add((b, other))
            if time >= mine.left.get((b, other), np.inf) + self.world.doctrine.reengage:
                mine.salvos[b, other] = 0
        elif kind in LEFT:
            mine.left[b, other] = time
            mine.opens.add((b, other))
        elif kind == Happening.LAUNCH:
            mine.flying[other] = Flying(b, int(value), n)
            self._launch(mine, state, b, other, time)
        elif kind == Happening.RELOADED:
            mine.loaded[b, int(value)] += other
        elif kind in ENDINGS:
            self._holds(other in mine.flying, 10, state, f"round {other} ends that does not fly")
            ended = mine.flying.pop(other, None)
            if ended is not None and kind != Happening.LOST:
                self._meeting(state, ended, time)

    def _launch(self, mine: Ledger, state: State, b: int, serial: int, time: float) -> None:
        world, type_ = self.world, mine.flying[serial].type
        mine.fired[b, type_] += 1
        apart = time - mine.launched.get(b, -np.inf)
        self._holds(apart >= world.battery_f[Battery.LAUNCH_INTERVAL, b] - HAIR, 4, state, f"{apart} s apart")
        mine.launched[b] = time
        slots = np.flatnonzero((state.rounds_i[ShotKey.SERIAL] == serial) & (state.rounds_i[0] == 1))
        if not len(slots):
            return  # it was over within the step: its channel may have another track by now
        track = int(state.channels_i[ChannelKey.SERIAL, state.rounds_i[ShotKey.CHANNEL, slots[0]]])
        since = time - mine.designated[b, track]
        self._holds(
            since >= world.battery_f[Battery.REACTION, b] - HAIR, 5, state, f"{since} s after designation"
        )
        if (b, track) in mine.opens:
            mine.opens.discard((b, track))
            mine.salvos[b, track] += 1
        most = world.battery_i[BatteryKey.SALVOS_MAX, b]
        count = mine.salvos[b, track]
        self._holds(count <= most, 6, state, f"{count} of {most} salvos of battery {b} at track {track}")
        identity = Identity(mine.identity.get(track, Identity.PENDING))
        self._holds(identity not in SHIELDED, 7, state, f"fired at track {track}, {identity.name}")
        control = Control(world.battery_i[BatteryKey.CONTROL, b])
        if not self._lenient(b) and not self._freed(state, mine.flying[serial].target):
            self._holds(identity == Identity.HOSTILE, 8, state, f"{control.name}: fired at {identity.name}")

    def _lenient(self, b: int) -> bool:
        """Whether a battery may anywhere fire at more than the hostile, by doctrine or by an order."""
        world = self.world
        told = [world.battery_i[BatteryKey.CONTROL, b], *world.order[Order.CONTROL, world.ordered[:, b] == 1]]
        return Control.FREE in told or world.doctrine.self_defence == SelfDefence.UNKNOWN

    def _freed(self, state: State, n: int) -> bool:
        """Whether a target is over a weapons-free zone, or so near its edge that a report may be."""
        place = state.truth_f[Truth.X : Truth.Z + 1, n]
        for zone in self.world.zone.T:
            middle = zone[Zone.X : Zone.Z + 1]
            off = place * np.linalg.norm(middle) / np.linalg.norm(place) - middle
            if zone[Zone.KIND] == ZoneKind.WEAPONS_FREE and np.linalg.norm(off) < zone[Zone.RADIUS] + 3_000.0:
                return True
        return False

    def _limits(self, mine: Ledger, state: State) -> None:
        world, keys = self.world, state.channels_i
        busy, aloft = keys[ChannelKey.STAGE] != ChannelStage.FREE, state.rounds_i[ShotKey.FLYING] == 1
        owner = keys[ChannelKey.BATTERY]
        of_round = owner[state.rounds_i[ShotKey.CHANNEL]]
        for b in range(world.battery_f.shape[1]):
            fired = np.array([mine.fired[b, t] for t in range(world.magazine.shape[1])])
            left = world.magazine[b] - fired + [mine.loaded[b, t] for t in range(len(fired))]
            behind = world.magazine[b] + world.reload[b] - fired - left
            sound = (left >= 0).all() and (left == state.magazine[b]).all()
            sound &= (behind >= 0).all() and (behind == state.reload[b]).all()
            self._holds(bool(sound), 0, state, f"battery {b}: {left} left, {state.magazine[b]} in its books")
            used = busy & (owner == b)
            limit = world.battery_i[BatteryKey.TARGETS_MAX, b]
            told = used.sum() == state.fire[Fire.BUSY, b]
            self._holds(bool(used.sum() <= limit and told), 1, state, f"{used.sum()} of {limit} channels")
            guided = int((aloft & (of_round == b)).sum())
            limit = world.battery_i[BatteryKey.GUIDED_MAX, b]
            told = guided == state.fire[Fire.GUIDED, b]
            self._holds(bool(guided <= limit and told), 2, state, f"{guided} of {limit} guided")
            kept = min(int(world.magazine[b].sum()), int(world.battery_i[BatteryKey.RESERVE, b]))
            self._holds(bool(left.sum() >= kept), 3, state, f"battery {b}: {left.sum()} left of {kept} kept")
            followed = keys[ChannelKey.OBJECT, used & (keys[ChannelKey.OBJECT] >= 0)]
            alone = len(followed) == len(np.unique(followed))
            self._holds(alone, 9, state, f"battery {b} follows {followed}")
        here = set(state.rounds_i[ShotKey.SERIAL, aloft].tolist())
        self._holds(here == set(mine.flying), 10, state, f"{here} fly, {set(mine.flying)} have not ended")

    def _meeting(self, state: State, ended: Flying, time: float) -> None:
        """A round that never homes by itself meets its target: its radar must see that."""
        if self.world.round_f[Round.HOMING, ended.type] > 0.0:
            return
        lag = time - state.tally[Tally.STEP] * self.world.clock.step
        f, n = state.truth_f, ended.target
        place = f[Truth.X : Truth.Z + 1, n] + lag * f[Truth.VX : Truth.VZ + 1, n]
        sample = self.sight.add(state, self.world, ended.battery, place)
        where = int(state.tally[Tally.REPLICATE]), int(state.tally[Tally.STEP])
        self.meetings.append((sample, Breach(RULES[13], *where, f"target {n} at {time:.2f} s")))

    def _guided(self, mine: Ledger, state: State, step: int) -> None:
        """Note where the targets of rounds were that needed their radar through all of the step."""
        begin = step * self.world.clock.step
        f, k = state.rounds_f, state.rounds_i
        way = np.linalg.norm(f[Shot.AIM_X : Shot.AIM_Z + 1] - f[Shot.X : Shot.Z + 1], axis=0)
        for r in np.flatnonzero((k[ShotKey.FLYING] == 1) & (f[Shot.LAUNCH] <= begin)):
            c, t, serial = k[ShotKey.CHANNEL, r], k[ShotKey.TYPE, r], int(k[ShotKey.SERIAL, r])
            homes = 0.0 < self.world.round_f[Round.HOMING, t] > way[r]
            if homes or state.channels_i[ChannelKey.SIGHT, c] == Sight.REMOTE:
                mine.seen.pop(serial, None) if not homes else None
                continue
            n, b = k[ShotKey.OBJECT, r], int(state.channels_i[ChannelKey.BATTERY, c])
            sample = self.sight.add(state, self.world, b, state.truth_f[Truth.X : Truth.Z + 1, n].copy())
            mine.seen.setdefault(serial, []).append((begin, sample))

    def closed(self) -> list[Breach]:
        """All that was broken, once what radars saw has been walked over the map."""
        around = self.prepared.surroundings
        assert around is not None
        hidden = self.sight.hidden(self.world, around.grid) > GRAZES
        for sample, breach in self.meetings:
            self.counts[breach.rule] += 1
            if hidden[sample]:
                self.breaches.append(breach)
        for (replicate, _), mine in self.ledgers.items():
            for serial, samples in mine.seen.items():
                self.counts[RULES[14]] += 1
                blind, since = 0.0, None
                for time, sample in samples:
                    since = (time if since is None else since) if hidden[sample] else None
                    blind = max(blind, time - since if since is not None else 0.0)
                if blind > patience(self.world):
                    self.breaches.append(Breach(RULES[14], replicate, -1, f"round {serial}: {blind:.1f} s"))
        return self.breaches


def patience(world: World) -> float:
    """How long [s] a round may fly while its radar sees nothing: to the first look that misses, and on."""
    periods = world.radar_f[Radar.TRACK_PERIOD, world.battery_i[BatteryKey.RADAR]]
    again = float((periods + world.battery_f[Battery.RELOOK]).max())
    return float(world.engaging.memory) + again + 2.0 * float(world.clock.step)


def breaches(prepared: Prepared, replicates: int, seed: int = 1, chain: Chain | None = None) -> Invariants:
    """Watch replicates of a scenario; what comes back has been closed."""
    watcher = Invariants(prepared)
    watch.play_watched(prepared.world, watcher, replicates, seed, chain=chain or prepared.chain)
    watcher.closed()
    return watcher


def print_table(*, quick: bool) -> bool:
    """How often each rule was asked in built-in scenarios, and how often it was broken; whether never."""
    names = ("one-battery", "turkey-2017", "patriot-2013", "saturation")
    found = [breaches(prepare(name), 2 if quick else 16) for name in names]
    print(f"\n{'invariants: asked, broken':<62}" + "".join(f"{name:>20}" for name in names))
    for rule in RULES:
        cells = [(each.counts[rule], sum(b.rule == rule for b in each.breaches)) for each in found]
        print(f"{rule:<62}" + "".join(f"{asked:>14}{broken:>6}" for asked, broken in cells))
    return not any(each.breaches for each in found)
