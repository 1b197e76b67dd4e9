"""What must hold in the tables of any run, asked of its files, each rule by arithmetic of its own.

Limits and prices are those of the scenario and the catalogue, never of the engine's planes.  A rule that is
broken is told in words; `broken` gathers them all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openiads.catalogue import load_catalogue as catalogue
from openiads.scenario.scenario_schema import Scenario

EPSILON = 1e-6
"""Times of one moment agree to this [s]."""
MAY_BE_NULL = {
    "outcomes": {"first_shot_time_s"},
    "targets": {
        "first_detection_time_s", "first_detection_range_km", "first_track_time_s", "end_time_s", "asset",
        "battery", "radar", "untracked_s", "channel_wait_s", "nearest_battery_km", "identity",
        "furthest_battery", "track_began_as", "held_by", "held_under", "launch_awaited", "faced_elsewhere",
        "masked_s", "masked_to_track_s", "masked_untracked_s", "reach_lacked", "mechanisms", "why",
        "identified_by", "identified_margin", "mistaken_for", "mistaken_by", "mistaken_margin",
    },
    "events": set(),
}  # fmt: skip
"""Columns that say of something that it never happened, by docs/data_model.md."""
OF_A_STORY = ("_time_s", "_to_asset_km", "_to_battery_km")
"""Ends of columns of targets that tell a moment of a story: null of flights, and of what never was."""
ENDS = ("kill", "mission_kill", "miss", "lost")
GIVEN_BACK = ("not_acquired", "already_engaged", "broken_off", "assessed_killed")
"""Events that end an engagement; `assessed_alive` does unless the same engagement goes on."""
Row = dict[str, Any]
Key = tuple[int, int]


@dataclass
class Files:
    """A run folder as it was read."""

    scenario: Scenario
    tables: dict[str, Any]
    outcomes: dict[Key, Row] = field(default_factory=dict)
    targets: dict[Key, dict[int, Row]] = field(default_factory=lambda: defaultdict(dict))
    events: dict[Key, list[Row]] = field(default_factory=lambda: defaultdict(list))


def read(folder: Path, scenario: Scenario) -> Files:
    """Read the three tables of a run."""
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in MAY_BE_NULL}
    files = Files(scenario, tables)
    for row in tables["outcomes"].to_pylist():
        files.outcomes[key_of(row)] = row
    for row in tables["targets"].to_pylist():
        files.targets[key_of(row)][row["target"]] = row
    for row in tables["events"].to_pylist():
        files.events[key_of(row)].append(row)
    return files


def key_of(row: Row) -> Key:
    """Which played row something belongs to."""
    return row["replicate"], row["common_failure"]


def broken(files: Files) -> list[str]:
    """Every rule that the tables break, in words."""
    found = [*numbers(files), *keys(files)]
    for key in files.outcomes:
        one = Played(files, key)
        for rule in (
            fates,
            counts,
            rounds,
            salvo_limits,
            order,
            moments,
            targets_say_what_events_say,
            stories,
            taken_for,
        ):
            found += [f"{key}: {words}" for words in rule(one)]
    return found


@dataclass
class Played:
    """One row of the outcomes, with its targets and events."""

    files: Files
    key: Key

    @property
    def outcome(self) -> Row:
        """Its row of the outcomes."""
        return self.files.outcomes[self.key]

    @property
    def targets(self) -> dict[int, Row]:
        """Its targets by number."""
        return self.files.targets[self.key]

    @property
    def events(self) -> list[Row]:
        """Its events in order."""
        return self.files.events[self.key]

    def of(self, *kinds: str) -> list[Row]:
        """Its events of some kinds."""
        return [event for event in self.events if event["kind"] in kinds]

    @property
    def types(self) -> list[str]:
        """Types of rounds by their number."""
        slugs = dict.fromkeys(s for load in loads(self.files.scenario) for s in load)
        return list(slugs)


def loads(scenario: Scenario) -> list[dict[str, int]]:
    """Rounds of each battery by type, on its launchers and behind."""
    found = []
    for battery in scenario.battery:
        own, behind = battery.loadout, battery.reload or {}
        load = catalogue.system(battery.system).loadout if own is None else own
        found.append({slug: count + behind.get(slug, 0) for slug, count in load.items()})
    return found


def numbers(files: Files) -> Iterator[str]:
    """No NaN, nothing infinite, and nothing missing but what never happened."""
    for name, table in files.tables.items():
        for column in table.column_names:
            values = table[column]
            if pa.types.is_floating(values.type):
                unfit = pc.sum(pc.invert(pc.is_finite(values))).as_py()
                if unfit:
                    yield f"{name}.{column}: {unfit} values are not finite"
            told = name == "targets" and column.endswith(OF_A_STORY)
            if values.null_count and not told and column not in MAY_BE_NULL[name]:
                yield f"{name}.{column}: {values.null_count} values are missing"


def keys(files: Files) -> Iterator[str]:
    """One row for each key, and no row of a replicate that was not played."""
    for name, columns in (("outcomes", 2), ("targets", 3)):
        table = files.tables[name]
        rows = list(zip(*(c.to_pylist() for c in table.columns[:columns]), strict=True))
        if len(set(rows)) != len(rows):
            yield f"{name}: a key stands twice"
        if rows != sorted(rows):
            yield f"{name}: rows are not in the order of their keys"
    for name in ("targets", "events"):
        strange = set(getattr(files, name)) - set(files.outcomes)
        if strange:
            yield f"{name}: rows of {sorted(strange)[:3]}, which have no outcome"


def fates(one: Played) -> Iterator[str]:
    """Each raider one fate, and fates are counted."""
    allowed = {
        "hostile": {"killed", "mission killed", "leaked", "released", "withdrawn", "unresolved"},
        "neutral": {"passed", "killed"},
        "friend": {"passed", "killed"},
    }
    for row in one.targets.values():
        if row["fate"] not in allowed[row["side"]]:
            yield f"target {row['target']} ({row['side']}) has fate {row['fate']!r}"
    raiders = [row for row in one.targets.values() if row["side"] == "hostile"]
    told = Counter(row["fate"] for row in raiders)
    names = {
        "killed": "killed",
        "mission_killed": "mission killed",
        "leakers": "leaked",
        "released": "released",
        "withdrawn": "withdrawn",
        "unresolved": "unresolved",
    }
    for column, fate in names.items():
        if one.outcome[column] != told[fate]:
            yield f"{column} is {one.outcome[column]}, {told[fate]} targets were {fate}"
    if one.outcome["raiders"] != len(raiders):
        yield f"raiders is {one.outcome['raiders']}, there are {len(raiders)}"
    if one.outcome["raiders"] != sum(one.outcome[column] for column in names):
        yield "raiders are not the sum of their fates"


def counts(one: Played) -> Iterator[str]:
    """Sums over targets and events are the columns of the outcomes."""
    outcome, launches = one.outcome, one.of("launch")
    slugs = [one.types[int(event["value"])] for event in launches]
    fired = Counter(slugs)
    for slug in one.types:
        column = f"rounds_{slug.replace('-', '_')}"
        if outcome[column] != fired[slug]:
            yield f"{column} is {outcome[column]}, {fired[slug]} were launched"
    if outcome["rounds"] != len(launches) or outcome["rounds"] != sum(
        r["shots"] for r in one.targets.values()
    ):
        yield f"rounds is {outcome['rounds']}, of {len(launches)} launches"
    cost = sum(catalogue.round_of(slug).unit_cost for slug in slugs) / 1e6
    if abs(outcome["cost_musd"] - cost) > 1e-9 * max(cost, 1.0):
        yield f"cost_musd is {outcome['cost_musd']}, rounds cost {cost}"
    first = min((event["time_s"] for event in launches), default=None)
    if outcome["first_shot_time_s"] != first:
        yield f"first_shot_time_s is {outcome['first_shot_time_s']}, the first launch was at {first}"
    hit = {event["other"] for event in one.of("leak")} - {-1}
    for column, kinds in (
        ("intercepts", ("kill", "mission_kill", "miss")),
        ("mission_kills", ("mission_kill",)),
        ("kills", ("kill",)),
        ("batteries_lost", ("battery_lost",)),
        ("radars_lost", ("radar_lost",)),
    ):
        happened = sum(len(one.of(kind)) for kind in kinds)
        if outcome[column] != happened:
            yield f"{column} is {outcome[column]}, {happened} of {kinds}"
    lost = {event["battery"]: event["time_s"] for event in one.of("battery_lost")}
    for event in launches:
        if event["time_s"] > lost.get(event["battery"], float("inf")):
            yield f"battery {event['battery']} launched at {event['time_s']}, it was lost before"
    worth = [asset.value for asset in one.files.scenario.asset]
    share = sum(worth[a] for a in hit) / sum(worth) if sum(worth) > 0.0 else 0.0
    if outcome["assets_hit"] != len(hit) or abs(outcome["value_hit_share"] - share) > 1e-9:
        yield f"assets_hit {outcome['assets_hit']} and value_hit_share {outcome['value_hit_share']}, of {hit}"
    yield from wrong_engagements(one)


def wrong_engagements(one: Played) -> Iterator[str]:
    """Flights that were fired at, and those that fell."""
    for side, column in (("neutral", "neutrals"), ("friend", "friends")):
        mine = [row for row in one.targets.values() if row["side"] == side]
        engaged = sum(r["shots"] + r["strays"] > 0 for r in mine)
        killed = sum(r["fate"] == "killed" for r in mine)
        if any((r["mechanisms"] is None) != (r["shots"] + r["strays"] == 0) for r in mine):
            yield "mechanisms are told of a flight that nobody fired at, or of none that somebody did"
        told = one.outcome[f"{column}_engaged"], one.outcome[f"{column}_killed"]
        if told != (engaged, killed):
            yield f"{column} engaged and killed are {told}, by the targets {(engaged, killed)}"
    wrong = sum(one.outcome[f"{column}_engaged"] for column in ("neutrals", "friends"))
    if len(one.of("wrong_engagement")) != wrong:
        yield f"{len(one.of('wrong_engagement'))} wrong engagements, {wrong} flights engaged"


def rounds(one: Played) -> Iterator[str]:
    """No more than magazine and reload, nothing out of the reserve, each round launched and ended once."""
    fired: Counter[tuple[int, str]] = Counter()
    launched: dict[int, Row] = {}
    ended: set[int] = set()
    for event in one.events:
        serial = event["other"]
        if event["kind"] == "launch":
            fired[event["battery"], one.types[int(event["value"])]] += 1
            if serial in launched:
                yield f"round {serial} was launched twice"
            launched[serial] = event
        elif event["kind"] == "flew_on":
            if launched[serial]["object"] != event["object"] or not one.files.scenario.doctrine.rounds_fly_on:
                yield f"round {serial} flew on from {event['object']}"
            launched[serial] = event | {"object": int(event["value"])}
        elif event["kind"] in ENDS:
            begin = launched.get(serial)
            if begin is None or serial in ended:
                yield f"round {serial}: {event['kind']} without a launch, or twice"
            elif (begin["object"], begin["battery"]) != (event["object"], event["battery"]):
                yield f"round {serial} was launched at {begin['object']} and ended at {event['object']}"
            elif event["time_s"] < begin["time_s"]:
                yield f"round {serial} ended at {event['time_s']}, before its launch at {begin['time_s']}"
            ended.add(serial)
    held = loads(one.files.scenario)
    for (b, slug), number in fired.items():
        if number > held[b].get(slug, 0):
            yield f"battery {b} fired {number} {slug} of {held[b].get(slug, 0)}"
    for b, load in enumerate(held):
        most = max(sum(load.values()) - one.files.scenario.doctrine.reserve_rounds, 0)
        number = sum(count for (battery, _), count in fired.items() if battery == b)
        if number > most:
            yield f"battery {b} fired {number} rounds, {most} are not in reserve"


@dataclass
class Engagement:
    """One engagement of a battery, by the events between its begin and its end."""

    battery: int
    track: int
    events: list[tuple[int, Row]] = field(default_factory=list)  # place among the events, and the event
    target: int = -1
    over: bool = False


def engagements(one: Played) -> tuple[list[Engagement], list[str]]:
    """Engagements put together again: which tracks a battery worked on, from where to where in the order."""
    found: list[Engagement] = []
    faults: list[str] = []
    by_track: dict[tuple[int, int], Engagement] = {}
    of_round: dict[int, Engagement] = {}
    for place, event in enumerate(one.events):
        b, kind, other = event["battery"], event["kind"], event["other"]
        mine: Engagement | None = None
        if kind == "assigned":
            mine = by_track[b, other] = Engagement(b, other)
            found.append(mine)
        elif kind == "launch":
            same = [
                e for e in by_track.values() if e.battery == b and e.target == event["object"] and not e.over
            ]
            mine = of_round[other] = same[-1] if same else Engagement(b, -1)
            if not same:
                faults.append(f"battery {b} launched {other} at {event['object']}, which it had not acquired")
        elif kind in ENDS or kind == "flew_on":
            mine = of_round.pop(other, None)  # what became of it after it flew on is no matter of theirs
        elif kind in ("acquired", "assessed_alive", *GIVEN_BACK):
            mine = by_track.get((b, other))
            if mine is None or mine.over:
                faults.append(f"battery {b}: {kind} of track {other}, which it did not engage")
        if mine is None:
            continue
        if kind == "acquired":
            mine.target = event["object"]
            # Rounds at a target are of whoever acquired it last, which is now the last of them.
            by_track[b, other] = by_track.pop((b, other))
        mine.events.append((place, event))
        mine.over |= kind in GIVEN_BACK
    return found, faults


def salvo_limits(one: Played) -> Iterator[str]:
    """Never more targets engaged, nor rounds guided, than a battery can."""
    found, faults = engagements(one)
    yield from faults
    begins, ends = defaultdict(set), defaultdict(set)
    for number, engagement in enumerate(found):
        # What ends at the end of the run, or is over without a word, is counted up to its last event.
        begins[engagement.events[0][0]].add(number)
        ends[engagement.events[-1][0]].add(number)
    limits = [
        (limit(b, "targets_max", "targets_max"), limit(b, "guided_max", "guided_max"))
        for b in one.files.scenario.battery
    ]
    busy: Counter[int] = Counter()
    guided: Counter[int] = Counter()
    astray: set[int] = set()
    for place, event in enumerate(one.events):
        b = event["battery"]
        for number in begins[place]:
            busy[found[number].battery] += 1
        if event["kind"] == "flew_on":
            astray.add(event["other"])
            guided[b] -= 1
        guided[b] += (event["kind"] == "launch") - (event["kind"] in ENDS and event["other"] not in astray)
        if b >= 0 and (busy[b] > limits[b][0] or guided[b] > limits[b][1]):
            yield f"battery {b} at {event['time_s']}: {busy[b]} targets and {guided[b]} rounds of {limits[b]}"
        for number in ends[place]:
            busy[found[number].battery] -= 1
    if min(guided.values(), default=0) < 0:
        yield "fewer than no rounds are guided"


def limit(battery: Any, own: str, entry: str) -> int:
    """A limit of a battery: its own, or its system's."""
    said = getattr(battery, own)
    return int(getattr(catalogue.system(battery.system), entry) if said is None else said)


