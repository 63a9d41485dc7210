"""Agencies and other sources that a page credits."""

from __future__ import annotations

import pytest

from cunzhao.extract.agencies import agency, wires_of


@pytest.mark.parametrize(
    ("first", "name"),
    [
        ("LONDON (Reuters) - The bridge is closed.", "Reuters"),
        ("STONETOWN, Ohio (AP) — The bridge is closed.", "AP"),
        ("Berlin (dpa) - Die Brücke ist gesperrt.", "dpa"),
        ("新华社北京6月4日电（记者王小明）石桥今天封闭。", "新华社"),
        ("（中央社記者林又旻台北4日電）石橋今天封閉。", "中央社"),
        ("(서울=연합뉴스) 다리가 폐쇄됐다.", "연합뉴스"),
    ],
)
def test_datelines(first: str, name: str) -> None:
    assert wires_of((), (), ["Bridge closed", first], "") == ((name, "dateline"),)


def test_sources_in_words_and_at_the_end_each_once() -> None:
    lines = ["2021-06-04 来源：新华网 作者：张三", "Source: Stone Gazette"]
    assert wires_of(("Reuters",), lines, (), "It is closed. (Reuters)") == (
        ("Reuters", "author"), ("新华社", "source line"), ("Stone Gazette", "source line"),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["The bridge (built 1880) is closed.", "来源不明", ""])
def test_what_names_no_agency(text: str) -> None:
    assert wires_of(("Ann Walker",), [text], [text], text) == ()


def test_an_agency_has_one_name() -> None:
    assert {agency(name) for name in ("AP", "The Associated Press", "美联社", "美聯社")} == {"AP"}
    assert agency("Ann Walker") is None
