"""A timeline in words: the answer in a few sentences, and the cells of its tables."""

from __future__ import annotations

import datetime
import math

from openiads.ground.interval_words import between, with_interval
from openiads.ground.units import DAY
from openiads.report.ink.number_words import number, share, whole
from openiads.report.ink.svg import joined
from openiads.report.studies import timeline_dates_words
from openiads.report.studies.timeline_dates_words import day
from openiads.scenario.timeline_plan import Row
from openiads.study.strata_weights import Ends
from openiads.study.timeline.by_day import LEVELS, Fan
from openiads.study.timeline.protected_ground import told_of
from openiads.study.timeline.timeline_answer import Lasting, PlaceAnswer, TimelineAnswer

NEVER, NONE = "not in the timeline", "\u2013"
MOST_ROWS = 27
"""Days of which the table tells."""
MOST_PLACES, MOST_COUNTS = 3, 8
"""Places with gaps beside the worst, and numbers of batteries, that the answer names."""
STEPS = (1, 3, 6, 12, 60, 120)
"""Months from one of them to the next."""
PLACES = (
    "place", "days before the first", "days without since", "longest", "attack at random meets it",
    "at the worst moment", "whoever waits finds one",
)  # fmt: skip
GAPS = ("place", "without a battery from", "until", "days")
EVENTS = ("date", "batteries", "what is said of it")
LASTING = (
    "first attack that asks for more than is loaded, day",
    "half of a week's attacks ask for more, from day",
)
LASTS = "How long the rounds last in the assumed campaign"


def title(name: str, found: TimelineAnswer) -> str:
    """The question in a line."""
    end = found.plan.date(found.plan.duration - DAY)
    return f"{name}: who stands where from {day(found.plan.start)} to {day(end)}"


def spread(told: Ends, unit: float = DAY) -> str:
    """A mean with what 5 and 95 % of the histories lie below; one number where all agree."""
    mean, low, high = (round(value / unit, 3) for value in told)
    if low == high == mean:
        return whole(mean)
    return f"{_plain(mean)} [{_plain(low)} to {_plain(high)}]"


def _plain(value: float) -> str:
    """Days, without decimals that nobody needs."""
    return f"{value:,.0f}" if value >= 10.0 else whole(value)


def chance(told: Ends) -> str:
    """A probability with its interval by chance."""
    value, low, high = told
    return share(value) if low == high else f"{share(value)} [{share(low)} to {share(high)}]"


def lead(found: TimelineAnswer) -> str:
    """The answer."""
    dates = timeline_dates_words.lead(found)
    told = [_ready(found), _growing(found), _gap(found), _campaign(found), dates]
    return " ".join(part for part in told if part)


def _ready(found: TimelineAnswer) -> str:
    count = len(found.plan.batteries)
    total = whole(found.plan.duration / DAY * count)
    days = spread(found.battery_days, 1.0)
    return f"{days} battery-days are ready of {total} that {count} batteries have if all stand throughout."


