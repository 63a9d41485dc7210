"""The day that Chinese words name, against the day of publication at the outlet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cunzhao.said.context import Context
from cunzhao.said.zh import read
from cunzhao.said.zh.when import anchor, day_in

FRIDAY = date(2021, 6, 4)


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("昨天（3日）", "2021-06-03"),
        ("今（4）日", "2021-06-04"),
        ("前天", "2021-06-02"),
        ("本月3日", "2021-06-03"),
        ("3日", "2021-06-03"),
        ("31日", "2021-05-31"),
        ("上月5日", "2021-05-05"),
        ("上个月", "2021-05"),
        ("上周五", "2021-05-28"),
        ("本周三", "2021-06-02"),
        ("星期四", "2021-06-03"),
        ("周五", "2021-06-04"),
        ("今年3月", "2021-03"),
        ("去年12月25日", "2020-12-25"),
        ("11月2日", "2020-11-02"),
        ("2019年7月", "2019-07"),
        ("当地时间2日5时30分左右", "2021-06-02"),
        ("日前", "<=2021-06-04"),
        ("当天", "2021-06-01"),
        ("5日", None),
        ("10日", None),
        ("本周六", None),
        ("今年9月", None),
        ("6月31日", None),
        ("13月1日", None),
        ("2日起", None),
        ("指数", None),
    ],
)
def test_words_name_a_day_a_month_or_nothing(words: str, iso: str | None) -> None:
    day = day_in(words, 0, len(words), FRIDAY, date(2021, 6, 1))
    assert (day.iso if day else None) == iso


def test_the_datelines_day_is_today_not_the_day_of_publication() -> None:
    text = "（晨灣社白鷺港15日電）總理丁海昨天說，沒有變化。"
    context = Context(datetime(2024, 11, 16, 1, tzinfo=UTC), timedelta(hours=8))
    (statement,) = read(text, context)
    assert (statement.said_on, statement.said_on_why) == ("2024-11-14", "day before today: 昨天 (dateline)")


def test_today_is_the_outlets_day_not_that_of_utc() -> None:
    late = datetime(2024, 11, 15, 20, tzinfo=UTC)
    assert anchor("", Context(late, timedelta(hours=8))) == (date(2024, 11, 16), "published")
    assert anchor("", Context(late)) == (date(2024, 11, 15), "published")
    assert anchor("", Context()) == (None, "published")


def test_without_a_day_of_publication_only_a_whole_date_counts() -> None:
    assert day_in("昨天", 0, 2, None, None) is None
    (statement,) = read("总理丁海2020年5月1日说，没有变化。", Context())
    assert statement.said_on == "2020-05-01"


def test_no_day_in_the_text_gives_none() -> None:
    (statement,) = read("总理丁海说，没有变化。", Context(datetime(2024, 11, 15, tzinfo=UTC)))
    assert statement.said_on is None
    assert statement.said_on_why is None
