"""A search finds exactly what a reader with unlimited patience finds: the index against a scan of all texts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from cunzhao.store import Store
from cunzhao.text import fold, index_tokens, is_cjk
from tests.index.shelf import Doc, found, index_of, posts, put, sampled_words, scanned
from tests.shared import shared_path

# Few characters, so that words meet: both Chinese scripts, kana (half-width too), Hangul, Latin, digits, what separates and
# what is invisible.
LETTERS = "选選举舉里裏后後乾干会會のカがｶﾞ\u3099가각"
TEXT = st.text(LETTERS + "aBé12 ，。\n\u200b-", max_size=30)
WORD = st.text(LETTERS, min_size=1, max_size=4)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[Doc]]]:
    """One catalogue for all examples; each adds to it, so that later ones search among more."""
    store = Store(tmp_path_factory.mktemp("exact") / "catalog.db", writable=True)
    yield store, []
    store.close()


@settings(max_examples=60, deadline=None)
@example(texts=[("", "选\u200b舉")], words=["选举"], cut=0)
@example(texts=[("选，", "舉")], words=["选举"], cut=0)
@given(
    texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4),
    words=st.lists(WORD, max_size=4),
    cut=st.integers(0, 20),
)
def test_random_texts(shelf: tuple[Store, list[Doc]], texts: list[tuple[str, str]], words: list[str], cut: int) -> None:
    store, docs = shelf
    new = [Doc(f"d{len(docs) + i}", title, text) for i, (title, text) in enumerate(texts)]
    docs += new
    put(store, new)
    index_of(store).catch_up()
    pieces = [doc.text.replace("\u200b", "")[cut : cut + length] for doc, length in itertools.product(new, (1, 2, 3))]
    for word in words + [piece for piece in pieces if piece and all(map(is_cjk, piece))]:
        assert found(store, word) == scanned(docs, word)


@settings(max_examples=40, deadline=None)
@given(
    text=TEXT, words=st.lists(st.sampled_from(["a", "é", "12", "a-b", "选举 a", "举，a", "后"]), min_size=2, max_size=2)
)
def test_and_or_and_not_are_sets(shelf: tuple[Store, list[Doc]], text: str, words: list[str]) -> None:
    store, docs = shelf
    docs.append(Doc(f"d{len(docs)}", "", text))
    put(store, docs[-1:])
    index_of(store).catch_up()
    one, other = (f'"{word}"' for word in words)
    a, b, everything = found(store, one), found(store, other), {doc.id for doc in docs}
    assert found(store, f"{one} {other}") == a & b
    assert found(store, f"{one} OR {other}") == a | b
    assert found(store, f"{one} -{other}") == a - b
    assert found(store, f"-{one}") == everything - a
    assert found(store, f"-({one} OR {other})") == everything - a - b
    assert found(store, f"({one} -{other}) OR from:nowhere") == a - b
    assert found(store, f"from:example -({one} -{other})") == everything - (a - b)


def test_real_posts(store: Store) -> None:
    docs = posts(shared_path("eval/jekyll/_posts"))
    put(store, docs)
    assert index_of(store).catch_up() == len(docs)
    folded = [(doc.id, fold(doc.title), fold(doc.text)) for doc in docs]
    wrong = []
    for word in _with_twins(sampled_words(docs, 300, seed=20211122)):
        wanted = fold(word)
        truth = {i for i, title, text in folded if wanted in title or wanted in text}
        if found(store, word) != truth:
            wrong.append(word)
    assert wrong == []


def _with_twins(words: list[str]) -> list[str]:
    """Each word, and as it is written in the other script; punctuation that OpenCC may bring in stays out."""
    to_simplified, to_traditional = OpenCC("t2s"), OpenCC("s2t")
    twins = [twin for word in words for twin in (word, to_simplified.convert(word), to_traditional.convert(word))]
    return [twin for twin in dict.fromkeys(twins) if all(map(is_cjk, twin))]


def test_the_scan_is_not_of_the_index() -> None:
    """The truth must not come from the tokens: it finds a word that no token begins."""
    doc = Doc("x", "", "我们选舉")
    assert scanned([doc], "们选举") == {"x"}
    assert "们选举" not in index_tokens(doc.text)
