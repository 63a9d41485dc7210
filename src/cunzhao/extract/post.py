"""One Jekyll post of a community archive: front matter, the feed's date in a comment, and the article's raw HTML.

The form is that which RSS-to-Jekyll jobs write::

    ---
    layout: post
    title: "…"
    date: 2021-06-04T06:16:13.671Z
    from: https://…
    ---
    <!--1622830560000-->
    [title](url)
    ------
    <div>…</div>
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cunzhao.extract import dates, dom, frontmatter, generic, hostile, language
from cunzhao.extract.addresses import absolute
from cunzhao.extract.charset import decode, is_binary
from cunzhao.extract.claims import url_claim
from cunzhao.reasons import phrase
from cunzhao.types import Block, Claim, Extraction, Image, Precision

VERSION = "post/1"
MAX_KEPT = 20_000
"""Characters of a front matter, or of one of its values, as JSON; the shared posts need 700 at most."""
_STAMP = re.compile(r"\A\s*<!--\s*(\d{9,14})\s*-->[ \t]*\r?\n?")
_LINK_LINE = re.compile(
    r"\A\s*\[(?P<title>.*?)\]\((?P<url>https?://[^\s)]*(?:\([^\s)]*\)[^\s)]*)*)\)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_RULER = re.compile(r"\A\s*-{3,}[ \t]*(?:\r?\n|\Z)")
_FILE_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})-")
_MARKUP = re.compile(
    r"<(?:p|div|br|img|a|h[1-6]|ul|ol|li|table|blockquote|span|section|figure|strong|b|em)\b", re.IGNORECASE
)
_KNOWN = frozenset(("layout", "title", "date", "author", "authors", "from", "tags", "tag", "categories", "category"))
_BARE_URL = re.compile(r"https?://[^\s<>\"'）)】」，。；、]+")


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it was kept; ``odd`` says in words what was not as it should be. ``extra``: other keys, values as JSON.

    ``front_matter`` is the whole head as a JSON object, keys in their order and times as they were written, so that the post
    can be given back; ``{}`` where there is none or it is too large to keep.
    """

    title: str
    author: str | None
    url: str | None
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    layout: str | None
    extra: Mapping[str, str]
    claims: tuple[Claim, ...]
    blocks: tuple[Block, ...]
    images: tuple[Image, ...]
    removed: tuple[str, ...]
    odd: tuple[str, ...]
    extraction: Extraction
    front_matter: str = "{}"


def extract_post(content: bytes, name: str) -> Post:
    """Read one post; ``name`` is its file name, which carries a date and stands in for a missing title. Never raises."""
    unread = (phrase("binary"),) if is_binary(content) else ()
    decoded = decode(b"" if unread else content)
    text, cut = hostile.cut(decoded.text)
    cut = (*unread, *cut)
    head = frontmatter.split_head(text)
    odd = [*decoded.problems, *cut, *head.odd]
    stamp, linked, body = _opening(head.rest)
    title = _text(head.keys.get("title")) or (linked[0] if linked else None) or _title_from(name)
    stated_url = _text(head.keys.get("from")) or (linked[1] if linked else None)
    url = absolute("", stated_url) if stated_url else None
    odd += _oddities(head.keys, stated_url, url, title)
    claims = _claims(stamp, head, url or "", name)
    read = _body(body, url or "", cut)
    if not any(b.kind != "figure" for b in read.blocks):
        odd.append("empty body")
    return _assembled(head, _extraction(head, title, url, claims, read, decoded.charset), tuple(odd))


def _opening(rest: str) -> tuple[str | None, tuple[str, str] | None, str]:
    """The stamp comment, the link line and the body; the link line and the ruler are no part of the body."""
    stamp = _STAMP.match(rest)
    rest = rest[stamp.end() :] if stamp else rest
    link = _LINK_LINE.match(rest[:10_000])
    rest = rest[link.end() :] if link else rest
    ruler = _RULER.match(rest)
    rest = rest[ruler.end() :] if ruler else rest
    return stamp[1] if stamp else None, (link["title"].strip(), link["url"]) if link else None, rest


def _oddities(keys: Mapping[str, Any], stated_url: str | None, url: str | None, title: str) -> list[str]:
    odd = []
    if keys and not _text(keys.get("title")):
        odd.append("no title")
    if not title:
        odd.append("no title anywhere")
    if stated_url is None:
        odd.append("no address of the original ('from')")
    elif url is None:
        odd.append(f"'from' is no web address: {stated_url[:80]}")
    if keys and not keys.get("date"):
        odd.append("no date")
    return odd


def _claims(stamp: str | None, head: frontmatter.Head, url: str, name: str) -> tuple[Claim, ...]:
    """The feed's date (the comment), the post's date, the address's day; without a post's date, the file name's day.

    The job wrote the feed's date as the post's date, except where that lay in the future: then it wrote when it ran, so a
    date before the comment's is the moment of first sight.
    """
    claims: list[Claim | None] = []
    feed = dates.read(stamp) if stamp else None
    feed_at = feed.utc() if feed else None
    if stamp:
        claims.append(Claim("feed", stamp, feed_at, phrase("in-comment")))
    written = _written(head.keys.get("date"))
    if written is not None:
        at, precision = written
        job_ran = feed_at is not None and at is not None and at < feed_at
        raw = head.written("date") or str(head.keys["date"])[:200]
        claims.append(Claim("first-seen" if job_ran else "post", raw, at, phrase("in-front-matter"), precision))
    claims.append(url_claim(url))
    match = _FILE_DATE.match(name) if written is None else None
    if match:
        raw = match[0].rstrip("-")
        day = dates.read(raw)
        claims.append(Claim("post", raw, day.utc() if day else None, phrase("in-file-name"), "day", "assumed"))
    return tuple(claim for claim in claims if claim is not None)


