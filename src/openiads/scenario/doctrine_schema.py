"""What a scenario file says of firing: `[doctrine]`, and the orders that move weapons control."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from openiads.scenario.fields import Name, Record

Control = Literal["free", "tight", "hold"]
MOST_SHOTS = 4
"""Rounds of a salvo, at most."""


class SalvoByClass(Record):
    """Rounds at one decision, always, by the class of the track."""

    ballistic: int | None = Field(default=None, ge=1, le=MOST_SHOTS)
    """At what falls freely."""
    fast: int | None = Field(default=None, ge=1, le=MOST_SHOTS)
    """At what flies, and is not slow."""
    slow: int | None = Field(default=None, ge=1, le=MOST_SHOTS)
    """At what is slower than the catalogue's limit for slow targets."""


class ReserveByClass(Record):
    """Rounds of each battery that are kept for one class of track: others do not get the last of them.

    Against what falls freely only rounds with a ballistic range count, and only they are kept.
    """

    ballistic: int = Field(default=0, ge=0, le=1000)
    fast: int = Field(default=0, ge=0, le=1000)
    slow: int = Field(default=0, ge=0, le=1000)


class Doctrine(Record):
    """Weapons control and firing doctrine of every battery that does not have its own."""

    LATER = frozenset(
        {"self_defence", "self_defence_radius_km", "self_defence_time_s", "profile_by", "rounds_fly_on"}
    )

    control: Control = "tight"
    """Weapons control status: free, any track not identified as friend; tight, only tracks identified as
    hostile; hold, only in self-defence, which `self_defence = "none"` forbids as well."""
    self_defence: Literal["hostile", "unknown", "none"] = "hostile"
    """At what a battery fires under every status when it is about to be reached itself: at what is identified
    as hostile, also at what is not identified yet or suspect, or at nothing."""
    self_defence_radius_km: float = Field(default=10, gt=0, le=100)
    """A track whose course passes a battery nearer than this is about to reach it,"""
    self_defence_time_s: float = Field(default=60, gt=0, le=600)
    """if it does so within this time: enough to react and to fly out once."""
    salvo: int | None = Field(default=None, ge=1, le=MOST_SHOTS)
    """Rounds at one decision, always.  Without it, one where that leaves time for a look before the next,
    else what the catalogue says of each system."""
    salvo_by_class: SalvoByClass | None = None
    """The same for one class of track, instead of `salvo`."""
    salvos_max: int = Field(default=3, ge=1, le=10)
    """Salvos of one battery at one track, until it has left it alone for `reengage_s`."""
    envelope_margin: float = Field(default=0.95, ge=0.1, le=1)
    """Share of the published range within which the predicted intercept must lie: fire is held until then."""
    reengage_s: float | None = Field(default=None, ge=0, le=3600)
    """A track assessed as killed but still plotted this long after is engaged again."""
    reserve_rounds: int = Field(default=0, ge=0, le=1000)
    """Rounds of each battery held in reserve."""
    reserve_by_class: ReserveByClass | None = None
    """Rounds of each battery that only one class of track gets."""
    threat_radius_km: float = Field(default=40, gt=0, le=500)
    """A track whose path passes an asset nearer than this threatens it."""
    horizon_s: float = Field(default=600, gt=0, le=86_400)
    """Threats later than this rank last."""
    coordinate: bool = True
    """Batteries of one network do not engage the same track twice."""
    common_failure_probability: float | None = Field(default=None, ge=0, le=1)
    """Chance that for a whole raid nothing that the defence fires can kill, instead of the catalogue's."""
    target_failure_probability: float | None = Field(default=None, ge=0, le=1)
    """Chance that against one target nothing that is fired at it can kill, instead of the catalogue's."""
    identification_period_s: float | None = Field(default=None, gt=0, le=600)
    """Time between two readings of a track, instead of the catalogue's."""
    hostile_threshold_probability: float | None = Field(default=None, gt=0.5, le=1)
    """Probability from which a track with positive criteria is hostile, instead of the catalogue's."""
    suspect_threshold_probability: float | None = Field(default=None, gt=0.5, le=1)
    profile_by: Literal["odds", "limits"] = "odds"
    """How a track's profile - supersonic, low and fast, airliner-like, slow, another - follows from its speed
    and height: the likeliest by the errors of the estimate, which is mistaken as often as these say, or one
    whose limits are cleared by three of their standard deviations."""
    rounds_fly_on: bool = False
    """A round whose target is gone takes the next best that lies ahead, whosever it is, instead of destroying
    itself; how far and how wide it may look is the catalogue's `astray`."""


class ControlOrder(Record):
    """A weapons control status for some batteries, a time and a sector; of several the first counts."""

    LATER = frozenset({"remove"})

    name: Name
    control: Control
    batteries: list[str] = Field(default_factory=list)
    """Whom it binds; all, if nobody is named."""
    from_s: float = Field(default=0, ge=0, le=86_400)
    until_s: float | None = Field(default=None, gt=0, le=86_400)
    """Without it, to the end."""
    azimuth_deg: float = Field(default=0, ge=0, le=360)
    """Middle of the sector as each battery sees it, clockwise from north."""
    width_deg: float = Field(default=360, gt=0, le=360)
    remove: bool = False
    """Left out of this run."""
