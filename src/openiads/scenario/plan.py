"""A scenario in SI: the one place where the file's units end.  The corridor builds the World from it."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any, TypeVar

from openiads.catalogue.entries import (
    Astray,
    Engagement,
    Entry,
    Evidence,
    Identification,
    Reliability,
    Round,
    System,
)
from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.catalogue.overrides import with_overrides
from openiads.catalogue.textbook_entries import Destruction, FlyoutBook, LethalityBook, MissionKill, Slopes
from openiads.catalogue.tracker_entries import Initiation, Interacting, Tracking
from openiads.ground.units import DEG, KM
from openiads.scenario.aims import AIRBORNE, name_of_radar, radar_slugs
from openiads.scenario.cast import ScenarioTarget, cast_of, place
from openiads.scenario.cut_rows import cuts_in, fallen_off
from openiads.scenario.doctrine_schema import ControlOrder, ReserveByClass, SalvoByClass
from openiads.scenario.doctrine_schema import Doctrine as FileDoctrine
from openiads.scenario.hits import destructions, mission_kills
from openiads.scenario.inside import inside
from openiads.scenario.local_pictures import local_pictures
from openiads.scenario.plan_map import aerodromes_of, corridors_of, zone_of
from openiads.scenario.plan_rows import (
    AirCorridor,
    Area,
    BatterySite,
    CutLinks,
    DefendedAsset,
    GroundZone,
    NetworkPlan,
    OrderOfControl,
    RadarSite,
)
from openiads.scenario.scenario_schema import (
    Battery,
    Models,
    Network,
    Radar,
    Scenario,
    overrides_in,
)
from openiads.state.scalars import Doctrine, named
from openiads.state.words import Control, ProfileBy, SelfDefence, TrackClass

E = TypeVar("E", bound=Entry)

ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the World is built from."""

    area: Area
    doctrine: Doctrine
    models: Models
    targets: list[ScenarioTarget]
    radars: list[RadarSite]
    batteries: list[BatterySite]
    rounds: list[Round]
    networks: list[NetworkPlan]  # then of each battery that is ever cut off (`apart`), then local pictures
    apart: dict[int, int]  # networks of batteries that are cut off, by battery
    assets: list[DefendedAsset]
    zones: list[GroundZone]
    corridors: list[AirCorridor]
    orders: list[OrderOfControl]
    cuts: list[CutLinks]
    evidence: dict[str, Evidence]  # by kind, and the prior of the airspace as `prior`
    identification: Identification
    engagement: Engagement
    tracking: Tracking
    initiation: Initiation
    interacting: Interacting
    slopes: Slopes
    astray: Astray | None  # of rounds that fly on, where doctrine lets them
    flyout: FlyoutBook
    lethality: LethalityBook
    mission_kill: dict[str, MissionKill]  # by kind of threat, of those of which any hit is one
    destruction: dict[str, Destruction]  # by kind of threat, of those that aim at the defence
    reliability: Reliability

    @property
    def defended(self) -> list[DefendedAsset]:
        """Every place that is defended: assets, then batteries and radars that the scenario gives a worth."""
        worthy: list[BatterySite | RadarSite] = [self.batteries[b] for b in self.worthy_batteries]
        worthy += [self.radars[s] for s in self.worthy_radars]
        return [*self.assets, *(DefendedAsset(one.name, one.site, 0.0, one.value) for one in worthy)]

    @property
    def worthy_batteries(self) -> list[int]:
        """Batteries that the scenario gives a worth of their own."""
        return [b for b, battery in enumerate(self.batteries) if battery.value > 0.0]

    @property
    def worthy_radars(self) -> list[int]:
        """Radars that it gives one."""
        return [s for s, radar in enumerate(self.radars) if radar.value > 0.0]

    @property
    def entries(self) -> list[Entry]:
        """Catalogue entries that the run rests on, each once."""
        used: dict[str, Entry] = {}
        for entry in (
            *(r.entry for r in self.radars),
            *(b.entry for b in self.batteries),
            *self.rounds,
            *(n.entry for n in self.networks),
            *(target.threat for target in self.targets),
            self.identification,
            self.engagement,
            self.tracking,
            *((self.initiation,) if self.models.tracker == "m-of-n" else ()),
            *((self.interacting,) if self.models.tracker in ("imm", "imm-jpda") else ()),
            self.slopes,
            *((self.astray,) if self.astray is not None else ()),
            *((self.flyout, self.lethality) if self.rounds else ()),
            *self.evidence.values(),
            *self.mission_kill.values(),
            *self.destruction.values(),
            self.reliability,
        ):
            used[f"{type(entry).__name__} {entry.slug}"] = entry
        return list(used.values())


