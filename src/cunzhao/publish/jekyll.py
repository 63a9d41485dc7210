"""Posts for Jekyll, in the shape that community archives keep, so that what was imported can be given back.

A post is front matter in YAML, the time that the feed claimed as an HTML comment in epoch milliseconds, a Markdown link to the
page as a heading, and the body as HTML in one ``div``. Three things break a build and are kept out: YAML that reads a title as
something else (every string is double-quoted with JSON's escapes, which YAML 1.1 and 1.2 both read), Liquid marks in the text
(``{{`` and ``{%`` become entities), and blank lines inside the ``div`` (Markdown would take over there).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cunzhao.errors import InputError
from cunzhao.publish.exports import views
from cunzhao.publish.files import Images, read_image, write_atomic
from cunzhao.publish.formats import clean, is_safe_id, one_line, web_address
from cunzhao.publish.messages import words
from cunzhao.publish.render import blocks_html
from cunzhao.store.api import Catalogue
from cunzhao.types import ArticleView

NAME_BYTES = 255
"""Longest file name of the usual file systems."""

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\ufffd\u2028\u2029]+')
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?")
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")


@dataclass(frozen=True, slots=True)
class JekyllReport:
    """What was written: posts, image files, and images that the archive names but does not hold or cannot read."""

    posts: int
    images: int
    missing: int


def jekyll(
    catalogue: Catalogue, out: Path, images: Images | None = None, progress: Callable[[str], None] | None = None
) -> JekyllReport:
    """Writes ``out/_posts/*.md`` and ``out/assets/archive/*``; earlier posts of the same name are replaced.

    Raises StorageError when the disk refuses.
    """
    taken: set[str] = set()
    pictures: set[str] = set()
    missing = 0
    for count, view in enumerate(views(catalogue), start=1):
        held: dict[str, str] = {}
        for item in view.images:
            found = read_image(images, item)
            if found is None:
                missing += 1
                continue
            held[item.image.url] = f"/assets/archive/{found.name}"
            if found.name not in pictures:
                pictures.add(found.name)
                write_atomic(out / "assets" / "archive" / found.name, found.data)
        write_atomic(out / "_posts" / post_name(view, taken), post(view, held).encode())
        if progress and count % 100 == 0:
            progress(f"{count} posts")
    return JekyllReport(len(taken), len(pictures), missing)


def post(view: ArticleView, held: Mapping[str, str] | None = None) -> str:
    """The text of one post; ``held`` maps image URLs to where our copies lie in the site."""
    language = words(view.line.language or "en")
    copies = held or {}
    # An image that is not held keeps its own address, as such posts have it: an import finds it there again.
    # One that is held says where it was, for the same end.
    body = blocks_html(
        view.current.blocks, lambda url: copies.get(url, url), language, view.line.language, originals=True
    )
    url = web_address(view.line.url).replace("{", "%7B").replace("(", "%28").replace(")", "%29")
    title = one_line(view.current.title, 2000)
    html = "\n".join(line for line in str(body).split("\n") if line.strip())
    return (
        f"---\n{front_matter(view)}---\n"
        f"<!--{round(_stamp(view).timestamp() * 1000)}-->\n"
        f"[{_no_liquid(_markdown(title))}]({url})\n------\n\n"
        f"<div>\n{_no_liquid(html)}\n</div>\n"
    )


def _stamp(view: ArticleView) -> datetime:
    """What the comment of such posts holds: the time that the feed claimed, else the derived one."""
    claimed = (c.at for c in view.claims if c.kind == "feed" and c.at is not None and not c.modified)
    return next(claimed, None) or view.line.published.at or view.line.first_captured


def front_matter(view: ArticleView) -> str:
    """The YAML of a post: the fields it was imported with, as they were, or the ones such posts have."""
    fields = _imported(view) or _made(view)
    return "".join(f"{name}: {_field(name, value)}\n" for name, value in fields.items() if _FIELD.fullmatch(name))


def post_name(view: ArticleView, taken: set[str]) -> str:
    """``YYYY-MM-DD-<title>.md`` in at most 255 bytes, unlike all in ``taken`` even where case does not count; added there."""
    day = _day(view)
    title = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", clean(view.current.title)))
    title = " ".join(title.split()).strip(". ") or view.line.id
    name = _fitting(f"{day}-{title}", ".md")
    if name.casefold() in taken:
        mark = view.line.id if is_safe_id(view.line.id) else str(len(taken))
        name = _fitting(f"{day}-{title}", f"-{mark}.md")
    taken.add(name.casefold())
    return name


def _fitting(stem: str, end: str) -> str:
    """Stem and end in at most 255 bytes, cut between characters."""
    room = NAME_BYTES - len(end.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + end


def _day(view: ArticleView) -> str:
    """The day of the imported ``date`` field, or of the derived time in UTC."""
    stated = _DATE.match(str(_imported(view).get("date", "")))
    at = view.line.published.at or view.line.first_captured
    return stated[0][:10] if stated else f"{at.astimezone(UTC):%Y-%m-%d}"


def _imported(view: ArticleView) -> dict[str, Any]:
    """The front matter that the import kept, or nothing."""
    try:
        fields = json.loads(view.extra.get("front_matter", "{}"))
    except ValueError as error:
        raise InputError(
            f"article {view.line.id} keeps a front matter that is not JSON; cunzhao rebuild makes it anew"
        ) from error
    return fields if isinstance(fields, dict) else {}


def _made(view: ArticleView) -> dict[str, Any]:
    at: datetime = view.line.published.at or view.line.first_captured
    author = ", ".join(view.current.authors) or view.line.source_name
    return {
        "layout": "post",
        "title": one_line(view.current.title, 2000),
        "date": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z",
        "author": one_line(author),
        "from": clean(view.line.url),
        "tags": [one_line(tag) for tag in view.line.tags],
        "comments": True,
        "categories": [one_line(c) for c in view.categories] or [one_line(view.line.source_name)],
    }


def _field(name: str, value: Any) -> str:
    """A top-level value. Times stay plain, as such posts have them; a title that looks like a date stays a title."""
    is_time = isinstance(value, str) and name.endswith(("date", "_at")) and _DATE.fullmatch(value)
    return str(value) if is_time else _yaml(value)


def _yaml(value: Any) -> str:
    """A value in flow style; every string is quoted."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return "[ " + ", ".join(_yaml(item) for item in value) + " ]" if value else "[]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_quoted(str(k))}: {_yaml(v)}" for k, v in value.items()) + " }"
    return json.dumps(value)


def _quoted(text: str) -> str:
    """A double-quoted scalar: JSON's escapes, and escapes for all that YAML does not call printable."""
    plain = json.dumps(clean(text), ensure_ascii=False)
    return "".join(c if _is_plain(c) else "".join(f"\\u{ord(u):04x}" for u in c) for c in plain)


def _is_plain(char: str) -> bool:
    return char not in "\ufeff\u2028\u2029\x85" and (
        char.isprintable() or unicodedata.category(char) in ("Zs", "Co", "Cn", "Cf")
    )


def _markdown(text: str) -> str:
    """Link text without the marks that would end it or start markup."""
    return re.sub(r"([\\\[\]<>`*_])", r"\\\1", text)


def _no_liquid(text: str) -> str:
    return text.replace("{{", "&#123;&#123;").replace("{%", "&#123;%")
