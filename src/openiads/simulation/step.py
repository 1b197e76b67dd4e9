"""One step of the simulation: the rooms in their order.  Open this page first.

Every phase has one signature, `phase(state, world, step)`: it sees one replicate, reads the World, and
writes its own planes of the State in place.  A step covers [step, step + 1) times its length; what
happens within it carries its own continuous time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openiads.engagement.assign import assign
from openiads.identification.declare import identify
from openiads.motion.advance import advance
from openiads.motion.arrive import arrive
from openiads.picture.share import share
from openiads.sensing.observe import observe
from openiads.simulation.engage import engage
from openiads.simulation.score import score
from openiads.state.state import State
from openiads.state.words import Phase
from openiads.state.world import World
from openiads.tracking.cut_links import cut_links
from openiads.tracking.update import track

PhaseFunction = Callable[[State, World, int], None]
Chain = Mapping[Phase, PhaseFunction]
"""What one step does, in order."""

CHAIN: Chain = {
    Phase.MOVE: advance,  # truth moves
    Phase.ENGAGE: engage,  # engagement radars look, rounds leave, meet, kill or miss: truth changes
    Phase.SENSE: observe,  # radars look: plots
    Phase.LINK: cut_links,  # batteries fall off their networks, or come back
    Phase.TRACK: track,  # plots become tracks, in every picture
    Phase.SHARE: share,  # tracks become reports that fire units read
    Phase.IDENTIFY: identify,  # reports are given an identity
    Phase.ASSIGN: assign,  # tracks are given fire channels
    Phase.ARRIVE: arrive,  # what was not stopped arrives: truth changes
    Phase.SCORE: score,  # the books are closed
}
"""The chain of the default models.

Engagements come first: what happens in a step knows no more than was known when it began.
"""
