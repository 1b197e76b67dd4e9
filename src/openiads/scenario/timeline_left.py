"""The timeline that is left where batteries are removed: still one that can be read again."""

from __future__ import annotations

from collections.abc import Sequence

from openiads.scenario.check_timeline import TOWN
from openiads.scenario.scenario_schema import Battery
from openiads.scenario.timeline_schema import HAPPENINGS, Move, Timeline, TimelinePlace


def left_of(told: Timeline, batteries: Sequence[Battery], kept: set[str]) -> Timeline:
    """The timeline of the batteries that are kept, of all that there were; rows of none of them are gone."""

    def among(names: Sequence[str]) -> list[str]:
        return [name for name in names if name in kept]

    rows = {
        table: [row.model_copy(update={"batteries": among(row.batteries)}) for row in getattr(told, table)]
        for table in HAPPENINGS
    }
    rows = {table: [row for row in rows[table] if row.batteries] for table in rows}
    rows["move"] = [
        _free(row.model_copy(update={"successors": among(row.successors)})) for row in rows["move"]
    ]
    lost = [
        row if row.batteries is None else row.model_copy(update={"batteries": among(row.batteries)})
        for row in told.attrition
    ]
    places = _places(told, {battery.name: battery for battery in batteries}, kept)
    aims = {row.to for table in ("delivery", "move") for row in rows[table]}
    # A site that somebody goes to stays a place, though the battery that it is named for is gone.
    places += [
        TimelinePlace(name=battery.name, lat=round(battery.lat, TOWN), lon=round(battery.lon, TOWN))
        for battery in batteries
        if battery.name in aims - kept - {place.name for place in places}
    ]
    return told.model_copy(update={**rows, "place": places, "attrition": lost})


def _places(told: Timeline, by_name: dict[str, Battery], kept: set[str]) -> list[TimelinePlace]:
    """Places keep where they are, even if that was said by a battery that is gone."""
    found = []
    for place in told.place:
        left = [name for name in place.batteries if name in kept]
        update: dict[str, object] = {"batteries": left}
        if place.lat is None and not left and place.batteries:
            site = by_name[place.batteries[0]]
            update |= {"lat": round(site.lat, TOWN), "lon": round(site.lon, TOWN)}
        found.append(place.model_copy(update=update))
    return found


def _free(row: Move) -> Move:
    """A move that waits for nobody is made by its date."""
    alone = row.policy == "replaced-in-place" and not row.successors
    return row.model_copy(update={"policy": "all-at-once"}) if alone else row
