"""Real pages through the whole path: served on loopback under their own host names, discovered, fetched, recorded, extracted,
indexed, searched, published, verified and rebuilt.

    python bench/real_pages.py EVAL_FOLDER [--limit N] [--keep DIR]

EVAL_FOLDER holds ``truth.jsonl``, ``pages/`` and ``score.py`` (the scorer is theirs, loaded from there).
"""

from __future__ import annotations

import argparse
import collections
import gzip
import importlib.util
import json
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from cunzhao.archive import Archive
from cunzhao.archive.network import Network
from cunzhao.archive.writing import Writing
from cunzhao.errors import CunzhaoError
from cunzhao.fetch import AddressPolicy
from cunzhao.flow.keys import url_key
from cunzhao.press import FilePress
from cunzhao.types import CaptureLine
from cunzhao.urls import parse

UTF8 = "text/html; charset=utf-8"
"""The pages of the set were decoded to UTF-8; what they say of themselves no longer holds."""
WORDS = 200
"""Searches compared with a scan of all texts."""


def load_scorer(folder: Path) -> ModuleType:
    """The evaluation set's own scorer."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def addresses(truth: list[dict[str, Any]]) -> dict[str, str]:
    """An http address of its own for every page: the real one, or host and id where only the host is known."""
    taken: dict[str, str] = {}
    found = {}
    for page in truth:
        parts = urlsplit(page["url"] or "")
        host = (parts.hostname or page["site"] or "nowhere.example").lower()
        # As a client asks for it: with what is not ASCII escaped.
        url = str(parse(f"http://{host}{parts.path}" + (f"?{parts.query}" if parts.query else "")))
        if parts.path in ("", "/") or taken.setdefault(url_key(url), page["id"]) != page["id"]:
            url = f"http://{host}/pages/{page['id']}.html"
            taken[url_key(url)] = page["id"]
        found[page["id"]] = url
    return found


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long a step took."""
    start = time.perf_counter()
    yield
    print(f"{what:<44} {time.perf_counter() - start:8.1f} s", flush=True)


def collect(writing: Writing, hosts: list[str]) -> None:
    """Follow every host by its sitemap, and run one round."""
    refused: collections.Counter[str] = collections.Counter()
    with timed(f"follow {len(hosts)} hosts"):
        for host in hosts:
            try:
                writing.add(f"http://{host}/sitemap.xml")
            except CunzhaoError as error:
                refused[str(error).replace(host, "HOST")] += 1
    for why, many in refused.most_common(5):
        print(f"  not followed, {many} hosts: {why}")
    with timed("run"):
        rows = writing.run()
    totals = {k: sum(getattr(r, k) for r in rows) for k in ("found", "kept", "blocked", "gone", "images_named")}
    print(f"  {totals}")
    errors = collections.Counter(e.split(":")[-1][:60] for r in rows for e in r.errors)
    print(f"  {sum(errors.values())} failed requests (images of these pages are not served): {errors.most_common(4)}")


def kinds(lines: list[CaptureLine]) -> None:
    """What the pages were called, and why those that were no articles."""
    pages = [line for line in lines if line.capture.purpose == "page" and line.verdict is not None]
    print("kinds:", dict(collections.Counter(line.verdict.kind for line in pages if line.verdict).most_common()))
    reasons = collections.Counter(
        f"{line.verdict.kind}: {'; '.join(line.verdict.reasons)}"
        for line in pages
        if line.verdict and line.verdict.kind != "article"
    )
    for why, many in reasons.most_common(25):
        print(f"  {many:5} {why[:140]}")


def check_search(archive: Archive) -> None:
    """Two-character words of the texts, found by search and by a scan."""
    from cunzhao.text import fold, is_cjk

    reading = archive.reading()
    texts = {}
    for name in everything(archive):
        view = reading.article(name)
        texts[name] = fold(f"{view.line.title}\n{view.current.text}")
    rng = random.Random(7)
    han = [t for t in texts.values() if sum(map(is_cjk, t)) > 50]
    wrong = 0
    for _ in range(WORDS if han else 0):
        text = rng.choice(han)
        at = rng.randrange(len(text) - 4)
        word = text[at : at + rng.randint(1, 4)]
        if not all(map(is_cjk, word)):
            continue
        found = {h.line.id for h in reading.search(word, limit=10_000).hits}
        wrong += found != {name for name, text in texts.items() if word in text}
    print(f"searches that differ from a scan: {wrong}")


