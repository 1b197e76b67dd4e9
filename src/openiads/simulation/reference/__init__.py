"""The twin: the same simulation once more, slow and readable, one object for each thing.

Read `play` first, then whatever it calls: targets, radars, pictures with their tracks, fire units with
their rounds.  A test holds the engine to it, event for event, so this is the specification.  It knows
state words and the World, the ground and nothing of the engine's models.
"""

from openiads.simulation.reference.events import Event
from openiads.simulation.reference.play import Played, play

__all__ = ["Event", "Played", "play"]
