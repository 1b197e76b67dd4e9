"""`openiads catalogue show --plot`: a picture of what a round reaches, or one message."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image


@pytest.mark.parametrize("name", ["9m96e", "samp-t"])
def test_a_picture_is_drawn_of_a_round_and_of_a_system(call, name):
    code, out, err = call("catalogue", "show", name, "--plot", "reach.png")
    assert (code, err) == (0, "")
    assert name in out
    with Image.open("reach.png") as picture:
        assert picture.width > 1000
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 10


def test_the_same_picture_has_the_same_bytes(call):
    for place in ("one.svg", "two.svg"):
        assert call("catalogue", "show", "9m96e", "--plot", place)[0] == 0
    assert Path("one.svg").read_bytes() == Path("two.svg").read_bytes()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fighter", "--plot", "a.png"], "fighter: is no round and no system; only of these it is drawn"),
        (["48n6e", "--plot", "a.png"], "no round or system named '48n6e'; did you mean '48n6e3'?"),
        (["48n6e3", "--plot", "a.gif"], "a.gif: pictures are written as .png or .svg, not '.gif'"),
        (["48n6e3", "--plot", "there.png"], "there.png: exists already"),
    ],
)
def test_what_cannot_be_drawn_is_one_message(call, words, message):
    Path("there.png").write_text("mine")
    code, out, err = call("catalogue", "show", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
    assert [path.name for path in Path().iterdir()] == ["there.png"]


def test_a_name_of_two_kinds_is_listed_once(call):
    assert call("catalogue", "show", "nope")[2].count("fd-2000") == 1
    assert call("catalogue", "show", "nope", "--plot", "new.png")[2].count("fd-2000") == 1
