"""The catalogue: one writer, many readers, and what comes back is what went in."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from cunzhao.errors import NoArchive, StorageError, UsageError
from cunzhao.store import Store, dump, engine
from cunzhao.store.polling import Noted, note_poll
from cunzhao.store.schema import metadata
from cunzhao.types import ArticleFilter, Candidate, Channel, Claim, Image, Verdict
from tests.store.values import START, capture, leaf, record, revision, source


def test_the_migrations_lead_to_the_tables_of_today(store: Store) -> None:
    with store.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    ours = [d for d in found if "search_" not in str(d) and "alembic_version" not in str(d)]
    assert ours == []


def test_head_is_the_newest_migration(store: Store) -> None:
    with store.connect() as connection:
        assert engine.schema_version(connection) == engine.HEAD


def test_an_archive_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    Store(path, writable=True).close()
    writer = engine.writer_engine(path)
    with writer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    writer.dispose()
    with pytest.raises(NoArchive, match="newer"):
        Store(path, writable=True)


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StorageError), store.connect() as connection:
        connection.exec_driver_sql("DELETE FROM articles")


def test_a_store_without_a_catalogue_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match="rebuild"):
        Store(tmp_path / "catalog.db")


def test_the_writer_syncs_every_commit(store: Store) -> None:
    with store.write() as transaction:
        mode = transaction.connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        level = transaction.connection.exec_driver_sql("PRAGMA synchronous").scalar()
    assert (mode, level) == ("wal", 2)


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.write() as transaction:
            transaction.add_capture(capture(), "k", leaf())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.captures() == ()
    assert store.log_size() == 0


def test_a_capture_comes_back_with_its_leaf_and_verdict(store: Store) -> None:
    given = capture(etag='"x"', facts={"requested": "http://a.example/1", "file": "名.html"})
    with store.write() as transaction:
        position = transaction.add_capture(given, "k", leaf())
        transaction.ingested(given.id, Verdict("gone", ("404",)), None)
    line = store.capture("c1")
    assert line is not None
    assert (line.capture, line.leaf, line.verdict) == (given, position, Verdict("gone", ("404",)))
    assert store.waiting() == ()


def test_waiting_captures_come_in_log_order(store: Store) -> None:
    with store.write() as transaction:
        for n in (3, 1, 2):
            transaction.add_capture(capture(n), f"k{n}", leaf(n))
    assert [c.id for c in store.waiting()] == ["c3", "c1", "c2"]
    assert store.ends() == {"one.warc.gz": 300}


def test_prior_finds_whole_payloads_only(store: Store) -> None:
    digest = "d" * 64
    with store.write() as transaction:
        transaction.add_capture(capture(1, kind="revisit", payload_digest=digest), "k", leaf(1))
        assert transaction.read.prior(digest) is None
        transaction.add_capture(capture(2, payload_digest=digest), "k", leaf(2))
    found = store.prior(digest)
    assert found is not None
    assert found.id == "c2"


def test_the_answer_before_a_capture_is_bounded_by_its_place_in_the_log(store: Store) -> None:
    with store.write() as transaction:
        for n in (1, 2):
            transaction.add_capture(capture(n), "k", leaf(n))
    assert store.capture_before("k", "page", 0) is None
    before = store.capture_before("k", "page", 1)
    assert before is not None
    assert before.capture.id == "c1"


def test_an_old_leaf_is_claimed_and_not_added_again(store: Store) -> None:
    with store.write() as transaction:
        transaction.load_log([("journal", b"entry 5"), ("capture", b"entry 1")])
        assert transaction.add_leaf(leaf(1)) == 1
        assert transaction.add_leaf(leaf(2)) == 2
    assert [(i, s) for i, _, _, s in store.leaves()] == [(0, ""), (1, "c1"), (2, "c2")]


def test_an_article_comes_back_whole(store: Store) -> None:
    image = Image("http://a.example/i.png", "alt", "caption", "lead")
    with store.write() as transaction:
        transaction.add_article(record("a1", tags=("x", "y"), categories=("z",), extra={"layout": "post"}))
        transaction.add_revision(revision("a1"))
        transaction.add_url("k1", "http://a.example/a1", "a1", "fetched")
        transaction.set_images("a1", [(image, "ki")])
        transaction.hold_image("ki", "c9", "image/png")
    view = store.article("a1")
    assert view is not None
    assert view.current == revision("a1")
    assert view.line.tags == ("x", "y")
    assert view.categories == ("z",)
    assert view.extra == {"layout": "post"}
    assert view.claims == record("a1").claims
    assert (view.line.images_held, view.line.images_named) == (1, 1)
    assert view.images[0].image == image
    assert view.images[0].capture == "c9"
    assert store.find_article(["unknown", "k1"]) == "a1"
    assert store.tags() == (("x", 1), ("y", 1))


def test_pages_of_a_list_hold_every_article_once(store: Store) -> None:
    with store.write() as transaction:
        for n in range(25):
            transaction.add_article(record(f"a{n}", hours=n // 3))
            transaction.add_revision(revision(f"a{n}"))
    seen, cursor = [], None
    while True:
        page = store.articles(cursor=cursor, limit=4)
        seen += [line.id for line in page.lines]
        cursor = page.next
        if cursor is None:
            break
    assert sorted(seen) == sorted(f"a{n}" for n in range(25))
    assert seen[0] == "a24"


def test_a_cursor_that_is_none_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="first page"):
        store.articles(cursor="'; DROP TABLE articles --")


def test_lists_can_be_narrowed(store: Store) -> None:
    with store.write() as transaction:
        transaction.follow(source())
        transaction.add_article(record("a1", source="a", tags=("x",)))
        transaction.add_article(record("a2", hours=24, revision_count=2))
        transaction.seen_again("a1", START, "gone", START)
    day = START.date()
    assert [line.id for line in store.articles(ArticleFilter(source="a")).lines] == ["a1"]
    assert [line.id for line in store.articles(ArticleFilter(tag="x")).lines] == ["a1"]
    assert [line.id for line in store.articles(ArticleFilter(day=day)).lines] == ["a1"]
    assert [line.id for line in store.articles(ArticleFilter(only="edited")).lines] == ["a2"]
    assert [line.id for line in store.articles(ArticleFilter(only="gone")).lines] == ["a1"]
    assert store.days() == ((day + timedelta(days=1), 1), (day, 1))
    assert store.days(before=day + timedelta(days=1)) == ((day, 1),)


def test_a_sighting_is_kept_once_and_again_when_it_claims_something_else(store: Store) -> None:
    first = Candidate(
        "http://a.example/1", START, "http://a.example/feed", "T", claims=(Claim("feed", "r", START, "w"),)
    )
    later = replace(first, seen_at=START + timedelta(hours=1))
    other = replace(later, title="T2")
    with store.write() as transaction:
        assert [transaction.sight(c, "k", "a") for c in (first, later, other)] == [True, False, True]
    assert store.sightings(["k"]) == (first, other)


def test_the_frontier_gives_what_is_due(store: Store) -> None:
    with store.write() as transaction:
        assert transaction.enqueue("k", "http://a.example/1", "page", "a.example", "a", START)
        assert not transaction.enqueue("k", "http://a.example/1", "page", "a.example", "a", START)
        transaction.settle("k", "page", "held", START, START + timedelta(hours=1))
        transaction.enqueue("k2", "http://a.example/2", "page", "a.example", "a", START)
        transaction.enqueue("k3", "http://a.example/3", "page", "a.example", None, START)

    def due(source: str | None, states: tuple[str, ...], limit: int = 9, at: str = "09:30") -> list[str]:
        return [r["url_key"] for r in store.due(source, "page", states, f"2026-03-01T{at}:00.000000Z", limit)]

    assert due("a", ("held",), at="08:30") == []
    assert due("a", ("held", "new")) == ["k", "k2"]
    assert due("a", ("new", "held")) == ["k2", "k"]
    assert due("a", ("new", "held"), limit=1) == ["k2"]
    assert due(None, ("new", "held")) == ["k3"]


def test_what_is_held_is_watched_for_ever(store: Store) -> None:
    with store.write() as transaction:
        for n, due in enumerate((None, START + timedelta(hours=2), START + timedelta(hours=1))):
            transaction.enqueue(f"k{n}", f"http://a.example/{n}", "page", "a.example", "a", START)
            transaction.settle(f"k{n}", "page", "held", START, due)
    assert [r["url_key"] for r in store.watched("a")] == ["k2", "k1", "k0"]
    assert store.watched("b") == store.watched(None) == ()


def test_waiting_for_a_page_is_what_is_counted_as_pending(store: Store) -> None:
    states = {"new": START, "failed": START, "refused": START, "held": START, "done": None}
    with store.write() as transaction:
        transaction.follow(source())
        for state, due in states.items():
            transaction.enqueue(state, f"http://a.example/{state}", "page", "a.example", "a", START)
            transaction.settle(state, "page", state, START, due)
    assert store.sources()[0].pending == 3


def test_a_host_has_served_when_another_article_was_seen_live(store: Store) -> None:
    with store.write() as transaction:
        transaction.add_article(record("a1"))
        assert transaction.read.served_since("a.example", START - timedelta(seconds=1))
        assert not transaction.read.served_since("a.example", START + timedelta(hours=30))
        assert not transaction.read.served_since("other.example", START - timedelta(hours=1))
        transaction.seen_again("a1", START, "missing", None, START)
        assert not transaction.read.served_since("a.example", START - timedelta(seconds=1))


def test_following_again_replaces_the_channels(store: Store) -> None:
    one, two = Channel("feed", "http://a.example/1", "w"), Channel("sitemap", "http://a.example/2", "w")
    with store.write() as transaction:
        transaction.follow(replace(source(), channels=(one,)))
        note_poll(transaction, "a", one.url, capture(5, status=200, etag="e"), Noted(3, 3))
        transaction.follow(replace(source(), channels=(two, one)))
    assert store.followed()[0].channels == (two, one)
    health = store.sources()[0]
    assert health.last_polled == START + timedelta(minutes=5)


def test_copies_are_known_on_both_sides(store: Store) -> None:
    with store.write() as transaction:
        for name in ("a1", "a2"):
            transaction.add_article(record(name))
            transaction.add_revision(revision(name))
            transaction.set_bands(name, [1, 2 + int(name[1])])
        assert [found for found, _ in transaction.read.similar([1], "B")] == ["a1", "a2"]
        assert transaction.read.similar([1], "A") == ()
        transaction.add_copy("a1", "a2", 0.9)
    for name, other in (("a1", "a2"), ("a2", "a1")):
        view = store.article(name)
        assert view is not None
        assert view.line.copies == 1
        assert [(c.article, c.overlap) for c in view.copies] == [(other, 0.9)]


def test_consumers_keep_their_own_place(store: Store) -> None:
    with store.write() as transaction:
        for name in ("a1", "a2"):
            transaction.change("article", name, START)
        transaction.set_checkpoint("index", 1)
    assert [c.subject for c in store.changes(store.checkpoint("index"))] == ["a2"]
    assert store.checkpoint("publish") == 0


def test_equal_catalogues_have_equal_dumps(tmp_path: Path) -> None:
    dumps = []
    for name in ("one", "two"):
        made = Store(tmp_path / name, writable=True)
        with made.write() as transaction:
            transaction.add_article(record("a1"))
            transaction.add_revision(revision("a1"))
        dumps.append(list(dump(made)))
        made.close()
    assert dumps[0] == dumps[1]
    assert any(line.startswith("revisions ") for line in dumps[0])


def test_totals_count(store: Store) -> None:
    with store.write() as transaction:
        transaction.follow(source())
        for name in ("a1", "a2", "a3"):
            transaction.add_article(record(name, source="a", revision_count=2 if name != "a3" else 1))
            transaction.add_revision(revision(name))
        transaction.add_capture(capture(), "k", leaf())
    totals = store.totals()
    assert (totals["articles"], totals["edited"], totals["captures"], totals["log_leaves"]) == (3, 2, 1, 1)
    assert (store.sources()[0].articles, store.sources()[0].edited) == (3, 2)


def test_a_catalogue_of_an_older_version_is_no_puzzle_to_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    Store(path, writable=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    with pytest.raises(NoArchive, match="cunzhao rebuild"):
        Store(path)
