"""Scenarios by the dice: every field of the file, small enough to be played several ways in half a second.

What is drawn is a document, as a file would hold it.  Most numbers come from where real ones lie, some from
the ends of what is allowed; places come from a few, so that things stand on one another.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from openiads.catalogue import load_catalogue as catalogue
from tests.attacks.flights import Ground, around, raids, spread, traffic
from tests.attacks.timelines import timelines

Document = dict[str, Any]
LINES = ("", "A line.", 'He said "no".', "Öğle, 東, 🚀", "</script><b>&amp;")
STORIES = (*LINES, "Two\nlines: \\ and \t.")
FORMS = {
    "alone": (),
    "regiment": ("91n6e", "96l6e", "arabel"),
    "national": ("early-warning-generic", "fd-2000-search"),
    "allied": ("airborne-generic", "64n6e2"),
}
"""Radars that a network of each form may have."""
CONTROLS = st.sampled_from(["tight", "free", "free", "hold"])
WORTH = st.sampled_from([0.0, 1.0, 1e9])
CHANCE = st.sampled_from([0.0, 0.05, 0.3, 0.9, 1.0])
MISALIGNED = {
    "misalignment_deg": st.sampled_from([0.0, 2.0, -107.0, 180.0]),
    "misalignment_sd_deg": st.sampled_from([0.0, 0.5, 180.0]),
}
REMOVED = st.sampled_from([False, False, False, True])
SHORT = st.sampled_from([0.0, 0.5, 2.0, 7.3, 20.0])
"""Delays of a battery [s]; longer than a minute nothing of a short raid is left."""


def names(kind: str, number: int) -> st.SearchStrategy[str]:
    """Names of one table, never the same twice."""
    return st.sampled_from([f"{kind} {number}", f"{number}-Ünlü {kind}", f"{kind}_東 #{number}"])


def grounds() -> st.SearchStrategy[Ground]:
    """Where it takes place: the map that comes along, its very corner, or a flat Earth, poles included."""
    on_map = [
        Ground("globe-30s", 37.0, 37.4),
        Ground("globe-30s", 38.6, 42.9),
        Ground("globe-30s", 30.3, 19.4),
    ]
    flat = [(37.0, 37.4), (0.0, 180.0), (0.0, 0.0), (89.95, 10.0), (-89.5, -120.0), (-33.0, -179.9)]
    return st.sampled_from([*on_map, *(Ground("flat", *centre) for centre in flat)])


def table(needed: Document, may: Document) -> st.SearchStrategy[Document]:
    """A table with all of the needed fields and some of the others."""
    return st.fixed_dictionaries(needed, optional=may)


def area(ground: Ground) -> st.SearchStrategy[Document]:
    """The clock and the air."""
    clocks = st.sampled_from(
        [(1.0, 1.0), (1.0, 1.0), (0.5, 1.0), (0.25, 2.0), (0.1, 0.25), (1.0, 10.0), (0.7, 1.1)]
    )
    rest = table(
        {"terrain": st.just(ground.terrain), "duration_s": st.sampled_from([60, 60.0, 61.7, 240])},
        {
            "surface": st.sampled_from(["mean", "max"]),
            "refraction": st.sampled_from([1.0, 4 / 3, 2.0]),
            "airspace": st.sampled_from(["normal", "warned", "closed"]),
            "stop_when_clear": st.booleans(),
        },
    )
    either = st.tuples(rest, st.one_of(st.none(), clocks))
    return either.map(lambda d: d[0] | ({"step_s": d[1][0], "cycle_s": d[1][1]} if d[1] else {}))


def by_class(least: int, most: int) -> st.SearchStrategy[Document]:
    """A number for some classes of track."""
    names = st.sampled_from(["ballistic", "fast", "slow"])
    return st.dictionaries(names, st.integers(least, most))


def doctrine() -> st.SearchStrategy[Document]:
    """Doctrine for all."""
    return table(
        {},
        {
            "control": CONTROLS,
            "salvo": st.integers(1, 4),
            "salvo_by_class": by_class(1, 4),
            "salvos_max": st.sampled_from([3, 1, 2, 10]),
            "envelope_margin": spread(0.1, 1.0),
            "self_defence": st.sampled_from(["hostile", "unknown", "none"]),
            "self_defence_radius_km": st.sampled_from([10.0, 0.001, 100.0]),
            "self_defence_time_s": st.sampled_from([60.0, 0.1, 600.0]),
            "reserve_by_class": by_class(0, 1000),
            "reengage_s": st.sampled_from([0.0, 5.0, 40.0, 3600.0]),
            "reserve_rounds": st.sampled_from([0, 0, 1, 20, 1000]),
            "threat_radius_km": st.sampled_from([0.01, 10.0, 40.0, 500.0]),
            "horizon_s": st.sampled_from([0.1, 60.0, 600.0, 86400.0]),
            "coordinate": st.booleans(),
            "rounds_fly_on": st.booleans(),
            "common_failure_probability": st.sampled_from([0.0, 0.0, 0.2, 1.0]),
            "target_failure_probability": st.sampled_from([0.0, 0.0, 0.2, 1.0]),
            "identification_period_s": st.sampled_from([1.0, 0.05, 10.0, 600.0]),
            "profile_by": st.sampled_from(["odds", "limits"]),
            "hostile_threshold_probability": st.sampled_from([0.8, 0.51, 0.95, 1.0]),
            "suspect_threshold_probability": st.sampled_from([0.51, 0.7, 0.95, 1.0]),
        },
    )


def models() -> st.SearchStrategy[Document]:
    """The default of each kind, said or not, but for one at most: each set of models is compiled anew."""
    kinds = {
        "tracker": ["score", "m-of-n"],
        "assignment": ["greedy-by-urgency", "rolling-horizon", "local-search", "by-latest-launch"],
        "doctrine": ["shoot-look-shoot", "salvo", "shoot-shoot-look"],
        "assessment": ["by-rates", "by-plots"],
    }
    said = table({}, {kind: st.just(names[0]) for kind, names in kinds.items()})
    other = st.sampled_from([{}, *({kind: name} for kind, names in kinds.items() for name in names[1:])])
    return st.tuples(said, other).map(lambda pair: pair[0] | pair[1])


@st.composite
def loads(draw: st.DrawFn, slug: str) -> Document:
    """Rounds of a battery, few or none, launchers that hold them, a stock behind; or all by the catalogue."""
    entry = catalogue.system(slug)
    load, said = entry.loadout, {}
    if draw(st.integers(0, 2)) == 1:
        kinds = draw(st.lists(st.sampled_from(entry.rounds), unique=True))
        load = said["loadout"] = {kind: draw(st.sampled_from([8, 2, 1, 0])) for kind in kinds}
    taken = sum(-(-count // catalogue.round_of(kind).rounds_per_position) for kind, count in load.items())
    least = max(-(-taken // entry.positions_per_launcher), 1)
    if draw(st.booleans()) or least > entry.launchers:
        said["launchers"] = draw(st.sampled_from([least, least + 1, 100]))
    carried = [kind for kind, count in load.items() if count]
    if carried and draw(st.integers(0, 2)) == 1:
        said["reload"] = draw(st.dictionaries(st.sampled_from(carried), st.sampled_from([8, 1, 0])))
    return said


@st.composite
def batteries(draw: st.DrawFn, ground: Ground, places: list[list[float]], number: int) -> Document:
    """A battery with limits and times that bite."""
    slug = draw(st.sampled_from(catalogue.names("system")))
    lat, lon = draw(st.sampled_from(places) | around(ground, 0.0, 25.0))
    fields = {
        "azimuth_deg": st.sampled_from([0.0, 90.0, 180.0, 359.9, 360.0]) | spread(0.0, 360.0),
        "acquisition_radar": st.booleans(),
        "antenna_m": st.sampled_from([0.1, 5.0, 25.0, 100.0]),
        "antenna_altitude_m": st.sampled_from([-500.0, 40.0, 1500.0, 9000.0]),
        "siting": st.just("point"),
        "control": CONTROLS,
        **MISALIGNED,
        "authority_loss_probability": CHANCE,
        "control_without_authority": CONTROLS,
        "interrogator_failure_probability": CHANCE,
        "salvo": st.integers(1, 4),
        "salvo_by_class": by_class(1, 4),
        "salvos_max": st.sampled_from([1, 2, 3, 10]),
        "envelope_margin": spread(0.1, 1.0),
        "reserve_rounds": st.sampled_from([0, 2, 1000]),
        "reserve_by_class": by_class(0, 1000),
        "value": WORTH,
        "kill_probability": CHANCE,
        "targets_max": st.sampled_from([1, 2, 4, 1000]),
        "guided_max": st.sampled_from([1, 2, 6, 1000]),
        "reaction_s": SHORT,
        "acquisition_s": SHORT,
        "launch_interval_s": SHORT,
        "assessment_s": SHORT,
        "false_kill_probability": CHANCE,
        "false_miss_probability": CHANCE,
        "remove": REMOVED,
    }
    said = draw(table({"name": names("battery", number), "system": st.just(slug)}, fields))
    if said.get("authority_loss_probability"):  # what holds then must be said
        said = {"control_without_authority": draw(CONTROLS)} | said
    return said | {"lat": lat, "lon": lon} | draw(loads(slug))


@st.composite
def radars(draw: st.DrawFn, ground: Ground, places: list[list[float]], number: int, slug: str) -> Document:
    """A radar of a network, or of none."""
    lat, lon = draw(st.sampled_from(places) | around(ground, 0.0, 60.0))
    fields = {
        "antenna_m": st.sampled_from([1.0, 30.0, 9000.0, 20000.0]),
        "antenna_altitude_m": st.sampled_from([-500.0, 100.0, 8000.0, 20000.0]),
        "azimuth_deg": st.sampled_from([0.0, 90.0, 180.0, 360.0]),
        **MISALIGNED,
        "emitting": st.booleans(),
        "value": WORTH,
        "remove": st.booleans(),
    }
    return draw(table({"name": names("radar", number), "type": st.just(slug)}, fields)) | {
        "lat": lat,
        "lon": lon,
    }


def network_fields(form: str, able: bool) -> Document:
    """What a network of a form may say; `able`: some system of it can fire on another's track."""
    fields: Document = {
        "delay_s": st.sampled_from([0.0, 0.5, 3.0, 60.0]),
        "loss_probability": st.sampled_from([0.0, 0.3, 1.0]),
        "fusion": st.sampled_from(["plots", "plots", "tracks"]),
        "cueing": st.booleans() if form != "alone" else st.just(False),
        "engage_on_remote": st.booleans() if form != "alone" and able else st.just(False),
        "interrogator": st.sampled_from(["none", "national", "full"]),
        "interrogator_failure_probability": CHANCE,
        "flight_plans": st.booleans(),
        "confirmation_s": st.sampled_from([0.0, 3.3, 10.0]),
        "ballistic_confirmation_s": st.sampled_from([0.0, 2.5]),
    }
    return fields


