"""What we need of the compiler where tuples are lent: fields by name, read from where the tuple lies."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from openiads.ground.compiled import compile_for, entrance, part, tuple_of_functions, type_of, void
from openiads.ground.lent import lay_out, lend, lent_type, room_for

pytestmark = pytest.mark.compiled("only to compiled code is anything lent")


class Pack(NamedTuple):
    """Arrays of several kinds and axes."""

    counts: np.ndarray
    table: np.ndarray
    small: np.ndarray


@part
def add_row(pack: Pack, row: int) -> None:
    """Add a row of the table, seen as a view, to the first count."""
    line = pack.table[row]
    for i in range(line.shape[0]):
        pack.counts[0] += int(line[i])


def tally(pack: Pack, row: int) -> None:
    add_row(pack, row)
    pack.counts[1] = pack.table.shape[0]
    pack.counts[2] = int(pack.small[1, 0, 1])


def twice(functions, first: Pack, second: Pack) -> None:
    """Lend two tuples by turns: each call must read the one that it was given."""
    one, other = lend(first), lend(second)
    for function in functions:
        function(one, 0)
        function(other, 1)
        function(one, 1)


def pack(scale: int, rows: int) -> Pack:
    table = scale * np.arange(3.0 * rows).reshape(rows, 3)
    small = scale * np.arange(8, dtype=np.float32).reshape(2, 2, 2)
    small.setflags(write=False)
    return Pack(np.zeros(3, dtype=np.int64), table, small)


def test_what_is_lent_reads_and_writes_like_the_tuple():
    first, second = pack(1, 2), pack(10, 4)
    signature = void(lent_type(first), type_of(0))
    functions = (compile_for(tally, signature),)
    driver = compile_for(twice, void(tuple_of_functions(signature, 1), type_of(first), type_of(second)))
    driver(functions, first, second)
    # Rows 0 and 1 of 0..5: 3 and 12; row 1 of ten times that: 120.
    assert first.counts.tolist() == [15, 2, 5]
    assert second.counts.tolist() == [120, 4, 50]


class Other(NamedTuple):
    """As many fields, of other kinds."""

    first: np.ndarray
    second: np.ndarray
    third: np.ndarray


def across(pack: Pack, other: Other) -> None:
    pack.counts[0] = int(other.first[2]) + pack.counts[1]


def both(functions, pack: Pack, other: Other) -> None:
    for function in functions:
        function(lend(pack), lend(other))


def test_two_tuples_of_as_many_fields_are_not_taken_for_each_other():
    one, other = pack(1, 2), Other(np.array([0.0, 0.0, 7.5]), np.zeros(1), np.zeros(1))
    one.counts[1] = 40
    signature = void(lent_type(one), lent_type(other))
    functions = (compile_for(across, signature),)
    compile_for(both, void(tuple_of_functions(signature, 1), type_of(one), type_of(other)))(
        functions, one, other
    )
    assert one.counts[0] == 47


def test_a_field_that_is_not_there_is_refused_by_the_compiler():
    def wrong(pack: Pack, row: int) -> None:
        pack.counts[0] = pack.missing[0]

    with pytest.raises(Exception, match="missing"):
        compile_for(wrong, void(lent_type(pack(1, 2)), type_of(0)))


def move_over(pack: Pack, other: Other, row: int) -> None:
    pack.counts[0] = row + int(other.first[2])
    pack.counts[1] += pack.table.shape[0]


def lay(held, room) -> None:
    lay_out(held, room)


def laid(held) -> np.ndarray:
    """Where a tuple lies."""
    room = room_for(held)
    compile_for(lay, void(type_of(held), type_of(room)))(held, room)
    return room


def test_what_is_laid_out_is_entered_from_python_by_its_address():
    one, two, other = pack(1, 2), pack(10, 4), Other(np.array([0.0, 0.0, 7.5]), np.zeros(1), np.zeros(1))
    signature = void(lent_type(one), lent_type(other), type_of(0))
    enter = entrance(compile_for(move_over, signature), signature)
    rooms = [laid(held) for held in (one, two, other)]
    first, second, third = (int(room.ctypes.data) for room in rooms)
    for row in (30, 40):
        enter(first, third, row)
        enter(second, third, row)
    assert (one.counts.tolist(), two.counts.tolist()) == ([47, 4, 0], [47, 8, 0])
