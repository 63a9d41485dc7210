"""The held-out answers of ``held_out.toml``: whole pages, read by the generic extractor as the archive reads them."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cunzhao.compare import Answer, answer
from cunzhao.extract import GenericExtractor, Page

URL = "https://news.example/2026/11/22/report-1151830.html"
FILE = Path(__file__).with_suffix(".toml")
SEEN = datetime(2026, 11, 22, tzinfo=UTC)


def labelled() -> list[tuple[str, str, Answer]]:
    """(name, kind, answer) of every page."""
    loaded = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [
        (f"{page['lang']} {page['kind']}: {page['title']}", page["kind"], _answer(page, loaded["frame"][page["lang"]]))
        for page in loaded["page"]
    ]


def _answer(page: dict[str, Any], frame: dict[str, Any]) -> Answer:
    url = page.get("url", URL)
    markup = _markup(page, frame)
    read = GenericExtractor().extract(Page(url, markup.encode(), "text/html; charset=utf-8", SEEN))
    return answer(
        url,
        page.get("status", 200),
        content_type="text/html; charset=utf-8",
        html=markup,
        text=read.text,
        title=read.title,
    )


def _markup(page: dict[str, Any], frame: dict[str, Any]) -> str:
    items = "".join(
        f'<li><a href="/a/{i}.html">{t}</a><p>{frame["site"]}</p></li>' for i, t in enumerate(page.get("items", ()))
    )
    inner = page.get("body", f"<h1>{page['title']}</h1><ul>{items}</ul>")
    menu = "".join(f'<li><a href="/m{i}">{word}</a></li>' for i, word in enumerate(frame["menu"]))
    around = (
        f'<header><a href="/">{frame["site"]}</a></header><nav><ul>{menu}</ul></nav><main>{inner}</main>'
        f'<footer><p>{frame["foot"]}</p></footer><script src="/site.js"></script>'
    )
    return (
        f'<!doctype html><html lang="{page["lang"]}"><head><meta charset="utf-8"><title>{page["title"]}</title>'
        f"{page.get('head', '')}</head><body>{page.get('bare', around)}</body></html>"
    )
