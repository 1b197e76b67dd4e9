"""The summary on a terminal: the answer first, then its price, then why, then how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from openiads.ground import interval_words
from openiads.ground.letters import escaped
from openiads.ground.units import MINUTE, MUSD, S
from openiads.report.ink.bars import LIGHT, MEDIUM, SOLID, a_bar, a_stack
from openiads.report.ink.listing import Listing
from openiads.report.ink.number_words import in_percent, money, number, rounded_up, share, signed, whole
from openiads.report.ink.terminal_parts import BAD, GOOD, PLAIN, listing, section, status_mix
from openiads.report.run import stage_gains
from openiads.report.run.meanings import short
from openiads.report.studies import influence_words
from openiads.state.words import REASONS
from openiads.study.campaign.run_checks import CANNOT_SAY, ENOUGH, SHARP, WITHIN
from openiads.study.campaign.summarise import MISSION_KILLED
from openiads.study.campaign.summary import Carriers, CommonFailure, Interval, Summary
from openiads.study.equivalence import AGREES, DIFFERS
from openiads.study.stages.what_stages_buy import Stages

WATERFALL = ("unresolved", "withdrawn", "released", *REASONS, MISSION_KILLED, "killed")
"""Reasons in the order in which the raiders fall away."""
FALL = 32
"""Width of the waterfall."""
NO_RADAR = "no radar looks over it"


def account(summary: Summary, folder: Path, stages: Stages | None = None) -> RenderableType:
    """Everything that a run says, for a terminal; where it is narrow, bars go and numbers stay.

    stages  what each would buy if it were perfect, where that was played
    """
    return Group(
        heading(summary),
        answer(summary),
        *section("Assets", assets(summary)),
        *section("Spent", spent(summary)),
        *section("Why", reasons(summary)),
        *(section("What mending one stage would buy", mended(stages, summary)) if stages else ()),
        *section("By class of raider", classes(summary)),
        *section("How far to trust this", trust(summary)),
        places(summary, folder),
    )


def heading(summary: Summary) -> RenderableType:
    """What was played."""
    line = Text(f"\n{summary.scenario}", style="bold")
    line.append(f"  {summary.title}", style="not bold")
    played = f"{summary.replicates} replicate{'s' if summary.replicates > 1 else ''}, seed {summary.seed}"
    failure = summary.common_failure
    if failure is not None and failure.replicates:
        played += f", {failure.replicates} of them with a common failure too"
    told = "mean and 95 % interval throughout" if summary.replicates > 1 else "too few for intervals"
    return Group(line, Text(f"{played}; {told}", style="bright_black"))


def aimed_words(summary: Summary) -> str:
    """What those that can arrive aim at."""
    if summary.aimed_at_defence == 0:
        return "weapons and raiders aimed at assets"
    if summary.aimed_at_defence == summary.aimed:
        return "weapons and raiders aimed at the defence"
    return "weapons and raiders aimed at assets and at the defence"


def answer(summary: Summary) -> RenderableType:
    """How many arrived, what was hit, what it took."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right", style="bold", min_width=8, no_wrap=True)
    grid.add_column(overflow="fold")
    arrived = f"of {summary.aimed} {aimed_words(summary)} arrived"
    of_assets = f"of {len(summary.assets)} assets were hit, with {share(summary.value_hit.mean)} of all value"
    grid.add_row(Text(counted(summary.typical), style=BAD), with_range(arrived, summary.typical))
    if summary.common_failure is not None:
        grid.add_row(*failure_row(summary, summary.common_failure))
    if summary.carriers.count:
        grid.add_row(counted(summary.carriers.released), carriers_text(summary.carriers))
    grid.add_row(Text(counted(summary.assets_hit), style=BAD), with_range(of_assets, summary.assets_hit))
    if summary.aimed_at_defence:
        for words, lost in (
            ("batteries were destroyed", summary.batteries_lost),
            ("radars were destroyed, with those of batteries", summary.radars_lost),
            ("of those that arrived came to what was destroyed already", summary.arrived_after_loss),
        ):
            grid.add_row(Text(counted(lost), style=BAD), with_range(words, lost))
    rounds = sum(summary.rounds.values())
    ends = between(summary.cost, MUSD)
    price = f"{money(summary.cost.mean)}{f' ({ends})' if ends else ''}"
    grid.add_row(number(rounds), f"rounds were fired, for {price}")
    wrong = summary.wrong
    grid.add_row(counted(wrong.engaged), wrong_text(summary))
    if summary.first_shot is not None:
        grid.add_row(*shot_row(summary, summary.first_shot))
    return Padding(grid, (1, 0))


def failure_row(summary: Summary, failure: CommonFailure) -> tuple[Text, Text]:
    """What arrives where one cause defeats every shot, and what that makes of the mean."""
    if failure.leakers is None:
        return Text(""), Text(f"a common failure ({odds(failure)}) was not played and is not included")
    words = Text(f"arrive if a common failure strikes ({odds(failure)});\n")
    weighed = f"{counted(summary.leakers)} with that included, as in all that follows"
    return Text(counted(failure.leakers), style=BAD), words.append(weighed, style="bright_black")


