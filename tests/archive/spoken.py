"""Articles in which invented people say things, for the tests of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cunzhao.archive import Archive
from tests.press_archive import Clock

PAD = "各方代表在会后没有接受访问，会场外聚集了数十名渔民，港口照常开放，天气晴朗，渡轮班次没有改变，海面风浪不大。"
FIRST = (
    "沙湾外长林知远在鹿屿主持渔业对话。林知远说，三方应当尽快恢复联合巡逻，防止过度捕捞继续恶化，避免小渔民承担全部损失。",
    "林知远表示，休渔期延长四个半月是各方共同的责任，任何一方都不能单独破坏协议，也不能把补贴当作讨价还价的筹码。",
    "渔业协会秘书长莉娜·科斯塔（Lina Costa）说：“如果我们现在不停下来，五年以后海里就没有鱼可以捕了。”",
    PAD,
)
EDITED = (*FIRST[:2], FIRST[2].replace("没有鱼可以捕了", "再也没有鱼可以捕"), PAD)
SECOND = (
    "沙灣外長林知遠表示，休漁期延長四個半月是各方共同的責任，任何一方都不能單獨破壞協議，也不能把補貼當作談判的籌碼。",
    "漁業協會秘書長麗娜·柯斯塔（Lina Costa）說：「補貼沒有發到漁民的手裡，我們要求政府在下個月以前說明原因。」",
    PAD,
)
A, B = "http://haian.example/a", "http://gang.example/b"


def page(title: str, paragraphs: Sequence[str], published: str, language: str = "zh-Hans") -> bytes:
    """A page as an outlet would serve it."""
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    data = f'{{"@type":"NewsArticle","headline":"{title}","datePublished":"{published}"}}'
    head = f'<meta charset="utf-8"><title>{title}</title><script type="application/ld+json">{data}</script>'
    article = f"<article><h1>{title}</h1>{body}</article>"
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body>{article}</body></html>'.encode()


def keep(archive: Archive, folder: Path, url: str, content: bytes) -> str:
    """Put a page on record; the id of its article."""
    (folder / "kept.html").write_bytes(content)
    with archive.writing("test") as writing:
        (outcome,) = writing.keep_file(folder / "kept.html", url)
    assert outcome.article is not None, outcome
    return outcome.article


def spoken(folder: Path) -> tuple[Archive, str, str]:
    """An archive of two articles of two outlets, the first of them edited since."""
    archive = Archive.init(folder / "press", clock=Clock(), parallel=False)
    one = keep(archive, folder, A, page("三方渔业对话在鹿屿举行", FIRST, "2026-03-02T09:00:00+08:00"))
    two = keep(archive, folder, B, page("林知遠：休漁是共同責任", SECOND, "2026-03-02T11:00:00+08:00", "zh-Hant"))
    keep(archive, folder, A, page("三方渔业对话在鹿屿举行", EDITED, "2026-03-02T09:00:00+08:00"))
    return archive, one, two