def order(one: Played) -> Iterator[str]:
    """Track confirmed, identified, assigned, acquired, launched, met, assessed: in this order.

    A battery that is cut off takes its tracks along and brings them back: a number is then in two pictures,
    each of which may drop it, and may be new to one that has dropped it.
    """
    confirmed: dict[int, float] = {}
    dropped: dict[tuple[int, float], float] = {}  # by track, and by picture once links were cut
    cut = False
    kinds = "track_confirmed", "track_dropped", "identified", "assigned", "cut_off", "rejoined"
    for event in one.of(*kinds):
        track, time, kind = event["other"], event["time_s"], event["kind"]
        picture = event["value"] if cut else 0.0
        if kind in ("cut_off", "rejoined"):
            cut = True
            dropped.clear()
        elif kind == "track_confirmed":
            confirmed[track] = time
        elif time < confirmed.get(track, float("inf")) - EPSILON:
            yield f"track {track} {kind} at {time}, confirmed at {confirmed.get(track)}"
        elif cut and kind != "track_dropped":
            continue  # it may be of either picture
        elif time > dropped.get((track, picture), float("inf")) + EPSILON:
            yield f"track {track} {kind} at {time}, after it was dropped at {dropped[track, picture]}"
        if kind == "track_dropped":
            dropped[track, picture] = time
    for engagement in engagements(one)[0]:
        times = [event["time_s"] for _, event in engagement.events]
        if any(later < earlier - EPSILON for earlier, later in pairwise(times)):
            told = [(event["kind"], event["time_s"]) for _, event in engagement.events]
            yield f"battery {engagement.battery}, track {engagement.track}, out of order: {told}"


