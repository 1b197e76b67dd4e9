"""Tracks on a terminal: the answer first, then sensors, tracks, and what they are worth."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.ink.listing import Listing
from openiads.report.ink.terminal_parts import listing, section
from openiads.report.studies import track_words
from openiads.study.tracking.tracked import Tracked


def account(found: Tracked) -> RenderableType:
    """Everything that is told of tracks."""
    sensors = listing(*track_words.SENSOR_HEADINGS)
    for row in track_words.sensor_rows(found):
        sensors.add_row(*row)
    marks = track_words.sources(found)
    parts = section("Sensors", Group(sensors, Text(marks, style="bright_black")) if marks else sensors)
    if found.biases is not None:
        biases = listing(*track_words.BIAS_HEADINGS)
        for row in track_words.bias_rows(found):
            biases.add_row(*row)
        told = Text(track_words.bias_marks(found), style="bright_black")
        parts += section("Biases of sensors", Group(biases, told))
    if found.lives.number.size:
        tracks = Listing(track_words.TRACK_HEADINGS, words=(0, 6))
        for row in track_words.track_rows(found):
            tracks.add_row(*row)
        parts += section("Tracks", tracks)
    if found.metrics is not None:
        measures = Listing(track_words.MEASURE_HEADINGS, words=(0, 2))
        for row in track_words.measure_rows(found):
            measures.add_row(*row)
        parts += section(track_words.measured_over(found), measures)
    confused = track_words.confusion_table(found)
    if confused is not None:
        table = listing(*confused[0])
        for row in confused[1]:
            table.add_row(*row)
        what = Text(track_words.CONFUSED, style="bright_black")
        parts += section("Identities mixed up along tracks", Group(table, what))
    return Group(
        Text(f"\n{track_words.title(found)}", style="bold"),
        Padding(Text(track_words.lead(found)), (1, 0)),
        *parts,
        *section("How it was found", Text(track_words.method(found))),
    )