@st.composite
def networks(
    draw: st.DrawFn, ground: Ground, places: list[list[float]], guards: list[Document]
) -> tuple[list[Document], list[Document]]:
    """All batteries in one network, each in one of its own, or in none; and radars, shared or nobody's."""
    form = draw(st.sampled_from([*FORMS, "regiment", "national", "allied"]))
    slugs = draw(st.lists(st.sampled_from(FORMS[form]), max_size=2)) if FORMS[form] else []
    extra = [draw(radars(ground, places, n, slug)) for n, slug in enumerate(slugs)]
    joined = draw(st.sampled_from([[guards], [guards], [[guard] for guard in guards], []]))
    if form == "alone":
        joined = [[guard] for guard in guards if draw(st.booleans())]
    nets = []
    for number, members in enumerate(group for group in joined if group):
        able = any(catalogue.system(guard["system"]).remote != "none" for guard in members)
        said: Document = {
            "name": f"net {number}",
            "form": form,
            "batteries": [guard["name"] for guard in members],
        }
        heard = draw(st.booleans()) and bool(extra)
        nets.append(
            said
            | draw(table({}, network_fields(form, able)))
            | ({"radars": [r["name"] for r in extra]} if heard else {})
        )
    if draw(st.integers(0, 4)) == 0:
        extra.append(draw(radars(ground, places, 9, "early-warning-generic")))
    return nets, extra


