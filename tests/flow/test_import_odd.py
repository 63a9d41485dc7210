"""Posts in every state in which files are found on disks: read or refused with a reason, never dropped, never an exception."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import InputError
from cunzhao.types import ArticleView, ImportReport
from tests.flow.posts import archive_in, made, paragraphs, take

TITLE = '"a/b//c \\"quoted\\" \'single\' 🌊 — 海港: 50% {{ liquid }} | <b>bold</b>"'
URL = "https://news.example/story/1"
ALIASES = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
FEW_ALIASES = f"a: &a [{','.join('x' * 10_000)}]\n" + "\n".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abcdef", "bcdefg", strict=True)
)


def write(folder: Path, posts: dict[str, str | bytes]) -> Path:
    """These files in a folder ``_posts``."""
    target = folder / "_posts"
    target.mkdir()
    for name, content in posts.items():
        (target / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return target


def imported(folder: Path, posts: dict[str, str | bytes]) -> tuple[Archive, ImportReport]:
    """An archive that took these posts; its report adds up and its evidence is sound."""
    archive = archive_in(folder)
    report = take(archive, write(folder, posts))
    assert report.read == report.kept + report.merged + len(report.skipped) == len(posts)
    assert [f for f in archive.verify(read_data=True) if f.level != "ok"] == []
    return archive, report


def only(archive: Archive) -> ArticleView:
    """The one article of an archive."""
    reading = archive.reading()
    (line,) = reading.catalogue.articles().lines
    return reading.article(line.id)


def said_of(pairs: Sequence[tuple[str, str]], name: str) -> str:
    """What was said of one file."""
    return "; ".join(what for path, what in pairs if path == name)


def test_broken_front_matter_is_read_line_by_line(tmp_path: Path) -> None:
    broken = made('"台风"', URL, paragraphs("台风")).replace("tags: [ 某报 ]", "tags: [ 某报\n  : : {")
    archive, report = imported(tmp_path, {"2024-05-01-x.md": broken})
    assert report.kept == 1
    assert "not YAML" in said_of(report.odd, "2024-05-01-x.md")
    view = only(archive)
    assert (view.line.title, view.line.url, view.authors) == ("台风", URL, ("某报",))


def test_a_title_of_slashes_quotes_and_emoji_is_kept(tmp_path: Path) -> None:
    archive, report = imported(tmp_path, {"x.md": made(TITLE, URL, paragraphs("一"))})
    assert (report.kept, report.odd) == (1, ())
    assert only(archive).line.title == "a/b//c \"quoted\" 'single' 🌊 — 海港: 50% {{ liquid }} | <b>bold</b>"


def test_an_empty_file_is_kept_and_called_odd_and_a_binary_one_is_skipped(tmp_path: Path) -> None:
    binary = bytes(range(256)) * 40
    archive, report = imported(tmp_path, {"2024-05-01-空.md": b"", "2024-05-02-bin.md": binary})
    assert report.kept == 1
    assert "no front matter" in said_of(report.odd, "2024-05-01-空.md")
    assert "empty body" in said_of(report.odd, "2024-05-01-空.md")
    assert report.skipped == (("2024-05-02-bin.md", "no text, a binary file"),)
    assert only(archive).line.title == "空"


def test_three_posts_of_one_address_are_one_article(tmp_path: Path) -> None:
    posts: dict[str, str | bytes] = {
        "2024-05-01-a.md": made('"一"', URL, paragraphs("一")),
        "2024-05-02-b.md": made('"一"', URL + "#top", paragraphs("一"), "2024-05-02T08:00:00.000Z"),
        "2024-05-03-c.md": made('"二"', URL + "?utm_source=x", paragraphs("二", 6), "2024-05-03T08:00:00.000Z"),
    }
    archive, report = imported(tmp_path, posts)
    assert (report.kept, report.merged) == (1, 2)
    view = only(archive)
    assert said_of(report.odd, "2024-05-02-b.md").startswith(f"same article as {view.line.id}")
    assert said_of(report.odd, "2024-05-03-c.md").startswith(f"another text of article {view.line.id}")
    assert [r.title for r in view.revisions] == ["一", "二"]
    assert len(view.captures) == 3
    assert {c.raw for c in view.claims if c.kind == "post"} == {f"2024-05-0{n}T08:00:00.000Z" for n in (1, 2, 3)}


def test_the_order_of_merged_posts_does_not_lose_the_earlier_date(tmp_path: Path) -> None:
    posts: dict[str, str | bytes] = {
        "a.md": made('"一"', URL, paragraphs("一"), "2024-05-03T08:00:00.000Z"),
        "b.md": made('"一"', URL, paragraphs("一"), "2024-05-01T08:00:00.000Z"),
    }
    archive, _ = imported(tmp_path, posts)
    published = only(archive).line.published
    assert published.at is not None
    assert published.at.isoformat() == "2024-05-01T08:00:00+00:00"


def test_an_address_within_an_address_is_another_article(tmp_path: Path) -> None:
    posts: dict[str, str | bytes] = {
        "a.md": made('"一"', URL, paragraphs("一")),
        "b.md": made('"一"', URL + "0", paragraphs("一")),
    }
    assert imported(tmp_path, posts)[1].kept == 2


def test_posts_without_an_address_are_articles_of_their_own(tmp_path: Path) -> None:
    posts: dict[str, str | bytes] = {
        f"2024-05-01-{n}.md": made(f'"没有地址{n}"', None, paragraphs(n)) for n in ("一", "二")
    }
    archive, report = imported(tmp_path, posts)
    assert report.kept == 2
    assert "no address" in said_of(report.odd, "2024-05-01-一.md")
    assert archive.reading().search("没有地址").total == 2
    again = take(archive, tmp_path / "_posts")
    assert (again.kept, again.merged) == (0, 2)


@pytest.mark.parametrize("bomb", [ALIASES, FEW_ALIASES])
def test_an_alias_bomb_costs_nothing(bomb: str, tmp_path: Path) -> None:
    post = made('"炸弹"', URL, paragraphs("一")).replace("layout: post\n", f"layout: post\n{bomb}\n")
    start = time.monotonic()
    archive, report = imported(tmp_path, {"bomb.md": post})
    assert time.monotonic() - start < 5
    assert report.kept == 1
    assert "aliases" in said_of(report.odd, "bomb.md")
    view = only(archive)
    assert (view.line.title, view.line.url) == ("炸弹", URL)
    assert sum(map(len, view.extra.values())) < 200_000


def test_a_post_of_five_megabytes_is_read_whole(tmp_path: Path) -> None:
    body = "".join(f"<p>第{n}段：{'港务局开会议定防波堤的修缮事宜。' * 20}</p>" for n in range(5_000))
    assert len(body.encode()) > 4_500_000
    archive, report = imported(tmp_path, {"long.md": made('"长"', URL, body)})
    assert report.kept == 1
    text = only(archive).current.text
    assert text.count("\n") == 4_999
    assert text.split("\n")[-1].startswith("第4999段")


def test_names_of_any_characters(tmp_path: Path) -> None:
    names = [
        "2024-05-01-two\nlines.md",
        "2024-05-01-🌊 海 %2F?#.md",
        "2024-05-01-Ｆｕｌｌ.markdown",
        "-.html",
        "日本.HTM",
    ]
    posts: dict[str, str | bytes] = {name: made(f'"{n}"', None, paragraphs(str(n))) for n, name in enumerate(names)}
    archive, report = imported(tmp_path, posts)
    assert report.kept == len(names)
    assert {name for name, _ in report.odd} == set(names)
    assert all("\n" not in what for _, what in report.odd)
    assert take(archive, tmp_path / "_posts").merged == len(names)


def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    posts = write(tmp_path, {"good.md": made('"一"', URL, paragraphs("一"))})
    (posts / "bad\udcff.md").write_text(made('"二"', None, paragraphs("二")))
    archive = archive_in(tmp_path)
    report = take(archive, posts)
    assert report.kept == 2
    for name, what in report.odd:
        (name + what).encode()
    archive.place.catalog.unlink()
    assert archive.rebuild()["captures"] == 2


def test_what_is_no_post_is_left_alone(tmp_path: Path) -> None:
    posts = write(tmp_path, {"a.md": made('"一"', URL, paragraphs("一")), "a.png": b"\x89PNG", ".hidden.md": "x"})
    (posts / "folder.md").mkdir()
    (posts / "broken.md").symlink_to(tmp_path / "nowhere.md")
    report = take(archive_in(tmp_path), posts)
    assert (report.read, report.kept) == (1, 1)


def test_a_post_that_cannot_be_read_is_skipped_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    posts = write(tmp_path, {"a.md": made('"一"', URL, paragraphs("一")), "b.md": made('"二"', None, paragraphs("二"))})
    real = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "b.md":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    report = take(archive_in(tmp_path), posts)
    assert (report.read, report.kept) == (2, 1)
    ((name, why),) = report.skipped
    assert name == "b.md"
    assert "Permission denied" in why


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_a_folder_without_posts_is_said(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="name"):
        take(archive_in(tmp_path), tmp_path / name)
