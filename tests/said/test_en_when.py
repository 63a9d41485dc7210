"""Days in English: counted from publication or the dateline, in the outlet's zone; never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cunzhao.said.context import Context
from cunzhao.said.en import read

PUBLISHED = datetime(2024, 5, 2, 12, tzinfo=UTC)  # a Thursday


def day(
    text: str, published: datetime | None = PUBLISHED, zone: timedelta = timedelta(0)
) -> tuple[str | None, str | None]:
    """The day of the only statement of a text, and why."""
    (statement,) = read(text, Context(published=published, zone=zone))
    return statement.said_on, statement.said_on_why


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on Tuesday", "2024-04-30"),
        ("on Thursday", "2024-05-02"),
        ("last Thursday", "2024-04-25"),
        ("Friday night", "2024-04-26"),
        ("yesterday", "2024-05-01"),
        ("today", "2024-05-02"),
        ("last week", "<=2024-04-28"),
        ("this week", "<=2024-05-02"),
        ("last month", "2024-04"),
        ("earlier this month", "2024-05"),
        ("last year", "2023"),
        ("in March", "2024-03"),
        ("in November", "2023-11"),
        ("on April 3", "2024-04-03"),
        ("on Dec. 3", "2023-12-03"),
        ("on 3 April 2021", "2021-04-03"),
        ("in June 2019", "2019-06"),
        ("in 2018", "2018"),
    ],
)
def test_words_of_time_beside_the_verb(words: str, expected: str) -> None:
    assert day(f"Ann Lee said {words} that the road was shut.")[0] == expected
    assert day(f"“The road is shut,” Ann Lee said {words}.")[0] == expected


@pytest.mark.parametrize("words", ["in the morning", "recently", "on Feb. 30", "next Tuesday", "in May of that sort"])
def test_what_names_no_day_gives_none(words: str) -> None:
    assert day(f"“The road is shut,” Ann Lee said {words}.")[0] in (None, "2024-05")


def test_the_rule_and_the_words_are_kept() -> None:
    assert day("Ann Lee said on Tuesday that the road was shut.")[1] == "weekday: on Tuesday"


def test_a_day_inside_the_content_is_not_the_day_of_saying() -> None:
    assert day("Ann Lee said that the road was shut on Tuesday.") == (None, None)
    assert day("Ann Lee said the road, shut since March, would open on Friday.") == (None, None)


def test_without_publication_only_whole_dates_are_days() -> None:
    assert day("Ann Lee said on Tuesday that the road was shut.", None)[0] is None
    assert day("Ann Lee said on 3 April 2021 that the road was shut.", None)[0] == "2021-04-03"


def test_the_zone_of_the_outlet_says_what_today_is() -> None:
    late = datetime(2024, 5, 2, 20, tzinfo=UTC)
    assert day("Ann Lee said today that the road was shut.", late, timedelta(hours=8))[0] == "2024-05-03"


def test_a_dateline_is_the_day_that_is_counted_from() -> None:
    text = "TARN, April 30 (Northern Wire) — Ann Lee said yesterday that the road was shut."
    assert day(text)[0] == "2024-04-29"
    old = "TARN, Jan. 5 (Northern Wire) — Ann Lee said yesterday that the road was shut."
    assert day(old)[0] == "2024-05-01"
