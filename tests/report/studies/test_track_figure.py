"""The picture of tracks: names that can be read, colours that tell something, a map of what was seen."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.text import Text

from openiads.report.ink.page import house_style
from openiads.report.studies import track_figure
from openiads.report.studies.track_names import with_room
from openiads.study.tracking.tracked import track_told
from tests.study.tracking.plotted_scenes import SENSOR, plotted

FAR = SENSOR | {"sensor": "far", "lat": 48.0, "scan_period_s": 5.0}


def boxes(figure, axes) -> list:
    FigureCanvasAgg(figure).draw()
    return [text.get_window_extent() for text in axes.texts]


@pytest.mark.compiled("seventy targets")
def test_many_tracks_bear_numbers_that_do_not_overlap_and_two_colours():
    found = track_told(plotted(targets=70, scans=12, false=0.0), [SENSOR, FAR])
    assert found.lives.number.size > track_figure.FEW
    figure = track_figure.drawn(found)
    (axes,) = figure.axes
    names = {text.get_text() for text in axes.texts}
    numbers = {name for name in names if name.isdecimal()}
    assert {"north"} < names
    # Ten degrees of latitude are 1,111 km.
    assert any(name.startswith("far, 1,1") and name.endswith(" km off") for name in names)
    assert 20 < len(numbers) <= track_figure.MOST_NAMED
    found_boxes = boxes(figure, axes)
    for i, one in enumerate(found_boxes):
        assert not any(one.overlaps(other) for other in found_boxes[i + 1 :])
    (lines,) = (each for each in axes.collections if hasattr(each, "get_segments"))
    used = {to_hex(colour) for colour in lines.get_colors()}
    assert used <= {track_figure.LIVES, track_figure.ENDED}
    living = np.count_nonzero(found.lives.last == found.scans[-1])
    assert sum(to_hex(colour) == track_figure.LIVES for colour in lines.get_colors()) == living
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert any(word.startswith("track that lives; ") for word in words)
    assert {"track that ended before", "beyond the map"} <= {*words}


@pytest.mark.compiled("six targets")
def test_few_tracks_bear_their_numbers_and_a_far_sensor_takes_no_room():
    plots = plotted(targets=6, false=0.0)
    alone, both = (track_told(plots, sensors) for sensors in ([SENSOR], [SENSOR, FAR]))
    limits = [track_figure.drawn(found).axes[0].get_xlim() for found in (alone, both)]
    assert limits[0] == limits[1]
    texts = {text.get_text() for text in track_figure.drawn(alone).axes[0].texts}
    assert texts == {"north", *map(str, alone.lives.number.tolist())}


def truth_of(plots) -> list[dict]:
    """Two targets that fly east, one where plots are."""
    times = np.linspace(0.0, float(plots["time_s"].max()), 12)
    return [
        {"time_s": time, "target": f"{n}", "x_m": 150.0 * time, "y_m": 4e4 * n, "z_m": 3e3}
        for n in range(2)
        for time in times
    ]


@pytest.mark.parametrize("dots_per_inch", [100.0, 200.0])
@pytest.mark.parametrize("style", [nullcontext, house_style])
def test_title_and_key_are_whole_in_any_style_and_plots_lie_upon_the_truth(style, dots_per_inch):
    plots = plotted(targets=4, scans=15, false=2.0)
    found = track_told(plots, [SENSOR], truth_of(plots))
    figure = track_figure.drawn(found)
    figure.set_dpi(dots_per_inch)
    with style():
        FigureCanvasAgg(figure).draw()
    (axes,) = figure.axes
    title = axes.get_title(loc="left")
    (shown,) = (text for text in axes.findobj(Text) if text.get_text() == title)
    (key,) = figure.legends
    for each in (shown.get_window_extent(), key.get_window_extent()):
        assert figure.bbox.x0 < each.x0
        assert each.x1 < figure.bbox.x1
        assert figure.bbox.y0 < each.y0
        assert each.y1 + 1.0 / 25.4 * figure.dpi < figure.bbox.y1
    places = {round(text.get_window_extent().y0) for text in key.get_texts()}
    words = {text.get_text() for text in key.get_texts()}
    assert words == {"truth", "plot", "sensor", "track, dot at its end"}
    assert max(places) - min(places) <= 5  # one row
    (band, *_) = (line for line in axes.lines if line.get_label() == "truth")
    (points,) = (each for each in axes.collections if each.get_label() == "plot")
    assert band.get_zorder() < points.get_zorder()


def test_names_have_room_in_the_order_in_which_they_are_wanted():
    frame, free = np.array([100.0, 50.0]), np.zeros((0, 4))
    at = np.array([[50.0, 25.0], [52.0, 26.0], [50.0, 40.0], [1.0, 25.0]])
    kept, taken = with_room(["11", "12", "13", "14"], at, frame, free)
    assert kept == [0, 2]  # the second lies upon the first, the last beyond the edge
    assert with_room(["15"], at[2:3], frame, taken)[0] == []
    assert with_room(["11", "13"], at[[0, 2]], frame, free, most=1)[0] == [0]