def moments(one: Played) -> Iterator[str]:
    """Each event lies in its step, steps follow one another, and nothing happens before the begin."""
    step = one.files.scenario.area.step_s
    cycle = max(one.files.scenario.area.cycle_s, step)
    before = 0
    for event in one.events:
        time, number = event["time_s"], event["step"]
        if number < before:
            yield f"{event['kind']} of step {number} stands behind step {before}"
        before = number
        late = time > (number + 1) * step + EPSILON
        early = time < number * step - cycle - EPSILON or time < 0.0
        if late or early:
            yield f"{event['kind']} of {event['object']} at {time} stands in step {number} of {step} s"


def targets_say_what_events_say(one: Played) -> Iterator[str]:
    """First detection, end and shots of each target are those of its events."""
    said: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for event in one.events:
        if event["object"] >= 0:
            said[event["object"]][event["kind"]].append(event)
    strange = set(said) - set(one.targets)
    if strange:
        yield f"events of targets {sorted(strange)}, which never were"
    for n, row in one.targets.items():
        mine = said[n]
        seen = [(e["time_s"], round(e["value"] / 1e3, 9)) for e in mine["first_detection"]]
        told = (row["first_detection_time_s"], row["first_detection_range_km"])
        if len(seen) > 1 or (seen[:1] or [(None, None)]) != [(told[0], told[1] and round(told[1], 9))]:
            yield f"target {n} was first detected at {told}, by its events {seen}"
        if row["shots"] != len(mine["launch"]):
            yield f"target {n} has {row['shots']} shots, {len(mine['launch'])} were launched at it"
        released = row["end_time_s"] if row["fate"] == "released" else float("inf")
        late = sum(event["time_s"] > released for event in mine["launch"])
        if row["shots_after_release"] != late:
            yield f"target {n} has {row['shots_after_release']} shots after its release, by its events {late}"
        track, seen_at = row["first_track_time_s"], row["first_detection_time_s"]
        if track is not None and (seen_at is None or track < seen_at - EPSILON):
            yield f"target {n} was tracked at {track}, first detected at {seen_at}"
        yield from ends_say(n, row, mine)


