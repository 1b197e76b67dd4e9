"""Why a raider came as far as it did, in a sentence with numbers: how its clauses go together.

A sentence tells the chain rung by rung up to where it broke, and only what the run recorded.  Distances are
those of the raider itself: from the asset that it aims at, or from the nearest battery if it aims at none.

Another language is another `ENGLISH`: clauses come in the order of the chain in any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import Any

import numpy as np

from openiads.scenario.plan import Plan
from openiads.state.planes import Held
from openiads.state.words import Control, Fate, Identity, Side
from openiads.study.campaign import why_fire
from openiads.study.campaign.english_of_stories import ENGLISH
from openiads.study.campaign.story_facts import (
    PLACED,
    WANTED,
    Raider,
    count,
    decided_by,
    duration,
    in_brackets,
    kilometres,
    listed,
)
from openiads.study.campaign.wrong_words import wronged, wrongs

ORDERED = 5.0
"""What might be fired at so much later than it was declared hostile waited for an order [s]."""
LOST = 10.0
"""Shorter times without a track, or behind the ground, are not told [s]."""
LOOKED = {"faint": "faint_looks", "clutter": "clutter_looks"}
LOOKED_TO_TRACK = {key: f"to_track_{name}" for key, name in LOOKED.items()}
LOOKED_UNTRACKED = {key: f"untracked_{name}" for key, name in LOOKED.items()}
"""Looks that had it in sight and found nothing, by why, of each span beside which they are told."""
DOUBTED = (Identity.UNKNOWN, Identity.SUSPECT)
"""Identities at which weapons control decides."""


def whys(rows: dict[str, Any], plan: Plan) -> list[str | None]:
    """A sentence for each row of the targets of the books; of flights only for those that were wronged."""
    raiders = np.flatnonzero(rows["side"] == Side.HOSTILE)
    facts = zip(*(rows[name][raiders].tolist() for name in WANTED), strict=True)
    aims = rows["asset"], rows["battery"], rows["radar"]
    aimed = np.maximum.reduce([aim[raiders] for aim in aims]) >= 0
    away = zip(
        *(
            np.where(aimed, rows[f"{name}_to_asset"][raiders], rows[f"{name}_to_battery"][raiders]).tolist()
            for name in PLACED
        ),
        strict=True,
    )
    names = [_aim_of(plan, *(int(aim[i]) for aim in aims)) for i in raiders]
    who = zip(names, rows["furthest_battery"][raiders].tolist(), strict=True)
    scan = max((radar.entry.scan_period for radar in plan.radars), default=0.0)
    told: list[str | None] = [None] * len(rows["side"])
    for i, fact, far, (aim, battery) in zip(raiders.tolist(), facts, away, who, strict=True):
        told[i] = Story(
            dict(zip(WANTED, fact, strict=True)),
            dict(zip(PLACED, far, strict=True)),
            aim,
            plan.batteries[battery].name if battery >= 0 else "",
            plan,
            scan,
        ).sentence()
    flights = wronged(rows)
    for i, sentence in zip(flights.tolist(), wrongs(rows, flights), strict=True):
        told[i] = sentence
    return told


def _aim_of(plan: Plan, asset: int, battery: int, radar: int) -> str:
    """Name of what a raider aims at; of one that aims at nothing, what its distances are told by."""
    if asset >= 0:
        return plan.assets[asset].name
    if battery >= 0:
        return ENGLISH["a battery"].format(name=plan.batteries[battery].name)
    return ENGLISH["a radar"].format(name=plan.radars[radar].name) if radar >= 0 else ENGLISH["battery"]


class Story(Raider):
    """The sentence of one raider."""

    def sentence(self) -> str:
        """The whole of it: all of the chain about what got through, less about the others."""
        fate = Fate(self.facts["fate"])
        if fate == Fate.LEAKED:
            words = f"{', '.join(self.chain())}{self.blind()}"
        elif fate == Fate.RELEASED:
            words = f"{ENGLISH[fate.name].format(where=self.where('end'))}; {', '.join(self.chain())}"
            words += self.blind() + self.afterwards()
        elif fate in (Fate.KILLED, Fate.MISSION_KILLED):
            words = self.stopped(fate)
        else:
            words = f"{ENGLISH[fate.name]}; {', '.join([*self.sight(), *self.shots_in_short()])}"
        return f"{words[:1].upper()}{words[1:]}."

    def afterwards(self) -> str:
        """What was fired at a carrier after it had released its weapons, and whether that brought it down."""
        late = self.facts["shots_after_release"]
        fired = "fired after too" if self.was("first_launch") else "fired after"
        told = [*[fired] * bool(late), *["brought down"] * bool(self.facts["shot_down"])]
        return ENGLISH[", ".join(told)].format(rounds=count("round", late)) if told else ""

    def blind(self) -> str:
        """How long before its fate the last radar that searched was lost, of what nobody might fire at."""
        if self.was("engageable") or not self.span("blind", "end") > 0.0:
            return ""
        end = ENGLISH[f"{Fate(self.facts['fate']).name} end"]
        return ENGLISH["blind"].format(after=self.after("blind", "end"), end=end)

    def stopped(self, fate: Fate) -> str:
        """Where, by whom and when."""
        seen = self.was("first_detection")  # else it fell to a round at what carried it, or flew beside it
        key = f"{fate.name} unseen" if fate == Fate.KILLED and not seen else fate.name
        return ENGLISH[key].format(
            where=self.where("end"), battery=self.battery, rounds=count("round", self.facts["shots"]),
            after=self.after("first_detection", "end") if seen else "",
        ) + self.by_strays() + why_fire.wasted(self) + self.held_until()  # fmt: skip

    def by_strays(self) -> str:
        """How many rounds flew on to it that had been fired at others."""
        number = self.facts["strays"]
        return ENGLISH["strays"].format(rounds=count("round", number)) if number else ""

    def held_until(self) -> str:
        """What let nobody fire at it at first, and for how long, of what was stopped later."""
        if not self.held_back():
            return ""
        return ENGLISH["held until"].format(
            after=self.after("hostile", "engageable"), why=self.held_at_first()
        )

    def held_back(self) -> bool:
        """Whether nobody might fire at it for a while, hostile as it was held to be."""
        return self.facts["held_by"] >= 0 and self.span("hostile", "engageable") >= ORDERED

    def shots_in_short(self) -> list[str]:
        """How many rounds were fired, if any were."""
        return (
            [ENGLISH["shots"].format(rounds=count("round", self.facts["shots"]))]
            if self.facts["shots"]
            else []
        )

    def chain(self) -> Iterator[str]:
        """Clauses from first sight to where it broke."""
        yield from self.sight()
        if not self.was("first_detection"):
            return
        if not self.was("first_track"):
            yield f"{ENGLISH['untracked']}{self.to_track_in_vain()}"
            return
        yield self.track()
        if self.facts["untracked"] >= LOST:
            after = duration(self.facts["untracked"])
            yield f"{ENGLISH['lost again'].format(after=after)}{self.untracked_in_vain()}"
        if not self.was("in_picture"):
            yield ENGLISH["no picture"]
            return
        if self.was("engageable"):
            yield from self.cleared()
            *clauses, last = why_fire.reach(self)
            yield from clauses
            yield f"{last}{self.put_out()}"
            return
        if self.was("hostile"):
            yield self.hostile("first_track")
            yield self.in_the_end("held", "hostile", why=self.held())
            return
        identity = Identity(max(self.facts["identity"], 0))
        words = self.in_the_end(identity.name, "first_track")
        yield f"{words}{self.status() if identity in DOUBTED else ''}"

    def held_at_first(self) -> str:
        """The same of what might be fired at later: of several batteries it is not told which was let."""
        return self.held() if len(self.plan.batteries) == 1 else ENGLISH["none"]

    def held(self) -> str:
        """What let no battery fire at it, hostile as it was held to be."""
        by, under = int(self.facts["held_by"]), int(self.facts["held_under"])
        if by < 0:
            return ENGLISH["nobody"]
        battery = self.plan.batteries[by]
        if under == Held.AUTHORITY:
            control = control_word(battery.control_without_authority)
            return ENGLISH["authority"].format(battery=battery.name, control=control)
        if under == Held.CHARGE:
            return ENGLISH["charge"].format(battery=battery.name)
        if under == Held.STATUS:
            return ENGLISH["status"].format(battery=battery.name, control=control_word(battery.control))
        order = self.plan.orders[under]
        return ENGLISH["order"].format(
            battery=battery.name, control=control_word(order.control), order=order.name
        )

    def status(self) -> str:
        """The weapons control that let nobody fire at what was not declared hostile."""
        told = {order.control for order in self.plan.orders}
        told |= {battery.control for battery in self.plan.batteries}
        told |= {b.control_without_authority for b in self.plan.batteries if b.authority_loss_probability}
        if len(told) > 1:
            return ENGLISH["not free"]
        if told == {Control.FREE}:
            bound = any(battery.protects for battery in self.plan.batteries)
            return ENGLISH["nobody's charge"] if bound else ""
        return "".join(ENGLISH["was"].format(control=control_word(control)) for control in told)

    def masked(self, name: str) -> list[str]:
        """How long the ground hid it again, if that was long."""
        seconds = self.facts[name]
        return [ENGLISH["masked"].format(after=duration(seconds))] if seconds >= LOST else []

    def sight(self) -> Iterator[str]:
        """How it came into sight and was seen, or why not."""
        if self.carrier >= 0:
            yield ENGLISH["let go"].format(where=self.where("start"))
        if not self.was("first_detection"):
            yield self.unseen()
            return
        hidden, why = self.hidden(), self.in_vain()
        if why and self.was("first_sight"):
            yield ENGLISH["sight"].format(where=self.where("first_sight"), hidden=hidden)
            yield ENGLISH["seen later"].format(where=self.where("first_detection"), why=why)
        else:
            yield ENGLISH["seen"].format(where=self.where("first_detection"), hidden=hidden)

    def hidden(self) -> str:
        """What hid it before, if it did for as long as every radar in range needs to come by."""
        if not self.was("first_hidden") or not self.span("first_hidden", "first_sight") >= self.scan:
            return ""
        return ENGLISH["over ground" if self.was("behind_terrain") else "over horizon"]

    def unseen(self) -> str:
        """Why no radar ever saw it."""
        if self.span("blind", "start") >= 0.0:
            return ENGLISH["no radar left"]
        if not self.was("first_sight"):
            key = "never over ground" if self.was("behind_terrain") else "never over horizon"
            words = ENGLISH[key if self.was("first_hidden") else "out of range"]
            return f"{words}{self.passed()}"
        why = self.in_vain()
        return ENGLISH["unseen" if why else "unlooked"].format(
            where=self.where("first_sight"), hidden=self.hidden(), why=why
        )

    def passed(self) -> str:
        """How near it came to a battery, where that was worked out."""
        near = self.facts["nearest_battery"]
        return "" if isnan(near) else f"; {ENGLISH['passed'].format(distance=kilometres(near))}"

    def in_vain(self) -> str:
        """Why it was not seen while it was in sight or hidden again, before its first detection."""
        return listed([*self.masked("masked"), *self.found(LOOKED, "look")])

    def to_track_in_vain(self) -> str:
        """The same from its first detection to its first track, or for good where none was made."""
        return in_brackets([*self.masked("masked_to_track"), *self.found(LOOKED_TO_TRACK, "look")])

    def untracked_in_vain(self) -> str:
        """The same of the time for which its track was lost again."""
        return in_brackets([*self.masked("masked_untracked"), *self.found(LOOKED_UNTRACKED, "look")])

    def track(self) -> str:
        """When a track stood for it, and why not sooner."""
        began = self.facts["track_began_as"]
        waited = self.span("first_detection", "first_track") >= LOST
        when = self.when("first_detection", "first_track")
        told = {"when": when, "why": self.to_track_in_vain() if waited else ""}
        if began >= 0 and began == self.carrier:
            return ENGLISH["carrier's"].format(**told)
        if began >= 0 and began != self.facts["target"]:
            return ENGLISH["other's"].format(**told, name=self.plan.targets[began].name)
        return ENGLISH["tracked"].format(**told)

    def cleared(self) -> Iterator[str]:
        """When it was declared hostile, and when it might be fired at."""
        since = "first_track"
        if self.was("hostile") and self.facts["hostile_time"] <= self.facts["engageable_time"]:
            yield self.hostile(since)
            since = "hostile"
            if self.span(since, "engageable") < ORDERED:
                return
        words = ENGLISH["cleared"].format(when=self.when(since, "engageable"), where=self.where("engageable"))
        yield f"{words}{ENGLISH['until then'].format(why=self.held_at_first()) if self.held_back() else ''}"

    def hostile(self, since: str) -> str:
        """When after a moment it was declared hostile, and what weighed most for that."""
        when, where = self.when(since, "hostile"), self.where("hostile")
        return ENGLISH["hostile"].format(when=when, where=where, by=decided_by(self.facts["identified_by"]))

    def put_out(self) -> str:
        """How long before it got through the last battery had been lost, or else the one that came furthest.

        What was lost in that moment fell to this raider itself.  A battery whose engagement radar was
        destroyed is as good as lost.
        """
        end = ENGLISH[f"{Fate(self.facts['fate']).name} end"]
        for key, moment in (("put out", "defenceless"), ("its battery out", "battery_lost")):
            if self.span(moment, "end") == 0.0:
                return ENGLISH[f"{key} itself"].format(battery=self.battery)
            if self.span(moment, "end") >= 0.0:
                return ENGLISH[key].format(after=self.after(moment, "end"), battery=self.battery, end=end)
        return ""


def control_word(control: int) -> str:
    """A weapons control status."""
    return Control(control).name.lower()
