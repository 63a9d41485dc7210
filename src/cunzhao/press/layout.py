"""How the press's pages look: an article among all the furniture that real pages put around and into it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from cunzhao.press.content import Outlet, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What differs between the outlets' templates: class names, words of the furniture, and how images are put off."""

    open_body: str
    close_body: str
    lazy: str
    words: dict[str, str]
    indent: str = ""


_ZH = {
    "ad": "广告", "app": "下载客户端 随时看新闻", "related": "相关阅读", "share": "分享到",
    "comments": "网友评论", "source": "来源",
    "by": "作者", "home": "首页", "rights": "版权所有 未经许可不得转载",
    "comment": "写得很清楚，支持跟进报道。", "editor": "责任编辑：值班编辑",
}  # fmt: skip
_HANT = {
    "ad": "廣告", "app": "下載 App 掌握最新消息", "related": "延伸閱讀", "share": "分享",
    "comments": "讀者留言", "source": "來源",
    "by": "文", "home": "首頁", "rights": "版權所有，不得轉載",
    "comment": "希望記者繼續追下去。", "editor": "責任編輯：值班編輯",
}  # fmt: skip
_EN = {
    "ad": "Advertisement", "app": "Get our app: the harbour in your pocket", "related": "Related articles", "share": "Share",
    "comments": "Comments", "source": "Source", "by": "By", "home": "Home", "rights": "All rights reserved",
    "comment": "Good to see somebody asking these questions.", "editor": "Sign up for our newsletter",
}  # fmt: skip

LOOKS = {
    "haian.example": Look(
        open_body='<div class="article-content" id="zoom">',
        close_body="</div>",
        lazy="data-src",
        words=_ZH,
        indent="\u3000\u3000",
    ),
    "gangwan.example": Look(
        open_body='<article class="story"><div class="story-body">',
        close_body="</div></article>",
        lazy="srcset",
        words=_HANT,
    ),
    "harbour-post.example": Look(
        open_body='<article itemscope><div itemprop="articleBody">',
        close_body="</div></article>",
        lazy="noscript",
        words=_EN,
    ),
    "beiting.example": Look(
        open_body='<div class="text">', close_body="</div>", lazy="data-src", words=_ZH, indent="\u3000\u3000"
    ),
    "tidewatch.example": Look(
        open_body='<main class="post"><div class="entry">', close_body="</div></main>", lazy="noscript", words=_EN
    ),
}


def article_page(
    outlet: Outlet,
    story: Story,
    at: datetime,
    changed: datetime | None,
    related: Sequence[Story],
    said_charset: str | None,
) -> str:
    """The page of an article. ``said_charset`` is what its meta element says; ``changed`` is a stated later change."""
    look = LOOKS[outlet.host]
    body = f"""{_byline(outlet, look, story, at)}
{_share(look)}
{look.open_body}
{_figure(look, story)}
{_with_furniture(look, _blocks(look, story))}
<p class="editor">{look.words["editor"]}</p>
{look.close_body}
{_related(look, related)}
<section id="comments"><h3>{look.words["comments"]}</h3>
<div class="comment"><b>reader1907</b><p>{look.words["comment"]}</p></div></section>"""
    return page(outlet, _article_head(outlet, story, at, changed, said_charset), body, crumb=story.section)


def _article_head(
    outlet: Outlet, story: Story, at: datetime, changed: datetime | None, said_charset: str | None
) -> str:
    canonical = f"http://{outlet.host}{story.path}"
    lines = (
        f'<meta charset="{said_charset}">' if said_charset else "",
        f"<title>{escape(story.title)} - {escape(outlet.name)}</title>",
        f'<link rel="canonical" href="{canonical}">',
        f'<meta property="og:title" content="{escape(story.title)}">',
        f'<meta property="og:site_name" content="{escape(outlet.name)}">',
        f'<meta property="og:image" content="http://{outlet.host}{image_path(story)}">' if story.caption else "",
        f'<meta name="keywords" content="{escape(",".join(story.tags))}">' if story.tags else "",
        _date_signs(outlet, story, at, changed),
    )
    return "\n".join(line for line in lines if line)


def page(outlet: Outlet, head: str, body: str, crumb: str = "") -> str:
    """A whole page of an outlet: logo, navigation, ``body``, footer."""
    look = LOOKS[outlet.host]
    sections = "".join(f'<li><a href="{path}">{escape(name)}</a></li>' for name, path in outlet.sections.items())
    trail = f'<div class="breadcrumb"><a href="/">{look.words["home"]}</a> &gt; {escape(crumb)}</div>' if crumb else ""
    return f"""<!DOCTYPE html>
<html lang="{outlet.language}">
<head>
{head}
<link rel="stylesheet" href="/site.css">
<script>window.dataLayer = window.dataLayer || [];</script>
</head>
<body>
<header><a class="logo" href="/"><img src="/img/logo.svg" alt="{escape(outlet.name)}"></a>
<p class="motto">{escape(outlet.motto)}</p></header>
<nav class="main-nav"><ul><li><a href="/">{look.words["home"]}</a></li>{sections}</ul></nav>
{trail}
{body}
<footer><p>&copy; {escape(outlet.name)} {look.words["rights"]}</p></footer>
</body>
</html>
"""


