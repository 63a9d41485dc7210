"""A catalogue in memory, and articles to put into it."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from cunzhao.errors import NotFound
from cunzhao.store.lists import Beside
from cunzhao.types import (
    ArticleFilter,
    ArticleLine,
    ArticlePage,
    ArticleState,
    ArticleView,
    Block,
    Capture,
    CaptureLine,
    Change,
    Channel,
    Claim,
    Copy,
    HeldImage,
    Image,
    Link,
    Published,
    Revision,
    SaidLine,
    Source,
    SourceHealth,
    Verdict,
)

EVERYTHING = ArticleFilter()
START = datetime(2026, 11, 22, 6, 16, 13, tzinfo=UTC)


def png(red: int, green: int, blue: int, width: int = 8, height: int = 6) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + bytes([red, green, blue]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def capture_of(article: str, number: int, at: datetime, url: str) -> Capture:
    """A response on record."""
    digest = hashlib.sha256(f"{article} {number}".encode()).hexdigest()
    return Capture(
        id=f"c{article}-{number}", record_id=f"<urn:uuid:{article}-{number}>", url=url, purpose="page", source="one", at=at,
        kind="response", status=200, content_type="text/html", payload_digest=digest, block_digest=digest, size=41_234,
        path="a.warc.gz", offset=0, length=9000, salt="00",
    )  # fmt: skip


def revision_of(
    article: str, number: int, at: datetime, title: str, blocks: tuple[Block, ...], grades: tuple[str, ...] = ()
) -> Revision:
    """A state of the text."""
    text = "\n".join(b.text for b in blocks if b.kind != "figure")
    digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()
    return Revision(
        id=f"{article}.{number}", article=article, number=number, capture=f"c{article}-{number}", at=at, extractor="generic/1",
        title=title, text=text, text_digest=digest, blocks=blocks, authors=("Anna Example",),
        grades=grades,
    )  # fmt: skip


def article_of(
    name: str,
    title: str = "A bridge is closed",
    paragraphs: Iterable[str] = ("The council voted to close the bridge.",),
    *,
    at: datetime | None = START,
    source: str | None = "one",
    language: str | None = "en",
    tags: tuple[str, ...] = ("bridge",),
    images: tuple[HeldImage, ...] = (),
    earlier: tuple[tuple[str, str], ...] = (),
    state: ArticleState = "live",
    copies: tuple[Copy, ...] = (),
    extra: Mapping[str, str] | None = None,
    blocks: tuple[Block, ...] = (),
    captured: datetime = START + timedelta(minutes=5),
) -> ArticleView:
    """An article; ``earlier`` are (title, text) of revisions before the current one."""
    url = f"https://news.example/{name}.html"
    body = blocks or tuple(Block("paragraph", text) for text in paragraphs)
    body += tuple(
        Block("figure", item.image.caption, url=item.image.url) for item in images if item.image.role == "body"
    )
    old = [
        revision_of(name, n, captured + timedelta(hours=n), t, (Block("paragraph", x),))
        for n, (t, x) in enumerate(earlier, 1)
    ]
    number = len(old) + 1
    current = revision_of(name, number, captured + timedelta(hours=number), title, body, ("wording",) if old else ())
    published = (
        Published(at, None, captured, "the feed says so, and nothing contradicts it", by="feed")
        if at
        else Published(None, None, captured, "no claim can be used")
    )
    line = ArticleLine(
        id=name, url=url, source=source, source_name="The Example", title=title, published=published, first_captured=captured,
        language=language, state=state, revisions=number, images_held=sum(i.capture is not None for i in images),
        images_named=len(images), summary=current.text[:80], tags=tags, copies=len(copies),
    )  # fmt: skip
    captures = tuple(capture_of(name, r.number, r.at, url) for r in [*old, current])
    return ArticleView(
        line=line, current=current, revisions=(*old, current),
        claims=(Claim("feed", "Sun, 22 Nov 2026 06:16:13 GMT", at, "item/pubDate"),),
        captures=tuple(CaptureLine(c, n, Verdict("article", ("text",))) for n, c in enumerate(captures)),
        images=images, copies=copies, urls=(url,), authors=current.authors, site_name="The Example", extra=extra or {},
        gone_since=captured + timedelta(days=2) if state == "gone" else None,
    )  # fmt: skip


def held(url: str, capture: str | None, caption: str = "A bridge", role: str = "body") -> HeldImage:
    """An image named by an article."""
    return HeldImage(Image(url, "alt", caption, "lead" if role == "lead" else "body"), capture)


def linked(text: str, word: str, url: str) -> Block:
    """A paragraph with one word linked."""
    return Block("paragraph", text, links=(Link(text.index(word), text.index(word) + len(word), url),))


def imported(front_matter: Mapping[str, object]) -> dict[str, str]:
    """What the import of a post keeps."""
    return {"front_matter": json.dumps(front_matter, ensure_ascii=False)}


@dataclass
class MemoryCatalogue:
    """The :class:`cunzhao.store.api.Catalogue` over a dictionary; ``read`` counts how often articles were asked for."""

    views: dict[str, ArticleView] = field(default_factory=dict)
    log: list[Change] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)
    polled: datetime | None = START

    def put(self, view: ArticleView, kind: str = "article") -> None:
        """Adds or replaces an article and logs it."""
        self.views[view.line.id] = view
        self._log(view.line.id)

    def remove(self, name: str) -> None:
        """Takes an article out, as a redaction does."""
        del self.views[name]
        self._log(name)

    def _log(self, name: str) -> None:
        self.log.append(Change(len(self.log) + 1, START, "article", name))

    def retitle(self, name: str, title: str) -> None:
        """Changes a title."""
        view = self.views[name]
        current = replace(view.current, title=title)
        self.put(
            replace(
                view, line=replace(view.line, title=title), current=current, revisions=(*view.revisions[:-1], current)
            )
        )

    def statements_of(self, revision: str) -> tuple[SaidLine, ...]:
        return ()

    def sources(self) -> tuple[SourceHealth, ...]:
        source = Source(
            "one", "The Example", "https://news.example/", (Channel("feed", "https://news.example/feed"),), START
        )
        count = sum(view.line.source == "one" for view in self.views.values())
        return (SourceHealth(source, count, 0, 0, 1, 2, {"article": count, "gone": 1}, self.polled, START, None, 0),)

    def articles(self, wanted: ArticleFilter = EVERYTHING, cursor: str | None = None, limit: int = 50) -> ArticlePage:
        ordered = sorted(
            self.views.values(), key=lambda v: (v.line.published.at or v.line.first_captured, v.line.id), reverse=True
        )
        start = int(cursor or 0)
        lines = tuple(view.line for view in ordered[start : start + limit])
        return ArticlePage(lines, str(start + limit) if start + limit < len(ordered) else None)

    def lines(self, ids: Iterable[str]) -> Mapping[str, ArticleLine]:
        return {name: self.views[name].line for name in ids if name in self.views}

    def article(self, article: str) -> ArticleView | None:
        self.read[article] += 1
        return self.views.get(article)

    def capture(self, capture: str) -> CaptureLine | None:
        return next((c for v in self.views.values() for c in v.captures if c.capture.id == capture), None)

    def source(self, source: str) -> Source | None:
        return next((one.source for one in self.sources() if one.source.id == source), None)

    def days(self, before: date | None = None, limit: int = 366) -> tuple[tuple[date, int], ...]:
        days = Counter((v.line.published.at or v.line.first_captured).date() for v in self.views.values())
        return tuple(
            sorted(((day, n) for day, n in days.items() if before is None or day < before), reverse=True)[:limit]
        )

    def days_beside(self, day: date) -> Beside:
        return Beside(None, None)

    def counts(self, source: str | None = None) -> Mapping[str, int]:
        return {"articles": len(self.views), "sources": 1}

    def mark(self) -> str:
        return str(len(self.log))

    def tags(self) -> tuple[tuple[str, int], ...]:
        return tuple(Counter(tag for v in self.views.values() for tag in v.line.tags).most_common())

    def changes(self, after: int, limit: int = 1000) -> tuple[Change, ...]:
        return tuple(self.log[after : after + limit])

    def checkpoint(self, consumer: str) -> int:
        return 0

    def totals(self) -> Mapping[str, int]:
        return {
            "sources": 1,
            "articles": len(self.views),
            "captures": len(self.views),
            "images_held": 1,
            "images_named": 2,
        }


def pictures(known: Mapping[str, bytes]) -> Pictures:
    """The images of an archive."""
    return Pictures(dict(known))


@dataclass
class Pictures:
    """From capture ids to bytes."""

    known: dict[str, bytes]

    def __call__(self, capture: str) -> tuple[bytes, str]:
        if capture not in self.known:
            raise NotFound(f"no capture {capture}")
        return self.known[capture], "image/png"
