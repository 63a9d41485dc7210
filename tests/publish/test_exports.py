"""JSON lines and Jekyll posts."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from cunzhao.archive import Archive
from cunzhao.errors import InputError
from cunzhao.publish import jekyll, jsonl
from cunzhao.publish.jekyll import front_matter, post, post_name
from cunzhao.urls import normalise
from tests.publish.fakes import MemoryCatalogue, article_of, held, imported, pictures, png
from tests.shared import shared_path

IMPORTED = {
    "layout": "post", "title": "标题: 「x」 #1", "date": "2021-06-04T06:16:13.671Z", "author": "联合早报", "from": "https://n.example/1",
    "tags": ["联合早报", "no"], "comments": True, "categories": ["yes"],
}  # fmt: skip


def loaded(text: str, version: tuple[int, int]) -> dict[str, Any]:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    found = yaml.load(StringIO(text))
    assert isinstance(found, dict)
    return found


def test_json_lines_have_the_fields_of_the_contract() -> None:
    catalogue = MemoryCatalogue()
    for n in range(3):
        catalogue.put(article_of(f"a{n}", paragraphs=("One.", "Two.")))
    rows = [json.loads(line) for line in jsonl(catalogue)]
    assert len(rows) == 3
    assert list(rows[0]) == [
        "id",
        "url",
        "source",
        "title",
        "authors",
        "published",
        "language",
        "tags",
        "text",
        "revision",
    ]
    assert rows[0]["text"] == "One.\nTwo."
    assert rows[0]["published"] == "2026-11-22T06:16:13Z"
    assert rows[0]["revision"] == 1


def test_json_lines_without_date_and_with_odd_characters() -> None:
    catalogue = MemoryCatalogue()
    catalogue.put(article_of("a1", "x\ud800\x00\u2028y", at=None))
    (line,) = jsonl(catalogue)
    line.encode()
    assert json.loads(line)["published"] is None
    assert "\n" not in line


@pytest.mark.parametrize("version", [(1, 1), (1, 2)])
def test_imported_front_matter_is_given_back(version: tuple[int, int]) -> None:
    made = front_matter(article_of("a1", extra=imported(IMPORTED)))
    assert [line.split(":")[0] for line in made.splitlines()] == list(IMPORTED)
    found = loaded(made, version)
    assert {k: v for k, v in found.items() if k != "date"} == {k: v for k, v in IMPORTED.items() if k != "date"}
    assert "date: 2021-06-04T06:16:13.671Z\n" in made


@pytest.mark.parametrize("version", [(1, 1), (1, 2)])
@given(title=st.text(max_size=80), tag=st.text(max_size=30))
def test_any_title_is_valid_yaml(version: tuple[int, int], title: str, tag: str) -> None:
    found = loaded(front_matter(article_of("a1", title, tags=(tag,))), version)
    assert found["layout"] == "post"
    assert isinstance(found["title"], str)
    assert isinstance(found["tags"][0], str)


def test_the_post_has_the_shape_of_such_archives() -> None:
    made = post(article_of("a1", "A [b] {% x %}", ["one", "", "{{ two }}"], extra=imported(IMPORTED)))
    head, _, body = made.partition("---\n<!--")
    assert head.startswith("---\nlayout:")
    assert body.startswith(
        "1795328173000-->\n[A \\[b\\] &#123;% x %}](https://news.example/a1.html)\n------\n\n<div>\n"
    )
    assert body.endswith("</div>\n</div>\n")
    assert "{{" not in made
    assert "{%" not in made
    assert "\n\n" not in body.partition("<div>")[2]


def test_front_matter_that_is_no_json() -> None:
    with pytest.raises(InputError, match="rebuild"):
        post(article_of("a1", extra={"front_matter": "{"}))


def test_names_are_safe_unique_and_short() -> None:
    taken: set[str] = set()
    titles = ["A/b: c?", "a b c", "", "..", "标" * 200, "标" * 200, "nul\x00\n\u2028x", "CON"]
    names = [post_name(article_of(f"a{n}", title), taken) for n, title in enumerate(titles)]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert len(name.encode()) <= 255
        assert re.fullmatch(r"2026-11-22-[^/\\:*?\"<>|\x00-\x1f]+\.md", name), name
    assert names[0] == "2026-11-22-A b c.md"
    assert names[1] == "2026-11-22-a b c-a1.md"


def test_the_day_is_that_of_the_imported_date() -> None:
    assert post_name(article_of("a1", extra=imported(IMPORTED)), set()).startswith("2021-06-04-")


def test_files_with_images(tmp_path: Path) -> None:
    catalogue = MemoryCatalogue()
    for n in range(2):
        images = (
            held("https://n.example/1.png", "i1"),
            held("https://n.example/2.png", None),
            held("https://n.example/3", "svg"),
        )
        catalogue.put(article_of(f"a{n}", f"Report {n}", images=images))
    report = jekyll(catalogue, tmp_path, pictures({"i1": png(1, 2, 3), "svg": b"<svg onload=x>"}))
    assert (report.posts, report.images, report.missing) == (2, 1, 4)
    posts = sorted((tmp_path / "_posts").iterdir())
    (image,) = (tmp_path / "assets" / "archive").iterdir()
    assert f'<img src="/assets/archive/{image.name}"' in posts[0].read_text("utf-8")
    assert image.read_bytes() == png(1, 2, 3)


def test_the_titles_of_real_posts(tmp_path: Path) -> None:
    names = [path.name[11:-3] for path in sorted(shared_path("eval/jekyll/_posts").glob("*.md"))]
    taken: set[str] = set()
    for n, title in enumerate(names):
        view = article_of(f"a{n}", title)
        assert len(post_name(view, taken).encode()) <= 255
        assert loaded(front_matter(view), (1, 1))["title"].split() == title.split()
    assert len(taken) == len(names) > 1000


def test_a_held_image_comes_back_under_its_own_address(tmp_path: Path) -> None:
    address = "https://n.example/图/p.php?id=1&size=(2)&x=3"
    images = (
        held(address, "i1", "桥"),
        held("https://n.example/other.png", "i1"),
        held("https://n.example/2.png", None),
    )
    catalogue = MemoryCatalogue()
    catalogue.put(article_of("one", images=images))
    jekyll(catalogue, tmp_path / "given", pictures({"i1": png(1, 2, 3)}))
    (file,) = (tmp_path / "given" / "_posts").iterdir()
    text = file.read_text("utf-8")
    assert text.count('src="/assets/archive/') == 2
    second = Archive.init(tmp_path / "second", parallel=False)
    with second.writing("test") as writing:
        assert writing.import_jekyll(tmp_path / "given").kept == 1
    (line,) = second.reading().catalogue.articles().lines
    named = [item.image.url for item in second.reading().article(line.id).images]
    assert [normalise(url) for url in named] == [normalise(item.image.url) for item in images]
