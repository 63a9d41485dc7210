"""Dates as people and machines write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.extract import dates


@pytest.mark.parametrize(
    ("raw", "local", "hours", "precision"),
    [
        ("2021-06-04T14:16:00+08:00", "2021-06-04T14:16:00", 8, "second"),
        ("2021-06-04T06:16:13.671Z", "2021-06-04T06:16:13", 0, "second"),
        ("2021-06-04 14:16", "2021-06-04T14:16:00", None, "minute"),
        ("2021-06-04", "2021-06-04T00:00:00", None, "day"),
        ("2021年6月4日 14:16", "2021-06-04T14:16:00", None, "minute"),
        ("2021年06月04日 下午 2:16", "2021-06-04T14:16:00", None, "minute"),
        ("2021年6月4日（金）14時16分", "2021-06-04T14:16:00", None, "minute"),
        ("2021. 6. 4. 14:16", "2021-06-04T00:00:00", None, "day"),
        ("June 4, 2021 2:16 pm EDT", "2021-06-04T14:16:00", -4, "minute"),
        ("4 June 2021", "2021-06-04T00:00:00", None, "day"),
        ("4. Juni 2021, 14:16 Uhr", "2021-06-04T14:16:00", None, "minute"),
        ("4 июня 2021, 14:16", "2021-06-04T14:16:00", None, "minute"),
        ("4 czerwca 2021", "2021-06-04T00:00:00", None, "day"),
        ("4 Ιουνίου 2021", "2021-06-04T00:00:00", None, "day"),
        ("4 de junio de 2021", "2021-06-04T00:00:00", None, "day"),
        ("Fri, 04 Jun 2021 14:16:00 +0800", "2021-06-04T14:16:00", 8, "second"),
        ("20210604", "2021-06-04T00:00:00", None, "day"),
        ("1622830560000", "2021-06-04T18:16:00", 0, "second"),
        ("1622830560", "2021-06-04T18:16:00", 0, "second"),
        ("2021-06", "2021-06-01T00:00:00", None, "month"),
        ("民國110年6月4日", "2021-06-04T00:00:00", None, "day"),
        ("中華民國一一〇年六月四日", "2021-06-04T00:00:00", None, "day"),
        ("令和3年6月4日 午後2時16分", "2021-06-04T14:16:00", None, "minute"),
        ("平成元年1月8日", "1989-01-08T00:00:00", None, "day"),
        ("二〇二一年六月四日", "2021-06-04T00:00:00", None, "day"),
        ("2021. június 4.", "2021-06-04T00:00:00", None, "day"),
        ("ngày 4 tháng 6 năm 2021", "2021-06-04T00:00:00", None, "day"),
        ("4 يونيو 2021", "2021-06-04T00:00:00", None, "day"),
        ("४ जून २०२१", "2021-06-04T00:00:00", None, "day"),
        ("4 มิ.ย. 2564", "2021-06-04T00:00:00", None, "day"),
        ("4 ΙΟΥΝΙΟΥ 2021", "2021-06-04T00:00:00", None, "day"),
        ("24.12.2021 14:16", "2021-12-24T14:16:00", None, "minute"),
    ],
)
def test_forms(raw: str, local: str, hours: int | None, precision: str) -> None:
    moment = dates.read(raw)
    assert moment is not None
    assert moment.local.isoformat() == local
    assert moment.offset == (None if hours is None else timedelta(hours=hours))
    assert moment.precision == precision


def test_the_language_settles_which_number_is_the_month() -> None:
    american, german = dates.read("6/4/2021", "en"), dates.read("6/4/2021", "de")
    assert american is not None
    assert german is not None
    assert (american.day.month, german.day.month) == (6, 4)


def test_short_years_stand_first_in_east_asia() -> None:
    chinese, german = dates.read("12-03-29", "zh-Hans"), dates.read("12.03.29", "de")
    assert chinese is not None
    assert german is not None
    assert (f"{chinese.day}", f"{german.day}") == ("2012-03-29", "2029-03-12")


def test_dates_come_in_the_order_of_the_text_and_each_once() -> None:
    found = list(dates.find("Posted 4 June 2021, changed 2021-06-05 and 6 June 2021"))
    assert [moment.day.day for moment in found] == [4, 5, 6]


def test_both_readings_of_an_open_date() -> None:
    assert [moment.day.month for moment in dates.readings("6/4/2021", "en")] == [6, 4]
    assert len(dates.readings("2021-06-04")) == 1


@pytest.mark.parametrize(
    ("solar", "day"), [("1400/01/01", "2021-03-21"), ("1399/12/30", "2021-03-20"), ("1357/11/22", "1979-02-11")]
)
def test_the_solar_hijri_calendar(solar: str, day: str) -> None:
    moment = dates.read(solar, "fa")
    assert moment is not None
    assert moment.day.isoformat() == day


@pytest.mark.parametrize(
    "raw", ["", "yesterday", "11月22日", "2021-13-04", "2021-02-30", "version 2.10.2", "99999999999999"]
)
def test_what_is_not_a_date_is_none(raw: str) -> None:
    assert dates.read(raw) is None


@given(st.text(max_size=80))
def test_reading_never_fails(raw: str) -> None:
    moment = dates.read(raw)
    if moment is not None:
        moment.utc()
