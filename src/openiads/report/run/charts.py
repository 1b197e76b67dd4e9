"""The drawings of the page: funnels, uses of rounds, one replicate's clock, the spread over replicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import ecef_of
from openiads.ground.units import DEG, KM, MINUTE
from openiads.report.ink.number_words import in_percent, share, whole
from openiads.report.ink.svg import (
    Scale,
    bar,
    figure,
    hint,
    line,
    linear,
    logarithmic,
    path,
    tag,
    ticks,
    words,
)
from openiads.report.run.readings import Happened, Readings
from openiads.report.run.terminal import counted
from openiads.scenario.plan import Plan
from openiads.study.campaign.summary import Interval, Summary
from openiads.terrain.maps.grid import Grid

WIDTH = 1080.0


def funnels(summary: Summary) -> str:
    """A funnel for all raiders and one for each class: what share of them got past each stage."""
    columns = [("all raiders", _raiders(summary.reasons), summary.stages)]
    columns += [
        (threat, _raiders(summary.reasons_by_threat[threat]), stages)
        for threat, stages in summary.stages_by_threat.items()
        if stages
    ]
    stages = list(summary.stages)
    left, top, pitch = 118.0, 72.0, 27.0
    room = (WIDTH - left) / max(len(columns), 1)
    height = top + pitch * (len(stages) + 1) + 34.0
    parts = []
    for i, name in enumerate(["raiders", *stages]):
        y = top + pitch * i
        parts.append(words(left - 14.0, y + 0.5 * pitch + 4.5, name, "stage", text_anchor="end"))
        parts.append(line(left, y + pitch, WIDTH, y + pitch, "grid"))
    for c, (name, count, shares) in enumerate(columns):
        parts.append(
            _funnel(left + (c + 0.5) * room, min(room - 16.0, 150.0), top, pitch, name, count, shares)
        )
    told = f"Of {counted(summary.raiders)} raiders, the share that got past each stage of the chain, by class"
    return figure(WIDTH, height, told, *parts, class_="chart wide")


def _raiders(reasons: Mapping[str, float]) -> float:
    return sum(reasons.values())


def _funnel(
    middle: float,
    width: float,
    top: float,
    pitch: float,
    name: str,
    count: float,
    shares: Mapping[str, float],
) -> str:
    parts = [
        *_heading(middle, name),
        words(middle, 54.0, whole(count), "muted", text_anchor="middle"),
    ]
    before = 1.0
    steps = [("raiders", 1.0), *shares.items()]
    for i, (stage, portion) in enumerate(steps):
        y = top + pitch * i
        told = hint(
            f"{name}: {share(portion)} {stage}" + (f", {share(before - portion)} lost here" if i else "")
        )
        parts.append(bar(middle - 0.5 * width * before, y + 3.0, width * before, pitch - 6.0, "lost", told))
        parts.append(bar(middle - 0.5 * width * portion, y + 3.0, width * portion, pitch - 6.0, "kept", told))
        if i > 0 and before - portion >= 0.045:
            parts.append(_loss(middle, y + 0.5 * pitch + 4.0, before - portion))
        before = portion
    y = top + pitch * len(steps) + 22.0
    parts.append(words(middle, y, f"{share(before)} killed", "result", text_anchor="middle"))
    return "".join(parts)


def _heading(middle: float, name: str) -> list[str]:
    """A name on one line or, at its last hyphen, on two."""
    first, hyphen, rest = name.rpartition("-") if len(name) > 10 else ("", "", name)
    rows = [first + hyphen, rest] if hyphen else ["", rest]
    return [
        words(middle, 20.0 + 16.0 * i, row, "head", text_anchor="middle") for i, row in enumerate(rows) if row
    ]


def of_replicates(count: int) -> str:
    """A number of replicates in words."""
    return f"{count} replicate" if count == 1 else f"{count} replicates"


def _loss(x: float, y: float, portion: float) -> str:
    return words(x, y, f"\u2212{share(portion)}", "loss", text_anchor="middle")


def spread(leakers: npt.NDArray[np.int64], mean: Interval) -> str:
    """How many replicates had how many leakers."""
    left, top, width, height = 58.0, 16.0, WIDTH, 230.0
    low, high = int(leakers.min()), int(leakers.max())
    step = max(1, -(-(high - low + 1) // 40))
    edges = np.arange(low, high + step + 1, step) - 0.5
    counts, _ = np.histogram(leakers, edges)
    x = linear(edges[0], edges[-1], left, width - 12.0)
    y = linear(0.0, max(float(counts.max()), 1.0) * 1.12, height - 40.0, top)
    parts = [_grid_y(y, ticks(0.0, float(counts.max()), 4), left, width - 12.0)]
    for count, start, end in zip(counts.tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        shown = f"{start + 0.5:.0f}" if step == 1 else f"{start + 0.5:.0f} to {end - 0.5:.0f}"
        told = hint(f"{shown} {'leaker' if shown == '1' else 'leakers'} in {of_replicates(count)}")
        thick = min(x(end) - x(start) - 2.0, 60.0)
        parts.append(
            bar(0.5 * (x(start) + x(end) - thick), y(count), thick, y(0.0) - y(count), "column", told)
        )
    parts += [words(x(t), height - 22.0, f"{t:.0f}", "tick", text_anchor="middle") for t in _whole(low, high)]
    parts.append(bar(x(mean.low), top, max(x(mean.high) - x(mean.low), 2.0), y(0.0) - top, "band"))
    parts.append(line(x(mean.mean), top, x(mean.mean), y(0.0), "mean"))
    side = "end" if x(mean.mean) > 0.7 * width else "start"
    shift = -8.0 if side == "end" else 8.0
    parts.append(words(x(mean.mean) + shift, top + 12.0, f"mean {counted(mean)}", "note", text_anchor=side))
    parts.append(
        words(0.5 * (left + width), height - 4.0, "leakers in a replicate", "muted", text_anchor="middle")
    )
    middle = 0.5 * (top + y(0.0))
    turned = f"rotate(-90 12 {middle:.0f})"
    parts.append(words(12.0, middle, "replicates", "muted", text_anchor="middle", transform=turned))
    told = f"Leakers over {len(leakers)} replicates: from {low} to {high}, mean {counted(mean)}"
    return figure(width, height, told, *parts, class_="chart wide")


def _whole(low: int, high: int) -> list[float]:
    return [t for t in ticks(low, high, 14) if t == round(t)]


def _grid_y(y: Scale, values: Sequence[float], left: float, right: float) -> str:
    rows = [
        line(left, y(v), right, y(v), "grid")
        + words(left - 8.0, y(v) + 4.0, f"{v:g}", "tick", text_anchor="end")
        for v in values
    ]
    return "".join(rows)


LANES = (
    ("first_detection", "first detection"),
    ("launch", "launch"),
    ("kill", "kill"),
    ("release", "weapon released"),
    ("leak", "arrival"),
)


def clock(readings: Readings) -> str:
    """What happened when in one replicate: raiders in the air, and a mark for every event."""
    left, right, top, tall, pitch = 128.0, 48.0, 14.0, 84.0, 30.0
    raiders = [path for path in readings.flown if path.side == "hostile"]
    last = max(
        [event.time_s for event in readings.when("kill", "release", "leak")]
        or [path.times_s[-1] for path in raiders]
        or [1.0]
    )
    x = linear(0.0, last * 1.01, left, WIDTH - right)
    bottom = top + tall + pitch * len(LANES) + 8.0
    parts = [_in_the_air(readings, x, last, top, tall, left)]
    for minute in ticks(0.0, last / MINUTE, 14):
        at = x(minute * MINUTE)
        parts.append(line(at, top, at, bottom, "grid"))
        parts.append(words(at, bottom + 16.0, f"{minute:g}", "tick", text_anchor="middle"))
    parts.append(words(0.5 * (left + WIDTH - right), bottom + 34.0, "minutes", "muted", text_anchor="middle"))
    for i, (kind, name) in enumerate(LANES):
        y = top + tall + 8.0 + pitch * i
        shown = [e for e in readings.when(kind) if kind != "first_detection" or e.target in readings.hostile]
        parts.append(words(left - 12.0, y + 0.5 * pitch + 4.5, name, "stage", text_anchor="end"))
        parts.append(words(WIDTH - 4.0, y + 0.5 * pitch + 4.5, str(len(shown)), "count", text_anchor="end"))
        marks = [_mark(event, readings, x, y, pitch) for event in shown]
        parts.append(tag("g", *marks, class_=f"marks {kind}"))
        parts.append(line(left, y + pitch, WIDTH - right, y + pitch, "grid"))
    shown_words = "raiders in the air, detections, shots, kills, releases, arrivals"
    told = f"Clock of replicate {readings.replicate}: {shown_words}"
    return figure(WIDTH, bottom + 40.0, told, *parts, class_="chart wide")


def _mark(event: Happened, readings: Readings, x: Scale, y: float, pitch: float) -> str:
    path_ = readings.path_of(event.target)
    name = path_.name if path_ else "unknown"
    at = x(max(event.time_s, 0.0))
    told = hint(f"{event.time_s:.0f} s: {name}")
    return tag("line", told, x1=at, y1=y + 5.0, x2=at, y2=y + pitch - 5.0, class_="mark")


def _in_the_air(readings: Readings, x: Scale, last: float, top: float, tall: float, left: float) -> str:
    raiders = [path_ for path_ in readings.flown if path_.side == "hostile"]
    times = np.linspace(0.0, last, 240)
    flying = np.array([sum(p.times_s[0] <= t <= p.times_s[-1] for p in raiders) for t in times.tolist()])
    most = max(int(flying.max(initial=0)), 1)
    y = linear(0.0, most * 1.1, top + tall, top)
    outline = [(x(t), y(n)) for t, n in zip(times.tolist(), flying.tolist(), strict=True)]
    area = [(x(0.0), y(0.0)), *outline, (x(last), y(0.0))]
    return "".join(
        [
            tag("path", d=path(area, closed=True), class_="area"),
            words(left - 12.0, top + 0.5 * tall, "raiders", "stage", text_anchor="end"),
            words(left - 12.0, top + 0.5 * tall + 16.0, "in the air", "stage", text_anchor="end"),
            words(WIDTH - 4.0, top + 16.0, f"up to {most}", "count", text_anchor="end"),
            line(left, y(0.0), x(last * 1.01), y(0.0), "grid"),
        ]
    )


def intercepts(plan: Plan, readings: Readings, grid: Grid) -> str:
    """Where rounds met their targets in one replicate, by type, in the envelopes that were published."""
    left, right, top, width, height = 62.0, 190.0, 14.0, WIDTH, 430.0
    shots = _met(plan, readings, grid)
    reach = max(r.maximum_range for r in plan.rounds) / KM
    ceiling = max(r.maximum_altitude for r in plan.rounds) / KM
    near = min([5.0, *(distance for _, distance, _, _ in shots)])
    low = min([1.0, *(0.6 * max(altitude, 0.005) for _, _, altitude, _ in shots)])
    x = logarithmic(near * 0.9, reach * 1.15, left, width - right)
    y = logarithmic(low * 0.9, ceiling * 1.3, height - 44.0, top)
    parts = [
        _log_axes(x, y, (near, reach * 1.1), (low, ceiling * 1.2), (left, width - right, top, height - 44.0))
    ]
    for t, entry in enumerate(plan.rounds):
        x_low, x_high = x(max(entry.minimum_range / KM, near)), x(entry.maximum_range / KM)
        y_low, y_high = y(max(entry.minimum_altitude / KM, low)), y(entry.maximum_altitude / KM)
        parts.append(bar(x_low, y_high, x_high - x_low, y_low - y_high, f"envelope type-{t % 6}"))
    for t, distance, altitude, killed in shots:
        end = "kill" if killed else "miss"
        told = f"{plan.rounds[t].slug}, {distance:.0f} km, {altitude:.2f} km high: {end}"
        parts.append(_shape(t, x(distance), y(max(altitude, low)), killed, hint(told)))
    parts.append(_type_key(plan, shots, width - right + 22.0, top + 14.0))
    told = (
        f"Range and altitude of {len(shots)} intercepts of replicate {readings.replicate}, by type of round"
    )
    return figure(width, height, told, *parts, class_="chart wide")


def _met(plan: Plan, readings: Readings, grid: Grid) -> list[tuple[int, float, float, bool]]:
    """Round type, slant range [km], altitude [km] and success of every round that met its target."""
    kinds = {e.other: (int(e.value), e.battery) for e in readings.when("launch")}
    sites = np.array([battery.site for battery in plan.batteries])
    posts = ecef_of(sites[:, 0], sites[:, 1], grid.elevation(sites[:, 0], sites[:, 1]))
    found = []
    for event in readings.when("kill", "miss"):
        flown = readings.path_of(event.target)
        if flown is None or event.other not in kinds:
            continue
        latitude, longitude, altitude = flown.at(event.time_s)
        kind, battery = kinds[event.other]
        there = ecef_of(latitude * DEG, longitude * DEG, altitude)
        distance = float(np.linalg.norm(there - posts[battery]))
        found.append((kind, distance / KM, altitude / KM, event.kind == "kill"))
    return found


def _log_axes(
    x: Scale,
    y: Scale,
    across: tuple[float, float],
    up: tuple[float, float],
    frame: tuple[float, float, float, float],
) -> str:
    left, right, top, bottom = frame
    parts = []
    for v in _decades(*across):
        parts.append(
            line(x(v), top, x(v), bottom, "grid")
            + words(x(v), bottom + 17.0, f"{v:g}", "tick", text_anchor="middle")
        )
    for v in _decades(*up):
        parts.append(
            line(left, y(v), right, y(v), "grid")
            + words(left - 8.0, y(v) + 4.0, f"{v:g}", "tick", text_anchor="end")
        )
    parts.append(
        words(
            0.5 * (left + right),
            bottom + 36.0,
            "slant range from the battery, km",
            "muted",
            text_anchor="middle",
        )
    )
    middle = 0.5 * (top + bottom)
    turned = f"rotate(-90 14 {middle:.0f})"
    parts.append(words(14.0, middle, "altitude, km", "muted", text_anchor="middle", transform=turned))
    return "".join(parts)


def _decades(low: float, high: float) -> list[float]:
    """1, 2 and 5 times the powers of ten within [low, high]."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    return [f * 10.0**p for p in powers for f in (1.0, 2.0, 5.0) if low <= f * 10.0**p <= high]


