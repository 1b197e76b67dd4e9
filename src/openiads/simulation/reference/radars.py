"""Radars: lines of sight, the radar equation, looks, plots."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from openiads.ground.draws import Stream, normal, poisson
from openiads.ground.echo import GAS_SCALE_HEIGHT
from openiads.ground.frames import MEAN_RADIUS
from openiads.ground.scalar import atan2, cos, exp, log, sincos, turn, wrap
from openiads.simulation.reference.columns import Figures, Keys, Matrix, Run, Vector, altitude_of, length
from openiads.simulation.reference.compass import north_error, turned
from openiads.simulation.reference.targets import Sky, Target
from openiads.state import planes
from openiads.state.constants import AGAIN, CATCH_UP, FALSE_RATE, SEAM, SMALLEST_SHARE
from openiads.state.words import Happening, Pattern, Phase, Stage

TURN = 2.0 * math.pi


@dataclass(frozen=True, eq=False)
class Plot:
    """One report of one look."""

    time: float  # [s]
    place: Vector  # [m]
    covariance: Matrix  # (3, 3) [m2]
    station: Vector  # where the radar stands [m]
    rate: float  # range rate [m/s]
    rate_error: float  # standard deviation of that [m/s]
    rcs: float  # cross section that the measured echo stands for [m2]
    log_clutter: float  # log density of false plots [s/m4]
    origin: Target | None  # for scoring only

    @cached_property
    def spread(self) -> float:
        """Largest standard deviation in any direction [m]."""
        return math.sqrt(float(np.linalg.eigvalsh(self.covariance)[-1]))


class RadarSet:
    """One radar at its site."""

    def __init__(self, run: Run, number: int) -> None:
        world = run.world
        self.run = run
        self.number = number
        self.figures = Figures(planes.Radar, world.radar_f[:, number])
        self.keys = Keys(planes.RadarKey, world.radar_i[:, number])
        self.place = self.figures.place
        first, last = planes.Radar.EAST_X, planes.Radar.UP_Z + 1
        self.axes = world.radar_f[first:last, number].reshape(3, 3)  # rows east, north, up
        self.skyline = world.masks[number].astype(np.float64)  # (azimuths, ranges) [rad]
        # When its scan 0 begins [s]: nothing sets the antennas of two sites.
        turned = run.luck.number(Stream.ANTENNA, 0, self.keys.ident)
        self.first_scan = -self.figures.scan_period * turned
        self.north_error = north_error(run, self.figures, self.keys)
        # Azimuth that its sector faces in its own frame; an engagement radar is turned by its fire unit.
        self.compass = self.figures.sector_centre + self.north_error
        self.last_mark: dict[Target, float] = {}  # turns, or scans, at its last look
        self.lost = math.inf  # when it was destroyed [s]

    @property
    def until(self) -> float:
        """Up to when [s] it looks in this step."""
        return min(self.run.until, self.lost)

    # Geometry

    @property
    def facing(self) -> float:
        """Azimuth [rad] that its sector really faces."""
        return self.compass - self.north_error

    def pointed(self, place: Vector) -> Vector:
        """Where it really points that is pointed at a place of its own frame."""
        enu = self.local(place)
        return place + self.axes.T @ (turned(enu, -self.north_error) - enu)

    def local(self, place: Vector) -> Vector:
        """East, north, up of a place [m]."""
        return self.axes @ (place - self.place)

    def skyline_at(self, azimuth: float, ground: float) -> float:
        """Elevation angle [rad] of whatever hides the sky up to `ground` [m] away, bilinear in the table."""
        n_azimuths, n_ranges = self.skyline.shape
        across = turn(azimuth) * n_azimuths / TURN
        along = min(max(ground / self.run.tables.mask_range_step - 1.0, 0.0), n_ranges - 1.0)
        a, d = int(across), int(along)
        rows = [a % n_azimuths, (a + 1) % n_azimuths]
        columns = [d, min(d + 1, n_ranges - 1)]
        u, v = across - a, along - d
        return float(np.array([1.0 - u, u]) @ self.skyline[np.ix_(rows, columns)] @ np.array([1.0 - v, v]))

    def elevation(self, enu: Vector) -> float:
        """Elevation angle [rad] with what refraction adds, over an Earth that is larger by its factor."""
        ground = math.hypot(enu[0], enu[1])
        bend = ground * (1.0 - 1.0 / self.run.tables.refraction) / (2.0 * MEAN_RADIUS)
        return atan2(float(enu[2]), ground) + bend

    def below_horizon(self, ground: float, elevation: float) -> bool:
        """Whether even a smooth Earth, as large as refraction makes it, hides what is `ground` [m] away."""
        radius, height = self.run.tables.refraction * MEAN_RADIUS, max(self.figures.altitude, 0.0)
        return ground**2 > 2.0 * radius * height and elevation < -math.sqrt(2.0 * height / radius)

    def over_skyline(self, enu: Vector) -> bool:
        """Whether terrain leaves a line of sight."""
        azimuth, ground = atan2(float(enu[0]), float(enu[1])), math.hypot(enu[0], enu[1])
        return self.elevation(enu) >= self.skyline_at(azimuth, ground)

    def sees(self, place: Vector) -> bool:
        """Whether terrain leaves a line of sight to a place."""
        return self.over_skyline(self.local(place))

    def covers(self, place: Vector) -> bool:
        """Whether it could look at a place of its own frame when it searches."""
        return self.sees_within(self.pointed(place), self.facing, self.figures.sector_half)

    def reaches_out(self, place: Vector, facing: float) -> bool:
        """Whether its messages reach a round on its way to a place: range and sector, whatever hides it."""
        enu = self.local(place)
        off = abs(wrap(atan2(float(enu[0]), float(enu[1])) - facing))
        return length(enu) <= self.figures.instrumented_range and off <= self.figures.track_half

    def follows(self, place: Vector, facing: float) -> bool:
        """Whether it could look at a place in the sector in which it guides, if it faced there."""
        return self.sees_within(place, facing, self.figures.track_half)

    def sees_within(self, place: Vector, facing: float, half: float) -> bool:
        """Whether a place is within its range, within `half` [rad] of an azimuth, and so on."""
        f, enu = self.figures, self.local(place)
        off = abs(wrap(atan2(float(enu[0]), float(enu[1])) - facing))
        if off > half or not f.minimum_range <= length(enu) <= f.instrumented_range:
            return False
        return f.minimum_elevation <= self.elevation(enu) <= f.maximum_elevation and self.over_skyline(enu)

    # The radar equation

    def snr(self, target: Target, enu: Vector, lag: float, jammers: list[Target]) -> float:
        """Echo over noise and jamming [1]: the reference-range form of the radar equation."""
        echo = self.echo(self.cross_section(target, enu, lag), enu, target.altitude)
        return echo / self.noise_rise(enu, lag, jammers)

    def echo(self, cross_section: float, enu: Vector, altitude: float) -> float:
        """Echo over noise [1] of a cross section [m2] somewhere."""
        reach = length(enu)
        echo = self.figures.snr_unit * cross_section / reach**4
        return echo * self.gas_share(reach, altitude - self.figures.altitude)

    def should_find(self, cross_section: float, place: Vector) -> bool:
        """Whether a look at a place is likely to find a cross section [m2] there, for all that one knows."""
        enu = self.local(place)
        return (
            self.detection_probability(self.echo(max(cross_section, 0.0), enu, altitude_of(place)))
            >= self.run.engaging.worth_a_look_probability
        )

    def cross_section(self, target: Target, enu: Vector, lag: float) -> float:
        """Radar cross section [m2], between nose-on and side-on by the sine squared of the aspect."""
        course = target.course(lag)
        along = float(course @ (self.axes.T @ enu))
        lengths = float(course @ course) * float(enu @ enu)
        broadside = 1.0 - along**2 / lengths if lengths > 0.0 else 0.0
        return target.figures.rcs * (1.0 + (target.figures.rcs_side_ratio - 1.0) * broadside)

    def gas_share(self, reach: float, height: float) -> float:
        """Two-way share of power [1] that the air leaves, thinner and thinner up to the target."""
        top = abs(height) / GAS_SCALE_HEIGHT
        thinning = (1.0 - exp(-top)) / top if top > 1e-3 else 1.0
        return exp(-self.figures.two_way_gas_loss * reach * thinning)

    def noise_rise(self, enu: Vector, lag: float, jammers: list[Target]) -> float:
        """Noise with jammers over noise without [1]: main lobe in the beam, side lobes elsewhere."""
        rise = 1.0
        for jammer in jammers:
            if not self.sees(jammer.ahead(lag)):
                continue
            there = self.local(jammer.ahead(lag))
            in_beam = there @ enu >= cos(0.5 * self.figures.beam_width) * length(there) * length(enu)
            lobe = 1.0 if in_beam else self.figures.side_lobe
            rise += jammer.figures.noise_rise * lobe * (jammer.figures.noise_distance / length(there)) ** 2
        return rise

    def detection_probability(self, snr: float) -> float:
        """Swerling 1, one look."""
        return exp(self.figures.log_false_alarm / (1.0 + snr))

    # Scans and looks

    def share_of_scan(self, azimuth: float) -> float | None:
        """At which share of its scan, 0 to 1, it looks at an azimuth [rad]; None outside its sector."""
        if self.keys.pattern == Pattern.ROTATING:
            turned = turn(azimuth) / TURN
            return turned if turned < SEAM else 0.0
        half = self.figures.sector_half
        off = wrap(azimuth - self.facing)
        if abs(off) > half:
            return None
        return min((off + half) / (2.0 * half), 1.0 - 1e-12)

    def time_of(self, scan: int, share: float) -> float:
        """When a scan comes to a share of itself [s]."""
        return self.first_scan + (scan + share) * self.figures.scan_period

    def observe(self, sky: Sky) -> list[Plot]:
        """Plots of one step: of targets, each once per scan, then false ones."""
        if not (self.keys.searches and self.keys.emitting) or self.until <= self.run.since:
            return []
        plots = [plot for target in sky.looked_at() if (plot := self.pass_over(target, sky)) is not None]
        return plots + self.false_plots()

    def pass_over(self, target: Target, sky: Sky) -> Plot | None:
        """The look at a target, if the beam passes it before the step ends and has not yet in this pass."""
        since, until = self.run.since, self.until
        if length(target.position - self.place) > self.figures.instrumented_range + 5_000.0:
            return None
        east, north, _ = self.local(target.position)
        azimuth = atan2(float(east), float(north))
        share = self.share_of_scan(azimuth)
        if share is None:
            return None
        scan = math.ceil((until - self.first_scan) / self.figures.scan_period - share) - 1
        time = self.time_of(scan, share)
        last = self.last_mark.get(target, -math.inf)
        if time < since - CATCH_UP * (until - since):
            return None
        # A beam that turns comes by again half a turn later at the earliest; another in its next scan.
        rotating = self.keys.pattern == Pattern.ROTATING
        mark = scan + share if rotating else float(scan)
        if (mark - last < 0.5) if rotating else (mark <= last):
            return None
        # It does not stay there: while the beam turns to it, it moves on.
        east, north, _ = self.local(target.parabola(time - since)[0])
        there = atan2(float(east), float(north))
        time += wrap(there - azimuth) / (2.0 * self.figures.sector_half) * self.figures.scan_period
        # Beyond the step it is met in the next, which knows what has become of it.
        if time < 0.0 or time >= until or not target.flies_at(time):
            return None
        self.last_mark[target] = mark
        time = max(time, since)
        number = scan + AGAIN if last >= scan else scan
        return self.look(target, number, time, there, sky.jammers(time))

    def look(
        self, target: Target, scan: int, time: float, azimuth: float, jammers: list[Target]
    ) -> Plot | None:
        """One look along an azimuth: within limits, in sight, out of the clutter, strong and lucky enough."""
        f = self.figures
        lag = time - self.run.since
        place = target.ahead(lag)
        enu = self.local(place)
        reach, elevation = length(enu), self.elevation(enu)
        if not f.minimum_range <= reach <= f.instrumented_range:
            return None
        ground = math.hypot(enu[0], enu[1])
        below, hidden = self.below_horizon(ground, elevation), elevation < self.skyline_at(azimuth, ground)
        if hidden or not f.minimum_elevation <= elevation <= f.maximum_elevation:
            if hidden or below:
                target.hide(time, below)
            return None
        target.climb(Stage.UNMASKED, time)
        target.show(time, f.scan_period)
        rate = float((place - self.place) @ target.course(lag)) / reach
        if abs(rate) < f.doppler_notch and elevation < f.beam_width:
            target.look_in_vain(time, drowned=True)
            return None
        snr = self.snr(target, enu, lag, jammers)
        luck = self.run.luck
        chance = luck.number(Stream.DETECTION, scan, self.keys.ident, target.keys.ident)
        if chance >= self.detection_probability(snr):
            target.look_in_vain(time, drowned=False)
            return None
        _, *words = luck.words(Stream.DETECTION, scan, self.keys.ident, target.keys.ident)
        word, *_ = luck.words(Stream.RANGE_RATE, scan, self.keys.ident, target.keys.ident)
        self.note_detection(target, time, reach)
        # The draw is the chance of an echo of more power; what passes the threshold exceeds it by 1 + snr on
        # average, as every exponential law does, so this gives the true cross section on average.
        measured = -(1.0 + snr) * log(chance) - (-f.log_false_alarm) - 1.0
        rcs = self.cross_section(target, enu, lag) * measured / max(snr, 1e-9)
        errors = np.array([normal(w) for w in words])
        return self.report(time, enu, snr, rate + f.range_rate_sd * normal(word), rcs, errors, target)

    def echo_of(
        self, target: Target, time: float, number: int, gain: float, jammers: list[Target]
    ) -> Plot | None:
        """The `number`-th look that seeks or follows a target, if it brings an echo; only a chance counts."""
        lag = time - self.run.since
        place = target.ahead(lag)
        enu = self.local(place)
        snr = gain * self.snr(target, enu, lag, jammers)
        chance, *_ = self.run.luck.numbers(Stream.ACQUISITION, number, self.keys.ident, target.keys.ident)
        if chance >= self.detection_probability(snr):
            return None
        _, *words = self.run.luck.words(Stream.ACQUISITION, number, self.keys.ident, target.keys.ident)
        word, *_ = self.run.luck.words(Stream.ECHO_RATE, number, self.keys.ident, target.keys.ident)
        rate = float((place - self.place) @ target.course(lag)) / length(enu)
        rate += self.figures.range_rate_sd * normal(word)
        return self.report(time, enu, snr, rate, 0.0, np.array([normal(w) for w in words]), target)

    def can_follow(self, target: Target, time: float) -> bool:
        """Whether a target is where it follows and guides, in sight and out of the clutter."""
        lag = time - self.run.since
        place = target.ahead(lag)
        if not target.flies_at(time) or not self.follows(place, self.facing):
            return False
        enu = self.local(place)
        rate = float((place - self.place) @ target.course(lag)) / length(enu)
        return not (abs(rate) < self.figures.doppler_notch and self.elevation(enu) < self.figures.beam_width)

    def note_detection(self, target: Target, time: float, reach: float) -> None:
        """The first detection of a target is an event; another radar may turn out to have made it earlier."""
        target.climb(Stage.DETECTED, time)
        if target.first_detection <= time:
            return
        write = self.run.log.note if math.isnan(target.first_detection) else self.run.log.amend
        write(
            Phase.SENSE, Happening.FIRST_DETECTION,
            subject=target.number, other=self.number, time=time, value=reach,
        )  # fmt: skip
        target.first_detection, target.first_detection_range = time, reach

    def false_plots(self) -> list[Plot]:
        """Poisson per scan, evenly spread over azimuth, range and elevation."""
        f, luck = self.figures, self.run.luck
        plots: list[Plot] = []
        if f.false_plots_per_scan <= 0.0:
            return plots
        first = math.floor((self.run.since - self.first_scan) / f.scan_period)
        last = math.floor((self.until - self.first_scan) / f.scan_period)
        for scan in range(first, last + 1):
            word, *_ = luck.words(Stream.FALSE_PLOT, scan, self.keys.ident)
            for i in range(poisson(f.false_plots_per_scan, word)):
                share, far, high, fast = luck.numbers(Stream.FALSE_PLOT_PLACE, scan, self.keys.ident, i)
                time = self.time_of(scan, share)
                if self.run.since <= time < self.until:
                    enu = self.anywhere(share, far, high)
                    rate = FALSE_RATE * (2.0 * fast - 1.0)
                    rcs = f.reference_snr * length(enu) ** 4 / f.snr_unit
                    plots.append(self.report(time, enu, f.reference_snr, rate, rcs, np.zeros(3), None))
        return plots

    def anywhere(self, share: float, far: float, high: float) -> Vector:
        """East, north, up [m] at shares of the scan, of the range and of the elevation that it covers."""
        f = self.figures
        start = self.facing - f.sector_half if f.sector_half < math.pi else 0.0
        sine, cosine = sincos(start + share * 2.0 * f.sector_half)
        lowest = max(f.minimum_elevation, 0.0)
        rise, flat = sincos(lowest + high * (f.maximum_elevation - lowest))
        reach = f.minimum_range + far * (f.instrumented_range - f.minimum_range)
        return reach * np.array([flat * sine, flat * cosine, rise])

    def report(
        self,
        time: float,
        enu: Vector,
        snr: float,
        rate: float,
        rcs: float,
        errors: Vector,
        origin: Target | None,
    ) -> Plot:
        """The plot of a point: displaced along, across and above the line of sight by standard `errors`."""
        f = self.figures
        east, north, up = (float(component) for component in turned(enu, self.north_error))
        ground = max(math.hypot(east, north), 1.0)
        reach = math.hypot(ground, up)
        along = np.array([east, north, up]) / reach
        across = np.array([north, -east, 0.0]) / ground
        above = np.array([-up * east / ground, -up * north / ground, ground]) / reach
        worse = max(math.sqrt(f.reference_snr / max(snr, 1e-9)), SMALLEST_SHARE)
        spread = worse * np.array([f.range_sd, f.azimuth_sd * ground, f.elevation_sd * reach])
        directions = self.axes.T @ np.stack([along, across, above], axis=1)  # columns, ECEF
        place = self.place + directions @ (np.array([reach, 0.0, 0.0]) + spread * errors)
        covariance = directions @ np.diag(spread**2) @ directions.T
        log_clutter = self.log_clutter(reach, ground / reach)
        return Plot(time, place, covariance, self.place, rate, f.range_rate_sd, rcs, log_clutter, origin)

    def log_clutter(self, reach: float, cosine: float) -> float:
        """Log density of false plots [s/m4] at `reach` [m]."""
        f = self.figures
        volume = (
            f.instrumented_range
            * 2.0
            * f.sector_half
            * (f.maximum_elevation - f.minimum_elevation)
            * 2.0
            * FALSE_RATE
        )
        return log(max(f.false_plots_per_scan, 1e-3) / volume / (reach**2 * max(cosine, 1e-3)))
