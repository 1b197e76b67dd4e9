"""Words of the field that the arrays hold as small integers."""

from __future__ import annotations

from enum import IntEnum


class Side(IntEnum):
    """Whose a target is."""

    HOSTILE = 0
    NEUTRAL = 1
    FRIEND = 2


class Kind(IntEnum):
    """What a target is."""

    AIRCRAFT = 0
    DRONE = 1
    CRUISE = 2
    BALLISTIC = 3


class Status(IntEnum):
    """Where a target is in its life."""

    WAITING = 0
    FLYING = 1
    GONE = 2
    NEVER = 3  # its carrier fell before the release


class Fate(IntEnum):
    """What became of a target."""

    NONE = 0
    KILLED = 1
    LEAKED = 2
    WITHDRAWN = 3
    UNRESOLVED = 4
    RELEASED = 5  # a carrier that let its weapons go; what arrives is them
    MISSION_KILLED = 6  # a raider that was hit, flies on, and harms nobody any more


class Stage(IntEnum):
    """The chain as a ladder; the reason of what was not stopped is the rung after the furthest reached."""

    NONE = 0
    UNMASKED = 1
    DETECTED = 2
    TRACKED = 3
    IN_PICTURE = 4
    ENGAGEABLE = 5
    IN_REACH = 6
    CHANNEL_FREE = 7
    ROUND_LEFT = 8
    ASSIGNED = 9
    ACQUIRED = 10
    LAUNCHED = 11
    GUIDED = 12
    KILLED = 13


REASONS = (
    "not unmasked",
    "not detected",
    "not tracked",
    "not in picture",
    "not declared engageable",
    "not in reach",
    "no channel free",
    "no round left",
    "not assigned",
    "not acquired",
    "no round launched",
    "not guided to intercept",
    "not killed",
)
"""Reason of a leaker, or of a carrier that released, by the furthest `Stage` reached."""


class Pattern(IntEnum):
    """How a radar looks around."""

    ROTATING = 0
    SECTOR = 1


class Control(IntEnum):
    """Weapons control status."""

    FREE = 0
    TIGHT = 1
    HOLD = 2


class SelfDefence(IntEnum):
    """At what a battery that is about to be reached may fire under every status."""

    HOSTILE = 0
    UNKNOWN = 1  # all that is not held to be a friend or neutral
    NONE = 2


class ProfileBy(IntEnum):
    """How the profile of a track follows from a reading."""

    ODDS = 0  # the likeliest by estimate and errors
    LIMITS = 1  # one whose limits are cleared by three standard deviations


class Lacking(IntEnum):
    """What no battery had to reach a raider that it might fire at: what came last of these."""

    TIME = 0  # it was over before any can fire
    RANGE = 1  # it kept out of the range and the height of all rounds
    SPEED = 2  # it was faster than those meet that go there
    FLIGHT = 3  # none would have got there before it had passed
    VIEW = 4  # no engagement radar covers where one could meet it


class TrackClass(IntEnum):
    """What a course tells of a target: planes that go by class have three in this order."""

    BALLISTIC = 0
    FAST = 1
    SLOW = 2


class Interrogator(IntEnum):
    """What a network can ask."""

    NONE = 0
    NATIONAL = 1
    FULL = 2


class ZoneKind(IntEnum):
    """What a zone means to identification and control."""

    HOSTILE_ORIGIN = 0
    RESTRICTED = 1
    WEAPONS_FREE = 2
    AERODROME = 3  # around an aerodrome of a flight plan, where flights climb and descend


class Hypothesis(IntEnum):
    """Rows of the evidence table."""

    HOSTILE = 0
    NEUTRAL = 1
    FRIEND = 2


class Decider(IntEnum):
    """What decided an identity and is no kind of `Evidence`; numbers from its last one on."""

    OWN_REPLY = 13  # in the mode of own forces
    OWN_SILENCE = 14
    CIVIL_REPLY = 15
    CIVIL_SILENCE = 16
    PRIOR = 17  # who flies in this airspace


class TrackStatus(IntEnum):
    """Life of a track."""

    FREE = 0
    TENTATIVE = 1
    CONFIRMED = 2


class MotionModel(IntEnum):
    """Ways of moving against which a tracker of several holds a track."""

    QUIET = 0
    AGILE = 1
    LEFT = 2
    RIGHT = 3


class Identity(IntEnum):
    """Standard identities of a track."""

    PENDING = 0
    UNKNOWN = 1
    ASSUMED_FRIEND = 2
    FRIEND = 3
    NEUTRAL = 4
    SUSPECT = 5
    HOSTILE = 6


class ChannelStage(IntEnum):
    """What a fire channel is doing."""

    FREE = 0
    ACQUIRING = 1
    LAUNCHING = 2
    GUIDING = 3
    ASSESSING = 4