def _shape(kind: int, x: float, y: float, killed: bool, told: str) -> str:
    """A mark per round type, told apart by form as well as colour; full for a kill, hollow for a miss."""
    class_ = f"shot type-{kind % 6} {'kill' if killed else 'miss'}"
    s = 5.0
    if kind % 4 == 0:
        return tag("circle", told, cx=x, cy=y, r=s, class_=class_)
    corners = {
        1: [(-s, -s), (s, -s), (s, s), (-s, s)],
        2: [(0.0, -1.3 * s), (1.2 * s, 0.9 * s), (-1.2 * s, 0.9 * s)],
        3: [(0.0, -1.4 * s), (1.4 * s, 0.0), (0.0, 1.4 * s), (-1.4 * s, 0.0)],
    }[kind % 4]
    return tag("path", told, d=path([(x + a, y + b) for a, b in corners], closed=True), class_=class_)


def _type_key(plan: Plan, shots: list[tuple[int, float, float, bool]], x: float, y: float) -> str:
    parts = []
    for t, entry in enumerate(plan.rounds):
        row = y + 24.0 * t
        here = [killed for kind, _, _, killed in shots if kind == t]
        parts.append(_shape(t, x, row - 4.0, True, ""))
        parts.append(words(x + 14.0, row, f"{entry.slug}: {sum(here)} of {len(here)}", "key"))
    row = y + 24.0 * len(plan.rounds) + 10.0
    for text in ("full: kill, hollow: miss", "boxes: envelopes", "as published"):
        parts.append(words(x - 6.0, row, text, "muted"))
        row += 17.0
    return "".join(parts)


def shares_bar(shares: Mapping[str, float], meanings: Mapping[str, str], of: str) -> str:
    """Shares of a whole as one bar; the page names its parts, `of` says what they are shares of."""
    width, thick = WIDTH, 26.0
    parts, x = [], 0.0
    shown = [(name, shares.get(name, 0.0)) for name in meanings if shares.get(name, 0.0) > 0.0]
    told_as = in_percent(dict(shown))
    for name, portion in shown:
        told = hint(f"{name}: {told_as[name]}, {meanings[name]}")
        parts.append(bar(x, 0.0, portion * width - 1.5, thick, f"status {name}", told))
        x += portion * width
    told = f"{of} by status: " + ", ".join(f"{name} {told_as[name]}" for name, _ in shown)
    return figure(width, thick, told, *parts, class_="chart thin")
