"""What the signs on the map of a run mean: of what is drawn there, and of nothing else."""

from __future__ import annotations

from openiads.report.ink.svg import joined
from openiads.report.run import run_map
from openiads.report.run.readings import Readings
from openiads.scenario.plan import Plan
from openiads.state.words import ZoneKind

ENDS = {
    "killed": "a cross ends the path of a raider that was killed",
    "leaked": "a dot stands where one arrived",
    "released": "a ring stands where a carrier released its weapons",
}
ZONES = {
    ZoneKind.HOSTILE_ORIGIN: "A zone of hostile origin is where the defence expects raids to come from: "
    "what comes over it is taken for a raider sooner.",
    ZoneKind.RESTRICTED: "A restricted zone is closed to flights: what enters is taken for a raider sooner.",
    ZoneKind.WEAPONS_FREE: "Over a weapons-free zone batteries may fire at all that is not known as friend "
    "or neutral.",
    ZoneKind.AERODROME: "Around an aerodrome flights climb and descend.",
}


def map_words(plan: Plan, readings: Readings) -> str:
    """Paths and their ends, ranges, zones."""
    fates = {flown.fate for flown in readings.flown if flown.side == "hostile"}
    ends = "; ".join(words for fate, words in ENDS.items() if fate in fates)
    around = run_map.section(plan, readings.flown)
    zones = [words for kind, words in ZONES.items() if run_map.zones_on(kind, plan, around)]
    told = [
        f"Every path of replicate {readings.replicate}.",
        f"{ends[:1].upper()}{ends[1:]}." if ends else "",
    ]
    return " ".join(filter(None, [*told, _losses(readings), _orders(plan), _ranges(plan, readings), *zones]))


def _losses(readings: Readings) -> str:
    """Batteries that raiders destroyed."""
    if not readings.lost:
        return ""
    crossed = (
        "a cross stands over those that this replicate lost" if readings.when("battery_lost") else "here none"
    )
    return (
        "Beside the name of a battery that raiders destroyed stands in how many of all replicates they did; "
        f"{crossed}."
    )


def _orders(plan: Plan) -> str:
    """Control orders: what each says and when, for a wedge tells neither."""
    if not plan.orders:
        return ""
    told = "; ".join(run_map.order_told(order) for order in plan.orders)
    return (
        "A dotted wedge, or a circle where it holds all round, is the sector of a control order, drawn alike "
        f"however far it reaches: {told}."
    )


def _ranges(plan: Plan, readings: Readings) -> str:
    """Which circles are ranges, and which ranges have no circle here."""
    around = run_map.section(plan, readings.flown)
    rings = run_map.rings_of(plan)
    shown = [ring for ring in rings if run_map.is_on(around, ring)]
    told = (
        ["A dashed circle with a range beside it is the longest that was published for a battery."]
        if shown
        else []
    )
    beyond = sorted({ring.radius_km for ring in rings if ring not in shown})
    if beyond:
        far = joined([f"{radius:,.0f} km" for radius in beyond])
        told.append(f"Published ranges of {far} have no circle here, for it would run outside of this map.")
    return " ".join(told)