class Sight(IntEnum):
    """By what a battery follows its target, or would follow it."""

    NONE = -1
    OWN = 0  # its engagement radar, as it searches
    CUED = 1  # its engagement radar, told where and when to expect it
    REMOTE = 2  # a track of its network that other radars keep


class Overflow(IntEnum):
    """Which buffer was too small: bits of `Tally.OVERFLOW`."""

    PLOTS = 1
    TRACKS = 2
    EVENTS = 4
    CANDIDATES = 8


class Phase(IntEnum):
    """The rooms of the corridor, by which events are told apart.

    Acquisition, launch, guidance and assessment are played together, in the order of their times: `ENGAGE`.
    """

    MOVE = 0
    SENSE = 1
    TRACK = 2
    SHARE = 3
    IDENTIFY = 4
    ASSIGN = 5
    ACQUIRE = 6
    LAUNCH = 7
    GUIDE = 8
    ASSESS = 9
    ARRIVE = 10
    SCORE = 11
    ENGAGE = 12
    LINK = 13


class Hindrance(IntEnum):
    """What kept the batteries of a picture from a track at a decision, by the one that came nearest to it."""

    OUT_OF_REACH = 0  # or somebody was at it, or had just been
    CHANNEL = 1  # in reach, but every channel was busy
    FACING = 2  # a channel was free, but engagements kept the radar in another sector
    ROUND = 3  # a channel that faces it was free, but no round that reaches it was left
    KEPT = 4  # one was, but is kept for others: in reserve, or for what is worth a dear one
    CHEAPER = 5  # a round was left, but a cheaper one would reach it later
    NOTHING = 6  # it could be given to one of them


class Awaited(IntEnum):
    """For what the first launch at a target waited last, once the engagement radar had locked on."""

    REACTION = 0  # of its battery
    INTERVAL = 1  # between two launches of it
    GUIDANCE = 2  # as many rounds in flight as it can guide
    SOLUTION = 3  # no round would have met it


class Lost(IntEnum):
    """Why a round was lost."""

    TARGET_GONE = 0
    OUT_OF_REACH = 1
    OUT_OF_SIGHT = 2  # of the engagement radar that guides it
    UNGUIDED = 3  # its battery was destroyed before its own seeker could take over


class Flight(IntEnum):
    """How a round flies."""

    OVER = 0
    GUIDED = 1
    ASTRAY = 2  # towards something else than what it was fired at


class Mechanism(IntEnum):
    """What had failed when a flight was fired at: bits of `TruthKey.MECHANISMS`."""

    NO_REPLY = 1  # its set did not work, and it was asked
    INTERROGATOR_DOWN = 2  # that of the battery, and it asked
    MISALIGNED = 4  # the battery
    NO_AUTHORITY = 8  # over the battery
    FLEW_ON = 16  # a round that had lost its target


class Broken(IntEnum):
    """Why an engagement was broken off."""

    NOT_ALLOWED = 0  # control no longer lets it fire at the track
    NO_SOLUTION = 1  # no round meets the target any more, or none is left to fire
    LOST_SIGHT = 2  # its engagement radar has lost the target, or is lost itself


class Happening(IntEnum):
    """Kinds of events, and what their columns `object`, `other` and `value` hold.

    A serial is that of a track, unless it is said to be that of a round.
    """

    FIRST_DETECTION = 0  # target, radar; value: range [m]
    TRACK_CONFIRMED = 1  # -, serial
    TRACK_DROPPED = 2
    IDENTIFIED = 3  # -, serial; value: Identity
    ASSIGNED = 4  # -, serial; value: round type
    ACQUIRED = 5  # target, serial
    NOT_ACQUIRED = 6  # -, serial
    ALREADY_ENGAGED = 7  # target, serial
    BROKEN_OFF = 8  # target, serial; value: Broken
    LAUNCH = 9  # target, round serial; value: round type
    KILL = 10  # target, round serial
    MISS = 11  # target, round serial
    LOST = 12  # target, round serial; value: Lost
    ASSESSED_KILLED = 13  # target, serial; value: 1 if right
    ASSESSED_ALIVE = 14
    RELEASE = 15  # weapon, its carrier
    LEAK = 16  # target, asset: it arrives there, or at the battery or radar that it aims at, and other is -1
    WITHDRAWN = 17
    LANDED = 18  # a flight ends its route, or a carrier that released, or whose mission was killed
    WRONG_ENGAGEMENT = 19  # target, round serial; value: Side
    BATTERY_LOST = 20  # raider that destroyed it, -
    RADAR_LOST = 21  # the same, radar; battery: that it stood with
    MISSION_KILL = 22  # target, round serial
    RELOADED = 23  # -, rounds that a launcher got; value: round type
    FLEW_ON = 24  # target that is gone, round serial; value: target that it flies on to
    CUT_OFF = 25  # -, -: a battery is cut off from its network, value: its picture from then on
    REJOINED = 26  # -, -: it is no more, and believes the picture that is the value
