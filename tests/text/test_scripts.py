"""Scripts of characters and texts."""

from __future__ import annotations

import pytest

from cunzhao.errors import UsageError
from cunzhao.text import cjk_share, is_cjk, script_of


@pytest.mark.parametrize("ch", "中〇々㐀𠮷のカーｶ가ㄅᄀ")
def test_cjk(ch: str) -> None:
    assert is_cjk(ch)


@pytest.mark.parametrize("ch", "a1，。・ ก😀é")
def test_not_cjk(ch: str) -> None:
    assert not is_cjk(ch)


@pytest.mark.parametrize("s", ["", "中国"])
def test_is_cjk_takes_one_character(s: str) -> None:
    with pytest.raises(UsageError):
        is_cjk(s)


@pytest.mark.parametrize(("text", "share"), [("", 0.0), (" \n", 0.0), ("中国", 1.0), ("中 a\n国 b", 0.5), ("abc", 0.0)])
def test_cjk_share(text: str, share: float) -> None:
    assert cjk_share(text) == share


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("立法会选举昨日举行", "Hans"),
        ("立法會選舉昨日舉行", "Hant"),
        ("太后在里面", None),  # 后, 里 and 面 are ordinary characters of both
        ("皇后與里長在臺北干杯", "Hant"),
        ("天上人", None),
        ("国會", None),
        ("東京の選挙は今日行われます", None),
        ("报道说「のり」很好吃，但是记者没有尝过", "Hans"),
        ("Reuters", None),
        ("", None),
    ],
)
def test_script_of(text: str, script: str | None) -> None:
    assert script_of(text) == script
