"""What is looked at when a response is classified, and how it is drawn from markup in linear time.

Nothing here builds a tree: hostile markup costs a parser minutes, and the signs that are looked for stand in plain sight.
"""

from __future__ import annotations

import html as html_entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

HEAD_LIMIT = 200_000
"""Characters of markup that are looked at; real pages put title, metadata, refusal and challenge far before that."""

_HIDDEN = ("script", "style", "template", "svg", "noscript", "textarea")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_ARTICLE = re.compile(
    r'"@type"\s{0,20}:\s{0,20}(?:\[[^\]]{0,200}?)?"(?:\w{0,40}NewsArticle|Article|BlogPosting|ReportageNewsArticle|LiveBlogPosting)"'
    r"|og:type[\"'][^>]{0,100}content=[\"']article|content=[\"']article[\"'][^>]{0,100}og:type",
    re.IGNORECASE,
)
_NOT_FREE = re.compile(r'"?isAccessibleForFree"?\s{0,20}[:=]\s{0,20}"?\s{0,20}false', re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,500}>([^<]{0,1000})", re.IGNORECASE)
_REFRESH = re.compile(
    r"""<meta[^>]{0,200}http-equiv=["']?refresh["']?[^>]{0,200}url=([^"'>\s]{1,500})""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as far as its kind depends on it.

    ``final_url`` is the URL after redirects (the same as ``url`` where there were none); ``content_type`` the header's value;
    ``html_head`` the first :data:`HEAD_LIMIT` characters of decoded markup; ``text`` and ``title`` are the extraction's;
    ``link_share`` is the share (0 to 1) of the page's visible characters that stand inside links, ``text_linked`` the share of
    the clean text whose lines are each the text of a link: near 0 in an article, near 1 in a list of headlines.
    """

    url: str
    final_url: str
    status: int
    content_type: str = ""
    html_head: str = ""
    text: str = ""
    title: str = ""
    has_article_markup: bool = False
    free: bool = True
    truncated: bool = False
    link_share: float = 0.0
    text_linked: float = 0.0
    links: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader sees of markup without running it; ``linked`` holds the text of each link."""

    text: str
    no_script: str
    linked: tuple[str, ...]


def answer(
    url: str,
    status: int,
    *,
    final_url: str | None = None,
    content_type: str | None = None,
    html: str = "",
    text: str = "",
    title: str | None = None,
    truncated: bool = False,
) -> Answer:
    """The Answer for a response: what markup says of itself is read here, so that the caller gives only what it has.

    ``html`` is decoded markup of any length (empty for other media); ``text`` and ``title`` come from the extraction.
    """
    head = html[:HEAD_LIMIT]
    visible = seen(head)
    return Answer(
        url=url,
        final_url=final_url or url,
        status=status,
        content_type=content_type or "",
        html_head=head,
        text=text,
        title=title or page_title(head),
        has_article_markup=_ARTICLE.search(head) is not None,
        free=_NOT_FREE.search(head) is None,
        truncated=truncated,
        link_share=sum(map(len, visible.linked)) / max(1, len(visible.text)),
        text_linked=_text_linked(text, visible.linked),
        links=len(visible.linked),
    )


def _text_linked(text: str, linked: tuple[str, ...]) -> float:
    known = set(linked)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return sum(len(line) for line in lines if line in known) / max(1, sum(map(len, lines)))


def page_title(markup: str) -> str:
    """The content of ``<title>``, entities resolved; empty where there is none."""
    match = _TITLE.search(markup)
    return " ".join(html_entities.unescape(match[1]).split()) if match else ""


def refresh_target(markup: str) -> str | None:
    """Where ``<meta http-equiv=refresh>`` sends a browser."""
    match = _REFRESH.search(markup)
    return html_entities.unescape(match[1]) if match else None


@lru_cache(maxsize=4)
def seen(markup: str) -> Seen:
    """The visible text of markup, white space normalised, and how much of it stands in links. Linear in its length."""
    parts: list[str] = []
    no_script: list[str] = []
    linked: list[list[str]] = []
    inside = False
    for kind, value in _tokens(markup):
        if kind == "text":
            words = html_entities.unescape(value).split()
            parts += words
            if inside:
                linked[-1] += words
        elif kind == "noscript":
            no_script.append(re.sub(r"<[^>]{0,2000}>", " ", value))
        else:
            inside = value == "a"
            linked += [[]] if inside else []
    texts = (" ".join(words) for words in linked)
    return Seen(" ".join(parts), " ".join(" ".join(no_script).split()), tuple(t for t in texts if t))


def _tokens(markup: str) -> Iterator[tuple[str, str]]:
    """Pieces of markup: ("text", …), ("tag", "a") at a link's start, ("tag", "/a") at its end, ("noscript", its content)."""
    lower = markup.lower()
    closers: dict[str, bool] = {}
    at = 0
    while at < len(markup):
        start = markup.find("<", at)
        if start != at:
            yield "text", markup[at : start if start >= 0 else len(markup)]
        if start < 0:
            return
        at, hidden = _after_tag(markup, lower, start, closers)
        match = _TAG.match(lower, start)
        if hidden is not None and match and match[2] == "noscript":
            yield "noscript", hidden
        elif match and match[2] == "a":
            yield "tag", match[1] + "a"


def _after_tag(markup: str, lower: str, start: int, closers: dict[str, bool]) -> tuple[int, str | None]:
    """The offset behind a tag, comment or hidden element, and the hidden element's content.

    ``closers`` remembers which end tags were not found any more, so that many unclosed elements do not cost a search each.
    """
    if lower.startswith("<!--", start):
        return _behind(lower, "-->", start + 4, closers), None
    match = _TAG.match(lower, start)
    end = _behind(lower, ">", start + 1, closers)
    if not match or match[1] or match[2] not in _HIDDEN:
        return end, None
    closer = f"</{match[2]}"
    if closers.get(closer):
        return end, None
    close = lower.find(closer, end)
    if close < 0:
        closers[closer] = True
        return end, None
    return _behind(lower, ">", close, closers), markup[end:close]


def _behind(lower: str, mark: str, start: int, missing: dict[str, bool]) -> int:
    if missing.get(mark):
        return len(lower) if mark == ">" else start
    found = lower.find(mark, start)
    if found < 0:
        missing[mark] = True
        return len(lower) if mark == ">" else start
    return found + len(mark)
