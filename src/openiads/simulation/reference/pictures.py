"""Pictures: what one network believes, track by track."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import linear_sum_assignment

from openiads.ground.draws import Stream
from openiads.simulation.reference.columns import Figures, Keys, Run
from openiads.simulation.reference.identities import Identification
from openiads.simulation.reference.own_looks import OwnLooks, better
from openiads.simulation.reference.radars import Plot, RadarSet
from openiads.simulation.reference.taken_for import decision
from openiads.simulation.reference.targets import Sky
from openiads.simulation.reference.tracks import Track
from openiads.state import planes
from openiads.state.words import Fate, Happening, Hindrance, Phase, Stage

NEVER = 1e9  # cost of a pair that cannot belong together


class Picture:
    """The picture of one network, fed by every radar that it hears."""

    def __init__(self, run: Run, number: int) -> None:
        world = run.world
        self.run = run
        self.number = number
        self.figures = Figures(planes.Network, world.network_f[:, number])
        self.keys = Keys(planes.NetworkKey, world.network_i[:, number])
        self.heard = world.hears[number]
        self.rows: list[Track | None] = []  # a new track takes the first empty row; events follow the rows
        self.identification = Identification(run, number, self.figures, self.keys)

    @property
    def tracks(self) -> list[Track]:
        """All tracks, in the order of their rows."""
        return [track for track in self.rows if track is not None]

    @property
    def confirmed(self) -> list[Track]:
        """Tracks that are believed."""
        return [track for track in self.tracks if track.confirmed]

    @property
    def reported(self) -> list[Track]:
        """Tracks that the network has told of."""
        return [track for track in self.confirmed if track.report is not None]

    # Tracking

    def track(self, scans: list[tuple[RadarSet, list[Plot]]]) -> None:
        """Take the plots of the cycle, by slices of time and radar by radar, then age the tracks."""
        for radar, plots in scans:
            if self.heard[radar.number]:
                self.take(radar, plots)
        self.age()

    def take(self, radar: RadarSet, plots: list[Plot]) -> None:
        """Plots of one radar: each updates the track that it belongs to, or starts one."""
        pairs = self.associate(plots)
        for plot in plots:
            if plot in pairs:
                track, gain = pairs[plot]
                for unit, own in track.own.items():
                    if unit != radar.keys.owner:
                        own.part_ways()
                told, believed = track.report, track.update(radar, plot, gain)
                if radar.keys.owner in track.own:
                    track.own[radar.keys.owner].take(plot, radar, told)
                if believed:
                    self.note(Happening.TRACK_CONFIRMED, track, plot.time)
        for plot in plots:
            if plot not in pairs:
                self.start(radar, plot)

    def note(self, kind: Happening, track: Track, time: float) -> None:
        """Log the life of a track."""
        self.run.log.note(Phase.TRACK, kind, other=track.serial, time=time, value=float(self.number))

    def associate(self, plots: list[Plot]) -> dict[Plot, tuple[Track, float]]:
        """Global nearest neighbour: the pairs of plot and track that are best all together.

        Each pair counts by what it gains over a false plot and a missed track.
        """
        tracks = self.tracks
        worth = np.full((len(plots), len(tracks) + len(plots)), -NEVER)
        worth[:, len(tracks) :] = 0.0  # to belong to no track is always possible
        gains: dict[tuple[int, int], float] = {}
        for i, plot in enumerate(plots):
            for m, track in enumerate(tracks):
                gain = track.gain(plot, self.figures.log_detection)
                if gain is not None and gain > self.figures.log_miss:
                    gains[i, m] = gain
                    worth[i, m] = gain - self.figures.log_miss
        rows, columns = linear_sum_assignment(worth, maximize=True)
        chosen = [(int(i), int(m)) for i, m in zip(rows, columns, strict=True)]
        return {plots[i]: (tracks[m], gains[i, m]) for i, m in chosen if (i, m) in gains}

    def start(self, radar: RadarSet, plot: Plot) -> None:
        """A new tentative track, in the first empty row."""
        f = self.figures
        prior = np.array([f.log_prior_hostile, f.log_prior_neutral, f.log_prior_friend])
        track = Track(next(self.run.track_serials), radar, plot, prior)
        keys = self.run.world.battery_i
        for unit in np.flatnonzero(
            (keys[planes.BatteryKey.PICTURE] == self.number) & (keys[planes.BatteryKey.OWN] >= 0)
        ):
            mine = track if radar.keys.owner == unit else None
            track.own[int(unit)] = OwnLooks(self.run, int(unit), mine)
        if None in self.rows:
            self.rows[self.rows.index(None)] = track
        else:
            self.rows.append(track)

    def age(self) -> None:
        """Charge every track for missing plots and drop the hopeless."""
        for row, track in enumerate(self.rows):
            if track is None:
                continue
            track.charge(self.run.until, self.figures.log_miss)
            if track.hopeless:
                track.dropped = True
                self.rows[row] = None
                if track.confirmed:
                    self.note(Happening.TRACK_DROPPED, track, self.run.until)

    # Sharing

    def share(self) -> None:
        """Refresh what fire units read of every confirmed track."""
        direct = self.figures.delay <= 0.0 and self.figures.loss <= 0.0
        for track in self.confirmed:
            told = track.report
            if direct:
                track.report = track.estimate()
            else:
                self.send(track)
            for unit, own in track.own.items():
                shown = own.report
                own.show(track.report, self.run.until)
                if track.report is not told or own.report is not shown:
                    track.read[unit] = better(own.report, track.report, self.run.until)
            known = track.report is not None or any(track.read.values())
            track.climb(Stage.IN_PICTURE if known else Stage.TRACKED)

    def send(self, track: Track) -> None:
        """Deliver the report on its way if it is due, then send what is new unless the link loses it.

        Every plot makes a report, from the one on that made the track believed.
        """
        fresh = track.hits - track.shared if track.shared else 1
        track.shared = track.hits
        if track.pending is not None:
            if not self.delivered(track):
                return
            fresh = max(fresh, 1)  # the newest estimate has waited for the link
        if track.report is not None and track.time <= track.report.time:
            return
        if fresh and self.fortune(track) >= self.figures.loss**fresh:
            track.pending = track.estimate()
            self.delivered(track)

    def delivered(self, track: Track) -> bool:
        """Whether the report on its way has arrived by now; if so fire units read it."""
        assert track.pending is not None
        if track.pending.time + self.figures.delay > self.run.until:
            return False
        track.report, track.pending = track.pending, None
        return True

    def fortune(self, track: Track) -> float:
        """Luck of the report of a track's last look, known by its millisecond and the order in ECEF x."""
        moment = math.floor(1000.0 * track.time)
        together = [other for other in self.tracks if math.floor(1000.0 * other.time) == moment]
        place = sum(other.state[0] < track.state[0] for other in together)
        return self.run.luck.number(Stream.LINK, moment, self.keys.ident, place)

    # Identity and scoring

    def identify(self, sky: Sky) -> None:
        """Give an identity to every track that there is news of."""
        for track in self.reported:
            assert track.report is not None
            for declared, time in self.identification.follow(track, track.report, self.tracks, sky):
                track.identity = declared
                track.decision = decision(declared, self.identification.pieces(track))
                self.run.log.note(
                    Phase.IDENTIFY, Happening.IDENTIFIED,
                    other=track.serial, time=time, value=float(declared),
                )  # fmt: skip

    def score(self) -> None:
        """Credit the target behind each confirmed track with how far the chain got with it."""
        for track in self.confirmed:
            target = track.origin
            if target is None:
                continue
            if math.isnan(target.first_track):
                target.first_track = track.time
                target.track_began = -1 if track.began is None else track.began.number
            target.take_for(track.identity, track.decision, self.run.until)
            if not target.hostile:
                continue
            target.follow(self.run.until, track.held)
            target.climb(Stage.TRACKED, track.time)
            new = target.fate == Fate.NONE and Stage.IN_REACH not in target.reached
            meeting = track.meets.get(track.battery, math.nan)
            if track.stage >= Stage.IN_REACH and new and meeting > self.run.until:
                target.meeting = meeting
            target.climb(track.stage, self.run.until, track.battery)
            if self.run.cycle_ends and track.stage >= Stage.IN_REACH and target.fate == Fate.NONE:
                target.decisions.note(track.hindrance, self.run.until)
                if track.hindrance == Hindrance.FACING:
                    target.faced = track.faced
