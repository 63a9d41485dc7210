"""Posts of a community archive: a sample of the shared ones, a crude reading of them, and posts of our own making."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cunzhao.archive import Archive
from cunzhao.types import ImportReport
from tests.press_archive import Clock
from tests.shared import shared_path

SAMPLED = 150
SEED = 20210604
AHEAD = "2021-06-04-王毅"
"""How the name of the post begins whose feed date lay in the future."""


@dataclass(frozen=True)
class Crude:
    """A post by its lines alone, without YAML, HTML or anything of the project."""

    title: str
    author: str
    url: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    written: str
    stamp: int

    @property
    def date(self) -> datetime:
        """The front matter's date."""
        return datetime.fromisoformat(self.written).astimezone(UTC)

    @property
    def feed(self) -> datetime:
        """The comment's date."""
        return datetime.fromtimestamp(self.stamp / 1000, UTC)


def crude(path: Path) -> Crude:
    """Read a post that is in order."""
    _, head, body = path.read_text("utf-8").split("---\n", 2)
    keys = dict(line.split(": ", 1) for line in head.splitlines())
    stamp = re.match(r"<!--(\d+)-->", body)
    assert stamp is not None
    lists = {k: tuple(t.strip(" \"'") for t in keys[k].strip("[] ").split(",")) for k in ("tags", "categories")}
    return Crude(
        title=" ".join(_plain(keys["title"]).split()),
        author=_plain(keys["author"]),
        url=_plain(keys["from"]),
        written=keys["date"].strip(),
        stamp=int(stamp[1]),
        **lists,
    )


def _plain(value: str) -> str:
    text = value.strip()
    return str(json.loads(text)) if text.startswith('"') else text.strip("'")


def shared_posts() -> list[Path]:
    """All shared posts, by name."""
    return sorted(shared_path("eval/jekyll/_posts").glob("*.md"))


def sample() -> list[Path]:
    """Some of them, always the same, and the one whose feed date lay in the future."""
    everything = shared_posts()
    chosen = random.Random(SEED).sample(everything, SAMPLED)
    return sorted({*chosen, *(p for p in everything if p.name.startswith(AHEAD))})


def put(folder: Path, files: list[Path]) -> Path:
    """A site's ``_posts`` that holds copies of these files."""
    posts = folder / "_posts"
    posts.mkdir(parents=True)
    for file in files:
        (posts / file.name).write_bytes(file.read_bytes())
    return posts


def archive_in(folder: Path) -> Archive:
    """An empty archive with a clock of its own."""
    return Archive.init(folder / "press", clock=Clock(), parallel=False)


def take(archive: Archive, path: Path) -> ImportReport:
    """Import, once."""
    with archive.writing("test") as writing:
        return writing.import_jekyll(path)


def made(title: str, url: str | None, body: str, date: str = "2024-05-01T08:00:00.000Z", **keys: str) -> str:
    """The text of a post such as these archives hold; ``title`` is put in as it stands."""
    more = "".join(f"{name}: {value}\n" for name, value in keys.items())
    source = f"from: {url}\n" if url else ""
    stamp = int(datetime.fromisoformat(date).timestamp() * 1000)
    return (
        f"---\nlayout: post\ntitle: {title}\ndate: {date}\nauthor: 某报\n{source}tags: [ 某报 ]\ncategories: [ 某报 ]\n"
        f"{more}---\n<!--{stamp}-->\n[t]({url or 'x'})\n------\n\n<div>\n{body}\n</div>\n"
    )


def paragraphs(word: str, many: int = 4) -> str:
    """A body whose every paragraph says another thing."""
    return "".join(
        f"<p>{word}第{n}段：港务局在星期{n}开会，议定第{n * 7}号防波堤的修缮事宜。</p>" for n in range(1, many + 1)
    )


def posts_in_pairs(folder: Path, many: int) -> Path:
    """A folder of so many posts; each two of them name one address and tell different texts."""
    posts = folder / "_posts"
    posts.mkdir()
    for n in range(many):
        text = made(f'"台风报道{n // 2}"', f"https://n.example/{n // 2}", paragraphs(str(n)))
        (posts / f"2024-05-01-{n}.md").write_text(text)
    return posts
