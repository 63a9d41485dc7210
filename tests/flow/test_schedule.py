"""When to look again, and when to give up: times in, times out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cunzhao.flow.schedule import LOOKS, RETRIES, next_look, next_try

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SPANS = st.timedeltas(timedelta(0), timedelta(days=400))


def test_the_looks_of_an_article_are_all_of_the_schedule_and_then_no_more() -> None:
    now, looks = NOON, []
    while (due := next_look(NOON, now)) is not None:
        looks.append(due - NOON)
        now = due
    assert tuple(looks) == LOOKS


def test_most_looks_are_in_the_first_days() -> None:
    assert next_look(NOON, NOON) == NOON + timedelta(hours=1)
    assert sum(look <= timedelta(days=1) for look in LOOKS) >= 3


@given(age=SPANS)
def test_a_look_is_always_ahead(age: timedelta) -> None:
    due = next_look(NOON, NOON + age)
    assert due is None or due > NOON + age


@given(age=SPANS)
def test_missed_looks_are_not_made_up_for(age: timedelta) -> None:
    """An archive that slept for a week looks once, not once for every look that it missed."""
    due = next_look(NOON, NOON + age)
    assert due is None or not any(age < look < due - NOON for look in LOOKS)
    assert (due is None) == (age >= LOOKS[-1])


@given(early=st.timedeltas(timedelta(days=-400), timedelta(0)))
def test_a_clock_that_went_back_still_gives_a_look(early: timedelta) -> None:
    assert next_look(NOON, NOON + early) == NOON + LOOKS[0]


def test_waits_grow_with_every_failure() -> None:
    waits = [next_try(tries, NOON) for tries in range(1, len(RETRIES) + 1)]
    assert [w - NOON for w in waits if w is not None] == list(RETRIES)
    assert list(RETRIES) == sorted(RETRIES)


def test_after_the_last_wait_it_is_given_up() -> None:
    assert next_try(len(RETRIES) + 1, NOON) is None


def test_without_a_failure_there_is_no_next_try() -> None:
    assert next_try(0, NOON) is None
