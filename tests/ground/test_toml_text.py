"""Tables as text, read back by Python's own parser."""

from __future__ import annotations

import datetime
import tomllib

from openiads.ground.toml_text import text_of_table, value_text

TABLE = {
    "name": 'a "quoted" name\x7f',
    "on": True,
    "number": -0.1,
    "day": datetime.date(2017, 7, 25),
    "list": [1, [2.5, "x"]],
    "table": {"a b": 1, "inner": {"c.d": "e"}},
    "row": [{"x": 1, "part": [{"y": 2}]}, {"x": 3}],
}


def test_a_table_is_read_back_as_it_was() -> None:
    assert tomllib.loads(text_of_table(TABLE)) == TABLE


def test_one_value_stands_on_one_line() -> None:
    for value in TABLE.values():
        text = value_text(value)
        assert "\n" not in text
        assert tomllib.loads(f"value = {text}") == {"value": value}
