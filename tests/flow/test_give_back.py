"""What was imported can be given back: exported posts, imported again, say the same."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from cunzhao.archive import Archive
from cunzhao.types import ArticleView
from tests.flow.posts import archive_in, made, paragraphs, put, sample, take

pytestmark = pytest.mark.xdist_group("give_back")

MANY = 40
OWN = {
    "2024-05-01-no.md": made('"no"', "https://news.example/no", paragraphs("一"), comments="True", lang="no"),
    "2024-05-01-date.md": made('"2024-05-01"', "https://news.example/date", paragraphs("二"), last_modified_at="2024-05-02"),
    "2024-05-01-quotes.md": made(
        '"a \\"b\\" \'c\' # 1: {{ x }} {% raw %} [z](y) 🌊"', "https://news.example/q?a=1&b=(2)", paragraphs("三")
    ),
    "2024-05-01-deep.md": made('"深"', "https://news.example/deep", paragraphs("四"), place="{ city: 海港, at: [1.5, 2, no] }"),
    "2024-05-01-local.md": made('"当地"', "https://news.example/local", paragraphs("五"), "2024-05-01T08:00:00.000Z").replace(
        "date: 2024-05-01T08:00:00.000Z", "date: 2024-05-01 16:00:00 +0800"
    ),
    "2024-05-01-html.md": made(
        '"页"',
        "https://news.example/html",
        "<h2>小标题</h2><p>有<a href='https://a.example/?x=1&amp;y=2'>链接</a>和 &lt;b&gt; &amp;amp; {{ x }}。</p>"
        "<ul><li>其一</li><li>其二</li></ul><blockquote><p>引文。</p></blockquote><pre>code\n  more</pre>"
        "<table><tr><td>1</td><td>2</td></tr></table>"
        "<figure><img src='https://a.example/i.jpg' alt='图'><figcaption>说明</figcaption></figure>",
    ),
}  # fmt: skip


@dataclass
class There:
    """Posts as they were, the archive that took them, what it gave back, and the archive that took that."""

    posts: Path
    first: Archive
    given: Path
    second: Archive

    def pairs(self) -> list[tuple[ArticleView, ArticleView]]:
        """Every article before and after."""
        first, second = self.first.reading(), self.second.reading()
        lines = first.catalogue.articles(limit=1000).lines
        assert len(lines) == len(list(self.posts.iterdir()))
        return [(first.article(line.id), second.article(line.url)) for line in lines]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> There:
    folder = tmp_path_factory.mktemp("give-back")
    posts = put(folder, sample()[:MANY])
    for name, text in OWN.items():
        (posts / name).write_text(text)
    first, second = archive_in(folder / "first"), archive_in(folder / "second")
    take(first, posts)
    first.export_jekyll(folder / "given")
    report = take(second, folder / "given")
    assert (report.kept, report.skipped) == (MANY + len(OWN), ())
    return There(posts, first, folder / "given" / "_posts", second)


def _fields(view: ArticleView) -> dict[str, object]:
    return {
        "title": view.line.title,
        "tags": view.line.tags,
        "categories": view.categories,
        "authors": view.authors,
        "url": view.line.url,
        "published": view.line.published,
        "claims": [(c.kind, c.raw, c.at) for c in view.claims if c.kind != "fetched"],
        "other keys": view.extra,
    }


def test_the_articles_are_the_same(there: There) -> None:
    for before, after in there.pairs():
        assert _fields(after) == _fields(before)


def test_the_text_is_the_same(there: There) -> None:
    assert [b.line.url for b, a in there.pairs() if a.current.text != b.current.text] == []


def test_the_blocks_and_images_are_the_same(there: There) -> None:
    for before, after in there.pairs():
        assert [(b.kind, b.text, b.level, b.links) for b in after.current.blocks] == [
            (b.kind, b.text, b.level, b.links) for b in before.current.blocks
        ], before.line.url
        assert [i.image.url for i in after.images] == [i.image.url for i in before.images]


def _yaml_1_1(head: str) -> Any:
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load(head)


def _yaml_1_2(head: str) -> Any:
    return YAML(typ="safe", pure=True).load(io.StringIO(head))


def _head(path: Path) -> str:
    return path.read_text("utf-8").split("---\n", 2)[1]


@pytest.mark.parametrize("load", [_yaml_1_1, _yaml_1_2])
def test_the_front_matter_is_equal_as_yaml(there: There, load: Callable[[str], Any]) -> None:
    """Equal under YAML 1.1, which Jekyll reads, and under 1.2, but for what they read differently in the original."""
    given = {_yaml_1_2(_head(p))["from"]: _head(p) for p in there.given.iterdir()}
    wrong = []
    for path in there.posts.iterdir():
        before = _head(path)
        after = given[_yaml_1_2(before)["from"]]
        same = {k: v for k, v in load(before).items() if v == _yaml_1_2(before)[k]}
        wrong += [(path.name, k, v, load(after).get(k)) for k, v in same.items() if load(after).get(k) != v]
    assert wrong == []


def test_the_comment_holds_the_date_that_the_feed_claimed(there: There) -> None:
    stamps = {
        _yaml_1_2(_head(p))["from"]: p.read_text("utf-8").split("---\n", 2)[2][:20] for p in there.given.iterdir()
    }
    for path in there.posts.iterdir():
        url = _yaml_1_2(_head(path))["from"]
        assert stamps[url] == path.read_text("utf-8").split("---\n", 2)[2][:20]


def test_a_second_export_writes_the_same_bytes(there: There, tmp_path: Path) -> None:
    there.second.export_jekyll(tmp_path / "again")
    again = {p.name: p.read_text("utf-8") for p in (tmp_path / "again" / "_posts").iterdir()}
    assert again == {p.name: p.read_text("utf-8") for p in there.given.iterdir()}
