"""The channels of the press: RSS, Atom, RDF, JSON Feed, sitemaps, news sitemap, robots.txt, each as real outlets write it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from cunzhao.press.content import Outlet, Story
from cunzhao.press.layout import image_path, plain


@dataclass(frozen=True, slots=True)
class Listed:
    """A story as a channel lists it: its address, its first words, when it was published and (if stated) changed."""

    story: Story
    url: str
    at: datetime
    changed: datetime | None = None


def rss(outlet: Outlet, listed: Sequence[Listed], *, full: bool, charset: str = "utf-8") -> bytes:
    """RSS 2.0, with the full text as escaped HTML where ``full``; encoded in ``charset``, which its declaration says."""
    items = "".join(_rss_item(outlet, item, full) for item in listed)
    text = f"""<?xml version="1.0" encoding="{charset}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>{escape(outlet.name)}</title><link>http://{outlet.host}/</link><description>{escape(outlet.motto)}</description>
<language>{outlet.language}</language><ttl>30</ttl>
{items}</channel></rss>
"""
    return text.encode(charset, "xmlcharrefreplace")


def comments_rss(outlet: Outlet, item: Listed) -> bytes:
    """The feed of readers' comments that many sites announce beside, or before, the feed of their articles."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{escape(outlet.name)}：评论</title><link>http://{outlet.host}/</link><description/>
<item><title>reader1907：{escape(item.story.title)}</title><link>{item.url}#comments</link>
<pubDate>{format_datetime(item.at + timedelta(minutes=50))}</pubDate><guid isPermaLink="false">comment-1</guid></item>
</channel></rss>
""".encode()


def atom(outlet: Outlet, listed: Sequence[Listed]) -> bytes:
    """Atom 1.0 with summaries and relative links (resolved by ``xml:base``)."""
    newest = max(item.changed or item.at for item in listed)
    entries = "".join(
        f"""<entry><title>{escape(item.story.title)}</title><id>tag:{outlet.host},2020:{item.story.key}</id>
<link rel="alternate" href="{item.url.partition(outlet.host)[2]}"/><published>{item.at.isoformat()}</published>
<updated>{(item.changed or item.at).isoformat()}</updated><author><name>{escape(item.story.byline)}</name></author>
<summary>{escape(plain(item.story)[0][:70])}…</summary></entry>
"""
        for item in listed
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}" xml:base="http://{outlet.host}/">
<title>{escape(outlet.name)}</title><id>tag:{outlet.host},2020:feed</id><link href="/"/><link rel="self" href="/atom.xml"/>
<updated>{newest.isoformat()}</updated>
{entries}</feed>
""".encode()


def rdf(outlet: Outlet, listed: Sequence[Listed]) -> bytes:
    """RSS 1.0 with Dublin Core dates, moved by the outlet's ``feed_shift`` as a server with a wrong zone moves them."""
    shift = timedelta(hours=outlet.feed_shift)
    places = "".join(f'<rdf:li rdf:resource="{item.url}"/>' for item in listed)
    items = "".join(
        f"""<item rdf:about="{item.url}"><title>{escape(item.story.title)}</title><link>{item.url}</link>
<description>{escape(plain(item.story)[0][:70])}</description><dc:creator>{escape(item.story.byline)}</dc:creator>
<dc:date>{(item.at + shift).isoformat()}</dc:date></item>
"""
        for item in listed
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel rdf:about="http://{outlet.host}/index.rdf"><title>{escape(outlet.name)}</title><link>http://{outlet.host}/</link>
<description>{escape(outlet.motto)}</description><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
<items><rdf:Seq>{places}</rdf:Seq></items></channel>
{items}</rdf:RDF>
""".encode()


def json_feed(outlet: Outlet, listed: Sequence[Listed]) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {
            "id": item.story.key,
            "url": item.url,
            "title": item.story.title,
            "summary": plain(item.story)[0][:120],
            "date_published": item.at.isoformat(),
            "authors": [{"name": item.story.byline}],
            "tags": list(item.story.tags),
        }
        for item in listed
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"http://{outlet.host}/",
        "feed_url": f"http://{outlet.host}/feed.json",
        "language": outlet.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def sitemap(listed: Sequence[Listed]) -> bytes:
    """A sitemap, gzipped as a file (not as a content coding)."""
    entries = "".join(
        f"<url><loc>{escape(item.url)}</loc><lastmod>{(item.changed or item.at).isoformat()}</lastmod></url>\n"
        for item in listed
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    return gzip.compress(text.encode(), mtime=0)


def news_sitemap(outlet: Outlet, listed: Sequence[Listed]) -> bytes:
    """A news sitemap: titles and dates of publication."""
    entries = "".join(
        f"""<url><loc>{escape(item.url)}</loc><news:news><news:publication><news:name>{escape(outlet.name)}</news:name>
<news:language>{outlet.language}</news:language></news:publication>
<news:publication_date>{item.at.isoformat()}</news:publication_date>
<news:title>{escape(item.story.title)}</news:title>
<news:keywords>{escape(", ".join(item.story.tags))}</news:keywords></news:news></url>
"""
        for item in listed
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
{entries}</urlset>
""".encode()


def sitemap_index(urls: Sequence[str]) -> bytes:
    """A sitemap of sitemaps."""
    entries = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f"{head}{entries}</sitemapindex>\n".encode()


def robots(sitemaps: Sequence[str], crawl_delay: float) -> bytes:
    """A robots.txt with one closed folder, a delay in seconds, and the sitemaps."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Crawl-delay: {crawl_delay:g}",
        *(f"Sitemap: {url}" for url in sitemaps),
    ]
    return ("\n".join(lines) + "\n").encode()


def _rss_item(outlet: Outlet, item: Listed, full: bool) -> str:
    story = item.story
    content = ""
    if full:
        image = f'<p><img src="{image_path(story)}" alt="{escape(story.caption)}"></p>' if story.caption else ""
        html = image + "".join(f"<p>{escape(line)}</p>" for line in plain(story) if line)
        content = f"<content:encoded><![CDATA[{html}]]></content:encoded>"
    tags = "".join(f"<category>{escape(tag)}</category>" for tag in story.tags)
    return f"""<item><title>{escape(story.title)}</title><link>{item.url}</link><guid isPermaLink="true">{item.url}</guid>
<pubDate>{format_datetime(item.at)}</pubDate><dc:creator>{escape(story.byline)}</dc:creator>{tags}
<description>{escape(plain(story)[0][:70])}…</description>{content}</item>
"""