def _written(value: Any) -> tuple[datetime | None, Precision] | None:
    """A front matter's date: YAML makes times of some spellings and leaves others as text."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)), "second"
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC), "day"
    raw = str(value)[:200].strip()
    try:
        return _written(datetime.fromisoformat(raw))
    except (ValueError, OverflowError):
        moment = dates.read(raw)
        return (moment.utc(), moment.precision) if moment else (None, "second")


def _body(raw: str, url: str, cut: tuple[str, ...]) -> generic.Body:
    """The body as blocks. Everything in a post was meant to be kept, so all of it is read, except ads and promotions."""
    markup = raw if _MARKUP.search(_without_wrapper(raw)) else _paragraphs(_without_wrapper(raw))
    parsed = dom.fragment(markup)
    read = generic.whole_body(parsed.tree, url)
    return generic.Body(read.blocks, read.images, read.removed, (*cut, *parsed.partial, *read.partial), read.lines)


def _without_wrapper(raw: str) -> str:
    """The content of the one ``<div>`` around the body, if there is one."""
    text = raw.strip()
    if text.lower().startswith("<div>") and text.lower().endswith("</div>"):
        return text[5:-6]
    return text


def _paragraphs(plain: str) -> str:
    """Plain text as markup: every line a paragraph, bare addresses as links, markdown's headings and quotations."""
    made: list[str] = []
    for line in plain.splitlines():
        text = line.strip()
        if not text:
            continue
        heading = re.match(r"(#{1,6})\s+(.*)", text)
        tag = f"h{len(heading[1])}" if heading else "blockquote" if text.startswith("> ") else "p"
        text = heading[2] if heading else text.removeprefix("> ") if tag == "blockquote" else text
        made.append(f"<{tag}>{_linked(text)}</{tag}>")
    return "\n".join(made)


def _linked(text: str) -> str:
    """Text as markup, with markdown images and links and bare addresses made real. Entities in it are read as such."""
    escaped = html.escape(html.unescape(text))
    escaped = re.sub(r"!\[([^\[\]]{0,300})\]\((https?://[^\s()]{1,2000})\)", r'<img src="\2" alt="\1">', escaped)
    escaped = re.sub(r"(?<!!)\[([^\[\]]{1,300})\]\((https?://[^\s()]{1,2000})\)", r'<a href="\2">\1</a>', escaped)
    if "<a " in escaped or "<img " in escaped:
        return escaped
    return _BARE_URL.sub(lambda m: f'<a href="{m[0]}">{m[0]}</a>', escaped)


def _extraction(
    head: frontmatter.Head, title: str, url: str | None, claims: tuple[Claim, ...], read: generic.Body, charset: str
) -> Extraction:
    author = _author(head)
    text = "\n".join([title, *(b.text for b in read.blocks)])
    return Extraction(
        url=url or "",
        extractor=VERSION,
        title=title or None,
        authors=(author,) if author else (),
        language=language.language_of(text, None),
        blocks=read.blocks,
        images=read.images,
        tags=_names(head.keys.get("tags") or head.keys.get("tag")),
        claims=claims,
        charset=charset,
        partial=read.partial,
        removed=read.removed,
        extra={key: _json(value) for key, value in head.keys.items() if key not in _KNOWN},
    )


def _assembled(head: frontmatter.Head, extraction: Extraction, odd: tuple[str, ...]) -> Post:
    return Post(
        title=extraction.title or "",
        author=_author(head),
        url=extraction.url or None,
        tags=extraction.tags,
        categories=_names(head.keys.get("categories") or head.keys.get("category")),
        layout=_text(head.keys.get("layout")),
        extra=extraction.extra,
        claims=extraction.claims,
        blocks=extraction.blocks,
        images=extraction.images,
        removed=extraction.removed,
        odd=odd,
        extraction=extraction,
        front_matter=_whole(head),
    )


def _author(head: frontmatter.Head) -> str | None:
    """Whole, as it stands: in such archives it names an outlet or a channel, and an "&" in it joins no two people."""
    return _text(head.keys.get("author")) or _text(head.keys.get("authors"))


def _names(value: Any) -> tuple[str, ...]:
    """Tags: a list, or words in one string (Jekyll splits that at spaces)."""
    listed = value if isinstance(value, list) else str(value).split() if value not in (None, "") else []
    return tuple(dict.fromkeys(text for text in map(_text, listed[:200]) if text))


def _text(value: Any) -> str | None:
    """A front matter value as one line of text."""
    if value is None or isinstance(value, (Mapping, list)):
        return ", ".join(filter(None, map(_text, value[:20]))) or None if isinstance(value, list) else None
    return " ".join(str(value).split())[:2_000] or None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)[:MAX_KEPT]


def _whole(head: frontmatter.Head) -> str:
    written = {k: head.written(k) if isinstance(v, (date, datetime)) else v for k, v in head.keys.items()}
    whole = json.dumps(written, ensure_ascii=False, default=str)
    return whole if len(whole) <= MAX_KEPT else "{}"


def _title_from(name: str) -> str:
    return _FILE_DATE.sub("", name.rsplit("/", 1)[-1]).rsplit(".", 1)[0].strip()
