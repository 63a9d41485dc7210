"""Atom (RFC 4287), JSON Feed 1.1 and sitemaps (sitemaps.org 0.9), written by hand: three small formats that do not change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from cunzhao.publish.formats import clean, iso, language_tag, one_line
from cunzhao.publish.lists import article_path
from cunzhao.publish.manifest import Entry
from cunzhao.publish.page import Templates
from cunzhao.types import ArticleLine

SITEMAP_LIMIT = 50_000
"""URLs in one sitemap file, by the protocol."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One feed: its title, its own path, the path of the page it is the feed of, and its articles newest first."""

    title: str
    path: str
    page: str
    lines: Sequence[ArticleLine]


def atom(channel: Channel, entries: Mapping[str, Entry], templates: Templates) -> bytes:
    """The feed as Atom. Ids are ``urn:`` names, so that they stay when a site moves."""
    base, root = templates.options.base, "../" * channel.path.count("/")
    prefix = base or root
    updated = max((entries[line.id].updated for line in channel.lines), default="1970-01-01T00:00:00Z")
    head = Markup(
        '<feed xmlns="http://www.w3.org/2005/Atom">\n<title>{}</title>\n<id>urn:cunzhao:feed:{}</id>\n<updated>{}</updated>\n'
        '<link rel="alternate" type="text/html" href="{}"/>\n<link rel="self" type="application/atom+xml" href="{}"/>\n'
        "<generator>Cunzhao</generator>\n"
    ).format(
        channel.title, channel.path.rpartition("/")[0] or "all", updated, prefix + channel.page, prefix + channel.path
    )
    body = Markup("").join(_atom_entry(line, entries[line.id], prefix) for line in channel.lines)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}{body}</feed>\n'.encode()


def _atom_entry(line: ArticleLine, entry: Entry, prefix: str) -> Markup:
    published = (
        Markup("<published>{}</published>\n").format(iso(line.published.at)) if line.published.at else Markup("")
    )
    tags = Markup("").join(Markup('<category term="{}"/>\n').format(one_line(tag, 100)) for tag in line.tags[:20])
    tongue = language_tag(line.language)
    return Markup(
        '<entry{}>\n<title>{}</title>\n<id>urn:cunzhao:article:{}</id>\n<link rel="alternate" type="text/html" href="{}"/>\n'
        '<link rel="via" href="{}"/>\n{}<updated>{}</updated>\n'
        "<author><name>{}</name></author>\n{}<summary>{}</summary>\n</entry>\n"
    ).format(
        Markup(' xml:lang="{}"').format(tongue) if tongue else Markup(""),
        one_line(line.title, 500),
        clean(line.id),
        prefix + article_path(line.id),
        clean(line.url),
        published,
        entry.updated,
        one_line(line.source_name),
        tags,
        one_line(line.summary, 500),
    )


def json_feed(channel: Channel, entries: Mapping[str, Entry], templates: Templates) -> bytes:
    """The feed as JSON Feed 1.1."""
    prefix = templates.options.base or "../" * channel.path.count("/")
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(channel.title),
        "home_page_url": prefix + channel.page,
        "feed_url": prefix + channel.path,
        "items": [_json_item(line, entries[line.id], prefix) for line in channel.lines],
    }
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(line: ArticleLine, entry: Entry, prefix: str) -> dict[str, object]:
    item: dict[str, object] = {
        "id": f"urn:cunzhao:article:{clean(line.id)}",
        "url": prefix + article_path(line.id),
        "external_url": clean(line.url),
        "title": one_line(line.title, 500),
        "content_text": one_line(line.summary, 500),
        "date_modified": entry.updated,
        "authors": [{"name": one_line(line.source_name)}],
        "tags": [one_line(tag, 100) for tag in line.tags[:20]],
    }
    if line.published.at:
        item["date_published"] = iso(line.published.at)
    if language_tag(line.language):
        item["language"] = language_tag(line.language)
    return item


def sitemap(pages: Iterable[tuple[str, str]], base: str) -> bytes:
    """A sitemap of (path, last change)."""
    rows = (Markup("<url><loc>{}</loc><lastmod>{}</lastmod></url>\n").format(base + path, at) for path, at in pages)
    return _urls("urlset", rows)


def sitemap_index(paths: Iterable[str], base: str) -> bytes:
    """The index of several sitemaps."""
    return _urls("sitemapindex", (Markup("<sitemap><loc>{}</loc></sitemap>\n").format(base + path) for path in paths))


def _urls(element: str, rows: Iterable[Markup]) -> bytes:
    body = "".join(rows)
    opening = f'<{element} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f'<?xml version="1.0" encoding="utf-8"?>\n{opening}\n{body}</{element}>\n'.encode()