END_OF = {"killed": "kill", "leaked": "leak", "withdrawn": "withdrawn"}


def ends_say(n: int, row: Row, mine: dict[str, list[Row]]) -> Iterator[str]:
    """A fate has its event, once, at its time; nothing is done to what is gone."""
    for kind in ("kill", "leak", "withdrawn", "landed"):
        if len(mine[kind]) > 1:
            yield f"target {n}: {kind} {len(mine[kind])} times"
    ended = row["end_time_s"]
    event = END_OF.get(row["fate"])
    if event and [e["time_s"] for e in mine[event]] != [ended]:
        yield f"target {n} {row['fate']} at {ended}, its events say {[e['time_s'] for e in mine[event]]}"
    if (ended is None) != (row["fate"] in ("unresolved", "passed")):
        yield f"target {n} {row['fate']} ended at {ended}"
    if mine["kill"] and row["fate"] not in ("killed", "mission killed", "released"):
        yield f"target {n} was shot down and {row['fate']}"
    gone = [e["time_s"] for kind in ("kill", "leak", "withdrawn", "landed") for e in mine[kind]]
    for kind in ("first_detection", "kill", "miss", "leak", "withdrawn", "landed"):
        for e in mine[kind]:
            if gone and e["time_s"] > min(gone) + EPSILON:
                yield f"target {n}: {kind} at {e['time_s']}, gone at {min(gone)}"


