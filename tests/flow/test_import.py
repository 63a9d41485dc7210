"""The shared community archive, imported: nothing lost, nothing invented, everything found again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from opencc import OpenCC

from cunzhao.archive import Archive
from cunzhao.archive.reading import Reading
from cunzhao.text import fold, is_cjk
from cunzhao.types import ArticleView, ImportReport
from tests.flow.posts import AHEAD, Crude, archive_in, crude, put, sample, shared_posts, take
from tests.index.shelf import Doc, sampled_words

pytestmark = pytest.mark.xdist_group("import")

SEED_OF_WORDS = 86
IMPOSSIBLE = datetime(2021, 6, 4, 18, 16, tzinfo=UTC)
SEEN = datetime(2021, 6, 4, 6, 16, 13, 671000, tzinfo=UTC)


@dataclass
class Imported:
    """The sample, its archive, and every post beside its article."""

    archive: Archive
    posts: Path
    report: ImportReport
    reading: Reading
    pairs: list[tuple[Crude, ArticleView]]


def differences(post: Crude, view: ArticleView) -> list[tuple[str, str]]:
    """What the article has otherwise than the post: the address and the field."""
    claims = {str(c.kind): (c.at, c.raw) for c in view.claims}
    first_sight = post.date < post.feed
    pairs = {
        "title": (post.title, view.line.title),
        "author": (post.author, ", ".join(view.authors)),
        "url": (post.url, view.line.url),
        "tags": (post.tags, view.line.tags),
        "categories": (post.categories, view.categories),
        "feed's date": ((post.feed, str(post.stamp)), claims.get("feed")),
        "post's date": ((post.date, post.written), claims.get("first-seen" if first_sight else "post")),
    }
    return [(post.url, name) for name, (wanted, kept) in pairs.items() if wanted != kept]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("import")
    posts = put(folder, sample())
    archive = archive_in(folder)
    report = take(archive, posts)
    reading = archive.reading()
    known = [crude(p) for p in sorted(posts.iterdir())]
    return Imported(archive, posts, report, reading, [(c, reading.article(c.url)) for c in known])


@pytest.fixture(scope="module")
def ahead(imported: Imported) -> ArticleView:
    """The article whose feed date lay in the future."""
    (path,) = imported.posts.glob(f"{AHEAD}*")
    return imported.reading.article(crude(path).url)


def test_all_posts_are_kept_or_merged_and_none_loses_a_word_of_its_head(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    files = shared_posts()
    report = take(archive, files[0].parent)
    assert report.skipped == ()
    assert report.read == report.kept + report.merged == len(files) == 1198
    posts = {c.url: c for c in map(crude, files)}
    assert len(posts) == report.kept
    reading = archive.reading()
    assert reading.catalogue.totals()["articles"] == report.kept
    assert [d for post in posts.values() for d in differences(post, reading.article(post.url))] == []


def test_the_sums_hold(imported: Imported) -> None:
    report = imported.report
    assert report.read == report.kept + report.merged + len(report.skipped) == len(imported.pairs)
    assert report.skipped == ()


def test_every_post_is_evidence_byte_for_byte(imported: Imported) -> None:
    reading = imported.reading
    for path in imported.posts.iterdir():
        capture = reading.article(crude(path).url).captures[0].capture
        assert capture.origin == "imported"
        assert reading.stored(capture).payload == path.read_bytes()


# -- the post whose feed date lay in the future -----------------------------------------------------------------------


def test_its_seven_paragraphs_and_nothing_else(ahead: ArticleView) -> None:
    assert [b.kind for b in ahead.current.blocks] == ["paragraph"] * 7
    assert ahead.current.text.split("\n")[2].startswith("一是坚持")
    assert ahead.images == ()
    assert not any("subscribe" in link.url for b in ahead.current.blocks for link in b.links)


def test_what_was_left_out_is_named_and_still_evidence(imported: Imported, ahead: ArticleView) -> None:
    said = " ".join(ahead.current.removed)
    assert "dfp-ad-imu1" in said
    assert "promotion" in said
    assert b"dfp-ad" in imported.reading.stored(ahead.captures[0].capture).payload


def test_its_claimed_date_is_impossible(ahead: ArticleView) -> None:
    claims = {c.kind: c.at for c in ahead.claims}
    published = ahead.line.published
    assert (claims["feed"], claims["first-seen"]) == (IMPOSSIBLE, SEEN)
    assert published.not_after == SEEN
    assert published.at is not None
    assert published.at <= SEEN
    assert "impossible" in published.why


# -- finding it again -------------------------------------------------------------------------------------------------


def test_search_finds_what_a_scan_of_everything_finds(imported: Imported) -> None:
    docs = [Doc(v.line.id, v.current.title, v.current.text) for _, v in imported.pairs]
    texts = {d.id: fold(d.title) + "\n" + fold(d.text) for d in docs}
    wrong = []
    for word in _in_both_scripts(sampled_words(docs, 300, SEED_OF_WORDS)):
        result = imported.reading.search(word, limit=1000)
        truth = {i for i, text in texts.items() if fold(word) in text}
        if {h.line.id for h in result.hits} != truth or result.total != len(truth):
            wrong.append(word)
    assert wrong == []


def _in_both_scripts(words: list[str]) -> list[str]:
    to_simplified, to_traditional = OpenCC("t2s"), OpenCC("s2t")
    twins = [twin for w in words for twin in (w, to_simplified.convert(w), to_traditional.convert(w))]
    return [twin for twin in dict.fromkeys(twins) if all(map(is_cjk, twin))]


# -- again ------------------------------------------------------------------------------------------------------------


def test_importing_again_keeps_nothing_new_and_names_every_merge(imported: Imported) -> None:
    before = list(imported.reading.catalogue.articles(limit=1000).lines)
    again = take(imported.archive, imported.posts)
    assert (again.kept, again.merged, again.skipped) == (0, again.read, ())
    merges = [what for _, what in again.odd if what.startswith("same article as a")]
    assert len(merges) == again.read
    assert list(imported.reading.catalogue.articles(limit=1000).lines) == before


def test_imported_posts_survive_the_loss_of_the_catalogue(imported: Imported) -> None:
    reading = imported.reading
    before, found = list(reading.dump()), reading.search("中国", limit=1000)
    imported.archive.place.catalog.unlink()
    assert imported.archive.rebuild()["unlogged"] == 0
    rebuilt = imported.archive.reading()
    assert list(rebuilt.dump()) == before
    assert rebuilt.search("中国", limit=1000) == found
