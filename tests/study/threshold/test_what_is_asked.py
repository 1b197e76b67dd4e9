"""A question as it is typed: the measure and its threshold, one figure or two."""

from __future__ import annotations

import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.errors import OpeniadsError
from openiads.study.design.arm_figures import arm_figures
from openiads.study.threshold.what_is_asked import asked, wish_of
from tests.study.threshold.laid_measures import ARM, KILL

WISH = wish_of("leakers=0.1", above=False, where="--below")
SECOND = "catalogue.rounds.9m96e.kill_probability"


def test_a_measure_and_its_threshold_are_read():
    assert (WISH.measure.key, WISH.above, WISH.threshold) == ("leakers", False, 0.1)
    assert wish_of(" stopped = 30 ", above=True, where="--above").threshold == 30.0


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (
            "leakers",
            "--below is 'leakers'; a measure, = and a number are allowed; write it like --below leakers=0.1",
        ),
        ("leakers=x", "--below is 'leakers=x'; a number is allowed after =; write it like --below leakers="),
        ("leakers=nan", "--below is 'leakers=nan'; a number is allowed after =; write it like --below "),
        (
            "leaker=1",
            "--below: no measure named 'leaker'; did you mean 'leakers'? known: leakers, stopped, released, ",
        ),
    ],
)  # fmt: skip
def test_what_is_no_measure_is_told(told, message):
    with pytest.raises(OpeniadsError) as refused:
        wish_of(told, above=False, where="--below")
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("figures", "spans", "message"),
    [
        ([], {}, "figure names 0; one figure or two are allowed; leave the others out"),
        ([KILL] * 3, {}, "figure names 3; one figure or two are allowed; leave the others out"),
        ([KILL, KILL], {}, f"figure names {KILL} twice; two different ones are allowed; leave one out"),
        ([KILL], {"x": (0.1, 0.2)}, f"between: no figure that is moved named 'x'; known: {KILL}"),
    ],
    ids=["none", "three", "twice", "another's"],
)
def test_what_is_no_question_is_told(figures, spans, message):
    with pytest.raises(OpeniadsError) as refused:
        asked(ARM, figures, spans, WISH, PACKAGED)
    assert str(refused.value) == message


def test_two_figures_that_are_one_statement_cannot_be_moved_apart():
    shared = next(part for part in arm_figures([ARM], PACKAGED).boxed if len(part.paths) > 1)
    with pytest.raises(OpeniadsError) as refused:
        asked(ARM, shared.paths[:2], {}, WISH, PACKAGED)
    told = f"figure {shared.paths[1]}: is one statement with {shared.paths[0]}; leave one of them out"
    assert str(refused.value) == told


def test_one_figure_is_searched_and_the_other_laid_out():
    told = asked(ARM, [KILL, SECOND], {}, WISH, PACKAGED)
    assert told.first.name == KILL
    assert told.second is not None
    assert SECOND in told.second.paths
    assert asked(ARM, [KILL], {}, WISH, PACKAGED).second is None