@st.composite
def assets(draw: st.DrawFn, ground: Ground, places: list[list[float]], number: int) -> Document:
    """Something defended."""
    lat, lon = draw(st.sampled_from(places) | around(ground, 0.0, 20.0))
    fields = {
        "kind": st.sampled_from(["city", "base", "industry", "other"]),
        "radius_km": st.sampled_from([0.01, 5.0, 100.0]),
        "value": st.sampled_from([0.0, 1.0, 2.5, 1e9]),
        "population": st.sampled_from([0, 1_000_000]),
    }
    return {"name": f"asset {number}", "lat": lat, "lon": lon} | draw(table({}, fields))


@st.composite
def zones(draw: st.DrawFn, ground: Ground, number: int) -> Document:
    """A circle with a meaning."""
    lat, lon = draw(around(ground, 0.0, 120.0))
    kinds = st.sampled_from(["hostile-origin", "hostile-origin", "restricted", "weapons-free"])
    radius = st.sampled_from([0.01, 30.0, 90.0, 2000.0])
    fields = {
        "edge_km": st.sampled_from([0.0, 5.0, 500.0]),
        "odds": st.sampled_from([1e-3, 30.0, 1e6]),
        "remove": REMOVED,
    }
    said = draw(table({"kind": kinds, "radius_km": radius}, fields))
    return {"name": f"zone {number}", "lat": lat, "lon": lon} | said


@st.composite
def corridors(draw: st.DrawFn, ground: Ground, number: int) -> Document:
    """An air corridor."""
    fields = {
        "half_width_km": st.sampled_from([0.1, 10.0, 200.0]),
        "altitude_low_m": st.sampled_from([0.0, 3000.0]),
        "altitude_high_m": st.sampled_from([3000.5, 12000.0, 30000.0]),
        "remove": REMOVED,
    }
    points = draw(st.lists(around(ground, 0.0, 100.0), min_size=2, max_size=3))
    return {"name": f"corridor {number}", "points": points} | draw(table({}, fields))