def list_page(outlet: Outlet, title: str, stories: Sequence[Story], head: str = "") -> str:
    """A listing: the front page, or that of a section."""
    items = "\n".join(
        f'<li><a href="{story.path}">{escape(story.title)}</a><p>{escape(plain(story)[0][:60])}…</p></li>'
        for story in stories
    )
    top = f'<meta charset="utf-8">\n<title>{escape(title)} - {escape(outlet.name)}</title>\n{head}'
    return page(outlet, top, f'<main><h1>{escape(title)}</h1>\n<ul class="list">\n{items}\n</ul></main>')


def image_path(story: Story) -> str:
    """Where a story's picture lies on its outlet's host."""
    return f"/img/{story.key.replace('/', '-')}.png"


def plain(story: Story) -> list[str]:
    """The body's paragraphs as a reader sees them, without the marks of headings, items and quotations; ``[""]`` if empty."""
    return [line.removeprefix("## ").removeprefix("- ").removeprefix("> ") for line in story.body.split("\n")]


def _date_signs(outlet: Outlet, story: Story, at: datetime, changed: datetime | None) -> str:
    if story.dates == "meta":
        author = f'<meta name="author" content="{escape(story.byline)}">'
        return f'<meta property="article:published_time" content="{at.isoformat()}">\n{author}'
    if story.dates != "json-ld":
        return ""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": at.isoformat(),
        "dateModified": (changed or at).isoformat(),
        "author": {"@type": "Person", "name": story.byline},
        "publisher": {"@type": "Organization", "name": outlet.name},
        "image": [f"http://{outlet.host}{image_path(story)}"] if story.caption else [],
    }
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def _byline(outlet: Outlet, look: Look, story: Story, at: datetime) -> str:
    source = story.agency or outlet.name
    if outlet.language == "en":
        shown = f"{at.day} {at:%B %Y, %H:%M}"
        byline = f'By {escape(story.byline)} <span class="date">{shown}</span>'
        return f'<h1>{escape(story.title)}</h1>\n<p class="byline">{byline}</p>'
    shown = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}" if story.dates == "visible" else f"{at:%Y-%m-%d %H:%M}"
    return (
        f"<h1>{escape(story.title)}</h1>\n"
        f'<div class="info"><span class="date">{shown}</span> {look.words["source"]}：{escape(source)} '
        f'{look.words["by"]}：<span class="author">{escape(story.byline)}</span></div>'
    )


def _share(look: Look) -> str:
    names = ("Weibo", "Mastodon", "Email")
    links = " ".join(f'<a href="https://share.example/{name.lower()}">{name}</a>' for name in names)
    return f'<div class="share-bar">{look.words["share"]} {links}</div>'


def _figure(look: Look, story: Story) -> str:
    """The lead picture, behind one of three kinds of placeholder."""
    if not story.caption:
        return ""
    path, alt = image_path(story), escape(story.caption)
    large = path.replace(".png", "-large.png")
    image = {
        "data-src": f'<img class="lazy" src="/img/blank.gif" data-src="{path}" alt="{alt}">',
        "srcset": f'<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" '
        f'data-srcset="{path} 320w, {large} 640w" data-sizes="auto" alt="{alt}">',
        "noscript": f'<img class="lazyload" src="/img/blank.gif" alt="{alt}">'
        f'<noscript><img src="{path}" srcset="{path} 320w, {large} 640w" alt="{alt}"></noscript>',
    }[look.lazy]
    credit = f' <span class="credit">{escape(story.credit)}</span>' if story.credit else ""
    return f"<figure>{image}<figcaption>{alt}{credit}</figcaption></figure>"


def _blocks(look: Look, story: Story) -> list[str]:
    """The body's blocks as HTML; items that follow one another are one list."""
    blocks: list[str] = []
    for line in story.body.split("\n"):
        mark, text = (line[:2].strip(), line[2:].strip()) if line[:2] in ("- ", "> ", "##") else ("", line)
        if mark == "##":
            blocks.append(f"<h2>{escape(text)}</h2>")
        elif mark == "-" and blocks and blocks[-1].endswith("</ul>"):
            blocks[-1] = blocks[-1].removesuffix("</ul>") + f"<li>{escape(text)}</li></ul>"
        elif mark == "-":
            blocks.append(f"<ul><li>{escape(text)}</li></ul>")
        elif mark == ">":
            blocks.append(f"<blockquote><p>{escape(text)}</p></blockquote>")
        elif text:
            blocks.append(f"<p>{look.indent}{escape(text)}</p>")
    return blocks


def _with_furniture(look: Look, blocks: list[str]) -> str:
    """The blocks with an ad slot after the second and a promotion after the third, as the templates of real outlets do it."""
    ad = (
        f'<section id="imu"><div class="ad-label">{look.words["ad"]}</div>'
        '<div id="dfp-ad-imu1" class="ad-slot"><script>window.dataLayer.push({slot: "imu1"});</script></div></section>'
    )
    promotion = (
        '<p class="promo"><a href="https://apps.example/get" target="_blank">'
        f'<img src="/img/app.png" alt=""><strong>{look.words["app"]}</strong></a></p>'
    )
    return "\n".join([*blocks[:2], ad, *blocks[2:3], promotion, *blocks[3:]])


def _related(look: Look, related: Sequence[Story]) -> str:
    items = "".join(f'<li><a href="{story.path}">{escape(story.title)}</a></li>' for story in related)
    return f'<aside class="related"><h3>{look.words["related"]}</h3><ul>{items}</ul></aside>' if items else ""
