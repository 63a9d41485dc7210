"""A small invented press in memory: four outlets, three languages, edits, a removal, a copy, lacking images, hostile text."""

# ruff: noqa: E501 - an article's text is one line here, as it is in the archive

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cunzhao.types import (
    ArticleLine,
    ArticleView,
    Block,
    Capture,
    CaptureLine,
    Channel,
    Claim,
    Copy,
    HeldImage,
    Image,
    Published,
    Revision,
    Source,
    SourceHealth,
    Verdict,
)
from tests.web.fakes import MemoryCatalogue, MemoryLibrary

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOSTILE = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">' \" \u202egnorw\u202c \x00\x08 🗳️ \ud800"
"""Everything that has ever broken a list of titles, in one title."""


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A PNG with a soft vertical gradient of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    shades = (1 - 0.5 * row / height for row in range(height))
    rows = b"".join(b"\0" + bytes(int(part * shade) for part in colour) * width for shade in shades)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def digest(text: str) -> str:
    """A SHA-256 as the catalogue keeps it."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def make_capture(
    id_: str, at: datetime, url: str = "https://example.org/a", purpose: str = "page", **more: object
) -> Capture:
    """A capture with plausible facts."""
    made = Capture(
        id=id_, record_id=f"<urn:uuid:{digest(id_)[:32]}>", url=url, purpose="page", source=None, at=at, kind="response",
        status=200, content_type="text/html", payload_digest=digest(id_), block_digest=digest(id_ + "block"), size=48_213,
        path="2026/11/evidence-0001.warc.gz", offset=91_822, length=12_004, salt="00", peer="203.0.113.7:443",
    )  # fmt: skip
    return replace(made, purpose=purpose, **more)  # type: ignore[arg-type]


def make_article(
    id_: str,
    texts: Sequence[tuple[str, Sequence[str]]],
    *,
    at: datetime,
    source: str | None = "morning",
    source_name: str = "晨星日报",
    language: str | None = "zh-Hans",
    state: str = "live",
    images: Sequence[tuple[str, str, str | None]] = (),
    tags: Sequence[str] = (),
    copies: Sequence[Copy] = (),
    authors: Sequence[str] = (),
    why: str = "the feed and the page agree; the feed was seen 4 minutes later",
    extra_blocks: Sequence[Block] = (),
    published: Published | None = None,
) -> ArticleView:
    """An article whose revisions have these (title, paragraphs), an hour and a half apart; images are (url, caption, capture)."""
    url = f"https://{source or 'single'}.example/news/{id_}"
    when = published or Published(at, None, at + timedelta(minutes=4), why, "minute", "feed")
    figures = tuple(Block("figure", caption, url=address) for address, caption, _ in images)
    revisions, captures = [], []
    for number, (title, paragraphs) in enumerate(texts, 1):
        seen = at + timedelta(minutes=4 + 90 * (number - 1))
        blocks = (*figures[:1], *(Block("paragraph", text) for text in paragraphs), *extra_blocks, *figures[1:])
        text = "\n".join(paragraphs)
        grades = ("headline", "number") if number > 1 else ()
        revisions.append(
            Revision(
                f"{id_}.{number}",
                id_,
                number,
                f"{id_}-c{number}",
                seen,
                "generic/3",
                title,
                text,
                digest(text),
                blocks,
                tuple(authors),
                grades,
            )
        )
        captures.append(
            CaptureLine(
                make_capture(f"{id_}-c{number}", seen, url),
                4_100 + number,
                Verdict("article", ("the page calls itself an article",)),
            )
        )
    line = ArticleLine(
        id=id_, url=url, source=source, source_name=source_name, title=revisions[-1].title, published=when,
        first_captured=revisions[0].at, language=language, state=state, revisions=len(revisions),  # type: ignore[arg-type]
        images_held=sum(held is not None for *_, held in images), images_named=len(images),
        summary=(texts[-1][1] or [""])[0], tags=tuple(tags), copies=len(copies),
    )  # fmt: skip
    claims = (
        Claim("feed", f"{at:%a, %d %b %Y %H:%M:%S} +0000", at, f"https://{source}.example/feed.xml item 3"),
        Claim("json-ld", f"{at + timedelta(hours=8):%Y-%m-%dT%H:%M:%S}+08:00", at, "NewsArticle.datePublished"),
        Claim("text", f"{at + timedelta(hours=8):%Y年%m月%d日 %H:%M}", at, "div.meta", "minute", "assumed"),
        Claim("meta", "yesterday", None, "meta[name=date]"),
        Claim("first-seen", (at + timedelta(minutes=3)).isoformat(), at + timedelta(minutes=3), "feed"),
    )
    held = tuple(
        HeldImage(Image(address, caption=caption), capture, "image/png") for address, caption, capture in images
    )
    gone = at + timedelta(hours=9) if state == "gone" else None
    return ArticleView(
        line,
        revisions[-1],
        tuple(revisions),
        claims,
        tuple(captures),
        held,
        tuple(copies),
        (url,),
        tuple(authors),
        source_name,
        gone_since=gone,
    )


def sample_views() -> tuple[ArticleView, ...]:
    """The articles of the invented press."""
    day = NOW.replace(hour=9)
    copy = Copy("flood", "山洪过后：三个村子的四十八小时", "晨星日报", day - timedelta(hours=1), 0.91)
    return (
        make_article(
            "flood",
            [
                ("山洪过后：三个村子的四十八小时", ["11月20日夜间，暴雨引发的山洪冲进上河、中河、下河三个村子。截至发稿，已确认12人失联，三百余户房屋受损。", "“水是半夜两点来的，先是声音，像一列火车。”上河村村民说，她和两个孩子在屋顶等到天亮。", "县应急部门表示，通往下河村的公路于21日中午抢通，第一批饮用水和帐篷随后送达。", "气象部门此前曾发布橙色预警。多名村民表示没有接到转移通知。", "学校操场成了临时安置点。校长把教室的门都打开，让老人先进去。", "邻县的志愿者带来了两台发电机。", "本报将继续关注。"]),
                ("山洪过后：三个村子的四十八小时", ["11月20日夜间，暴雨引发的山洪冲进上河、中河、下河三个村子。截至发稿，已确认7人失联，三百余户房屋受损。", "“水是半夜两点来的，先是声音，像一列火车。”上河村村民说，她和两个孩子在屋顶等到天亮。", "县应急部门表示，通往下河村的公路于21日中午抢通，第一批饮用水和帐篷随后送达。", "气象部门此前曾发布橙色预警。", "学校操场成了临时安置点。校长把教室的门都打开，让老人先进去。", "邻县的志愿者带来了两台发电机。", "本报将继续关注。"]),
                ("山洪过后：救援仍在继续", ["11月20日夜间，暴雨引发的山洪冲进上河、中河、下河三个村子。截至22日上午，已确认7人失联，三百余户房屋受损，供电正在恢复。", "“水是半夜两点来的，先是声音，像一列火车。”上河村村民说，她和两个孩子在屋顶等到天亮。", "县应急部门表示，通往下河村的公路于21日中午抢通，第一批饮用水和帐篷随后送达。", "气象部门此前曾发布橙色预警。", "学校操场成了临时安置点。校长把教室的门都打开，让老人先进去。", "邻县的志愿者带来了两台发电机。"]),
            ],
            at=day, tags=["洪水", "社会"], authors=["本报记者 何青", "林远"],
            images=[("https://morning.example/i/1.png", "上河村口的公路，21日下午。图：晨星日报", "img1"), ("https://morning.example/i/2.png", "临时安置点", "img2"), ("https://morning.example/i/3.png", "抢修供电线路", None)],
        ),
        make_article(
            "election", [("市議會選舉結果揭曉 投票率創二十年新高", ["選舉委員會週六深夜公布市議會選舉結果，三十五席中有十一席易手，投票率達百分之六十八點四，為二十年來最高。", "落選的現任議長在集會上承認敗選，並呼籲支持者尊重結果。", "觀察員表示，計票過程大致順利，僅兩處投票所因停電延後。"])],
            at=day - timedelta(hours=2, minutes=26), source="harbour", source_name="港灣新聞網", language="zh-Hant", tags=["選舉", "政治"],
        ),
        make_article(
            "removed", [("工业园排污调查：检测报告为何三次更改", ["记者取得的三份检测报告显示，同一采样点的氨氮数值从超标四倍变为达标。", "园区管委会未回应采访请求。"])],
            at=day - timedelta(hours=5), state="gone", tags=["环境"], authors=["调查组"],
        ),
        make_article(
            "reprint", [("三个村子的四十八小时（转载）", ["11月20日夜间，暴雨引发的山洪冲进上河、中河、下河三个村子。"])],
            at=day - timedelta(minutes=40), source="harbour", source_name="港灣新聞網", copies=[copy],
        ),
        make_article(
            "harbour-plan", [("Council approves harbour plan after nine-hour session", ["The city council voted 19 to 16 on Saturday night to approve the long-disputed harbour plan, which would move the fish market and open two kilometres of waterfront to the public.", "Residents of the eastern quays, who had collected 14,000 signatures against it, said they would go to court.", "“We were shown three different drawings in three weeks,” said one of them. “Nobody can say which one was voted on.”"]), ("Council approves harbour plan after long session", ["The city council voted 19 to 16 on Saturday night to approve the harbour plan, which would move the fish market and open two kilometres of waterfront to the public.", "Residents of the eastern quays, who had collected 14,000 signatures against it, said they would go to court.", "“We were shown three different drawings in three weeks,” said one of them. “Nobody can say which one was voted on.”"])],
            at=day - timedelta(hours=11), source="courier", source_name="The Eastern Courier", language="en", tags=["council", "harbour"], authors=["A. Quay"],
            extra_blocks=[Block("heading", "What happens next", level=2), Block("list", "A hearing in January\nA decision by March", items=("A hearing in January", "A decision by March")), Block("quotation", "A plan that nobody has seen is not a plan.")],
        ),
        make_article(
            "typhoon", [("台風接近、離島で避難始まる", ["大型の台風が週明けに接近する見込みとなり、離島では二十二日朝から自主避難が始まった。", "気象台は高波と暴風に警戒を呼びかけている。"])],
            at=day - timedelta(hours=30), source="shiokaze", source_name="潮風新報", language="ja",
        ),
        make_article(
            "undated", [("旧站存档：一篇没有日期的文章", ["这篇文章由旧站导入，没有可用的日期。"])], at=day - timedelta(hours=33), source=None, source_name="",
            published=Published(None, None, day - timedelta(hours=33), "no claim can be read as a time"),
        ),
        make_article(
            "dayonly", [("Ferry timetable changes for winter", [])], at=day.replace(hour=0) - timedelta(hours=48), source="courier", source_name="The Eastern Courier", language="en-GB",
            published=Published(day.replace(hour=0) - timedelta(hours=48), None, None, "the page states only a day", "day", "text"),
        ),
    )  # fmt: skip


def sample_health() -> tuple[SourceHealth, ...]:
    """The outlets, one of them in trouble and one silent."""

    def one(
        id_: str, name: str, answers: Mapping[str, int], hours: float | None, error: str | None = None, pending: int = 0
    ) -> SourceHealth:
        home = f"https://{id_}.example/"
        channels = (
            Channel("feed", home + "feed.xml", "linked from the home page"),
            Channel("sitemap", home + "sitemap.xml", "named in robots.txt"),
        )
        last = NOW - timedelta(hours=hours) if hours is not None else None
        total = sum(answers.values())
        return SourceHealth(
            Source(id_, name, home, channels, NOW - timedelta(days=212)), total, total // 12, total // 90, total * 2, total * 2 + total // 9,
            answers, NOW - timedelta(minutes=12), last, error, pending, "status 403" if error else None,
        )  # fmt: skip

    return (
        one("morning", "晨星日报", {"article": 4210, "gone": 31, "listing": 12}, 3, pending=4),
        one(
            "harbour",
            "港灣新聞網",
            {"article": 880, "blocked": 204, "consent": 16},
            3.4,
            "403 from 61 pages of 70 in the last round: access refused",
        ),
        one("courier", "The Eastern Courier", {"article": 1502, "paywall": 96}, 13),
        one("shiokaze", "潮風新報", {"article": 96, "empty": 3}, 24 * 9),
        one("newly", "Newly followed", {}, None),
    )


def hostile_view() -> ArticleView:
    """An article that attacks whoever shows it."""
    view = make_article(
        "hostile",
        [(HOSTILE, [HOSTILE, "x" * 5_000]), (HOSTILE + "!", [HOSTILE])],
        at=NOW - timedelta(days=9),
        authors=[HOSTILE],
        tags=[HOSTILE[:60], "a/b?c#d"],
        language='"><script>',
        images=[("javascript:alert(1)", HOSTILE, None), ("https://x.example/evil.svg", HOSTILE, "svg")],
        source_name=HOSTILE,
        why=HOSTILE,
    )
    claims = (*view.claims, Claim("text", HOSTILE, None, HOSTILE))
    captures = tuple(
        replace(
            item,
            capture=replace(item.capture, url="javascript:alert(1)", content_type=HOSTILE, facts={HOSTILE: HOSTILE}),
        )
        for item in view.captures
    )
    return replace(
        view,
        line=replace(view.line, url="javascript:alert(1)"),
        claims=claims,
        captures=captures,
        urls=("javascript:alert(1)", HOSTILE),
    )


def sample_library() -> MemoryLibrary:
    """Everything above."""
    views = (*sample_views(), hostile_view())
    blobs = {
        "img1": (png(640, 400, (120, 150, 170)), "image/png"),
        "img2": (png(640, 360, (170, 140, 110)), "text/html"),
        "svg": (
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>parent.ran=1</script></svg>',
            "image/svg+xml",
        ),
        "liar": (b"<html><script>alert(1)</script>", "image/png"),
    }
    blobs |= {
        item.capture.id: (b"<html><script>document.title='ran'</script>", "text/html")
        for view in views
        for item in view.captures
    }
    return MemoryLibrary(MemoryCatalogue({view.line.id: view for view in views}, sample_health()), blobs)


def long_library(count: int) -> MemoryLibrary:
    """A library of many plain lines, one every ten minutes."""
    first = sample_views()[1].line
    lines = tuple(
        replace(
            first,
            id=f"n{place}",
            title=f"第 {place} 条消息",
            published=replace(first.published, at=NOW - timedelta(minutes=10 * place)),
        )
        for place in range(count)
    )
    return MemoryLibrary(MemoryCatalogue({}, sample_health(), lines))
