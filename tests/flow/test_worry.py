"""Trouble is told once when it begins and once when it ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cunzhao.flow.schedule.worry import ANSWERS, FAILS, Standing, decide_turns

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WELL = Standing("s", answers=("article",) * ANSWERS)


@pytest.mark.parametrize(
    ("standing", "kind"),
    [
        (Standing("s", silent_since=NOON), "silent"),
        (Standing("s", fails=FAILS, what="no answer"), "failing"),
        (Standing("s", silent_since=NOON, fails=1), "failing"),
        (Standing("s", answers=("blocked",) * ANSWERS), "blocked"),
        (Standing("s", answers=("consent",) * 6 + ("article",) * 2), "blocked"),
        (Standing("s", answers=("empty",) * ANSWERS), "empty"),
    ],
)
def test_each_trouble_begins_once_goes_on_and_ends_once(standing: Standing, kind: str) -> None:
    (begun,) = decide_turns([standing], ())
    assert (begun.kind, begun.began) == (kind, True)
    assert decide_turns([standing], [("s", kind)]) == []
    (ended,) = decide_turns([WELL], [("s", kind)])
    assert (ended.kind, ended.began) == (kind, False)
    assert decide_turns([WELL], ()) == []


def test_one_failure_is_a_hiccup_and_few_answers_say_little() -> None:
    assert decide_turns([Standing("s", fails=FAILS - 1, answers=("blocked",) * (ANSWERS - 1))], ()) == []


def test_between_bad_and_well_nothing_is_told() -> None:
    half = Standing("s", answers=("blocked",) * 4 + ("article",) * 4)
    assert decide_turns([half], ()) == []
    assert decide_turns([half], [("s", "blocked")]) == []