def odds(failure: CommonFailure) -> str:
    """How likely a common failure is, and what that rests on."""
    if failure.status == "given":
        return f"{share(failure.probability)}, set by the scenario"
    ends = interval_words.between(failure.low, failure.high, share)
    return f"{share(failure.probability)}, {ends}: {failure.status}"


def carriers_text(carriers: Carriers) -> Text:
    """What became of those that carry weapons to their release."""
    line = with_range(f"of {carriers.count} carriers released their weapons", carriers.released)
    before, after = counted(carriers.killed_before), counted(carriers.killed_after)
    return line.append(f"\n{before} were killed before, {after} after", style="bright_black")


def wrong_text(summary: Summary) -> Text:
    """Wrong engagements in words."""
    wrong = summary.wrong
    line = with_range("flights were wrongly engaged", wrong.engaged)
    line.append(f"\n{counted(wrong.neutral)} neutral, {counted(wrong.friend)} friendly", style="bright_black")
    if wrong.flights_in_reach and wrong.per_thousand_flights:
        line.append(
            f"; {_ranged(wrong.per_thousand_flights)} per 1,000 flights in reach", style="bright_black"
        )
    if wrong.engaged.mean:
        line.append(f", {_ranged(wrong.per_hostile_killed)} per raider killed", style="bright_black")
    return line


def _ranged(interval: Interval) -> str:
    """A mean with its interval behind it, within a line."""
    return interval_words.with_interval((interval.mean, interval.low, interval.high), number)


def assets(summary: Summary) -> RenderableType:
    """How often each asset is hit."""
    table = listing("", "hit in", "", "interval", "hits")
    for name, asset in summary.assets.items():
        hit = asset.hit
        ends = interval_words.between(hit.low, hit.high, share) if hit.low < hit.high else ""
        table.add_row(name, share(hit.mean), a_bar(hit.mean, BAD), ends, number(asset.hits))
    return table


def spent(summary: Summary) -> RenderableType:
    """Rounds by type, against the most that any type was fired."""
    table = listing("", "rounds", "")
    most = max(summary.rounds.values(), default=0.0) or 1.0
    for slug, mean in summary.rounds.items():
        table.add_row(slug, number(mean), a_bar(mean / most, GOOD))
    return table


def reasons(summary: Summary) -> RenderableType:
    """The waterfall: all raiders, then stage by stage who got through there, down to the killed."""
    table = listing("", "raiders", "", "share")
    total = summary.raiders.mean
    table.add_row("all raiders", whole(total), a_stack([(1.0, PLAIN, SOLID)], FALL), share(1.0))
    left = 1.0
    for reason in WATERFALL:
        portion = summary.reasons.get(reason, 0.0) / total if total else 0.0
        if portion:
            left = max(left - portion, 0.0)
            step = a_stack([(left, "", ""), (portion, reason_colour(reason), reason_fill(reason))], FALL)
            table.add_row(short(reason), number(portion * total), step, share(portion))
    return table


def mended(stages: Stages, summary: Summary) -> RenderableType:
    """Each stage: who is lost there first, and who would be stopped if it alone were perfect."""
    table = Listing(stage_gains.HEADINGS[:-1])
    for row in stage_gains.gains(stages, summary):
        table.add_row(*row.cells[:-1])
    return table


def reason_colour(reason: str) -> str:
    """Killed is the defence's doing; withdrawn, released and unresolved are no leaks."""
    return {
        "killed": GOOD,
        MISSION_KILLED: GOOD,
        "withdrawn": PLAIN,
        "released": PLAIN,
        "unresolved": "yellow",
    }.get(reason, BAD)


def reason_fill(reason: str) -> str:
    """Leakers are told from the others without colour, too."""
    return MEDIUM if reason_colour(reason) == BAD else SOLID


def classes(summary: Summary) -> RenderableType:
    """Raiders, kills and leakers by class, and where most of the leakers of a class got through."""
    table = Listing(("", "raiders", "killed", "leaked", "", "most leakers were"), words=(0, 5))
    for threat, counts in summary.reasons_by_threat.items():
        total = sum(counts.values())
        killed = counts.get("killed", 0.0) + counts.get(MISSION_KILLED, 0.0)
        leaks = {reason: mean for reason, mean in counts.items() if reason_colour(reason) == BAD}
        leaked = sum(leaks.values())
        parts = (
            (killed / total, GOOD, SOLID),
            (leaked / total, BAD, MEDIUM),
            (1 - (killed + leaked) / total, PLAIN, LIGHT),
        )
        why = max(leaks, key=lambda reason: leaks[reason], default="")
        table.add_row(threat, whole(total), number(killed), number(leaked), a_stack(parts, 8), why)
    return table


