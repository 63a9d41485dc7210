"""Who signed: what the page states, then its bylines; people apart from agencies and desks."""

from __future__ import annotations

import pytest

from cunzhao.extract.authors import Signed, authors_of, desks_of
from cunzhao.extract.jsonld import SelfDescription
from cunzhao.extract.lines import key_of
from tests.extract.rows import NOTHING, Row, mark, rows, said

LONG = "The council of the town decided on Tuesday that the old bridge will be repaired before the winter comes. " * 2
SITES = frozenset((key_of("Example Daily"),))


def signed(*below: str, described: SelfDescription = NOTHING) -> tuple[str, ...]:
    lines = rows("The old bridge", *below, LONG, LONG)
    found = authors_of(described, lines, range(len(below) + 1, len(lines)), 0, SITES)
    return found[0].names if found else ()


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Walker and Bo Martin, Staff Writers", ("Ann Walker", "Bo Martin")),
        ("By by ANN WALKER, BO MARTIN and CY OAK", ("ANN WALKER", "BO MARTIN", "CY OAK")),
        ("By Ann Walker Published in Town December 14, 2016 2:24 pm", ("Ann Walker",)),
        ("Von Anna Weiß und Jan Martus, Berlin", ("Anna Weiß", "Jan Martus", "Berlin")),
        ("Автор: Анна Петрова", ("Анна Петрова",)),
        ("2021-06-04 14:16　来源：新华网　作者：张三", ("张三",)),
        ("本报记者 王小明 李四 通讯员 赵大力", ("王小明", "李四")),
        ("记者王小明／台北報導", ("王小明",)),
        ("【記者林又旻台北報導】", ("林又旻",)),
        ("文／林又旻", ("林又旻",)),
        ("河石日报记者王小明/文 受访者供图", ("王小明",)),
        ("由海风吹张贴 @ 2005-06-14", ("海风吹",)),
        ("王小明、李四", ("王小明", "李四")),
        ("责任编辑：王小明", ("王小明",)),
        ("取材・文：山田太郎", ("山田太郎",)),
        ("홍길동 기자", ("홍길동",)),
        ("Share this story", ()),
        ("Video Marketing", ()),
        ("Text Link", ()),
        ("By the way", ()),
    ],
)
def test_bylines_under_the_headline(byline: str, names: tuple[str, ...]) -> None:
    assert signed(byline) == names


def test_a_reporter_named_in_brackets_at_the_head_of_the_text() -> None:
    lines = rows("石桥修复", "新华社北京6月4日电（记者 王小明、李四）" + "石桥今天开始修复，工程预计入冬前完成。" * 8)
    assert authors_of(NOTHING, lines, range(1, 2), 0, SITES)[0].names == ("王小明", "李四")


def test_what_is_stated_comes_before_what_is_shown_and_both_are_kept() -> None:
    described = said(mark("Ann Walker", "byline"), article={"author": [{"@type": "Person", "name": "Ann Walker-Oak"}]})
    lines = rows("The old bridge", "By Ann Walker", LONG)
    found = authors_of(described, lines, range(2, 3), 0, SITES)
    assert found[0].where == "JSON-LD author"
    assert Signed(("Ann Walker",), "byline element") in found


def test_a_person_s_byline_comes_before_the_desk_that_the_page_states() -> None:
    described = said(author="Example Daily")
    assert signed("By Ann Walker", described=described) == ("Ann Walker",)
    assert signed("Share", described=described) == ("Example Daily",)


def test_of_marked_names_the_one_at_the_headline_is_the_author_s() -> None:
    teaser, own = mark("Cy Oak", "byline", elsewhere=True), mark("Ann Walker 4 August 2010", "author")
    assert signed("Ann Walker 4 August 2010", described=said(teaser, own)) == ("Ann Walker",)


def test_a_name_alone_is_a_byline_if_the_page_tells_who_it_is() -> None:
    lines = [Row("The old bridge", "h1"), Row("Ann Walker"), Row(LONG), Row("Ann Walker is a reporter in Stonetown.")]
    assert authors_of(NOTHING, lines, range(2, 3), 0, SITES)[0].names == ("Ann Walker",)
    assert authors_of(NOTHING, lines[:3], range(2, 3), 0, SITES) == ()


def test_desks_are_told_apart() -> None:
    assert desks_of(("Ann Walker", "Reuters", "新华社", "News Desk", "Example Daily"), SITES) == (
        "Reuters", "新华社", "News Desk", "Example Daily",
    )  # fmt: skip