@st.composite
def orders(draw: st.DrawFn, guards: list[Document], number: int) -> Document:
    """An order of weapons control to some or all, for a while or for good, in a sector or all round."""
    named = (
        st.lists(st.sampled_from([guard["name"] for guard in guards]), unique=True) if guards else st.just([])
    )
    fields = {
        "batteries": named,
        "from_s": st.sampled_from([0.0, 20.0, 5000.0]),
        "until_s": st.sampled_from([5000.5, 86_400.0]),
        "azimuth_deg": spread(0.0, 360.0),
        "width_deg": st.sampled_from([0.001, 90.0, 360.0]),
        "remove": REMOVED,
    }
    order = {"name": f"order {number}"} | draw(table({"control": CONTROLS}, fields))
    if ("azimuth_deg" in order) != ("width_deg" in order):  # half of a sector is refused
        order |= {"azimuth_deg": 0.0, "width_deg": 360.0}
    return order


@st.composite
def cuts(draw: st.DrawFn, nets: list[Document], number: int) -> Document:
    """Links of a network that are cut, for a while or for good, of some of its members or of all."""
    net = draw(st.sampled_from(nets))
    fields = {
        "batteries": st.lists(st.sampled_from(net["batteries"]), unique=True),
        "begin_s": st.sampled_from([0.0, 20.0, 300.5]),
        "end_s": st.sampled_from([301.0, 500.0, 86_400.0]),
        "remove": REMOVED,
    }
    if net.get("radars"):
        fields["radars"] = st.lists(st.sampled_from(net["radars"]), unique=True)
    return {"name": f"cut {number}"} | draw(table({"network": st.just(net["name"])}, fields))


def charged(draw: st.DrawFn, guards: list[Document], aims: list[Document]) -> list[Document]:
    """The same batteries, some of which protect some assets alone."""
    if not aims:
        return guards
    some = st.lists(st.sampled_from([aim["name"] for aim in aims]), min_size=1, unique=True)
    return [guard | ({"protects": draw(some)} if draw(st.booleans()) else {}) for guard in guards]


def count(draw: st.DrawFn, most: int) -> int:
    """Rows of a table that a run is of: batteries, raids, assets; now and then there are none."""
    return draw(st.sampled_from([*range(1, most + 1)] * 3 + [0]))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A whole scenario file."""
    ground = draw(grounds())
    places = draw(st.lists(around(ground, 0.0, 15.0), min_size=1, max_size=3))
    guards = [draw(batteries(ground, places, n)) for n in range(count(draw, 2))]
    nets, extra = draw(networks(ground, places, guards))
    linked = [net for net in nets if net["form"] != "alone"]
    aims = [draw(assets(ground, places, n)) for n in range(count(draw, 3))]
    lines, stories = st.sampled_from(LINES), st.sampled_from(STORIES)
    document: Document = {
        "area": draw(area(ground)),
        "doctrine": draw(doctrine()),
        "models": draw(models()),
        "battery": charged(draw, guards, aims),
        "control_order": [draw(orders(guards, n)) for n in range(draw(st.integers(0, 2)))],
        "network": nets,
        "cut": [draw(cuts(linked, n)) for n in range(draw(st.integers(0, 2)) if linked else 0)],
        "radar": extra,
        "asset": aims,
        "raid": [draw(raids(ground, aims, n)) for n in range(count(draw, 3))],
        "traffic": [draw(traffic(ground, n)) for n in range(draw(st.integers(0, 2)))],
        "zone": [draw(zones(ground, n)) for n in range(draw(st.integers(0, 2)))],
        "corridor": [draw(corridors(ground, n)) for n in range(draw(st.integers(0, 2)))],
    }
    said = draw(
        table(
            {"name": names("drawn", 0)},
            {"version": st.just(1), "title": lines, "story": stories, "told": stories},
        )
    )
    if draw(st.booleans()):
        document["timeline"] = draw(timelines(guards))
    if draw(st.integers(0, 39)) == 17:
        said["based_on"] = "one-battery"
    kept = {name: rows for name, rows in document.items() if rows or draw(st.booleans())}
    return said | kept


@cache
def drawn(number: int) -> Document:
    """The scenario of a number: the same whenever it is drawn, and of no other number.

    Of one seed Hypothesis first tries the simplest, then mutates what it found: so each has its own seed.
    """
    found: list[Document] = []

    @seed(number)
    @settings(
        max_examples=2,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(documents())
    def keep(document: Document) -> None:
        found.append(document)

    keep()
    return found[-1]
