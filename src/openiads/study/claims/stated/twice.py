"""Twice as effective: by which measure, than which system, against what, with how many rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.study.analysis.verdict import Claimed, Kind
from openiads.study.claims.asking import EACH, POINTS, Asking, Played
from openiads.study.claims.claim import Answer, Bars, Claim, Context, Finding, Table
from openiads.study.claims.computed import About, box_of, figures_with_boxes, judged_number
from openiads.study.claims.computed import Setting as BoxSetting
from openiads.study.claims.finding_words import kinds_told
from openiads.study.claims.judging import judged
from openiads.study.claims.scenes.lone_battery import scene
from openiads.study.claims.scenes.raids import RAIDS, duration_of
from openiads.study.compare.measures import MEASURES
from openiads.study.compare.played_arm import GONE, PlayedArm

OURS = "s-400"
OTHERS = ("s-300pmu2", "patriot-gemt", "patriot-pac3", "patriot-mse", "fd-2000", "samp-t")
SYSTEMS = (OURS, *OTHERS)
FEWEST = min(SYSTEMS, key=lambda slug: sum(PACKAGED.system(slug).loadout.values()))
"""The system with the fewest rounds in its launchers."""
TWICE = Claimed(2.0, above=True)
RANGES = 1_024
"""Points at effort 1 of a box of ranges, which are divided and not played."""
EQUAL = {
    None: "one battery each",
    "price": "for the same price",
    "rounds": "with as many rounds",
    "canisters": "on as many canister positions",
}
"""What is made equal, and how that is said."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to put the question: against which raid, what made equal, on which ground."""

    raid: str
    equal: str | None = None
    terrain: str = "globe-30s"
    boxed: bool = True  # whether it is judged, or only reported at the nominal figures

    @property
    def systems(self) -> tuple[str, ...]:
        """All systems, those first to which the others are held: nobody can hold more than fits."""
        return (FEWEST, OURS, *(o for o in OTHERS if o != FEWEST)) if self.equal == "rounds" else SYSTEMS

    @property
    def told(self) -> str:
        """In words."""
        ground = ", flat ground" if self.terrain == "flat" else ""
        return f"{self.raid}, {EQUAL[self.equal]}{ground}"


SETTINGS = (
    *(Setting(raid, boxed=raid != "saturating") for raid in RAIDS),
    *(Setting("mixed", equal) for equal in EQUAL if equal is not None),
    Setting("mixed", terrain="flat", boxed=False),
)


def ask(asking: Asking) -> Answer:
    """Play every setting with all systems, and judge how many times each of them ours stops."""
    played = {setting: asking.play(study(setting, asking)) for setting in SETTINGS}
    each = played[SETTINGS[0]]
    findings = tuple(
        found
        for setting, one in played.items()
        for found in of_setting(setting, one, changed(setting, one, each))
    )
    findings += tuple(of_range(slug, asking) for slug in OTHERS)
    first = played[SETTINGS[0]]
    return Answer(
        key="twice",
        english=english(findings),
        turkish=turkish(findings),
        findings=findings,
        picture=Bars(
            "Mixed raid: what the S-400 stops, over what others stop",
            tuple(f for f in findings if f.subject.startswith("mixed,") and f.measure.startswith(STOPPED)),
            "times as many; 2 is the claim",
        ),
        table=table(played),
        method=(
            f"One battery of each system near Gaziantep, {first.design.replicates} replicates of each raid "
            "on the same draws, half as many where a ratio is only reported; the box of all figures at "
            f"{len(first.design.points) - 1} points. A ratio stands beside the same ratio with as many "
            "rounds, on as many canister positions and for the same price, since much of what differs "
            "between the systems of 2017 is how much is in the launchers. Batteries are whole: for the same "
            "price a row stands only where another number of them comes nearer to it than one."
        ),
        would_change=(
            "How much is loaded: see the settings with as many rounds and positions. A measure of range "
            "instead of a measure of what is stopped: reach has the distances."
        ),
        entries=tuple(dict.fromkeys(entry for one in played.values() for entry in one.entries)),
        folders=tuple(str(one.results.folder) for one in played.values()),
    )


RANGE = "greatest range of any round, over the other's"
STOPPED, LEAKERS = MEASURES["stopped"].title, MEASURES["leakers"].title


def study(setting: Setting, asking: Asking) -> dict[str, Any]:
    """All systems against one raid."""
    told: dict[str, Any] = {
        "name": f"twice-{SETTINGS.index(setting)}",
        "title": f"The S-400 and others: {setting.told}",
        "replicates": asking.replicates(16 if setting.boxed else 8),
        "arm": [{"name": title(slug), "scenario": scenario(slug, setting)} for slug in setting.systems],
        "keep": ["outcomes"],
    }
    if setting.boxed:
        told["box"] = {"figures": "all", "points": asking.points(POINTS), "replicates": EACH}
    return told if setting.equal is None else {**told, "equal": setting.equal}


def scenario(slug: str, setting: Setting) -> dict[str, Any]:
    """One battery of a system against a raid."""
    raid = RAIDS[setting.raid]
    return scene("twice", raid, duration_of(setting.raid), {"system": slug}, terrain=setting.terrain)


def title(slug: str) -> str:
    """A system as it is called, without what stands in brackets, as the name of an arm may be."""
    return PACKAGED.system(slug).title.partition(" (")[0].replace("/", "-")


def changed(setting: Setting, played: Played, each: Played) -> tuple[str, ...]:
    """The others against which equality made other arms than one battery each, which would be told twice."""
    if setting.equal is None:
        return OTHERS

    def alike(slug: str) -> bool:
        name = title(slug)
        return played.arms[name].plan.batteries == each.arms[name].plan.batteries

    return tuple(slug for slug in OTHERS if not (alike(OURS) and alike(slug)))


