"""When a channel is polled: what its polls teach, what follows from it, and that no odd clock or claim breaks it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cunzhao.flow.schedule import looks
from cunzhao.flow.schedule.habit import UNKNOWN_SILENCE, by_day, times
from cunzhao.flow.schedule.polls import Bounds, ChannelState, Rules, due_at, plan
from cunzhao.flow.schedule.rhythm import HOUR, WEEK, Poll, Rhythm, expected, learn, of_text, rates, to_text

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
BOUNDS = Bounds()


def weeks_of(hours: range, many: int = 3, weeks: int = 3) -> Rhythm:
    """A rhythm after hourly polls: ``many`` new entries in these hours of each working day, none at night and at weekends."""
    rhythm = Rhythm()
    for n in range(weeks * WEEK):
        at = MONDAY + n * HOUR
        busy = at.weekday() < 5 and at.hour in hours
        rhythm = learn(rhythm, Poll(at + HOUR, 20, many if busy else 0))
    return rhythm


OFFICE = weeks_of(range(8, 18))


def state(rhythm: Rhythm, **more: object) -> ChannelState:
    at = times(rhythm)
    assert at is not None
    given = {"polled": rhythm.until, "fresh": at.fresh, "safe": at.safe, "silent": at.silent, "polls": rhythm.polls}
    return ChannelState("s", "u", **(given | more))  # type: ignore[arg-type]


def test_day_night_and_weekend_are_learned() -> None:
    rate = rates(OFFICE)
    assert rate[12] > 2
    assert rate[2] < 0.3
    assert rate[5 * 24 + 12] < 0.7


def test_by_day_polls_are_hourly_and_at_night_and_weekends_they_are_not() -> None:
    noon = learn(OFFICE, Poll(MONDAY + timedelta(weeks=3, hours=12), 20, 3))
    friday = noon
    for n in range(13, 24 * 4 + 19):
        at = MONDAY + timedelta(weeks=3, hours=n)
        friday = learn(friday, Poll(at, 20, 3 if at.hour in range(9, 19) else 0))
    by_day_wait, weekend_wait = (due_at(state(r), BOUNDS) - r.until for r in (noon, friday))  # type: ignore[operator]
    assert by_day_wait <= HOUR
    assert weekend_wait >= 4 * HOUR


def test_it_is_hourly_at_first() -> None:
    first = learn(Rhythm(), Poll(MONDAY, 20, 20))
    assert due_at(state(first), BOUNDS) == MONDAY + HOUR
    assert due_at(ChannelState("s", "u"), BOUNDS) is None


def test_a_gap_makes_it_quicker_and_calm_slower_again() -> None:
    rhythm = Rhythm()
    for n in range(48):
        rhythm = learn(rhythm, Poll(MONDAY + n * HOUR, 10, 4))
    before = times(rhythm)
    gap = learn(rhythm, Poll(MONDAY + 48 * HOUR, 10, 10, gap=True))
    after = times(gap)
    assert before is not None
    assert after is not None
    assert rhythm.until is not None
    assert after.safe - (MONDAY + 48 * HOUR) < 0.7 * (before.safe - rhythm.until)
    for n in range(49, 60):
        gap = learn(gap, Poll(MONDAY + n * HOUR, 10, 1))
    assert gap.pace == 1.0


def test_failures_are_asked_half_as_often_each_and_never_given_up() -> None:
    waits = [due_at(state(OFFICE, fails=n), BOUNDS) - OFFICE.until for n in (1, 2, 3, 30)]  # type: ignore[operator]
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, timedelta(hours=24)]


def test_bounds_hold_for_every_source_and_for_one() -> None:
    tight = Bounds(least=timedelta(minutes=30), most=timedelta(hours=2))
    assert OFFICE.until is not None
    soon = state(OFFICE, safe=OFFICE.until, fresh=OFFICE.until + timedelta(days=9))
    rules = Rules(of={"s": tight})
    assert plan([soon], OFFICE.until, rules).next == OFFICE.until + timedelta(minutes=30)
    assert plan([soon], OFFICE.until, Rules()).next == OFFICE.until + timedelta(minutes=5)
    late = state(OFFICE, safe=OFFICE.until + timedelta(days=9), fresh=OFFICE.until + timedelta(days=9), silent=None)
    assert plan([late], OFFICE.until, rules).next == OFFICE.until + timedelta(hours=2)


def test_the_longest_waiting_is_first_and_the_plan_says_when_to_wake() -> None:
    a = ChannelState("a", "a", MONDAY - 3 * HOUR)
    b = ChannelState("b", "b", MONDAY - 5 * HOUR)
    c = ChannelState("c", "c", MONDAY - HOUR / 2)
    found = plan([a, b, c], MONDAY, Rules())
    assert found.due == (("b", "b"), ("a", "a"))
    assert found.next == MONDAY + HOUR / 2


def test_the_dates_of_the_first_poll_are_a_history() -> None:
    daily = tuple(MONDAY - timedelta(days=n, hours=-9) for n in range(1, 21))
    known = times(learn(Rhythm(), Poll(MONDAY, 20, 20, daily)))
    assert known is not None
    assert timedelta(days=2) < known.silent - MONDAY < timedelta(days=12)
    blank = times(learn(Rhythm(), Poll(MONDAY, 20, 20)))
    assert blank is not None
    assert blank.silent == MONDAY + UNKNOWN_SILENCE


def test_a_habit_is_broken_sooner_by_day_than_over_a_weekend() -> None:
    assert OFFICE.until is not None
    at = times(OFFICE)
    assert at is not None
    # It ends on a Sunday night: two days without anything are its habit, another working morning is not.
    assert OFFICE.until + 8 * HOUR < at.silent < OFFICE.until + timedelta(days=2)


polls = st.lists(
    st.tuples(
        st.floats(-50, 2000),
        st.integers(0, 500),
        st.integers(0, 500),
        st.lists(st.integers(0, 4_000_000_000), max_size=5),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(polls)
def test_nothing_that_a_feed_or_a_clock_does_breaks_it(
    given: list[tuple[float, int, int, list[int], bool]],
) -> None:
    rhythm, at = Rhythm(), MONDAY
    for hours, entries, new, dated, gap in given:
        at += timedelta(hours=hours)
        claims = tuple(datetime.fromtimestamp(d, UTC) for d in dated)
        rhythm = learn(rhythm, Poll(at, entries, min(new, entries), claims, gap))
        due = due_at(state(rhythm), BOUNDS)
        assert rhythm.until is not None
        assert due is not None
        assert timedelta(minutes=5) <= due - rhythm.until <= timedelta(hours=24)
        assert all(rate > 0 for rate in rates(rhythm))
        assert of_text(to_text(of_text(to_text(rhythm)))) == of_text(to_text(rhythm))


@given(st.floats(0, 2000), st.floats(0.01, 1000))
def test_expectations_add_up_over_days(start: float, length: float) -> None:
    a = MONDAY + timedelta(hours=start)
    b = a + timedelta(hours=length)
    assert abs(sum(by_day(OFFICE, a, b).values()) - expected(rates(OFFICE), a, b)) < 1e-6 * length + 1e-9


def test_sources_that_edit_much_are_looked_at_more_in_the_first_days_and_all_after_3_7_and_30() -> None:
    first_day = {how: sum(a <= timedelta(days=1) for a in ages) for how, ages in looks.LOOKS_OF.items()}
    assert first_day["busy"] > first_day["usual"] > first_day["calm"] > 0
    assert all(ages[-3:] == tuple(timedelta(days=n) for n in (3, 7, 30)) for ages in looks.LOOKS_OF.values())
    assert looks.temper(0, 0) == "usual"
    assert looks.temper(200, 80) == "busy"
    assert looks.temper(500, 0) == "calm"
