"""Figures of the rules by which the chain senses, tracks, reports, identifies and engages.

They belong to no system and stand in no scenario.  Engine and twin read them here, so none is written twice;
each is our rule unless its line says where it comes from.
"""

from __future__ import annotations

import math

# ---------------------------------------------------------------- sensing

CATCH_UP = 0.25
"""Share of a step by which a look may come late."""
SEAM = 1.0 - 1e-9
"""From this share of a turn on a target is on the north line, where the next scan begins: no rounding of its
azimuth may tell one scan or the other."""
AGAIN = 1 << 30
"""Added to the number of a scan in the draws of a second look in it, which only what crosses north westward
has: just after the scan began and just before it ends."""
MISSED_SCAN = 1.5
"""Scans since a radar last had a target in sight from which on it has missed one: what moves is passed a
little sooner or later each time."""
SMALLEST_SHARE = 0.1
"""Errors stop falling at this share of their reference value: beyond it, calibration rules [1]."""
FALSE_RATE = 300.0
"""Range rates of false plots lie evenly within this either way [m/s], assumption."""
SEARCH_SURE = 3.0
"""Standard deviations of a track around which an engagement radar searches, as gates commonly are."""

# ---------------------------------------------------------------- tracking

SLICE = 0.25
"""Plots of one radar are told apart together within this [s]; a track goes back in time by no more."""
GATE = 18.47
"""Largest squared distance that may belong together: 99.9 % of chi-square, four degrees of freedom."""
FIRST_GAP = 4.0
"""Scans between two plots of a track that are held against a radar at first, and at most."""
CARRYING_GAP = 2.0
"""A radar carries a track while it plots it in every second scan or more often."""
GAP_WEIGHT = 0.25
"""Weight of the newest gap in the running mean."""
RCS_WEIGHT = 0.25
"""Weight of the newest plot in the running mean of a track's cross section: echoes fluctuate."""
VELOCITY_PLOTS = 3
"""Plots from which on the velocity of a track means something."""
BALLISTIC_ALTITUDE = 25_000.0
"""Above this nothing flies on wings [m]."""
BALLISTIC_SPEED = 900.0
BALLISTIC_SINK = 250.0
"""Faster than this and steeper than that [m/s], a track is taken for ballistic lower down too."""

# ---------------------------------------------------------------- picture

CLIMB_SURE = 3.0
"""Standard deviations that put a climb beyond doubt."""

# ---------------------------------------------------------------- identification

THREAT_TIME = 3600.0
"""Nobody looks further ahead [s]."""
FRESH = 12
"""Plots up to which a track counts as newly born."""
WITNESS_SCANS = 2.0
"""Scans without a plot after which nobody knows whether a track still flies: it releases nothing any more."""
READING_SURE = 3.0
"""Standard deviations by which a reading must clear a limit, or miss it, to settle the matter.

A track is read anew every few seconds, so over a flight even rare errors come.  At three, one that flies at
the very limit is mistaken in 0.13 % of readings, which is what the table of evidence grants the rarest
profile of a neutral flight, and one that keeps its distance from the limit practically never.
"""
LOGISTIC = 2.0 * math.sqrt(2.0 / math.pi)
"""Slope of the logistic function that stands for the normal law (Tocher, The Art of Simulation, 1963)."""
RAREST = 1e-12
"""No answer is impossible, whatever the rates say: another than the tracked one may have given it."""

# ---------------------------------------------------------------- engagement

SPEED_SURE = 3.0
"""Standard deviations that put a speed beyond doubt."""
SEEKER_SURE = 2.0
"""Standard deviations of a track that must lie within what a seeker finds."""
KEPT_FOR = 10.0
"""What a battery keeps from a track it keeps for so long, before it is asked again [s]: for stories alone."""
GLANCES = 4
"""Moments at which a battery asks whether a cheaper round will reach a slow target."""
LOOKS_AHEAD = 4
"""Places on the way of a target at which it must be covered while a round is guided."""
WHOLE_CELL, HALF_CELL = 1.0, 0.5
"""Shares of a cell of the fly-out table that must be in reach, for doctrine and for what is under way."""
MOMENTS, HALVINGS = 16, 4
"""Of a launch window: moments at which is asked, and times that the one between two ends is halved."""
LOOKED_AHEAD = 4
"""Salvos one after the other, this one and those to come, for which a solver that looks ahead has room."""
MOST_SERVED = 48
"""Tracks that a solver weighs against one another; the most urgent ones."""
MOST_MOVED = 6
"""Shots that one trade between targets moves at most."""
MOST_FREED, MOST_RUINED = 16, 4
"""Shots that a kick of a local search frees at most, and targets that it empties."""
MOST_DOUBLINGS = 6
"""Of the time that a battery leaves a track alone, while its engagements come to no launch."""

# ---------------------------------------------------------------- where a round and its target meet

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
