"""What rounds of the catalogue reach, drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground.errors import OutOfRange, UnknownName
from openiads.report.rounds import envelope_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def envelope(name: str, *, catalogue: Catalogue | str | Path | None = None) -> Figure:
    """Draw what a round reaches, or each round of a system, by public figures and a textbook fly-out.

    Of a round: time of flight and speed left by ground range and altitude, and where a target may be when the
    first round leaves, by how far it will pass and how fast it is.  Of a system: how far each of its rounds
    gets at every altitude, with range, ceiling and mass.  No radar, ground or doctrine is in it.

    Parameters
    ----------
    name : of a round or a system of the catalogue, "48n6e3" or "s-400"
    catalogue : a folder of catalogue files of one's own, on top of those that come along

    Returns
    -------
    a Matplotlib figure, in no window of its own; a notebook shows it, `savefig` writes it

    Raises
    ------
    UnknownName
        if there is no such round or system
    """
    told = catalogue_at(catalogue)
    if name in told.names("round"):
        return envelope_figure.of_one(told.round_of(name), told.flight)
    if name in told.names("system"):
        system = told.system(name)
        return envelope_figure.of_several(
            system.title, [told.round_of(slug) for slug in system.rounds], told.flight
        )
    if any(name in told.names(kind) for kind in ("radar", "threat")):
        raise OutOfRange(
            f"{name}: is no round and no system; only of these it is drawn what they reach; name one of them"
        )
    raise UnknownName("round or system", name, dict.fromkeys([*told.names("round"), *told.names("system")]))