def everything(archive: Archive) -> list[str]:
    """All article ids."""
    catalogue = archive.reading().catalogue
    names: list[str] = []
    cursor = None
    while True:
        page = catalogue.articles(cursor=cursor, limit=500)
        names += [line.id for line in page.lines]
        cursor = page.next
        if cursor is None:
            return names


def predictions(archive: Archive, urls: dict[str, str]) -> list[dict[str, Any]]:
    """What the archive holds of every page, as the scorer reads it."""
    reading = archive.reading()
    rows = []
    for name, url in urls.items():
        article = reading.catalogue.find_article([url_key(url)])
        if article is None:
            continue
        view = reading.article(article)
        at = view.line.published.at
        date = at.date().isoformat() if at else None
        rows.append(
            {
                "id": name,
                "title": view.line.title,
                "authors": list(view.authors),
                "date": date,
                "body": view.current.text,
            }
        )
    return rows


def main() -> None:
    """Print every step's time and figure."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--limit", type=int, default=0)
    arguments.add_argument("--keep", type=Path)
    asked = arguments.parse_args()
    truth = [json.loads(line) for line in (asked.folder / "truth.jsonl").open(encoding="utf-8")]
    truth = random.Random(1).sample(truth, asked.limit) if asked.limit else truth
    urls = addresses(truth)
    pages = {
        urls[t["id"]]: (
            gzip.decompress((asked.folder / "pages" / f"{t['id']}.html.gz").read_bytes()),
            "text/html; charset=utf-8",
        )
        for t in truth
    }
    place = asked.keep or Path(tempfile.mkdtemp(prefix="cunzhao-real-"))
    with FilePress(pages) as press:

        async def resolver(host: str, port: int) -> list[tuple[str, int]]:
            # The press speaks no TLS, and an image that is asked for by https would wait for a handshake in vain.
            if port == 443:
                raise OSError(f"{host} is not served by https here")
            return await press.resolver(host, port)

        network = Network(resolver, AddressPolicy(allow=frozenset([press.endpoint])), 0.0)
        archive = Archive.init(place / "press", network=network)
        with archive.writing("bench") as writing:
            collect(writing, sorted(press.pages.hosts))
            lines = list(writing.context.store.captures(limit=1_000_000))
    kinds(lines)
    scorer = load_scorer(asked.folder)
    found = {p["id"]: p for p in predictions(archive, urls)}
    print(f"pages {len(truth)}, in articles {len(found)}")
    print("all pages, what is no article counted as empty:")
    whole = [scorer.score_page(found.get(t["id"], {}), t) for t in truth]
    held = [scorer.score_page(found[t["id"]], t) for t in truth if t["id"] in found]
    print(scorer.table({"all": scorer.summary(whole), "articles": scorer.summary(held)}))
    partial = [n for n in everything(archive) if archive.reading().article(n).current.partial]
    print(f"articles marked partial: {len(partial)}")
    with timed(f"search {WORDS} words and scan"):
        check_search(archive)
    with timed("publish"):
        print("  ", archive.publish(place / "site"))
    with timed("publish again"):
        print("  ", archive.publish(place / "site"))
    with timed("verify, every digest"):
        worst = [f for f in archive.verify(read_data=True) if f.level != "ok"]
    print("  findings:", worst[:5])
    before = list(archive.reading().dump())
    with timed("rebuild"):
        archive.rebuild()
    after = list(archive.reading().dump())
    print(f"  rows {len(before)}, equal after rebuild: {before == after}")
    old, new = set(before), set(after)
    for line in [f"- {row}" for row in sorted(old - new)[:5]] + [f"+ {row}" for row in sorted(new - old)[:5]]:
        print(f"  {line[:400]}")
    if not asked.keep:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