def plan_of(scenario: Scenario, catalogue: Catalogue = PACKAGED) -> Plan:
    """Resolve a checked scenario against the catalogue, of which it may replace figures."""
    catalogue = with_overrides(catalogue, overrides_in(scenario))
    targets = cast_of(scenario, catalogue)
    said = inside(scenario.doctrine)
    reliability = _said(catalogue.reliability(), said)
    engagement = _said(catalogue.engagement, said)
    identification = _said(catalogue.identification, said)
    radars: list[RadarSite] = []
    batteries = [_battery(scenario, b, i, radars, catalogue) for i, b in enumerate(scenario.battery)]
    loose = _loose(scenario, radars, catalogue)
    ground = inside(scenario.area)
    networks = [_network(n, scenario, radars, loose, catalogue) for n in scenario.network]
    cuts = cuts_in(scenario, networks, radars, loose)
    fallen = sorted({b for cut in cuts for b in cut.batteries})
    apart = {b: len(networks) + i for i, b in enumerate(fallen)}
    networks += [fallen_off(b, networks, batteries, radars, engagement) for b in fallen]
    loaded = dict.fromkeys(slug for battery in batteries for slug in battery.loadout)
    return Plan(
        area=Area(**{f.name: getattr(ground, f.name) for f in fields(Area)}),
        models=scenario.models,
        doctrine=named(
            Doctrine,
            said,
            reliability,
            engagement,
            identification,
            self_defence=SelfDefence[said.self_defence.upper()],
            profile_by=ProfileBy[said.profile_by.upper()],
        ),
        targets=targets,
        radars=radars,
        batteries=batteries,
        rounds=[catalogue.round_of(slug) for slug in loaded],
        networks=[*networks, *local_pictures(networks, batteries, radars)],
        apart=apart,
        cuts=cuts,
        assets=[
            DefendedAsset(a.name, place((a.lat, a.lon)), a.radius_km * KM, a.value) for a in scenario.asset
        ],
        zones=[zone_of(z, identification) for z in scenario.zone] + aerodromes_of(targets),
        corridors=corridors_of(scenario, targets),
        orders=[_order(order, scenario) for order in scenario.control_order],
        evidence=_evidence(scenario.area.airspace, catalogue),
        identification=identification,
        engagement=engagement,
        tracking=catalogue.tracking,
        initiation=catalogue.initiation,
        interacting=catalogue.interacting,
        slopes=catalogue.slopes,
        astray=catalogue.astray if scenario.doctrine.rounds_fly_on else None,
        flyout=catalogue.flight,
        lethality=catalogue.lethality,
        mission_kill=mission_kills(targets, catalogue),
        destruction=destructions(targets, catalogue),
        reliability=reliability,
    )


def _loose(scenario: Scenario, radars: list[RadarSite], catalogue: Catalogue) -> dict[str, int]:
    """Numbers of the radars that belong to no battery, by their names; they join the others."""
    loose = {}
    for extra in scenario.radar:
        entry = catalogue.radar(extra.type)
        loose[extra.name] = len(radars)
        height = extra.antenna_m if extra.antenna_m is not None else entry.antenna
        altitude = extra.antenna_altitude_m
        if entry.role == AIRBORNE and altitude is None:
            altitude = height
        radars.append(
            RadarSite(
                extra.name, entry, place((extra.lat, extra.lon)), height, altitude,
                extra.azimuth_deg * DEG, -1, extra.emitting, extra.value or 0.0, **_misaligned(extra),
            )
        )  # fmt: skip
    return loose


def _said(entry: E, said: SimpleNamespace) -> E:
    """An entry of the catalogue, with what the scenario says under the same names instead."""
    given = {name: getattr(said, name, None) for name in entry.figures}
    return entry.replace(**{name: value for name, value in given.items() if value is not None})


PRIOR = "prior-"


def _evidence(airspace: str, catalogue: Catalogue) -> dict[str, Evidence]:
    """Every kind of evidence of the catalogue, with the prior of one state of the airspace."""
    kinds = [slug for slug in catalogue.names("evidence") if not slug.startswith(PRIOR)]
    return {slug: catalogue.evidence(slug) for slug in kinds} | {
        "prior": catalogue.evidence(PRIOR + airspace)
    }


CLASSES = tuple(name.name.lower() for name in TrackClass)

OVERRIDES = (
    "targets_max",
    "guided_max",
    "reaction",
    "acquisition",
    "launch_interval",
    "assessment",
    "false_kill_probability",
    "false_miss_probability",
    "launchers",
)
"""Figures of a system that a battery of the scenario may replace."""