def trust(summary: Summary) -> RenderableType:
    """What the result rests on."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bright_black")
    grid.add_column(overflow="fold")
    weighed = influence_words.weighed(summary.influence)
    grid.add_row(
        "figures",
        Group(
            Text(influence_words.told(summary.influence)),
            status_mix(influence_words.weights(summary.influence, summary.status_mix)),
            *([Text(by_count_told(summary.status_mix), style="dim")] if weighed else []),
            *map(Text, filter(None, [influence_words.decider(summary.influence)])),
        ),
    )
    grid.add_row("step", ": ".join(step_told(summary)))
    grid.add_row("replicates", replicates_told(summary)[1])
    seen = summary.known_share
    on_map = NO_RADAR if seen is None else f"{share(seen)} of what the radars could see lies on the map"
    grid.add_row("terrain", on_map)
    if summary.unresolved.mean:
        under_way = f"{counted(summary.unresolved)} raiders were under way when the run ended"
        grid.add_row(Text("unresolved", style="yellow"), f"{under_way}; lengthen area.duration_s")
    grid.add_row("cannot say", "what a real system would do: see docs/limits.md")
    return grid


def by_count_told(mix: Mapping[str, float]) -> str:
    """Shares of the figures by status, counted, as a footnote."""
    present = {status: portion for status, portion in mix.items() if portion > 0.0}
    parts = [f"{portion} {status}" for status, portion in in_percent(present).items()]
    return f"By count of figures: {', '.join(parts)}."


def step_told(summary: Summary) -> tuple[str, str]:
    """Whether half the step gives the same leakers: a verdict, and what it rests on."""
    check = summary.step_check
    if check.pairs == 0:
        return check.verdict, "nothing is aimed at an asset, so nothing can arrive"
    gap = check.difference
    pairs = f"{check.pairs} pair{'s' if check.pairs > 1 else ''}"
    told = (
        f"half the step of {check.step:g} s changes leakers by {signed(gap.mean)} "
        f"({number(gap.low)} to {number(gap.high)}, {pairs})"
    )
    margin = f"{share(WITHIN)} of what may arrive, {number(check.margin)}"
    if check.verdict == AGREES:
        return f"agrees within {share(WITHIN)}", f"{told}: less than {margin}"
    if check.verdict == DIFFERS:
        return check.verdict, f"{told}: more than {margin}; take a smaller area.step_s"
    return check.verdict, f"{told}: not known to {margin}; more replicates allow more pairs"


def replicates_told(summary: Summary) -> tuple[str, str]:
    """Whether the mean of the leakers is sharp: a verdict, and what it rests on."""
    verdict, half = summary.sharpness
    mean = summary.typical.mean
    if summary.replicates < 2:
        return "one", "one replicate says nothing about chance; ask for more with --replicates"
    if mean == 0.0:
        return "no leaker", f"no replicate had a leaker; the mean is at most {number(summary.typical.high)}"
    more = f"{share(SHARP)} takes about {summary.replicates_needed:,} replicates"
    if verdict == CANNOT_SAY:
        return (
            verdict,
            f"all {summary.replicates} replicates had {whole(mean)} leakers, too few to tell; {more}",
        )
    told = f"leakers are known to within {share(rounded_up(half / mean))} of their mean"
    return verdict, told if verdict == ENOUGH else f"{told}; {more}"


def shot_row(summary: Summary, shot: Interval) -> tuple[str, Text]:
    """When the first round left."""
    unit, word = (S, "seconds") if shot.mean < 2.0 * MINUTE else (MINUTE, "minutes")
    words = f"{word} passed before the first shot"
    if summary.first_shot_share < 1.0:
        words += f", in the {share(summary.first_shot_share)} of replicates that saw one"
    return number(shot.mean / unit), with_range(words, shot, unit)


def places(summary: Summary, folder: Path) -> RenderableType:
    """Where everything is, what it took, and the hash."""
    page = folder / "report.html"
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bright_black")
    grid.add_column(overflow="fold")
    named = escaped(str(page if page.exists() else folder))
    grid.add_row("report" if page.exists() else "folder", named)
    took = f"{summary.seconds:.1f} s, {summary.cpu_seconds:.1f} s of processor time"
    if summary.object_steps is not None and summary.cpu_seconds:
        took += f", {summary.object_steps / summary.cpu_seconds / 1e6:.2f} million object-steps a second"
    grid.add_row("took", took)
    grid.add_row("hash", Text(summary.outcomes_sha256, style="bright_black"))
    return grid


def with_range(words: str, interval: Interval, unit: float = 1.0) -> Text:
    """Words, and the interval behind them."""
    ends = between(interval, unit)
    return Text(words).append(f"  {ends}" if ends else "", style="bright_black")


def counted(interval: Interval, unit: float = 1.0) -> str:
    """A mean; of what is the same in every replicate, so that it is an end of its interval, a count."""
    mean = interval.mean / unit
    return whole(mean) if interval.mean in (interval.low, interval.high) else number(mean)


def between(interval: Interval, unit: float = 1.0) -> str:
    """The ends of an interval, nothing where it has no width: who saw no spread tells none."""
    if interval.low == interval.high:
        return ""
    return interval_words.between(interval.low / unit, interval.high / unit, number)
