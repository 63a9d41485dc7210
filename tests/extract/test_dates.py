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
