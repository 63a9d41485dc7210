"""Names out of bylines."""

from __future__ import annotations

import pytest

from cunzhao.extract.lines import key_of
from cunzhao.extract.names import people

SITES = frozenset((key_of("Example News"),))


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (["By Ann Walker and Bo Martin"], ("Ann Walker", "Bo Martin")),
        (["Ann Walker, Staff Writer"], ("Ann Walker",)),
        (["ANN WALKER Updated March 9"], ("ANN WALKER",)),
        (["Von Anna Weiß und Engin Haupt"], ("Anna Weiß", "Engin Haupt")),
        (["記者林又旻／編譯"], ("林又旻",)),
        (["本报记者 王小明 李四"], ("王小明", "李四")),
        (["作者：张三、李四"], ("张三", "李四")),
        (["Roy, Aniruddha", "Patel, Jyoti"], ("Aniruddha Roy", "Jyoti Patel")),
        (["The Associated Press"], ("The Associated Press",)),
        (["Ann Walker", "Ann Walker Jones"], ("Ann Walker Jones",)),
        (["Example News"], ()),
        (["admin", "https://news.example.com/ann", "ann@example.com", "(Image: Agency", "12:30", ""], ()),
    ],
)
def test_bylines(raw: list[str], names: tuple[str, ...]) -> None:
    assert people(raw, SITES) == names


def test_a_list_without_end_is_cut() -> None:
    assert len(people([f"Anna {chr(97 + i // 26)}{chr(97 + i % 26)}lter" for i in range(200)], SITES)) == 20
