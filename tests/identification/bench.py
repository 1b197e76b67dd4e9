"""One track of one picture, and the little of a World that identification reads."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from openiads.catalogue import interrogator
from openiads.state.planes import (
    Area,
    Network,
    NetworkKey,
    Tally,
    TargetKey,
    Track,
    TrackKey,
)
from openiads.state.words import Side

SURE, LIKELY = 0.95, 0.7


def area() -> np.ndarray:
    """Clock and thresholds."""
    plane = np.zeros(len(Area))
    plane[Area.STEP] = 1.0
    plane[Area.HOSTILE_THRESHOLD], plane[Area.SUSPECT_THRESHOLD] = SURE, LIKELY
    return plane


def network(slug: str) -> tuple[np.ndarray, np.ndarray]:
    """Planes of one network with an interrogator of the catalogue."""
    entry = interrogator(slug)
    f = np.zeros((len(Network), 1))
    f[Network.FRIEND_REPLY] = entry.friend_reply_probability
    f[Network.FRIEND_FAILURE] = entry.friend_equipment_failure_probability
    f[Network.CIVIL_REPLY] = entry.neutral_reply_probability
    f[Network.CIVIL_FAILURE] = entry.neutral_equipment_failure_probability
    f[Network.FALSE_REPLY] = entry.hostile_false_reply_probability
    k = np.zeros((len(NetworkKey), 1), dtype=np.int64)
    k[NetworkKey.IDENT] = 4242
    return f, k


def world(slug: str, side: Side = Side.FRIEND) -> SimpleNamespace:
    """A World of one network and one flight, which carries the set of its side."""
    f, k = network(slug)
    target = np.zeros((len(TargetKey), 1), dtype=np.int64)
    target[TargetKey.IDENT] = 777
    target[TargetKey.REPLIES_FRIEND] = side is Side.FRIEND
    target[TargetKey.REPLIES_CIVIL] = side is Side.NEUTRAL
    return SimpleNamespace(area=area(), network_f=f, network_i=k, target_i=target)


def state(replicate: int = 0) -> SimpleNamespace:
    """A State of one track, of which nothing is known yet."""
    tally = np.zeros(len(Tally), dtype=np.int64)
    tally[Tally.REPLICATE] = replicate
    return SimpleNamespace(
        tally=tally,
        tracks_f=np.zeros((1, len(Track), 1)),
        tracks_i=np.zeros((1, len(TrackKey), 1), dtype=np.int64),
    )
