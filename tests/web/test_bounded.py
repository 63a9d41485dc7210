"""A page of the room costs what it shows, not what the archive holds: counted in steps of SQLite's own machine."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from cunzhao.archive.reading import Reading
from cunzhao.record import Evidence, Log
from cunzhao.store import Store
from cunzhao.types import ArticleFilter, Published
from tests.store.values import START, record, revision, source
from tests.web.conftest import client_of

FEW, MANY = 600, 6000
STEP = 50


def fill(path: Path, many: int) -> Store:
    """Articles an hour apart, of two sources; three of a rare tag, three gone."""
    store = Store(path, writable=True)
    with store.write() as transaction:
        for name in ("a", "b"):
            transaction.follow(source(name))
        for n in range(many):
            at = START + timedelta(hours=n)
            tags = ("common", "rare") if n < 3 else ("common",)
            shown = record(f"x{n}", n, source="ab"[n % 10 == 0], tags=tags, published=Published(at, at, at, "so"))
            transaction.add_revision(revision(f"x{n}"))
            transaction.add_article(shown)
            if n < 3:
                transaction.seen_again(f"x{n}", at, "gone", at)
            transaction.change("article", f"x{n}", at)
    return store


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    folder = tmp_path_factory.mktemp("bounded")
    made = fill(folder / "few.db", FEW), fill(folder / "many.db", MANY)
    yield made
    for store in made:
        store.close()


@contextmanager
def steps() -> Iterator[Callable[[], int]]:
    """How many steps were made on connections that are opened inside."""
    ticks = [0]

    def tick() -> int:
        ticks[0] += 1
        return 0

    def on_connect(connection: object, _record: object) -> None:
        connection.set_progress_handler(tick, STEP)  # type: ignore[attr-defined]

    event.listen(Engine, "connect", on_connect)
    try:
        yield lambda: ticks[0] * STEP
    finally:
        event.remove(Engine, "connect", on_connect)


def room_over(store: Store) -> Reading:
    evidence = Evidence(store.path.parent, clock=lambda: START, random_bytes=random.randbytes)
    return Reading(Store(store.path), evidence, Log(store.path.parent))


def cost(store: Store, path: str) -> int:
    with steps() as counted:
        reading = room_over(store)
        room = client_of(reading)
        assert room.get("/sources").status_code == 200  # what is counted once is counted now
        assert room.get("/tags").status_code == 200
        assert room.get("/").status_code == 200
        before = counted()
        assert room.get(path).status_code == 200
        reading.catalogue.close()
        return counted() - before


DAY = f"{START + timedelta(hours=200):%Y-%m-%d}"
CURSOR = f"{START + timedelta(hours=300):%Y-%m-%dT%H:%M:%S.%fZ}~301"
PAGES = [
    "/", "/sources", "/tags", f"/day/{DAY}", f"/?cursor={CURSOR}", "/?only=gone", "/tag/rare", "/tag/common", "/feed.atom",
    f"/days?before={DAY}", "/article/x5", "/source/a",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_ten_times_the_articles_cost_no_more_steps(stores: tuple[Store, Store], path: str) -> None:
    few, many = (cost(store, path) for store in stores)
    # A source says how many articles it has: a count along its own index, four steps an article.
    allowed = 2 * few + 2000 + (5 * MANY if path.startswith("/source/") else 0)
    assert many <= allowed, (few, many)


def test_days_are_paged_and_all_found(stores: tuple[Store, Store]) -> None:
    store = stores[1]
    whole = store.days(limit=10_000)
    assert sum(count for _, count in whole) == MANY
    assert [day for day, _ in whole] == sorted({(START + timedelta(hours=n)).date() for n in range(MANY)}, reverse=True)
    found: list[tuple[date, int]] = []
    while part := store.days(found[-1][0] if found else None, 100):
        found += part
    assert tuple(found) == whole


def test_the_days_beside_a_day(stores: tuple[Store, Store]) -> None:
    first, last = START.date(), (START + timedelta(hours=FEW - 1)).date()
    one = timedelta(days=1)
    assert stores[0].days_beside(first) == (None, first + one)
    assert stores[0].days_beside(last) == (last - one, None)
    assert stores[0].days_beside(last + 10 * one) == (last, None)


def test_the_days_page_leads_to_earlier_days(stores: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cunzhao.web.lists.DAYS_PER_PAGE", 10)
    room = client_of(room_over(stores[0]))
    last = (START + timedelta(hours=FEW - 1)).date()
    address = f"/days?before={last - timedelta(days=9)}"
    assert f'href="{address}"' in room.get("/days").text
    assert f'href="/day/{last - timedelta(days=10)}"' in room.get(address).text
    assert room.get("/days?before=yesterday").status_code == 404
    assert "There is no article here." in room.get("/days?before=1990-01-01&lang=en").text


@pytest.mark.parametrize("tag", ["rare", "common"])
@pytest.mark.parametrize("only", [None, "gone"])
def test_tags_find_the_same_either_way(
    stores: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch, tag: str, only: str | None
) -> None:
    wanted = ArticleFilter(tag=tag, only=only)  # type: ignore[arg-type]
    usual = stores[1].articles(wanted, limit=100)
    monkeypatch.setattr("cunzhao.store.lists.RARE", 1 if tag == "rare" else 10**9)
    assert stores[1].articles(wanted, limit=100) == usual
    assert usual.lines


def test_figures_follow_what_is_written(tmp_path: Path) -> None:
    store = fill(tmp_path / "c.db", 5)
    room = client_of(room_over(store))
    assert "5 articles" in room.get("/?lang=en").text
    with store.write() as transaction:
        transaction.add_revision(revision("new"))
        transaction.add_article(record("new"))
        transaction.change("article", "new", START)
    assert "6 articles" in room.get("/?lang=en").text
    store.close()