def _growing(found: TimelineAnswer) -> str:
    """From when on half the histories have one battery, two, and so on, where they only become more."""
    middle = found.ready.levels[len(LEVELS) // 2]
    most = int(middle[-1])
    if middle[0] >= middle[-1] or (middle[1:] < middle[:-1]).any():
        return ""
    counts = range(int(middle[0]) + 1, most + 1)
    if len(counts) > MOST_COUNTS:
        return ""
    dates = {day(found.plan.date(float((middle >= count).argmax()) * DAY)): count for count in counts}
    told = joined([f"{count} from {date}" for date, count in dates.items()])
    return f"Half the histories have at least {told} on."


def _gap(found: TimelineAnswer) -> str:
    """The worst place, and the others that have gaps."""
    ranked = sorted(found.places, key=lambda one: -one.without[0])
    ranked = [one for one in ranked if one.without[0] > 0.0]
    never = [one.name for one in found.places if one.gaps.first.min() >= found.plan.duration]
    empty = f" None ever stands at {joined(never[:MOST_COUNTS])}." if never else ""
    if not ranked:
        return f"No place is without a battery once its first one stands.{empty}"
    worst, *rest = ranked
    moment, chosen = worst.at_worst
    likely = "" if worst.is_certain else "most likely "
    told = (
        f"Once its first one stood, {worst.name} has no battery for {spread(worst.without)} days, {likely}"
        f"from {day(found.plan.date(moment))} on; an attack at a random moment of the timeline meets that "
        f"with probability {chance(worst.at_random)}, one at a chosen moment with {chance(chosen)}."
    )
    if not rest:
        return told + empty
    others = joined([f"{one.name} has none for {spread(one.without)} days" for one in rest[:MOST_PLACES]])
    more = f"; {len(rest) - MOST_PLACES} places more have gaps" if len(rest) > MOST_PLACES else ""
    return f"{told} {others[0].upper()}{others[1:]}{more}.{empty}"


def _campaign(found: TimelineAnswer) -> str:
    """What the campaign asks for, and by when it asks for more than is loaded."""
    raids = found.plan.raids
    if raids is None:
        return ""
    each = joined(
        [
            f"{between(low, high, whole)} rounds of {slug}"
            for slug, (low, _, high) in zip(raids.rounds, raids.demand, strict=True)
        ]
    )
    return (
        f"Also assumed is a campaign: attacks from {day(found.plan.date(raids.since))} on, each of which "
        f"asks for {each} and of no other type. {_firsts(found.lasting)}"
    )


def _firsts(cases: tuple[Lasting, ...]) -> str:
    """By when half of the histories have an attack that finds too little, in each case."""
    by = [f"by day {_plain(_middle(one))} of it{_case(one)}" for one in cases if math.isfinite(_middle(one))]
    first = f"in half of the histories the first attack that asks for more than is loaded comes {joined(by)}"
    told = [first] if by else []
    told += [
        f"in more than half of the histories no attack asks for more than is loaded{_case(one)}"
        for one in cases
        if math.isinf(_middle(one))
    ]
    text = "; ".join(told)
    return f"{text[0].upper()}{text[1:]}."


def _middle(one: Lasting) -> float:
    """The median day of the first such attack; infinite where fewer histories have one."""
    return one.first[len(LEVELS) // 2]


def _case(one: Lasting) -> str:
    return f" {one.name}" if one.name else ""


def place_rows(found: TimelineAnswer) -> list[tuple[str, ...]]:
    """Cells of `PLACES`."""
    return [_place(one, found) for one in found.places]


def _place(one: PlaceAnswer, found: TimelineAnswer) -> tuple[str, ...]:
    gap = one.gaps.total.max() > 0.0
    moment, worst = one.at_worst
    return (
        one.name,
        spread(one.before_first),
        spread(one.without),
        spread(one.longest),
        chance(one.at_random) if gap else NONE,
        f"{chance(worst)}, {found.plan.date(moment)}" if gap else NONE,
        chance(one.seen) if gap else NONE,
    )


def gap_rows(found: TimelineAnswer) -> list[tuple[str, ...]]:
    """Cells of `GAPS`, in the order of dates: every gap of the places of which nothing is open."""
    spans = [
        (float(begin), float(end), one.name)
        for one in found.places
        if one.is_certain
        for begin, end in zip(one.gaps.begin[0], one.gaps.end[0], strict=True)
        if end > begin
    ]
    return [
        (name, str(found.plan.date(begin)), _until(end, found), _plain((end - begin) / DAY))
        for begin, end, name in sorted(spans)
    ]


def _until(end: float, found: TimelineAnswer) -> str:
    """The day on which one is ready again, or that none is."""
    return "the end" if end >= found.plan.duration else str(found.plan.date(end))


def event_rows(found: TimelineAnswer) -> list[tuple[str, ...]]:
    """Cells of `EVENTS`, in the order of dates."""
    rows = sorted(found.plan.rows, key=lambda row: min(told[1] for _, told in row.when))
    return [(_when(row, found), _who(row, found), _event(row)) for row in rows]


def _when(row: Row, found: TimelineAnswer) -> str:
    told = []
    for portion, (low, nominal, high) in row.when:
        dates = [str(found.plan.date(time)) for time in (low, nominal, high) if math.isfinite(time)]
        text = "never" if not dates else dates[1] if low == high else f"{dates[1]} [{dates[0]} to {dates[2]}]"
        told.append(text if len(row.when) == 1 else f"{text} ({share(portion)})")
    return " or ".join(told)


def _who(row: Row, found: TimelineAnswer) -> str:
    names = joined([found.plan.batteries[battery] for battery in row.batteries])
    policy = f", {row.policy.replace('-', ' ')}" if row.policy else ""
    to = f" to {found.plan.places[row.places[0]]}" if row.kind == "move" else ""
    return f"{row.kind}: {names}{to}{policy}"


def _event(row: Row) -> str:
    sources = f" ({', '.join(row.sources)})" if row.sources else ""
    return f"{row.event}{sources}".strip()


def marks(found: TimelineAnswer) -> list[int]:
    """Days of which the table tells: firsts of months, quarters or years, and the last of all."""
    dates = [found.plan.start + datetime.timedelta(days=n) for n in range(found.plan.days)]
    for step in STEPS:
        kept = [n for n, date in enumerate(dates) if n == 0 or _is_mark(date, step)]
        if len(kept) < MOST_ROWS:
            break
    return sorted({*kept, len(dates) - 1})


def _is_mark(date: datetime.date, step: int) -> bool:
    return date.day == 1 and (date.year * 12 + date.month - 1) % step == 0


def day_headings(found: TimelineAnswer) -> tuple[str, ...]:
    """Of the table by date."""
    return ("date", "batteries ready", *found.protected, *(f"{slug} left, assumed" for slug in found.rounds))


def day_rows(found: TimelineAnswer) -> list[tuple[str, ...]]:
    """Cells of it."""
    fans = [found.ready, *found.protected.values(), *found.rounds.values()]
    return [
        (str(found.plan.date(n * DAY)), *(_fanned(one, n) for one in fans)) for n in marks(found)
    ]  # fmt: skip


def _fanned(one: Fan, n: int) -> str:
    low, high = one.ends
    told = float(one.mean[n]), float(low[n]), float(high[n])
    return with_interval(told, whole)


def lasting_headings(found: TimelineAnswer) -> tuple[str, ...]:
    """Of the table of the campaign."""
    return ("", *LASTING, *(f"lasts {span / DAY:.0f} days" for span in found.spans))


def lasting_rows(found: TimelineAnswer) -> list[tuple[str, ...]]:
    """Cells of it, and of theory where that has a word on it."""
    rows = [_lasting(one, found) for one in found.lasting]
    if found.by_theory is not None:
        rows.append(("by renewal theory", NONE, NONE, *(share(float(p)) for p in found.by_theory)))
    return rows


def _lasting(one: Lasting, found: TimelineAnswer) -> tuple[str, ...]:
    low, middle, high = (one.first[k] for k in (0, len(LEVELS) // 2, -1))
    first = _late(middle) if low == high else f"{_late(middle)} [{_late(low)} to {_late(high)}]"
    half = NEVER if math.isinf(one.half) else f"{one.half:.0f}"
    return (
        one.name or "attacks of the campaign",
        first,
        half,
        *(chance(one.lasts(span)) for span in found.spans),
    )


def _late(days: float) -> str:
    return "never" if math.isinf(days) else _plain(days)


def gained(found: TimelineAnswer) -> str:
    """What home production is worth."""
    if found.gained is None:
        return ""
    mean, low, high = map(number, found.gained)
    return (
        f"Home production puts off the first attack that asks for more than is loaded by {mean} days [{low} "
        f"to {high}] on the same attacks, as far as the timeline goes."
    )


def method(found: TimelineAnswer) -> str:
    """How it was found, and what it leaves out."""
    many = "One history was" if found.histories == 1 else f"{found.histories:,} histories were"
    drawn = (
        "Nothing is open about who stands where, so this is arithmetic on dates, and exact."
        if found.certain
        else f"{many} drawn from what is open about dates and times; a mean stands with what 5 and 95 % of "
        "them lie below, or the least or the most where fewer than these bring it past that, a probability "
        "with its 95 % interval by chance."
    )
    attacks = ""
    if found.plan.raids is not None:
        attacks = (
            " Attacks of the campaign, which is assumed and has nothing to do with the raid of the scenario, "
            f"were drawn in {found.asked:,} histories. Each takes rounds of "
            f"{joined(list(found.plan.raids.rounds))} from launchers, which are reloaded from the stock "
            "between attacks; days count from the first day of the campaign. A magazine is called empty "
            "where less is loaded than this attack asks for, even if some rounds are left."
        )
    covered = "" if found.coverage is None else f" {told_of(found.coverage.names)}".rstrip()
    return (
        f"{drawn} A battery is ready from the beginning of a day on, plus training and emplacement; a gap is "
        "time without a battery after the first one of a place. The worst moment is what an attacker chooses "
        f"who knows the timeline but not how it comes out.{attacks} What attacks destroy is not in it."
        f"{covered}"
    )
