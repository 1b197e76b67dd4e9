"""Names keep apart, and clear of what stands already."""

from __future__ import annotations

from openiads.report.maps.labels import Box, Places


def test_names_of_one_place_do_not_cover_each_other() -> None:
    places = Places(400.0, 300.0)
    boxes = [places.put(200.0, 150.0, 60.0, 17.0) for i in range(5)]
    assert all(a.overlap(b) == 0.0 for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_name_at_the_edge_stays_on_the_sheet() -> None:
    box = Places(400.0, 300.0).put(398.0, 298.0, 60.0, 17.0)
    assert box.x >= 0.0
    assert box.x + box.width <= 400.0
    assert box.y + box.height <= 300.0


def test_a_box_is_free_where_it_covers_light_things_only() -> None:
    places = Places(100.0, 100.0)
    places.take(Box(0.0, 0.0, 10.0, 10.0))
    places.take(Box(50.0, 50.0, 10.0, 10.0), 0.01)
    assert not places.is_free(Box(5.0, 5.0, 10.0, 10.0))
    assert places.is_free(Box(10.0, 10.0, 10.0, 10.0))
    assert places.is_free(Box(52.0, 52.0, 10.0, 10.0))


def test_a_box_is_held_by_the_sheet_that_it_does_not_leave() -> None:
    places = Places(100.0, 100.0)
    assert places.holds(Box(90.0, 90.0, 10.0, 10.0))
    assert not places.holds(Box(91.0, 90.0, 10.0, 10.0))