RIGHT = {"hostile": {"hostile"}, "neutral": {"neutral"}, "friend": {"friend", "assumed friend"}}


def taken_for(one: Played) -> Iterator[str]:
    """What a target was taken for goes with its side, its times and its most hostile identity."""
    for n, row in one.targets.items():
        first, wrong = row["identified_time_s"], row["mistaken_time_s"]
        if (wrong is None) != (row["mistaken_for"] is None) or row["mistaken_for"] in RIGHT[row["side"]]:
            yield f"target {n}, {row['side']}, is mistaken for {row['mistaken_for']} at {wrong}"
        for time, what in ((first, "identified"), (wrong, "mistaken")):
            if time is None and (row[f"{what}_by"], row[f"{what}_margin"]) != (None, None):
                yield f"target {n} was never {what}, but by {row[f'{what}_by']}"
            if time is not None and not (row["first_track_time_s"] or 0.0) <= time + EPSILON:
                yield f"target {n} was {what} before it had a track"
            if row[f"{what}_margin"] is not None and row[f"{what}_margin"] < 0.0:
                yield f"target {n} was {what} by less than the next"
        if row["side"] == "hostile" and first != row["hostile_time_s"]:
            yield f"raider {n} was identified at {first} and hostile at {row['hostile_time_s']}"
        if row["mistaken_for"] == "hostile" and row["identity"] != "hostile":
            yield f"flight {n} was taken for hostile and is at most {row['identity']}"


