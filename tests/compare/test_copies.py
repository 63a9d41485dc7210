"""Who carries the same text."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.compare import bands, decide_copy, overlap, signature
from cunzhao.compare.copies import BANDS, LEAST

CHINESE = (
    "市议会周二深夜投票决定在春天到来之前关闭旧桥工程师此前在两座"
    "桥墩上发现了裂缝居民表示担心要求尽快公布检测报告并说明替代路线的安排"
)
ENGLISH = (
    "The council voted late on Tuesday to close the old bridge until spring after engineers found cracks in two of its piers, "
    "and residents asked for the report to be made public at once, with the plans for buses and for the school run. "
    "A spokeswoman said that the work would begin in March and that the cost was not known yet, since the survey of the river "
    "bed could only be done when the water is low."
)


def news(seed: int, length: int = 600) -> str:
    """A text of its own for each seed."""
    random_ = random.Random(seed)
    return "".join(
        random_.choice("的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得") for _ in range(length)
    )


def test_the_same_text_has_the_same_signature() -> None:
    assert signature(ENGLISH) == signature(ENGLISH.upper().replace(" ", "  "))
    assert bands(signature(CHINESE)) == bands(signature(CHINESE))
    assert signature(CHINESE) != signature(ENGLISH)


def test_traditional_and_simplified_are_the_same_text() -> None:
    traditional = (
        CHINESE.replace("关闭旧桥", "關閉舊橋").replace("发现了裂缝", "發現了裂縫").replace("检测报告", "檢測報告")
    )
    assert overlap(CHINESE, traditional) == 1.0
    assert signature(CHINESE) == signature(traditional)


def test_bands_are_keys_for_sql() -> None:
    keys = bands(signature(ENGLISH))
    assert len(keys) == BANDS
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert len(set(keys)) == BANDS


@pytest.mark.parametrize("text", ["", " ", "短讯", "Too short to tell."])
def test_short_texts_have_no_bands(text: str) -> None:
    assert bands(signature(text)) == ()
    assert not decide_copy(text, text).is_copy
    assert str(LEAST) in decide_copy(text, text).why


def test_a_part_is_a_copy_of_the_whole() -> None:
    part = news(1)[:300]
    decision = decide_copy("本报讯" + part, news(1) + news(2))
    assert decision.is_copy
    assert decision.overlap > 0.9
    assert "%" in decision.why


def test_other_texts_are_no_copies() -> None:
    assert overlap(news(1), news(2)) < 0.05
    assert not decide_copy(news(1), news(2)).is_copy
    assert not decide_copy(CHINESE, ENGLISH).is_copy


def test_bands_find_edited_copies() -> None:
    """A tenth of the characters replaced in four places: the candidates must come out of the bands nearly always."""
    found = 0
    for seed in range(60):
        text = news(seed)
        edited = text[:100] + news(seed + 1000, 20) + text[120:400] + news(seed + 2000, 40) + text[440:]
        found += bool(set(bands(signature(text))) & set(bands(signature(edited))))
    assert found >= 58


def test_bands_leave_others_alone() -> None:
    keys = [set(bands(signature(news(seed)))) for seed in range(60)]
    assert sum(bool(a & b) for i, a in enumerate(keys) for b in keys[:i]) <= 2


@given(st.text(max_size=200), st.text(max_size=200))
def test_overlap_is_a_share(a: str, b: str) -> None:
    assert 0.0 <= overlap(a, b) <= 1.0
    assert overlap(a, b) == overlap(b, a)
