"""Figures of the default models, which the engine and its readable twin must read alike.

Each stands here once.  What differs between systems is no constant: it stands in the catalogue.
"""

from __future__ import annotations

import math

# ---------------------------------------------------------------- Sensing

CATCH_UP = 0.25
"""Share of a step by which a look may come late."""
SMALLEST_SHARE = 0.1
"""Errors stop falling at this share of their reference value: beyond it, calibration rules."""
FALSE_RATE = 300.0
"""Range rates of false plots lie evenly within this either way [m/s], assumption."""

# ---------------------------------------------------------------- Tracking

SLICE = 0.25
"""Plots of one radar are told apart together within this [s]; a track goes back in time by no more."""
GATE = 18.47
"""99.9 % of chi-square with four degrees of freedom."""
FIRST_GAP = 4.0
"""Scans between two plots of a track that are held against a radar at first, and at most."""
CARRYING_GAP = 2.0
"""A radar carries a track while it plots it in every second scan or more often."""
GAP_WEIGHT = 0.25
"""Weight of the newest gap in the running mean."""
RCS_WEIGHT = 0.25
"""Weight of the newest plot in the running mean of a track's cross section: echoes fluctuate."""
VELOCITY_HITS = 3
"""Plots by which the velocity of a track means something."""
BALLISTIC_ALTITUDE = 25_000.0
"""Above this nothing flies on wings [m]."""
BALLISTIC_SPEED = 900.0
BALLISTIC_SINK = 250.0
"""Faster than this and steeper than that [m/s], a track is taken for ballistic lower down too."""

# ---------------------------------------------------------------- Identification

SURE = 3.0
"""Standard deviations by which a reading must clear a limit, or miss it, to settle the matter.

A track is read anew every few seconds, so over a flight even rare errors come.  At three, one that flies at
the very limit is mistaken in 0.13 % of readings, which is what the table of evidence grants the rarest
profile of a neutral flight, and one that keeps its distance from the limit practically never.  By the same
measure a climb is one, and a speed is beyond doubt.
"""
SUPERSONIC = 380.0
"""Faster than civil aircraft fly [m/s]."""
LOW = 600.0
FAST = 140.0
"""Lower above ground than this [m] and faster than this [m/s] is no civil profile.

Away from aerodromes civil flights keep 600 m above mountains (ICAO Doc 8168, minimum sector altitudes), and
below 3 000 m they keep under 250 knots, 129 m/s.
"""
FAST_LANDING = 180.0
"""Near the aerodromes of its flight plans a network lets fast jets come and go low, up to 350 knots [m/s]."""
SLOW = 100.0
"""Slower than airliners fly [m/s]."""
AIRLINER_FLOOR = 7_000.0
"""They cruise above this [m],"""
AIRLINER_SLOWEST = 170.0
AIRLINER_FASTEST = 280.0
"""and between these speeds [m/s]."""
THREAT_TIME = 3_600.0
"""Nobody looks further ahead [s]."""
FRESH = 12
"""Plots up to which a track counts as newly born."""
LOGISTIC = 2.0 * math.sqrt(2.0 / math.pi)
"""Slope of the logistic function that stands for the normal law."""
RAREST = 1e-12
"""No answer is impossible, whatever the rates say: another than the tracked one may have given it."""

# ---------------------------------------------------------------- Engagement

SELF_DEFENCE_RADIUS = 10_000.0
"""On hold, a hostile track whose course passes the battery nearer than this may be fired at [m]."""
SELF_DEFENCE_TIME = 60.0
"""And only if it comes that near within this [s], assumption: self-defence answers an attack under way, and
this leaves the time for one engagement - some 10 s to react, some 40 s of flight."""
SEEKER_SURE = 2.0
"""Standard deviations of a track that must lie within what a seeker finds."""
GLANCES = 4
"""Moments at which a battery asks whether a cheaper round will reach a slow target."""
LOOKS_AHEAD = 4
"""Places on the way of a target at which it must be covered while a round is guided."""
WHOLE_CELL, HALF_CELL = 1.0, 0.5
"""Shares of a cell of the fly-out table that must be in reach, for doctrine and for what is under way."""
MOST_DOUBLINGS = 6
"""Of the time that a battery leaves a track alone, while its engagements come to no launch."""

# ---------------------------------------------------------------- Where a round and its target meet

STRIDES = 12
"""Of the longest flight, by which a meeting is sought."""
ITERATIONS = 12
"""By which it is then closed in, at most."""
CLOSE_ENOUGH = 0.02
"""It is settled when both arrive within this [s]."""
REFINEMENTS = 6
"""Of the predicted meeting of a round in flight, at each step, at most."""
STEERED = 1e-3
"""Which is settled when both arrive within this [s]."""
METRE = 1.0
"""More than rounding may do to a place [m]."""