def stories(one: Played) -> Iterator[str]:
    """What hid a raider lasted no longer than there was time; what is told of its channels happened."""
    put = {event["time_s"] for event in one.of("assigned")}
    locked = {(event["object"], event["time_s"]) for event in one.of("acquired")}
    for n, row in one.targets.items():
        if row["side"] != "hostile":
            continue
        sight, seen = row["first_sight_time_s"], row["first_detection_time_s"]
        tracked = min(filter(None, (row["first_track_time_s"], row["end_time_s"])), default=None)
        if None not in (sight, seen) and row["masked_s"] > max(seen - sight, 0.0) + EPSILON:
            yield f"target {n} was hidden {row['masked_s']} s between {sight} and {seen}"
        if None not in (seen, tracked) and row["masked_to_track_s"] > max(tracked - seen, 0.0) + EPSILON:
            yield f"target {n} was hidden {row['masked_to_track_s']} s between {seen} and {tracked}"
        if row["masked_untracked_s"] > (row["untracked_s"] or 0.0) + EPSILON:
            yield f"target {n} was hidden {row['masked_untracked_s']} of {row['untracked_s']} s untracked"
        assigned = row["assigned_time_s"]
        if assigned is not None and assigned not in put and (n, assigned) not in locked:
            yield f"target {n} was given to a channel at {assigned}, when none was put on or locked on to it"
        if row["first_launch_time_s"] is not None and (
            row["launch_assigned_time_s"] not in put or (n, row["launch_acquired_time_s"]) not in locked
        ):
            yield f"target {n} was launched at by an engagement that no event tells of"
