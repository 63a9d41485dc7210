"""Which of a page's dates are the article's: by their place, and by what stands before them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from cunzhao.extract import derive_published
from cunzhao.extract.claims import claims_of
from cunzhao.extract.jsonld import SelfDescription
from cunzhao.extract.relative import ago
from cunzhao.extract.visible import Seen, order_of
from cunzhao.types import Claim
from tests.extract.rows import NOTHING, Row, mark, rows, said

AT = datetime(2021, 6, 5, 12, 0, tzinfo=UTC)
LONG = "The council of the town decided that the old bridge will be repaired before the winter comes, it said. " * 2


def read(
    lines: Sequence[Row],
    described: SelfDescription = NOTHING,
    text: range | None = None,
    language: str = "en",
    scripts: Sequence[str] = (),
) -> tuple[Claim, ...]:
    span = text or range(len(lines) - 1, len(lines))
    order = order_of(described, lines, "")
    return claims_of(Seen(described, lines, span, 0, "", language, AT, order), scripts=lambda: scripts)


def days(claims: Sequence[Claim], modified: bool = False) -> list[str]:
    return [f"{c.at:%Y-%m-%d}" for c in claims if c.at and c.modified == modified]


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("2021年6月4日 14:16　来源：石城日报", "zh-Hans", "2021-06-04"),
        ("民國110年6月4日", "zh-Hant", "2021-06-04"),
        ("110/06/04 14:16", "zh-Hant", "2021-06-04"),
        ("令和3年6月4日", "ja", "2021-06-04"),
        ("Monday, September 8, 2008", "en", "2008-09-08"),
        ("By Ann Walker 4 June 2021", "en", "2021-06-04"),
        ("4 มิถุนายน 2564", "th", "2021-06-04"),
        ("۱۴ خرداد ۱۴۰۰", "fa", "2021-06-04"),
    ],
)
def test_a_date_under_the_headline(line: str, language: str, day: str) -> None:
    assert days(read(rows("The old bridge", line, LONG), language=language)) == [day]


def test_what_stands_before_a_date_says_whether_it_is_the_last_change() -> None:
    claims = read(rows("The old bridge", "Published: 4 June 2021 | Updated: 5 June 2021", LONG))
    assert (days(claims), days(claims, modified=True)) == (["2021-06-04"], ["2021-06-05"])
    chinese = read(rows("石桥", "发布时间：2021-06-03 更新时间：2021-06-04", LONG), language="zh-Hans")
    assert (days(chinese), days(chinese, modified=True)) == (["2021-06-03"], ["2021-06-04"])


def test_dates_of_other_articles_are_left_out() -> None:
    teaser = Row("4 March 2019", around=frozenset(("related", "li")))
    far = [Row("Menu")] * 5
    lines = [*rows("The old bridge", "4 June 2021"), *far, teaser, Row(LONG)]
    assert days(read(lines)) == ["2021-06-04"]
    times = said(mark("1 May 2018", tag="time", value="2018-05-01", elsewhere=True))
    assert days(read(rows("The old bridge", LONG), times)) == []


def test_the_time_element_at_the_headline_comes_first() -> None:
    other = mark("1 May 2018", tag="time", value="2018-05-01")
    own = mark("4 June 2021", tag="time", value="2021-06-04T14:16:00+02:00")
    claims = read(rows("The old bridge", "4 June 2021", LONG), said(other, own))
    assert next(c.raw for c in claims if c.kind == "time") == "2021-06-04T14:16:00+02:00"


@pytest.mark.parametrize(
    ("other", "described", "month"),
    [
        ("Printed 13/5/2021", NOTHING, 4),
        ("Printed 5/13/2021", NOTHING, 6),
        ("", said(og__locale="en_GB"), 4),
        ("", NOTHING, 6),
    ],
)
def test_the_page_s_other_dates_settle_the_order_of_day_and_month(
    other: str, described: SelfDescription, month: int
) -> None:
    claims = read(rows("The old bridge", "6/4/2021", LONG, other or "End"), described, range(2, 3))
    assert claims[0].at is not None
    assert claims[0].at.month == month


def test_scripts_are_searched_last() -> None:
    script = 'window.data = {"title": 1, "publishedAt": "2021-06-04T06:16:13Z"}'
    assert days(read(rows("The old bridge", LONG), scripts=[script])) == ["2021-06-04"]
    assert days(read(rows("The old bridge", "3 June 2021", LONG), scripts=[script])) == ["2021-06-03"]


def test_a_copyright_year_is_no_date() -> None:
    assert read(rows("The old bridge", LONG, "© 2021 Example News. All rights reserved."), text=range(1, 2)) == ()


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("3 hours ago", timedelta(hours=4)), ("3小时前", timedelta(hours=4)), ("昨天 14:20", timedelta(hours=36)),
        ("vor 2 Tagen", timedelta(hours=60)), ("il y a 3 heures", timedelta(hours=4)), ("1時間前", timedelta(hours=2)),
        ("2 дня назад", timedelta(hours=60)), ("The day before", None), ("hierarchy", None),
    ],
)  # fmt: skip
def test_relative_dates_count_back_from_when_the_page_was_seen(text: str, back: timedelta | None) -> None:
    assert ago(text, AT) == (None if back is None else AT - back)


def test_a_relative_date_gives_an_interval_and_only_where_nothing_else_is_said() -> None:
    published = derive_published(read(rows("The old bridge", "3 hours ago", LONG)), AT)
    assert published.by == "text"
    assert published.not_before is not None
    assert published.not_before <= AT - timedelta(hours=4)
    assert published.not_after == AT
    assert [c.raw for c in read(rows("The old bridge", "3 June 2021", "3 hours ago", LONG))] == ["3 June 2021"]