def _battery(
    scenario: Scenario, battery: Battery, index: int, radars: list[RadarSite], catalogue: Catalogue
) -> BatterySite:
    said = inside(battery)
    given = {name: getattr(said, name) for name in OVERRIDES}
    entry = catalogue.system(battery.system).replace(**{k: v for k, v in given.items() if v is not None})
    site = place((battery.lat, battery.lon))
    engagement = len(radars)
    for slug in radar_slugs(entry, battery.acquisition_radar):
        figures = catalogue.radar(slug)
        height = battery.antenna_m if battery.antenna_m is not None else figures.antenna
        radars.append(
            RadarSite(
                name_of_radar(battery.name, slug), figures, site, height, battery.antenna_altitude_m,
                battery.azimuth_deg * DEG, index, **_misaligned(battery),
            )
        )  # fmt: skip
    doctrine = scenario.doctrine
    return BatterySite(
        name=battery.name,
        entry=entry,
        site=site,
        radar=engagement,
        control=int(Control[(battery.control or doctrine.control).upper()]),
        **_salvos(battery, doctrine, entry),
        salvos_max=battery.salvos_max or doctrine.salvos_max,
        envelope_margin=_or(battery.envelope_margin, doctrine.envelope_margin),
        reserve=doctrine.reserve_rounds if battery.reserve_rounds is None else battery.reserve_rounds,
        **_reserves(battery.reserve_by_class or doctrine.reserve_by_class or ReserveByClass()),
        protects=tuple(i for i, a in enumerate(scenario.asset) if a.name in (battery.protects or ())),
        loadout=dict(battery.loadout if battery.loadout is not None else entry.loadout),
        reload={slug: count for slug, count in (battery.reload or {}).items() if count},
        kill_probability=battery.kill_probability,
        value=battery.value or 0.0,
        authority_loss_probability=battery.authority_loss_probability or 0.0,
        control_without_authority=int(Control[(battery.control_without_authority or "tight").upper()]),
        interrogator_failure_probability=_interrogator_failure(battery, scenario),
    )


def _misaligned(row: Battery | Radar) -> dict[str, Any]:
    """By how much [rad] the north of a battery or a radar is wrong, fixed and drawn."""
    fixed, drawn = row.misalignment_deg or 0.0, row.misalignment_sd_deg or 0.0
    return {"misalignment": fixed * DEG, "misalignment_sd": drawn * DEG}


def _interrogator_failure(battery: Battery, scenario: Scenario) -> float:
    """Chance that the interrogator of a battery is down: its own, else that of its network."""
    network = next(network for network in scenario.network if battery.name in network.batteries)
    theirs = network.interrogator_failure_probability or 0.0
    return _or(battery.interrogator_failure_probability, theirs)


def _salvos(battery: Battery, doctrine: FileDoctrine, entry: System) -> dict[str, Any]:
    """By class of track, rounds of a salvo, and whether one at a time will do where there is time for a look.

    A battery's own comes first, then the doctrine's; of each, what is for the class before what is for all.
    """
    told: dict[str, Any] = {}
    for name in CLASSES:
        said = [
            (getattr(who.salvo_by_class or SalvoByClass(), name), who.salvo) for who in (battery, doctrine)
        ]
        given = next((shots for pair in said for shots in pair if shots), None)
        told |= {f"salvo_{name}": given or entry.salvo, f"looks_{name}": given is None}
    return told


def _reserves(by_class: ReserveByClass) -> dict[str, Any]:
    return {f"reserve_{name}": getattr(by_class, name) for name in CLASSES}


def _network(
    network: Network, scenario: Scenario, radars: list[RadarSite], loose: dict[str, int], catalogue: Catalogue
) -> NetworkPlan:  # fmt: skip
    identification = catalogue.identification
    order = {b.name: i for i, b in enumerate(scenario.battery)}
    members = tuple(order[name] for name in network.batteries)
    own = tuple(s for s, site in enumerate(radars) if site.battery in members)
    delay, loss = _delay(network, catalogue.engagement), network.loss_probability
    if network.form != ALONE and len(members) == 1 and not network.radars:
        delay, loss = min(delay, catalogue.engagement.own_delay), 0.0  # nobody else is on its links
    return NetworkPlan(
        name=network.name,
        batteries=members,
        radars=own + tuple(loose[name] for name in network.radars),
        delay=delay,
        loss=loss,
        cueing=network.form != ALONE if network.cueing is None else network.cueing,
        engage_on_remote=network.engage_on_remote,
        entry=catalogue.interrogator(network.interrogator),
        interrogator=network.interrogator,
        flight_plans=network.flight_plans,
        confirmation=_or(network.confirmation_s, identification.confirmation),
        ballistic_confirmation=_or(network.ballistic_confirmation_s, identification.ballistic_confirmation),
        fuses=network.fusion == "tracks",
    )


def _delay(network: Network, entry: Engagement) -> float:
    """Age of a report [s]: as given, else of links, or of a unit that stands alone."""
    return _or(network.delay_s, entry.own_delay if network.form == ALONE else entry.link_delay)


def _or(given: float | None, else_: float) -> float:
    return else_ if given is None else given


def _order(order: ControlOrder, scenario: Scenario) -> OrderOfControl:
    """An order in SI; one that names nobody binds all."""
    numbers = {battery.name: i for i, battery in enumerate(scenario.battery)}
    return OrderOfControl(
        name=order.name,
        control=int(Control[order.control.upper()]),
        begin=order.from_s,
        end=_or(order.until_s, math.inf),
        centre=order.azimuth_deg * DEG,
        half=order.width_deg * DEG / 2.0,
        batteries=tuple(numbers[name] for name in order.batteries or numbers),
    )
