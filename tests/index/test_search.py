"""The index: kept by the change log, asked by queries."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from cunzhao.errors import UsageError
from cunzhao.index import SearchIndex
from cunzhao.store import Store, indexing, schema
from tests.index.shelf import DAY, Doc, edit, found, index_of, mark_gone, put

ONE = Doc(
    "one",
    "立法會選舉延期",
    "昨日宣布。\n記者王小明報道 3月1日",
    authors=("王小明",),
    tags=("聯合早報",),
    language="zh-Hant",
)
TWO = Doc(
    "two", "Vote postponed", "The 选举 vote is off", DAY + timedelta(days=400), language="en", host="www.other.example"
)


def test_catches_up_once(store: Store) -> None:
    index = index_of(store)
    assert index.catch_up() == 0
    put(store, [ONE, TWO])
    assert index.pending() == 2
    assert index.catch_up() == 2
    assert index.catch_up() == 0
    assert index.pending() == 0


def test_a_hit_holds_the_line_and_marks_in_the_other_script(store: Store) -> None:
    put(store, [ONE, TWO])
    index = index_of(store)
    index.catch_up()
    result = index.search("选举")
    assert result.total == 2
    assert {hit.line.id for hit in result.hits} == {"one", "two"}
    marked = {hit.line.id: [hit.snippet[a:b] for a, b in hit.marks] for hit in result.hits}
    assert marked == {"one": [], "two": ["选举"]}
    (hit,) = index.search("报道").hits
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["報道"]


def test_an_edit_replaces_what_was_indexed(store: Store) -> None:
    put(store, [ONE])
    index = index_of(store)
    index.catch_up()
    edited = edit(store, ONE, "選舉如期", "今日宣布")
    assert index.catch_up() == 1
    assert found(store, "延期") == found(store, "报道") == set()
    assert found(store, "如期 今日") == {"one"}
    edit(store, edited, "", "")
    index.catch_up()
    assert found(store, "如期") == found(store, "今日") == set()


def test_a_changed_title_without_a_new_revision_is_seen(store: Store) -> None:
    put(store, [ONE])
    index = index_of(store)
    index.catch_up()
    with store.write() as transaction:
        transaction.connection.execute(update(schema.articles).values(title="新標題"))
        transaction.change("article", "one", DAY)
    index.catch_up()
    assert found(store, "延期") == set()
    assert found(store, "title:新标题") == {"one"}


def test_a_catalogue_of_yesterday_leads_to_a_rebuild(store: Store) -> None:
    put(store, [ONE, TWO])
    index = index_of(store)
    index.catch_up()
    with store.write() as transaction:
        transaction.connection.execute(delete(schema.changes).where(schema.changes.c.seq > 1))
    assert index.catch_up() == 2
    assert index.catch_up() == 0


def test_an_index_that_is_gone_or_torn_is_made_again(store: Store) -> None:
    put(store, [ONE])
    index_of(store).catch_up()
    folder = store.path.parent / "index"
    for spoil in (lambda: shutil.rmtree(folder), lambda: (next(folder.iterdir()) / "meta.json").write_text("{")):
        spoil()
        other = SearchIndex(store, folder)
        assert (other.search("选举").total, other.pending()) == (0, 1)
        assert other.catch_up() == 1
        assert other.search("选举").total == 1
        other.close()


def test_a_crash_after_the_commit_changes_nothing(store: Store) -> None:
    put(store, [ONE, TWO])
    index = index_of(store)
    index.catch_up()
    before = list(index.content())
    (upto,) = (store.path.parent / "index").glob("*/upto")
    upto.write_text("1")
    assert index.catch_up() == 1
    assert list(index.content()) == before
    assert len(before) == 2


def test_what_an_older_index_leaves_is_tidied_away(store: Store) -> None:
    put(store, [ONE])
    index = index_of(store)
    index.catch_up()
    index.rebuild()
    assert len(list((store.path.parent / "index").iterdir())) == 2
    index.tidy()
    assert len(list((store.path.parent / "index").iterdir())) == 1
    assert found(store, "选举") == {"one"}


def test_another_version_of_tokens_leads_to_a_rebuild(store: Store) -> None:
    put(store, [ONE])
    index = index_of(store)
    index.catch_up()
    with store.write() as transaction:
        state = indexing.IndexState("1", "old")
        indexing.set_index_state(transaction.connection, state)
    assert index.pending() == 1
    assert index.catch_up() == 1
    assert index.catch_up() == 0


def test_a_rebuilt_index_answers_the_same(store: Store) -> None:
    put(store, [ONE, TWO])
    index = index_of(store)
    index.catch_up()
    edit(store, ONE, "選舉如期", "今日宣布")
    index.catch_up()
    before = [index.search(query) for query in ("选举", "from:example 选举", "-vote", "tag:联合早报")]
    assert index.rebuild() == 2
    assert [index.search(query) for query in ("选举", "from:example 选举", "-vote", "tag:联合早报")] == before


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("from:example", {"one", "two"}),
        ("from:example.co.uk", {"one"}),
        ("from:news.example.co.uk", {"one"}),
        ("from:https://www.other.example/x", {"two"}),
        ("from:co.uk", set()),
        ("from:news", {"one", "two"}),  # in the name "Example News"
        ("by:王小明", {"one"}),
        ("by:小明", {"one"}),
        ("tag:联合早报", {"one"}),
        ("tag:聯合早報", {"one"}),
        ("tag:聯合", set()),
        ("from:EXAMPLE.co.uk", {"one"}),
        ("lang:zh", {"one"}),
        ("lang:zh-hant", {"one"}),
        ("lang:z", set()),
        ("-lang:zh", {"two", "none"}),
        ("title:选举", {"one"}),
        ("title:vote -选举", set()),
        ("before:2022", {"one", "none"}),
        ("after:2022", {"two"}),
        ("on:2021-06-04", {"one", "none"}),
        ("on:2021-06-05", set()),
        ("before:2021-06-04", set()),
        ("after:2021-06-04", {"one", "two", "none"}),
        ("is:gone", {"two"}),
        ("is:edited", set()),
        ("is:copy", set()),
        ("-is:gone", {"one", "none"}),
        ("3月", {"one"}),
        ("“宣布。记者”", {"one"}),
        ("宣布记者", set()),
        ("月", {"one"}),
        ("is:gone OR by:王小明", {"one", "two"}),
        ("选举 (is:gone OR on:1999)", {"two"}),
        ("-(选举 -vote)", {"two", "none"}),
    ],
)
def test_filters(store: Store, query: str, ids: set[str]) -> None:
    put(store, [ONE, TWO, Doc("none", "", "", host="127.0.0.1", source_name="")])
    with store.write() as transaction:
        mark_gone(transaction, TWO)
    index = index_of(store)
    index.catch_up()
    assert found(store, query) == ids
    assert index.search(query).total == len(ids)


def test_orders_and_pages(store: Store) -> None:
    docs = [Doc(f"d{i}", "x", "选举 " + "无 " * 20, DAY + timedelta(days=i)) for i in range(7)]
    docs.append(Doc("title", "选举", "无 " * 20, DAY - timedelta(days=900)))
    put(store, docs)
    index = index_of(store)
    index.catch_up()
    ranked = [hit.line.id for hit in index.search("选举").hits]
    assert ranked == ["title", "d6", "d5", "d4", "d3", "d2", "d1", "d0"]
    assert [hit.line.id for hit in index.search("选举", order="new").hits] == [*ranked[1:], "title"]
    pages = [index.search("选举", limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [hit.line.id for page in pages for hit in page.hits] == ranked
    assert {page.total for page in pages} == {8}
    mixed = [hit.line.id for hit in index.search("选举 OR from:nowhere").hits]
    assert mixed == ranked


def test_only_filters_come_newest_first(store: Store) -> None:
    put(store, [ONE, TWO])
    index = index_of(store)
    index.catch_up()
    assert [hit.line.id for hit in index.search("after:2000").hits] == ["two", "one"]


@pytest.mark.parametrize(("limit", "offset"), [(0, 0), (10_001, 0), (1, -1), (1, 2**63)])
def test_refuses_impossible_pages(store: Store, limit: int, offset: int) -> None:
    with pytest.raises(UsageError, match="limit must be"):
        index_of(store).search("选举", limit=limit, offset=offset)


def test_more_changes_than_one_batch(store: Store) -> None:
    index = index_of(store)
    put(store, [ONE])
    index.catch_up()
    put(store, [replace(ONE, id=f"d{i}") for i in range(450)])
    assert index.catch_up() == 450
    assert len(found(store, "选举")) == 451