def of_setting(setting: Setting, played: Played, others: Sequence[str]) -> Iterator[Finding]:
    """Ours over each of the others: raiders stopped; of one battery each against the mixed raid, more."""
    measures = (("stopped", False), ("leakers", True)) if setting == SETTINGS[0] else (("stopped", False),)
    for measure, other_way in measures:
        for slug in others:
            subject = f"{setting.told}: over {title(slug)}"
            ours, theirs = title(OURS), title(slug)
            arm, base = (theirs, ours) if other_way else (ours, theirs)
            yield judged(played, arm, measure, TWICE if setting.boxed else None, "ratio", base, subject)


def of_range(slug: str, asking: Asking) -> Finding:
    """Greatest range of any round, ours over theirs: figures alone, without chance."""
    systems = (OURS, slug)
    rounds = {round_ for system in systems for round_ in PACKAGED.system(system).rounds}
    wanted = {("round", one): ("maximum_range",) for one in sorted(rounds)}
    box = box_of(figures_with_boxes(wanted), asking.points(RANGES))

    def at(setting: BoxSetting) -> float:
        ours, theirs = (
            max(setting.catalogue.round_of(one).maximum_range for one in PACKAGED.system(system).rounds)
            for system in systems
        )
        return ours / theirs

    about = About(RANGE, f"over {title(slug)}")
    return judged_number(box, [at(setting) for setting in box.settings], TWICE, about, at)


def table(played: dict[Setting, Played]) -> Table:
    """What each system stops of what is aimed, by setting."""
    names = [title(slug) for slug in SYSTEMS]
    rows = [(setting.told, *(stopped(one.arms[name]) for name in names)) for setting, one in played.items()]
    return Table(("stopped of all that would arrive; * magazines empty", *names), tuple(rows))


def stopped(arm: PlayedArm) -> str:
    """Share stopped at the nominal figures; a star where the magazines were as good as gone."""
    of = MEASURES["stopped"]
    share = arm.mean(of) / arm.aimed
    gone = arm.fired_share >= GONE
    return f"{100.0 * share:.0f} %{' *' if gone else ''}"


def parted(
    findings: tuple[Finding, ...],
) -> tuple[list[str], tuple[Finding, ...], tuple[Finding, ...]]:
    """Rivals whose range is clearly half of ours or less; findings on what is stopped, on what leaks."""
    of_ranges = [found for found in findings if found.measure == RANGE]
    held = [
        f.subject.removeprefix("over ") for f in of_ranges if f.verdict and f.verdict.kind is Kind.SUPPORTED
    ]
    stops = tuple(found for found in findings if found.measure.startswith(STOPPED))
    return held, stops, tuple(found for found in findings if found.measure.startswith(LEAKERS))


def english(findings: tuple[Finding, ...]) -> str:
    """The answer in one line."""
    held, stops, leaks = parted(findings)
    return (
        f"By range over {len(held)} of {len(OTHERS)}. By what is stopped, by raid, rival and what is made "
        f"equal: {kinds_told(stops)}. By what gets through of the mixed raid: {kinds_told(leaks)}."
    )


def turkish(findings: tuple[Finding, ...]) -> str:
    """The same in Turkish."""
    held, stops, leaks = parted(findings)
    return (
        f"Menzilde {len(OTHERS)} rakibin {len(held)} tanesine karşı iki kat. Durdurulan hedeflerde "
        f"saldırıya, rakibe ve eşitlenene göre: {kinds_told(stops, turkish=True)}. Karışık saldırıda geçen "
        f"hedeflerde: {kinds_told(leaks, turkish=True)}."
    )


CLAIM = Claim(
    key="twice",
    sentence='The Triumf is "twice as effective as other anti-aircraft missile systems".',
    said_in="press articles of 2017",
    question="Twice as effective, by which measure, than which system, against what?",
    definition=(
        "One battery of the S-400, with the acquisition radar of its regiment and with the 40N6E of 2018, of "
        "the S-300PMU-2, of the Patriot with GEM-T, with PAC-3 and with PAC-3 MSE, of the FD-2000 and of the "
        "SAMP/T, each at the same place against the same raid: mixed, low cruise missiles, ballistic "
        "missiles, aircraft, drones, and three times the mixed one. Measured: what does not arrive of all "
        "that would, ours over theirs, again for the same price, on as many canister positions, and with as "
        "many rounds as the one that has fewest; against the mixed raid also what gets through, theirs over "
        "ours; and the greatest range of any round, which is what the maker's side spoke of. It holds where "
        "the ratio is 2 or more. Three times the mixed raid, and the mixed one on flat ground, are only "
        "reported. Area is not measured."
    ),
    judged="twice as much or more, in range, in raiders stopped, in leakers",
    ask=ask,
    context=(
        Context(
            "The maker's side spoke of range in 2007: twice that of the Patriot, two and a half times that "
            "of the S-300PMU-2.",
            "Russia postpones deployment of S-400 (domain-b, from RIA Novosti, 2007)",
            "https://domain-b.com/amp/aviation-aerospace/news-reports/russia-postpones-deployment-of-s-400-missile-defence-system",
        ),
        Context(
            "Threat rings are not coverage, says a critic of such comparisons.",
            "It is time to burst the Western A2/AD bubble (J. Raitasalo, Royal Swedish Academy of War "
            "Sciences)",
            "https://alliansfriheten.se/it-is-time-to-burst-the-western-a2ad-bubble-jyri-raitasalo-kkrva-se",
        ),
    ),
)
