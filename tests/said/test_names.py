"""Names that are one actor's, and names that must not become one."""

from __future__ import annotations

import itertools
import random

import pytest

from cunzhao.errors import UsageError
from cunzhao.said.actors import Actors, Link, actors_of, read_aliases
from cunzhao.said.names import glosses_of, key_of
from cunzhao.types import Bond, Gloss
from tests.press_archive import Clock


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("林知遠", "林知远"),
        ("奥马·德雷克", "奧馬‧德雷克"),
        ("奥马・德雷克", "奥马•德雷克"),
        ("Mr. Omar Drake", "OMAR DRAKE"),
        ("「海岸共進」", "海岸共进"),
        ("the Harbour Board", "Harbour Board"),
        ("林 知远", "林知远"),
    ],
)
def test_writings_of_one_name_are_one(one: str, other: str) -> None:
    assert key_of(one) == key_of(other) != ""


@pytest.mark.parametrize("name", [None, "", "  ", "……", "·", "甲" * 81, "\x00\n"])
def test_what_is_no_name_has_no_key(name: str | None) -> None:
    assert key_of(name) == ""


GLOSSED = [
    ("前总统卓普（Donal Trumm）说。", ("卓普", "Donal Trumm")),
    ("沙湾渔业部长奥马·德雷克（Omar Drake，右）出席。", ("奥马·德雷克", "Omar Drake")),
    ("The minister Lin Zhiyuan (林知远) left.", ("林知远", "Lin Zhiyuan")),
    ("議長蒲廷（大陆译蒲京）缺席。", ("蒲廷", "蒲京")),
    ("莱德走了。莱德（Hassan Reed）说，莱德不来。", ("莱德", "Hassan Reed")),
]


@pytest.mark.parametrize(("text", "wanted"), GLOSSED)
def test_a_gloss_binds_the_two_names_that_stand_together(text: str, wanted: tuple[str, str]) -> None:
    assert Gloss(*wanted) in glosses_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "前总统卓普（Trumm）说。",
        "世界渔业组织（WFO）说。",
        "他说（见第3页）。",
        "昨天下午在市政厅里接受采访的那位先生（Omar Drake）说。",
        "（Omar Drake）",
    ],
)
def test_a_surname_an_acronym_and_a_name_without_a_beginning_bind_nothing(text: str) -> None:
    assert glosses_of(text) == ()


def test_an_acronym_is_taken_for_a_speaker_of_the_text() -> None:
    assert glosses_of("世界渔业组织（WFO）说，水温升高。", ["世界渔业组织"]) == (Gloss("世界渔业组织", "WFO"),)


def test_glosses_of_hostile_text_are_few_and_quick() -> None:
    assert len(glosses_of("甲乙（Ab Cd）" * 20_000)) <= 50
    assert glosses_of("（" * 50_000 + "A" * 50_000) == ()
    assert glosses_of("甲" * 100_000 + "（Ab Cd" * 1_000) == ()


def test_transliterations_become_one_actor_by_their_common_gloss() -> None:
    actors = actors_of([Gloss("卓普", "Donal Trumm"), Gloss("卓朗普", "Donal J. Trumm"), Gloss("卓普", "Donal Trumm")])
    assert actors.keys_of("卓朗普") == actors.keys_of("Donal Trumm") == actors.keys_of("卓普")


def test_a_surname_that_two_people_share_binds_neither() -> None:
    actors = actors_of([Gloss("莱德", "Hassan Reed"), Gloss("莱德", "Emma Reed")])
    assert actors.keys_of("Hassan Reed") == {"hassan reed"}
    assert actors.keys_of("莱德") == {"莱德"}


def test_two_people_of_one_romanised_name_stay_two() -> None:
    actors = actors_of([Gloss("林志远", "Lin Zhiyuan"), Gloss("林知远", "Lin Zhiyuan")])
    assert actors.keys_of("林志远") == {"林志远"}
    assert actors.id_of(key_of("林知远")) != actors.id_of(key_of("林志远"))


def test_glosses_alone_never_bring_the_world_together() -> None:
    chain = [Gloss(f"{chr(0x4E00 + n)}{chr(0x5E00 + n)}", f"{chr(0x4E01 + n)}{chr(0x5E01 + n)}") for n in range(500)]
    actors = actors_of(chain)
    assert max(len(actors.keys_of(g.name)) for g in chain) <= 40


def test_countries_are_one_in_every_language_and_a_surname_is_no_country() -> None:
    actors = actors_of([])
    assert actors.id_of(key_of("義大利")) == actors.id_of(key_of("意大利")) == actors.id_of(key_of("Italy"))
    assert actors.keys_of("Jordan") == {"jordan"}


def test_people_bind_hold_apart_and_take_back() -> None:
    at = Clock()()
    glosses = [Gloss("卓普", "Donal Trumm")]
    same = Bond("j1", at, True, "卓普", "老卓")
    apart = Bond("j2", at, False, "卓普", "Donal Trumm")
    assert "老卓" in actors_of(glosses, [same]).keys_of("Donal Trumm")
    held = actors_of(glosses, [same, apart])
    assert held.keys_of("卓普") == {"卓普", "老卓"}
    assert actors_of(glosses, []).keys_of("卓普") == {"卓普", "donal trumm"}


def test_the_order_of_learning_makes_no_difference() -> None:
    names = [f"name{n} x" for n in range(7)]
    pairs = list(itertools.combinations(names, 2))
    chance = random.Random(7)
    links = [Link(a, b, "gloss") for a, b in chance.sample(pairs, 9)]
    apart = chance.sample(pairs, 3)
    first = Actors(links, apart)
    for _ in range(20):
        chance.shuffle(links)
        again = Actors(links, apart)
        assert [again.id_of(n) for n in names] == [first.id_of(n) for n in names]
    assert all(first.id_of(a) != first.id_of(b) for a, b in apart)


def test_aliases_are_read_line_by_line() -> None:
    text = "# who is who\n蒲廷 = 蒲京 = Vlad Putten  # one\n\n"
    groups = read_aliases(text)
    assert groups == (("蒲廷", "蒲京", "Vlad Putten"),)
    assert actors_of([], [], groups).keys_of("蒲京") == {"蒲廷", "蒲京", "vlad putten"}


@pytest.mark.parametrize("text", ["蒲廷", "蒲廷 = ", "= =", "a = …", "x" * 1_000_001])
def test_aliases_that_cannot_be_read_are_refused_with_the_line(text: str) -> None:
    with pytest.raises(UsageError, match="aliases"):
        read_aliases(text)
