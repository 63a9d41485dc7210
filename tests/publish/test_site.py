"""The static site: whole, incremental, resumable, harmless."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import lxml.etree
import lxml.html
import pytest

from cunzhao.errors import StorageError, UsageError
from cunzhao.publish import PublishReport, SiteOptions, publish
from cunzhao.publish import folder as folder_module
from cunzhao.publish import site as site_module
from cunzhao.publish.files import write_atomic
from cunzhao.publish.lists import pages
from cunzhao.publish.manifest import NAME
from cunzhao.types import Copy
from tests.publish.fakes import START, MemoryCatalogue, Pictures, article_of, held, pictures, png

BASE = "https://archive.example/site/"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def clock() -> datetime:
    return NOW


def filled(count: int = 5) -> tuple[MemoryCatalogue, Pictures]:
    """A catalogue with every kind of thing on a page."""
    made = MemoryCatalogue()
    for n in range(count):
        made.put(article_of(f"a{n:04d}", f"Report {n}", at=START - timedelta(hours=n), tags=("bridge", f"t{n % 3}")))
    images = (
        held("https://n.example/1.png", "i1"),
        held("https://n.example/2.png", None),
        held("https://n.example/l.png", "i2", role="lead"),
    )
    copy = Copy("a0001", "Report 1", "The Example", START, 0.82)
    made.put(
        article_of(
            "arich", "旧桥关闭", ["市议会投票决定。", "第二段。"], language="zh-CN", images=images, copies=(copy,),
            earlier=(("旧桥将关闭", "市议会决定。\n第二段。"), ("旧桥关闭", "市议会昨天决定。\n第二段。")),
            tags=("桥", "a/b", '"><script>'), state="gone",
        )
    )  # fmt: skip
    made.put(article_of("aundated", "No date", at=None, source=None, language=None, tags=()))
    return made, pictures({"i1": png(1, 2, 3), "i2": png(4, 5, 6)})


def run(catalogue: MemoryCatalogue, images: Pictures, out: Path, **options: Any) -> PublishReport:
    return publish(catalogue, images, out, SiteOptions(**{"name": "Archive", "url": BASE} | options), clock)


def contents(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.name != NAME
    }


def pages_of(out: Path) -> dict[str, lxml.html.HtmlElement]:
    return {name: lxml.html.fromstring(data.decode()) for name, data in contents(out).items() if name.endswith(".html")}


def test_a_whole_site(tmp_path: Path) -> None:
    report = run(*filled(), tmp_path)
    files = contents(tmp_path)
    assert report == PublishReport(len(files), 0, 0, len(files), 0.0)
    assert {
        "index.html",
        "days.html",
        "sources.html",
        "tags.html",
        "about.html",
        "feed.atom",
        "feed.json",
        "sitemap.xml",
    } <= files.keys()
    assert {
        "site.css",
        "robots.txt",
        "a/arich.html",
        "m/2026-11.html",
        "d/2026-11-22.html",
        "s/one/index.html",
        "s/one/feed.atom",
    } <= files.keys()
    assert sum(name.startswith("img/") for name in files) == 2


def test_every_link_leads_somewhere(tmp_path: Path) -> None:
    run(*filled(130), tmp_path)
    files = contents(tmp_path)
    for name, page in pages_of(tmp_path).items():
        for _, attribute, link, _ in page.iterlinks():
            target = urlsplit(urljoin(f"https://here.example/{name}", link))
            if target.netloc == "here.example":
                path = unquote(target.path).lstrip("/")
                assert path in files, (name, attribute, link)
                if target.fragment:
                    assert f'id="{target.fragment}"'.encode() in files[path], (name, link)


def test_pages_need_nothing_from_elsewhere(tmp_path: Path) -> None:
    run(*filled(), tmp_path)
    for name, page in pages_of(tmp_path).items():
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert policy.startswith("default-src 'none'")
        assert {s.get("type") for s in page.iter("script")} <= {"application/ld+json"}, name
        assert not [e for e in page.iter() if any(str(a).startswith("on") or a == "style" for a in e.attrib)]
        assert not list(page.iter("style", "iframe", "form", "object"))
        for image in page.iter("img"):
            assert re.fullmatch(r"\.\./img/[0-9a-f]{2}/[0-9a-f]{64}\.png", image.get("src", ""))
        assert page.get("lang") == "en"
        assert len(page.xpath("//h1")) == 1
        assert page.xpath("//title")[0].text


def test_the_page_of_an_article(tmp_path: Path) -> None:
    run(*filled(), tmp_path)
    page = pages_of(tmp_path)["a/arich.html"]
    text = page.text_content()
    assert page.xpath("//h1/@lang") == ["zh-Hans"]
    assert "The outlet no longer serves this page. It was found missing on 24 November 2026, 06:21 UTC." in text
    assert "Image not held" in text
    assert "82% shared" in text
    assert "the feed says so, and nothing contradicts it" in text
    assert "at or before 22 November 2026, 06:21 UTC" in text
    assert len(page.xpath("//section[@id='revisions']//li")) == 3
    assert page.xpath("//section[@id='revisions']//ins")
    assert len(page.xpath("//section[@id='captures']//li")) == 3
    assert len(page.xpath("//img")) == 2
    data = json.loads(page.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["@type"] == "NewsArticle"
    assert data["isBasedOn"] == "https://news.example/arich.html"
    assert data["archivedAt"] == BASE + "a/arich.html"
    assert page.xpath("//link[@rel='canonical']/@href") == [BASE + "a/arich.html"]
    assert page.xpath("//meta[@name='citation_title']/@content") == ["旧桥关闭"]


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_all_languages(tmp_path: Path, language: str) -> None:
    run(*filled(), tmp_path, language=language)
    assert {page.get("lang") for page in pages_of(tmp_path).values()} == {language}


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    evil = '</title><script>x</script>"><!-- {{ 1 }} </script>\x00\ud800\x1b[31m'
    catalogue, images = filled(1)
    catalogue.put(
        article_of("aevil", evil, [evil], tags=(evil,), source="../../x", earlier=((evil + "1", evil + "2"),))
    )
    run(catalogue, images, tmp_path)
    assert not (tmp_path.parent / "x").exists()
    for name, page in pages_of(tmp_path).items():
        assert {s.get("type") for s in page.iter("script")} <= {"application/ld+json"}, name
    for name, data in contents(tmp_path).items():
        assert not re.search(rb"[\x00\x1b]", data) or name.startswith("img/"), name
    assert all(re.fullmatch(r"[A-Za-z0-9_./-]+", name) for name in contents(tmp_path))
    lxml.etree.fromstring((tmp_path / "feed.atom").read_bytes())


def test_feeds(tmp_path: Path) -> None:
    run(*filled(60), tmp_path)
    feed = lxml.etree.fromstring((tmp_path / "feed.atom").read_bytes())
    entries = feed.findall("a:entry", ATOM)
    assert len(entries) == len({entry.findtext("a:id", None, ATOM) for entry in entries}) == 50
    links = [link.get("href", "") for link in entries[0].findall("a:link", ATOM)]
    assert links[0].startswith(BASE + "a/")
    assert links[1].startswith("https://news.example/")
    assert feed.findtext("a:updated", None, ATOM)
    data = json.loads((tmp_path / "s/one/feed.json").read_bytes())
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["feed_url"] == BASE + "s/one/feed.json"
    assert len(data["items"]) == 50
    assert data["items"][0]["url"].startswith(BASE)


def test_sitemap_and_robots(tmp_path: Path) -> None:
    run(*filled(), tmp_path)
    tree = lxml.etree.fromstring((tmp_path / "sitemap.xml").read_bytes())
    assert len(tree) == 7
    assert f"Sitemap: {BASE}sitemap.xml" in (tmp_path / "robots.txt").read_text()


def test_a_site_without_address_has_relative_links_and_no_sitemap(tmp_path: Path) -> None:
    run(*filled(), tmp_path, url="")
    assert not (tmp_path / "sitemap.xml").exists()
    assert b'href="a/arich.html"' in (tmp_path / "feed.atom").read_bytes()
    assert b'href="../../a/' in (tmp_path / "s/one/feed.atom").read_bytes()


def test_many_articles_make_a_sitemap_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cunzhao.publish.overview.SITEMAP_LIMIT", 4)
    run(*filled(), tmp_path)
    assert b"sitemapindex" in (tmp_path / "sitemap.xml").read_bytes()
    assert (tmp_path / "sitemap-2.xml").exists()


# -- a second run -----------------------------------------------------------------------------------------------------


def test_nothing_changed_writes_nothing(tmp_path: Path) -> None:
    catalogue, images = filled(30)
    first = run(catalogue, images, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.html")}
    catalogue.read = Counter()
    second = run(catalogue, images, tmp_path)
    assert second == PublishReport(0, first.files, 0, first.files, 0.0)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.html")} == before
    assert not catalogue.read


def test_a_change_touches_few_files(tmp_path: Path) -> None:
    catalogue, images = filled(450)
    run(catalogue, images, tmp_path)
    catalogue.read = Counter()
    catalogue.put(
        article_of("anew", "New", at=START + timedelta(hours=1), tags=("bridge",), captured=START + timedelta(hours=1))
    )
    report = run(catalogue, images, tmp_path)
    assert list(catalogue.read) == ["anew"]
    # The article, the fronts of all / source / tag / day, month, days, sources, tags, about, 4 feeds, sitemap.
    assert report.written <= 16
    assert "New" in (tmp_path / "index.html").read_text("utf-8")


def test_incremental_equals_whole(tmp_path: Path) -> None:
    catalogue, images = filled(230)
    run(catalogue, images, tmp_path / "one")
    catalogue.retitle("a0001", "Another title")
    catalogue.remove("a0005")
    catalogue.put(article_of("anew", "New", at=START - timedelta(hours=100), tags=("other",)))
    report = run(catalogue, images, tmp_path / "one")
    assert report.removed == 1
    run(catalogue, images, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_copy_shows_the_new_title(tmp_path: Path) -> None:
    catalogue, images = filled()
    run(catalogue, images, tmp_path)
    view = catalogue.views["a0001"]
    catalogue.views["a0001"] = article_of(
        "a0001", "Report 1", copies=(Copy("arich", "旧桥关闭", "The Example", START, 0.82),)
    )
    catalogue.put(catalogue.views["a0001"])
    run(catalogue, images, tmp_path)
    rich = catalogue.views["arich"]
    catalogue.views["arich"] = article_of(
        "arich", rich.line.title, copies=(Copy("a0001", "Renamed", "The Example", START, 0.82),)
    )
    catalogue.retitle("a0001", "Renamed")
    run(catalogue, images, tmp_path)
    assert view.line.title == "Report 1"
    assert "Renamed" in (tmp_path / "a/arich.html").read_text("utf-8")


def test_what_is_gone_is_removed(tmp_path: Path) -> None:
    catalogue, images = filled()
    run(catalogue, images, tmp_path)
    catalogue.remove("arich")
    report = run(catalogue, images, tmp_path)
    files = contents(tmp_path)
    assert "a/arich.html" not in files
    assert not [name for name in files if name.startswith("img/")]
    assert not [name for name, data in files.items() if b"arich" in data]
    # The page, two images, three tags.
    assert report.removed == 6
    assert not (tmp_path / "img").exists() or not list((tmp_path / "img").rglob("*.png"))


def test_other_options_make_all_pages_anew(tmp_path: Path) -> None:
    catalogue, images = filled()
    run(catalogue, images, tmp_path)
    report = run(catalogue, images, tmp_path, name="Other")
    assert report.written > 10
    assert b"Other" in (tmp_path / "a/a0001.html").read_bytes()
    run(catalogue, images, tmp_path / "two", name="Other")
    two = contents(tmp_path / "two")
    assert {name: data for name, data in contents(tmp_path).items() if not name.startswith("two/")} == two


def test_a_rebuilt_catalogue_is_noticed(tmp_path: Path) -> None:
    catalogue, images = filled()
    run(catalogue, images, tmp_path)
    rebuilt = MemoryCatalogue()
    for view in reversed(catalogue.views.values()):
        rebuilt.put(view)
    rebuilt.retitle("a0002", "Changed in the rebuild")
    rebuilt.remove("a0003")
    run(rebuilt, images, tmp_path)
    assert b"Changed in the rebuild" in (tmp_path / "a/a0002.html").read_bytes()
    assert not (tmp_path / "a/a0003.html").exists()


def test_lost_and_stray_files(tmp_path: Path) -> None:
    catalogue, images = filled()
    run(catalogue, images, tmp_path)
    whole = contents(tmp_path)
    (tmp_path / "a/a0001.html").unlink()
    (tmp_path / "index.html").unlink()
    next((tmp_path / "img").rglob("*.png")).unlink()
    (tmp_path / "a/stray.html").write_text("left by a killed run")
    (tmp_path / "CNAME").write_text("archive.example")
    (tmp_path / "notes").mkdir()
    report = run(catalogue, images, tmp_path)
    assert (report.written, report.removed) == (3, 1)
    assert contents(tmp_path) == whole | {"CNAME": b"archive.example"}


# -- accidents --------------------------------------------------------------------------------------------------------


class Killed(Exception):
    """The process ended here."""


@pytest.mark.parametrize("after", [0, 1, 3, 10, 30, 60])
def test_a_killed_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    catalogue, images = filled(40)
    left = [after]
    write = write_atomic

    def dying(path: Path, data: bytes, *, sync: bool = False) -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1
        write(path, data, sync=sync)

    monkeypatch.setattr(folder_module, "write_atomic", dying)
    monkeypatch.setattr(site_module, "SAVE_EVERY", timedelta(0))
    with pytest.raises(Killed):
        run(catalogue, images, tmp_path / "one")
    monkeypatch.setattr(folder_module, "write_atomic", write)
    catalogue.remove("a0004")
    catalogue.retitle("a0003", "Changed meanwhile")
    catalogue.read = Counter()
    run(catalogue, images, tmp_path / "one")
    # 42 articles and 2 images; the two that changed meanwhile are read again.
    assert sum(catalogue.read.values()) <= max(0, 44 - after) + 4
    run(catalogue, images, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_folder_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(UsageError, match="empty folder"):
        run(*filled(), tmp_path)
    assert (tmp_path / "index.html").read_text() == "mine"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": 2, "articles": {"a": []}}'])
def test_an_unreadable_manifest(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    with pytest.raises(UsageError, match="cannot be read"):
        run(*filled(), tmp_path)


def test_a_disk_that_refuses(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        run(*filled(), tmp_path / "file" / "site")


def test_images_that_are_none_are_not_published(tmp_path: Path) -> None:
    catalogue = MemoryCatalogue()
    images = tuple(held(f"https://n.example/{n}", f"i{n}") for n in range(5))
    catalogue.put(article_of("a1", images=images))
    known = {"i0": b"<svg xmlns='x' onload='y'/>", "i1": b"<html><script>", "i2": b"", "i3": png(1, 1, 1)}
    run(catalogue, pictures(known), tmp_path)
    assert [path.suffix for path in (tmp_path / "img").rglob("*.*")] == [".png"]
    assert (tmp_path / "a/a1.html").read_text("utf-8").count("Image not held") == 4


def test_an_empty_catalogue(tmp_path: Path) -> None:
    run(MemoryCatalogue(), pictures({}), tmp_path)
    assert "Nothing is here yet." in (tmp_path / "index.html").read_text("utf-8")


# -- paging -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 99, 100, 199, 200, 201, 1000, 1050])
def test_pages_hold_everything_once_newest_first(count: int) -> None:
    names = [str(n) for n in range(count)]
    made = list(pages("front", "{n}", names))
    assert [name for page in [made[-1], *made[-2::-1]] for name in page.ids] == names[::-1]
    assert all(len(page.ids) == 100 for page in made[:-1])
    assert len(made[-1].ids) < 200
    chain = [made[-1].path]
    by_path = {page.path: page for page in made}
    while older := by_path[chain[-1]].older:
        assert by_path[older].newer == chain[-1]
        chain.append(older)
    assert len(chain) == len(made)


def test_full_pages_never_change() -> None:
    names = [str(n) for n in range(1000)]
    before = {page.path: page for page in pages("front", "{n}", names)}
    after = {page.path: page for page in pages("front", "{n}", [*names, "new"])}
    assert [path for path in before if before[path] != after[path]] == ["front"]
