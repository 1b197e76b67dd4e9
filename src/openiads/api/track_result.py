"""What the tracker alone hands back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openiads.api import track_files, track_tables
from openiads.api.paged import html_table
from openiads.report.studies import track_words
from openiads.study.tracking.tracked import Tracked

if TYPE_CHECKING:
    import numpy
    import numpy.typing
    import pyarrow
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class TrackResult:
    """Tracks of plots, what was found out of their sensors, and measures where the truth was given.

    >>> found = oi.track("plots.csv", "sensors.toml")  # doctest: +SKIP
    >>> found.tracks, found.sensors, found.measures  # doctest: +SKIP
    """

    found: Tracked = field(repr=False)

    @property
    def answer(self) -> str:
        """The answer in a sentence or two."""
        return track_words.lead(self.found)

    @cached_property
    def tracks(self) -> pyarrow.Table:
        """A row for each track that lives at a scan of a sensor, at the time of the scan.

        `x_m`, `y_m`, `z_m` are east, north and up of the first sensor; `sd_m` is the root of the trace of the
        covariance of the place at the last plot; `plots` it has had so far.  Of a track that falls freely
        `impact_latitude_deg`, `impact_longitude_deg`, `impact_in_s` and `impact_sd_m`, null of all others.
        """
        return track_tables.tracks_table(self.found)

    @property
    def covariances(self) -> numpy.typing.NDArray[numpy.float64]:
        """Covariances of the tracks, (K, 6, 6) in the order of their rows and at their times [m, m/s].

        Of `x_m`, `y_m`, `z_m` and `vx_mps`, `vy_mps`, `vz_mps`.
        """
        return self.found.covariances

    @cached_property
    def lives(self) -> pyarrow.Table:
        """A row for each track that was ever confirmed: since when, until when, with how many plots."""
        return track_tables.lives_table(self.found)

    @cached_property
    def sensors(self) -> pyarrow.Table:
        """A row for each sensor, each figure with where it is from: told, estimated, assumed or none."""
        return track_tables.sensors_table(self.found)

    @cached_property
    def biases(self) -> pyarrow.Table | None:
        """A row for each sensor: its constant errors, with standard errors, if `bias=True` asked."""
        return track_tables.biases_table(self.found)

    @cached_property
    def measures(self) -> dict[str, Any] | None:
        """Measures against the truth by name, means over scans; None where no truth was given."""
        return track_tables.measures_document(self.found)

    @property
    def notices(self) -> tuple[str, ...]:
        """What of the tables speaks against itself, a sentence each; `oi.track` tells them as warnings."""
        return self.found.notices

    def to_pandas(self) -> Any:
        """The tracks as a pandas frame."""
        return self.tracks.to_pandas()

    def plot(self) -> Figure:
        """Draw plots, tracks and, where it was given, the truth on a plain map.

        Returns
        -------
        matplotlib.figure.Figure
            in no window of its own; a notebook shows it, `savefig` writes it
        """
        from openiads.report.studies import track_figure

        return track_figure.drawn(self.found)

    def write(self, place: str | Path) -> Path:
        """Write the tracks into a new CSV or Parquet file, or all there is into a new folder.

        Raises
        ------
        OutputError
            if it is there already or cannot be written
        """
        track_files.write(self, track_files.new_place(place, "place", "place='tracks.parquet'"))
        return Path(place)

    def as_dict(self) -> dict[str, Any]:
        """The document of `--json`."""
        found = self.found
        return {
            "answer": self.answer,
            "plots": found.plots.count,
            "scans": int(found.scans.size),
            "sensors": self.sensors.to_pylist(),
            "tracks": self.lives.to_pylist(),
            "share_of_plots_on_tracks": track_words.share_taken(found),
            "detection_probability_assumed": found.settled.detection_probability,
            "measures": self.measures,
            "biases": None if self.biases is None else self.biases.to_pylist(),
            "notices": list(found.notices),
            "tracker": found.tracker,
            "changes": list(found.changes),
            "version": version("openiads"),
        }

    def __repr__(self) -> str:
        return f"<TrackResult: {track_words.title(self.found)}>"

    def _repr_html_(self) -> str:
        rows = [*track_words.sensor_rows(self.found)]
        shown = html_table(track_words.SENSOR_HEADINGS, rows, self.answer)
        if self.found.biases is not None:
            shown += html_table(track_words.BIAS_HEADINGS, track_words.bias_rows(self.found))
        if self.found.metrics is not None:
            shown += html_table(track_words.MEASURE_HEADINGS, track_words.measure_rows(self.found))
        return shown
