"""Which statements say the same, and what becomes of them from one revision to the next."""

from __future__ import annotations

import random

import pytest

from cunzhao.said.same import NEAR, SAME, Words, bands_of, follow, likeness

LONG = "休渔期延长四个半月是各方共同的责任，任何一方都不能单独破坏协议"
HANT = "休漁期延長四個半月是各方共同的責任，任何一方都不能單獨破壞協議"
CUT = "休渔期延长四个半月是各方共同的责任，任何一方都不能破坏"
OTHER = "拖轮在下午三时把它拖到了北侧锚地，没有人员受伤，也没有燃油泄漏"


def test_script_is_no_difference_and_a_cut_is_a_small_one() -> None:
    assert likeness(LONG, HANT) == 1.0
    assert SAME <= likeness(LONG, CUT) < 1.0
    assert likeness(LONG, OTHER) < NEAR


def test_short_statements_are_the_same_only_when_they_are_equal() -> None:
    assert likeness("不去。", "不去") == 1.0
    assert likeness("我去", "我不去") == 0.0
    assert likeness("", "") == 1.0


@pytest.mark.parametrize("seed", range(5))
def test_what_is_nearly_the_same_shares_a_key(seed: int) -> None:
    chance = random.Random(seed)
    found = 0
    for _ in range(40):
        words = [chr(chance.randrange(0x4E00, 0x9000)) for _ in range(40)]
        other = words.copy()
        other[chance.randrange(40)] = "改"
        found += bool(set(bands_of("".join(words))) & set(bands_of("".join(other))))
    assert found == 40


def test_what_has_no_letters_has_no_keys() -> None:
    assert bands_of("……！") == ()


def test_an_edited_quotation_goes_on_from_the_old_one() -> None:
    old = [Words("a", LONG), Words("a", OTHER), Words("b", "我们明天早上就走，不再等了")]
    new = [Words("a", OTHER), Words("a", CUT)]
    done = follow(old, new)
    assert done.states == ("changed", "carried", "withdrawn")
    assert done.before == (1, 0)


def test_the_same_words_of_another_speaker_are_a_change() -> None:
    done = follow([Words("a", LONG)], [Words("b", LONG)])
    assert (done.states, done.before) == (("changed",), (0,))


def test_near_words_of_another_speaker_are_no_change_but_a_withdrawal() -> None:
    done = follow([Words("a", LONG)], [Words("b", CUT)])
    assert (done.states, done.before) == (("withdrawn",), (None,))


def test_each_is_used_once() -> None:
    done = follow([Words("a", LONG), Words("a", LONG)], [Words("a", LONG)])
    assert sorted(done.states) == ["carried", "withdrawn"]
    assert follow([], [Words("a", LONG)]).before == (None,)
