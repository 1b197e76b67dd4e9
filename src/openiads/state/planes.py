"""Plane numbers of the packed arrays: the one place where a number stands for a quantity.

Each class names the planes of one array of `World` (static, read-only) or `State` (one replicate).
Comments give the unit; kernels index with the members, people use `state.views`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy.typing as npt

# ---------------------------------------------------------------- World: what never changes in a run


class Target(IntEnum):
    """`World.target_f[plane, N]`: figures of each target."""

    START = 0  # nominal start of its route [s]
    JITTER = 1  # half width of the uniform error of its start [s]
    DURATION = 2  # length of its route [s]
    ROUTE_STEP = 3  # spacing of its route samples [s]
    RCS = 4  # nose-on mean [m2]
    RCS_SIDE_RATIO = 5  # side-on over nose-on [1]
    WEAVE_AMPLITUDE = 6  # [m]
    WEAVE_RATE = 7  # [rad/s]
    NOISE_RISE = 8  # jammer-to-noise ratio in the main lobe at the reference distance [1]
    NOISE_DISTANCE = 9  # reference distance of the jammer [m]
    KILL_FACTOR = 10  # multiplies a round's kill probability [1]
    RELEASE_AFTER = 11  # start of route to release of weapons, +inf if it carries none [s]
    DESTRUCTION_PROBABILITY = 12  # of the battery or radar that it aims at, given that it arrives [1]
    MISSION_KILL_SHARE = 13  # of the hits on it, that end its mission and leave it flying [1]
    MEAN_SPACING = 14  # mean of the drawn time since the one before it, 0 if its start is not drawn so [s]
    SET_FAILURE = 15  # chance that its set does not work, -1 for the rate of who asks [1]
    ROUTE_RATE = 16  # samples of its route in a second, the inverse of `ROUTE_STEP` [1/s]


class TargetKey(IntEnum):
    """`World.target_i[plane, N]`: kinds and links of each target."""

    IDENT = 0  # 32-bit id, hashed from its name
    SIDE = 1  # Side
    KIND = 2  # Kind
    ROUTE = 3  # first sample of its route
    SAMPLES = 4  # number of samples of its route
    CARRIER = 5  # target that releases it, -1 if none
    ASSET = 6  # its aim point, -1 if none
    REPLIES_FRIEND = 7  # answers the friendly mode
    REPLIES_CIVIL = 8  # answers the civil mode
    BATTERY = 9  # that it aims at, -1 if none
    RADAR = 10  # that it aims at, -1 if none
    BEFORE = 11  # target that it follows by a drawn spacing, -1 if none


class Route(IntEnum):
    """`World.route[sample, plane]`: every route, sampled evenly in time, ECEF."""

    X = 0  # [m]
    Y = 1
    Z = 2
    VX = 3  # [m/s]
    VY = 4
    VZ = 5
    ALTITUDE = 6  # [m]


class Radar(IntEnum):
    """`World.radar_f[plane, S]`."""

    X = 0  # antenna, ECEF [m]
    Y = 1
    Z = 2
    EAST_X = 3  # local axes at the antenna
    EAST_Y = 4
    EAST_Z = 5
    NORTH_X = 6
    NORTH_Y = 7
    NORTH_Z = 8
    UP_X = 9
    UP_Y = 10
    UP_Z = 11
    ALTITUDE = 12  # of the antenna [m]
    INSTRUMENTED_RANGE = 13  # instrumented [m]
    MINIMUM_RANGE = 14  # [m]
    SNR_UNIT = 15  # snr * range**4 / rcs: the radar equation folded into one figure [m2]
    LOG_FALSE_ALARM = 16  # natural logarithm of the false-alarm probability
    SCAN_PERIOD = 17  # scan period [s]
    SECTOR_CENTRE = 18  # azimuth [rad]
    SECTOR_HALF = 19  # half width of the sector that it searches, pi for all round [rad]
    MINIMUM_ELEVATION = 20  # [rad]
    MAXIMUM_ELEVATION = 21  # [rad]
    RANGE_SD = 22  # standard deviation at the reference snr [m]
    AZIMUTH_SD = 23  # [rad]
    ELEVATION_SD = 24  # [rad]
    RANGE_RATE_SD = 25  # of the range rate [m/s]
    REFERENCE_SNR = 26  # power ratio at which the errors hold [1]
    DOPPLER_NOTCH = 27  # slower closing targets drown in ground clutter [m/s]
    FALSE_PLOTS_PER_SCAN = 28  # mean number per scan
    BEAM_WIDTH = 29  # width of the main lobe [rad]
    SIDE_LOBE = 30  # power relative to the main lobe [1]
    TWO_WAY_GAS_LOSS = 31  # natural-log power loss per metre, two way, at sea level [1/m]
    TRACK_HALF = 32  # half width of the sector in which it follows and guides [rad]
    TRACK_PERIOD = 33  # between two looks at a target that it follows [s]
    MISALIGNMENT = 34  # by which all that it reports is turned, clockwise about up [rad]
    MISALIGNMENT_SD = 35  # of a drawn part of that [rad]


class RadarKey(IntEnum):
    """`World.radar_i[plane, S]`."""

    IDENT = 0
    PATTERN = 1  # Pattern
    SEARCHES = 2  # 1: makes search plots by itself
    EMITTING = 3
    BATTERY = 4  # whose engagement radar it is, -1 of none
    OWNER = 5  # battery that it stands with, -1 if it stands alone


class Battery(IntEnum):
    """`World.battery_f[plane, B]`."""

    X = 0  # launchers, ECEF [m]
    Y = 1
    Z = 2
    ALTITUDE = 3  # [m]
    REACTION = 4  # designation to first launch [s]
    ACQUISITION = 5  # designation to lock of the engagement radar [s]
    LAUNCH_INTERVAL = 6  # [s]
    ASSESSMENT = 7  # intercept to kill assessment [s]
    FALSE_KILL_PROBABILITY = 8  # chance that a miss is assessed as a kill [1]
    FALSE_MISS_PROBABILITY = 9  # chance that a kill is assessed as a miss [1]
    SLEW_RATE = 10  # of the engagement radar's sector, 0 if it is fixed [rad/s]
    REACH = 11  # longest range of its rounds [m]
    FIRST_LOOK = 12  # designation to the first look of the engagement radar [s]
    RELOOK = 13  # soonest that it looks again at the same place [s]
    CUE_GAIN = 14  # energy on a target that its radar is told to expect, over that of its search [1]
    ENVELOPE_MARGIN = 15  # share of the published range within which a predicted intercept must lie [1]
    RELOAD = 16  # from an empty launcher to a full one [s]
    AUTHORITY_LOSS_PROBABILITY = 17  # chance that no order of weapons control reaches it [1]
    INTERROGATOR_FAILURE_PROBABILITY = 18  # chance that its interrogator is down [1]
    OWN_DELAY = 19  # from a look of its own radars to the track on its own screens [s]


class BatteryKey(IntEnum):
    """`World.battery_i[plane, B]`."""

    IDENT = 0
    PICTURE = 1  # network it believes
    RADAR = 2  # its engagement radar
    TARGETS_MAX = 3  # fire channels
    GUIDED_MAX = 4  # rounds guided at once
    SALVO_BALLISTIC = 5  # rounds of a salvo, by TrackClass
    SALVO_FAST = 6
    SALVO_SLOW = 7
    LOOKS_BALLISTIC = 8  # 1: fires one round at a time where that leaves time for a look, by TrackClass
    LOOKS_FAST = 9
    LOOKS_SLOW = 10
    SALVOS_MAX = 11
    CONTROL = 12  # Control, where no order says otherwise
    FIRST_CHANNEL = 13  # its channels are FIRST_CHANNEL .. FIRST_CHANNEL + TARGETS_MAX
    STATED = 14  # 1: the scenario states its kill probability, which is used as it stands
    CUED = 15  # 1: its network tells it where and when to expect what its radar does not see yet
    REMOTE = 16  # 1: its rounds with seekers may be fired on a track of its network
    RESERVE = 17  # rounds that it keeps back
    RESERVE_BALLISTIC = 18  # rounds that only this class of track gets, by TrackClass
    RESERVE_FAST = 19
    RESERVE_SLOW = 20
    BOUND = 21  # 1: it defends only the assets that are named for it, and itself
    CONTROL_WITHOUT_AUTHORITY = 22  # Control, where no order reaches it
    OWN = 23  # its row of `State.own`, -1 where it reads of tracks what its network reports alone
    APART = 24  # picture that it believes while it is cut off from its network, -1 if it never is


class LauncherKey(IntEnum):
    """`World.launcher_i[plane, launchers]`: launchers of round types of which a battery has a reload."""

    BATTERY = 0
    TYPE = 1  # of its rounds
    HOLDS = 2  # rounds, at the start and after a reload


class Round(IntEnum):
    """`World.round_f[plane, T]`."""

    MAXIMUM_RANGE = 0  # [m]
    MINIMUM_RANGE = 1  # [m]
    BALLISTIC_RANGE = 2  # against ballistic targets [m]
    MINIMUM_ALTITUDE = 3  # [m]
    MAXIMUM_ALTITUDE = 4  # [m]
    MAXIMUM_TARGET_SPEED = 5  # [m/s]
    UNIT_COST = 6  # [USD]
    HOMING = 7  # last stretch flown without the engagement radar [m]
    LONGEST_FLIGHT = 8  # to anywhere within reach [s]
    LATERAL = 9  # greatest normal acceleration over dynamic pressure, burnt out [m2/kg]
    BEST_PACE = 10  # slant range over time of flight, at most, anywhere and beyond [m/s]
    SEEKS = 11  # 1: it has a seeker, whoever lights up its target


class Network(IntEnum):
    """`World.network_f[plane, P]`."""

    DELAY = 0  # [s]
    LOSS = 1  # share of reports lost [1]
    INTERROGATION_RANGE = 2  # [m], 0 if there is no interrogator
    FRIEND_REPLY_PROBABILITY = 3  # chance that a friend whose set works replies [1]
    FRIEND_EQUIPMENT_FAILURE_PROBABILITY = 4  # chance, per sortie, that its set does not work [1]
    NEUTRAL_REPLY_PROBABILITY = 5  # chance that a civil flight whose set works replies, 0 if not asked [1]
    FRIEND_FALSE_REPLY_PROBABILITY = 6  # chance that one without the friendly mode seems to reply in it [1]
    LOG_DETECTION = 7  # logarithm of the detection probability that the tracker assumes [1]
    LOG_PRIOR_HOSTILE = 8  # logarithms of probabilities before any evidence [1]
    LOG_PRIOR_NEUTRAL = 9
    LOG_PRIOR_FRIEND = 10
    NEUTRAL_EQUIPMENT_FAILURE_PROBABILITY = 11  # chance, per sortie, that a civil set does not work [1]
    NEUTRAL_FALSE_REPLY_PROBABILITY = 12  # chance that one without the civil mode seems to reply in it [1]
    INTERROGATION_PERIOD = 13  # between two questions to one track, at least [s]
    CONFIRMATION = 14  # from evidence that suffices to the declaration of hostile [s]
    BALLISTIC_CONFIRMATION = 15  # the same for what falls freely [s]
    LOG_MISS = 16  # logarithm of one less that detection probability [1]


class NetworkKey(IntEnum):
    """`World.network_i[plane, P]`."""

    IDENT = 0
    INTERROGATOR = 1  # Interrogator
    FLIGHT_PLANS = 2  # 1: it knows corridors and flight plans
    FUSES = 3  # 1: it is made of the tracks of local pictures, not of plots
    SYSTEM = 4  # of a local picture: 1 + the one that its tracks go to; else 0


class Asset(IntEnum):
    """`World.asset[plane, A]`."""

    X = 0
    Y = 1
    Z = 2
    VALUE = 3
    BATTERY = 4  # of a battery that the scenario gives a worth: which, else -1
    RADAR = 5  # of such a radar: which, else -1


class Corridor(IntEnum):
    """`World.corridor[plane, C]`: great-circle stretches that flight plans use."""

    START_X = 0  # ellipsoid normals of both ends
    START_Y = 1
    START_Z = 2
    END_X = 3
    END_Y = 4
    END_Z = 5
    HALF_WIDTH = 6  # [m]
    ALTITUDE_MIN = 7  # [m]
    ALTITUDE_MAX = 8  # [m]
    CLIMB = 9  # rise of its floor from both ends up to ALTITUDE_MIN, 0 if it is level [1]


class Zone(IntEnum):
    """`World.zone[plane, Z]`: circles on the ground."""

    KIND = 0  # ZoneKind
    X = 1  # ECEF of the centre [m]
    Y = 2
    Z = 3
    RADIUS = 4  # [m]
    EDGE = 5  # standard deviation of where its edge lies [m]
    HOSTILE = 6  # of a zone of hostile origin: P(comes over it | hostile) [1]
    NEUTRAL = 7
    FRIEND = 8


class Cut(IntEnum):
    """`World.cut[plane, K]`: times at which links of a network are cut."""

    BEGIN = 0  # [s]
    END = 1  # inf if it never ends [s]
    NETWORK = 2  # picture of that network


class Order(IntEnum):
    """`World.order[plane, O]`: orders of weapons control, of which the first that holds counts."""

    CONTROL = 0  # Control
    BEGIN = 1  # [s]
    END = 2  # [s]
    CENTRE = 3  # azimuth of its sector, as each battery sees it [rad]
    HALF = 4  # [rad]


class Evidence(IntEnum):
    """`World.evidence[hypothesis, plane]`: natural logarithm of P(evidence | hypothesis).

    The two kinds of origin have 0 there: their likelihoods depend on the zone and on how surely it was it.
    """

    IN_CORRIDOR = 0
    OFF_CORRIDOR = 1
    HOSTILE_ORIGIN = 2
    OTHER_ORIGIN = 3
    IN_RESTRICTED = 4
    BALLISTIC = 5
    SUPERSONIC = 6
    LOW_AND_FAST = 7
    AIRLINER_LIKE = 8
    SLOW = 9
    OTHER_PROFILE = 10
    BORN_OF_HOSTILE = 11
    THREATENING = 12


# ---------------------------------------------------------------- State: what a step changes


class Tally(IntEnum):
    """`State.tally[plane]`: counters of one replicate."""

    SEED = 0
    REPLICATE = 1
    STEP = 2
    DONE = 3  # 1: the stop rule has spoken
    PLOTS = 4  # plots of the present step
    EVENTS = 5
    TRACK_SERIAL = 6
    ROUND_SERIAL = 7
    OVERFLOW = 8  # Overflow flags
    OBJECT_STEPS = 9
    PLOTS_MADE = 10
    ROUNDS_FIRED = 11
    COMMON_FAILURE = 12  # 1: one cause defeats every shot of this replicate
    JAMMED = 13  # 1: a jammer was in flight at the start of the step; most scenarios skip the noise by this
    UNSEEN = 14  # rows of `State.unseen`


class Truth(IntEnum):
    """`State.truth_f[plane, N]`: each target now.  Belief never reads it."""

    X = 0  # ECEF at the start of the step [m]
    Y = 1
    Z = 2
    VX = 3  # [m/s]
    VY = 4
    VZ = 5
    ALTITUDE = 6  # [m]
    START = 7  # [s]
    END = 8  # end of its route [s]
    WEAVE_PHASE = 9  # [rad]
    FIRST_DETECTION = 10  # [s], NaN until then
    FIRST_DETECTION_RANGE = 11  # [m]
    FIRST_TRACK = 12  # [s]
    ENDED = 13  # time of its fate [s]
    DOWN = 14  # when a round destroyed it, inf until then [s]
    AX = 15  # [m/s2]
    AY = 16
    AZ = 17
    HOSTILE = 18  # when a track of it was first hostile, NaN until then [s]
    HIDDEN = 19  # first look that found it in range and hidden, NaN until then [s]
    RELIEF = 20  # first of them at which a smooth Earth would not have hidden it [s]
    MEETING = 21  # when it came in reach, where a round would soonest have met it; NaN if not asked [s]
    TRACKED = 22  # last time that a track stood for it before it might be fired at, NaN until then [s]
    UNTRACKED = 23  # time from its first track to then without one [s]
    OFFERED = 24  # first decision at which nothing kept a battery from it, NaN until then [s]
    LAST_IN_REACH = 25  # last decision at which a battery had it in reach, NaN until then [s]
    LAST_FREE = 26  # and a channel free [s]
    LAST_LEFT = 27  # and a round left [s]
    LAST_FULL = 28  # last decision at which it was in reach and every channel was busy [s]
    LAST_FACING = 29  # and at which a channel was free, but its radar kept in another sector [s]
    LAST_KEPT = 30  # and at which a channel was free and a round left, but kept for others [s]
    MASKED_SINCE = 31  # since when the ground hides it again, NaN while it does not [s]
    MASKED = 32  # time that the ground hid it between its first sight and its first detection [s]
    MASKED_TO_TRACK = 33  # from then to its first track [s]
    MASKED_UNTRACKED = 34  # and of the time `UNTRACKED` [s]
    SIGHTED = 35  # when a radar last had it in sight, NaN until then [s]
    FIRST_PUT = 36  # of the engagement that first launched at it: when it began, NaN until then [s]
    FIRST_LOCK = 37  # and when its radar locked on [s]
    IDENTIFIED = 38  # when a track of it was first declared what it is, NaN until then [s]
    IDENTIFIED_MARGIN = 39  # by how much what decided that outweighed the next [1]
    MISTAKEN = 40  # when one was first declared what it is not [s]
    MISTAKEN_MARGIN = 41


class TruthKey(IntEnum):
    """`State.truth_i[plane, N]`."""

    STATUS = 0  # Status
    FATE = 1  # Fate
    STAGE = 2  # Stage: furthest that any battery reached
    SHOTS = 3
    ENGAGED = 4  # 1: a round was launched at it
    IN_REACH = 5  # 1: it was inside some battery's reach
    SHOT_DOWN = 6  # 1: a round destroyed it, whatever it had done before
    BATTERY = 7  # which came furthest with it, -1 while none did
    IDENTITY = 8  # Identity: the most hostile that a track of it had, -1 while it had none
    TRACK_BEGAN = 9  # target behind the first plot of its first track, -1 if that was false
    FAINT = 10  # looks at a raider in sight without an echo that sufficed, before its first detection
    DROWNED = 11  # and that lost it in ground clutter
    FAINT_TO_TRACK = 12  # the same two from its first detection to its first track
    DROWNED_TO_TRACK = 13
    FAINT_UNTRACKED = 14  # and of the time `Truth.UNTRACKED`
    DROWNED_UNTRACKED = 15
    HELD_BY = 16  # battery that last might not fire at a hostile track of it, -1 while none was so bound
    HELD_UNDER = 17  # the order that did, or of `Held`
    AWAITED = 18  # Awaited: by the first launch at it, -1 until then
    FACED_BY = 19  # battery whose radar was kept in another sector at the last decision of that kind, or -1
    IN_USE = 20  # of its channels, those that were busy then
    IDENTIFIED_BY = 21  # Evidence or Decider that decided that it is what it is, -1: nothing
    MISTAKEN_FOR = 22  # Identity that it is not and was first declared to have, -1 while it was not
    MISTAKEN_BY = 23  # what decided that
    MECHANISMS = 24  # Mechanism: bits of what had failed when it was first fired at, if it is a flight
    STRAYS = 25  # rounds that flew on to it
    STRETCH = 26  # row of the table of routes that is the first of `State.stretches`, -1 for none


class Held(IntEnum):
    """What forbids fire at a track where no order of weapons control does."""

    STATUS = -1  # the weapons control status of the battery itself
    CHARGE = -2  # a point defence leaves it to others
    AUTHORITY = -3  # no order reaches the battery


class Plot(IntEnum):
    """`State.plots_f[plane, I]`: the plots of the present step, ECEF."""

    TIME = 0  # [s]
    X = 1  # [m]
    Y = 2
    Z = 3
    CXX = 4  # error covariance [m2]
    CXY = 5
    CXZ = 6
    CYY = 7
    CYZ = 8
    CZZ = 9
    RATE = 10  # range rate [m/s]
    LOG_CLUTTER = 11  # log density of false plots [s/m4]
    SPREAD = 12  # largest standard deviation [m]
    RCS = 13  # cross section that an echo of the measured strength stands for [m2]


class PlotKey(IntEnum):
    """`State.plots_i[plane, I]`."""

    RADAR = 0
    ORIGIN = 1  # target behind it, -1 if false: for scoring only
    USED = 2  # 1: associated in the picture under work


class Unseen(IntEnum):
    """`State.unseen[plane, I]`: looks in vain of the present cycle at raiders not tracked so far."""

    TARGET = 0
    TIME = 1  # [s]
    COUNTED = 2  # TruthKey that counts it


class Filter(IntEnum):
    """`State.filters[picture, plane, M]`: the estimate that a tracker keeps of each track, ECEF.

    The first planes of `State.channels_f` are these, too: whatever begins with them can be filtered.
    """

    TIME = 0  # of the estimate [s]
    X = 1  # [m]
    Y = 2
    Z = 3
    VX = 4  # [m/s]
    VY = 5
    VZ = 6
    PXX = 7  # position block of the covariance, symmetric [m2]
    PXY = 8
    PXZ = 9
    PYY = 10
    PYZ = 11
    PZZ = 12
    CXX = 13  # position-velocity block, full [m2/s]
    CXY = 14
    CXZ = 15
    CYX = 16
    CYY = 17
    CYZ = 18
    CZX = 19
    CZY = 20
    CZZ = 21
    VXX = 22  # velocity block, symmetric [m2/s2]
    VXY = 23
    VXZ = 24
    VYY = 25
    VYZ = 26
    VZZ = 27
    SPREAD = 28  # root of the trace of the position block [m]
    SPREAD_RATE = 29  # root of the trace of the velocity block [m/s]


FILTER_PLANES = len(Filter)


class ModelFilter(IntEnum):
    """Planes that `State.filters` has besides for each way of moving, of a tracker that keeps several.

    The time is that of `Filter`; planes of the covariance stand in the order of those there.
    """

    X = 0  # [m]
    VX = 3  # [m/s]
    PXX = 6  # [m2]
    CXX = 12  # [m2/s]
    VXX = 21  # [m2/s2]
    CHANCE = 27  # that the target moves so [1]


MODEL_PLANES = ModelFilter.CHANCE + 1


class Slab(IntEnum):
    """`State.slabs[picture, plane, M]`: between which two planes a track is, ECEF in single precision.

    All zeros tell nothing.
    """

    TIME = 0  # of the estimate [s]
    AXIS_X = 1  # direction in which it is known best [1]
    AXIS_Y = 2
    AXIS_Z = 3
    ALONG = 4  # its place along that axis [m]
    PACE = 5  # its velocity along it [m/s]
    ALONG_ALONG = 6  # variance of that place, -inf of a free slot [m2]
    TWICE_ALONG_PACE = 7  # twice its covariance with that velocity [m2/s]
    PACE_PACE = 8  # variance of that velocity [m2/s2]
    FALL = 9  # more than half the acceleration at which it falls [m/s2]


class Own(IntEnum):
    """`State.own[row, plane, M]`: what a battery makes of the tracks of its picture by its own radars alone.

    Its first planes are an estimate: those of `Filter`.
    """

    LOOKS = FILTER_PLANES  # of its radars that went into it, 0 where there is none
    APART = FILTER_PLANES + 1  # 0: all plots of the track were its own, and the picture's estimate is its own
    BALLISTIC = FILTER_PLANES + 2  # 1: flown by gravity, as far as it can tell


class Life(IntEnum):
    """`State.lives[picture, plane, M]`: what a tracker believes each track by, and how it began."""

    SCORE = 0  # log likelihood ratio
    TOP_SCORE = 1
    DECAYED = 2  # time up to which misses are scored [s]
    BORN_X = 3  # first plot, ECEF [m]
    BORN_Y = 4
    BORN_Z = 5
    BORN_SPREAD = 6  # largest standard deviation of the first plot [m]
    RCS = 7  # running mean of the cross sections of its plots [m2]
    DUE = 8  # when the first of the radars that ever plotted it is late with the next plot [s]
    SLOWEST = 9  # longest scan period of those radars [s]
    CARRIERS = 10  # how many of them plot it often
    BORN_TIME = 11  # of its first plot [s]


class Report(IntEnum):
    """`State.reports[row, plane, M]`: the estimate of each track that fire units read, ECEF.

    There is a row for what each picture's network reports, then one for each row of `State.own`.  The planes
    of `State.pending`, estimates on their way, are the same.
    """

    TIME = 0  # -1 where there is none [s]
    X = 1  # [m]
    Y = 2
    Z = 3
    VX = 4  # [m/s]
    VY = 5
    VZ = 6
    SPREAD_RATE = 7  # root of the trace of the velocity block of the covariance [m/s]
    SPEED_ERROR = 8  # standard deviation of the speed [m/s]
    HEIGHT_ERROR = 9  # and of the altitude [m]
    SPREAD = 10  # root of the trace of the position block [m]
    BALLISTIC = 11  # 1: flown by gravity, as far as could be told


class Belief(IntEnum):
    """`State.beliefs[picture, plane, M]`: what identification makes of each track."""

    LOG_HOSTILE = 0  # log weights of the three hypotheses
    LOG_NEUTRAL = 1
    LOG_FRIEND = 2
    FROM_HOSTILE = 3  # the same by where it comes from, priors included
    FROM_NEUTRAL = 4
    FROM_FRIEND = 5
    FROM_ZONE = 6  # how surely it comes over a zone of hostile origin [1]
    NEXT_EVIDENCE = 7  # [s]
    NEXT_QUESTION = 8  # [s]
    SUFFICIENT_SINCE = 9  # when evidence began to suffice for hostile, -1 while it does not [s]
    DECIDED_MARGIN = 10  # by how much what decided its identity outweighed the next: for scoring only


class TrackKey(IntEnum):
    """`State.tracks_i[picture, plane, M]`."""

    STATUS = 0  # TrackStatus
    SERIAL = 1
    BALLISTIC = 2  # 1: flown by gravity, as far as the tracker can tell
    HITS = 3
    IDENTITY = 4  # Identity
    EVIDENCE = 5  # bits of Evidence that hold
    POSITIVE = 6  # 1: one of them is a positive hostile criterion
    INTERROGATIONS = 7  # questions in the friendly mode
    STAGE = 8  # Stage: furthest that any battery reached with it
    CHANNELS = 9  # fire channels now engaged on it
    SHARED = 10  # plots that its reports have covered, lost reports included
    ORIGIN = 11  # target behind its last plot: for scoring only
    FRIEND_ANSWERS = 12  # answers in the friendly mode
    CIVIL_QUESTIONS = 13
    CIVIL_ANSWERS = 14
    READ_AS = 15  # Identity that the newest reading points to
    BEGAN = 16  # target behind its first plot: for scoring only
    BATTERY = 17  # which took it to that Stage: for scoring only
    HINDRANCE = 18  # Hindrance of the last decision: for scoring only
    HELD_BY = 19  # battery that last might not fire at it though hostile, 1 + its number: for scoring only
    HELD_UNDER = 20  # the order that forbade it, or of `Held`: for scoring only
    CREDITED = 21  # what of it the target behind it has been credited with: for scoring only
    FACED_BY = 22  # battery of that decision whose radar was kept in another sector: for scoring only
    IN_USE = 23  # of its channels, those that were busy then: for scoring only
    DECIDED_BY = 24  # Evidence or Decider that weighed most for its identity, -1: nothing, for scoring only
    NOTED = 25  # by what identity of it the target behind it was last noted: for scoring only
    FEEDS = 26  # of a local track: 1 + the slot of the system track that it feeds; else 0
    FED_SERIAL = 27  # and the number of that track


class Pair(IntEnum):
    """`State.pairs[battery, plane, M]`: what a battery keeps in mind of each track of its picture."""

    HOLD_UNTIL = 0  # not engaged by it before [s]
    INTERCEPT = 1  # when it could meet it, as assigned this step; inf if it could not [s]
    ROUND = 2  # type with which
    NEWS_FROM = 3  # not engaged by it on a report older than this [s]
    SALVOS = 4  # that it has fired at it
    LEFT = 5  # end of its last engagement of it [s]
    FAILURES = 6  # engagements of it in a row that came to no launch
    SIGHT = 7  # Sight: by what it would follow it, as assigned this step
    MEETING = 8  # when it could have met it, when it last was in reach; inf with no round left [s]
    KEPT_UNTIL = 9  # it keeps rounds that reach it for others, and does not ask again before [s]
    OWN = 10  # 1: it reads what its own radars report of it, not its network


class Channel(IntEnum):
    """`State.channels_f[plane, C]`: a fire channel is what one engagement occupies.

    Its first planes are the fire-control track, by the looks of the engagement radar: those of `Filter`.
    """

    READY = FILTER_PLANES  # when acquisition began, or when the kill assessment is due [s]
    NEXT_LAUNCH = FILTER_PLANES + 1  # not before [s]
    LOOK = FILTER_PLANES + 2  # when the engagement radar looks again [s]
    MISSED = FILTER_PLANES + 3  # first look without an echo since it last had one, inf if it has [s]
    PUT = FILTER_PLANES + 4  # when it was put on its track: for the story only [s]
    LOCKED = FILTER_PLANES + 5  # when its radar locked on: for the story only [s]


class ChannelKey(IntEnum):
    """`State.channels_i[plane, C]`."""

    STAGE = 0  # ChannelStage
    BATTERY = 1
    TRACK = 2
    SERIAL = 3  # of the track
    OBJECT = 4  # what the engagement radar follows, -1 if nothing
    ROUND = 5  # type to launch
    TO_LAUNCH = 6  # rounds of the salvo still to go
    IN_FLIGHT = 7
    SALVOS = 8  # fired by the battery at the track
    WAITS = 9  # times that a launch was put off for want of a solution
    BALLISTIC = 10  # 1: its track was held to fall freely when last seen
    FIRED = 11  # rounds, in this engagement
    FOUND = 12  # what gave the echoes so far while it acquires, -1 if nothing
    ECHOES = 13  # of it, in a row of looks at the same
    FOLLOWS = 14  # 1: the fire-control track lives
    SIGHT = 15  # Sight: by what it follows its target, or expects to
    AWAY = 16  # rounds of the salvo that have left


class Shot(IntEnum):
    """`State.rounds_f[plane, R]`: rounds in flight, ECEF."""

    X = 0
    Y = 1
    Z = 2
    LAUNCH = 3  # [s]
    INTERCEPT = 4  # predicted [s]
    AIM_X = 5  # predicted meeting point [m]
    AIM_Y = 6
    AIM_Z = 7
    MOVED = 8  # time of its place [s]
    PACE = 9  # of one that is astray [m/s]
    UNTIL = 10  # when it destroys itself if it is astray and meets nothing [s]


class ShotKey(IntEnum):
    """`State.rounds_i[plane, R]`."""

    FLYING = 0  # Flight
    TYPE = 1
    CHANNEL = 2
    OBJECT = 3
    SERIAL = 4
    ORDINAL = 5  # of the shot among all at that target
    REACHES = 6  # 1: it can get to the predicted meeting point
    AT_FIRST = 7  # target that it was fired at


class Fire(IntEnum):
    """`State.fire[plane, B]`."""

    LAST_LAUNCH = 0  # [s]
    SECTOR_CENTRE = 1  # azimuth of the engagement radar, in the battery's own frame [rad]
    GUIDED = 2  # rounds in flight
    BUSY = 3  # fire channels in use
    GUIDED_MOST = 4  # most rounds ever in flight at once
    BUSY_MOST = 5  # most fire channels ever in use
    FACES = 6  # when the engagement radar has turned to that azimuth [s]
    LOST = 7  # when the battery was destroyed, inf until then [s]
    PICTURE = 8  # that it believes: of its network, or while it is cut off its own


class Launcher(IntEnum):
    """`State.launchers[plane, launchers]`."""

    LEFT = 0  # rounds on it
    LOADED = 1  # when it was loaded; of an empty one, when it will be, inf if it will not [s]


class Event(IntEnum):
    """`State.events_f[plane, E]`."""

    TIME = 0  # [s]
    VALUE = 1


class EventKey(IntEnum):
    """`State.events_i[plane, E]`."""

    STEP = 0
    PHASE = 1
    KIND = 2
    OBJECT = 3
    OTHER = 4
    BATTERY = 5


def fill(planes: npt.NDArray[Any], names: type[IntEnum], column: int, *sources: object) -> None:
    """Write into a column of planes (planes, N) what a source has under a plane's name in small letters.

    That is a number in the unit of the plane, or a bool.  The first that has it counts; what none has is left
    to the caller.
    """
    for plane in names:
        for source in sources:
            told = getattr(source, plane.name.lower(), None)
            if isinstance(told, int | float):
                planes[plane, column] = told
                break
