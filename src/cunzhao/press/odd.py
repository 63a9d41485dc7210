"""Answers that are not the article: what a consent wall, a paywall, a blocker or a broken server sends in its place."""

from __future__ import annotations

from html import escape

from cunzhao.press.content import Outlet, Story
from cunzhao.press.layout import page, plain
from cunzhao.press.server import Reply

_META = '<meta charset="utf-8">'


def odd_reply(outlet: Outlet, story: Story) -> Reply:
    """What is sent in place of the story; ``story.oddity`` says which."""
    return {
        "consent": _consent,
        "paywall": _paywall,
        "blocked": _blocked,
        "soft-404": _soft_404,
        "media": _pdf,
        "empty": _empty,
    }[story.oddity](outlet, story)


def gone(outlet: Outlet, notice: str, status: int) -> Reply:
    """The outlet's own page for an article that it took down, with its notice."""
    body = f'<main class="error"><h1>{status}</h1><p>{escape(notice)}</p></main>'
    return Reply(status=status, body=page(outlet, f"{_META}\n<title>{escape(outlet.name)}</title>", body).encode())


def not_found(outlet: Outlet) -> Reply:
    """An honest 404 for an address that never was."""
    words = {"en": "Page not found", "zh-Hant": "找不到網頁"}.get(outlet.language, "页面不存在")
    return gone(outlet, words, 404)


def _consent(outlet: Outlet, story: Story) -> Reply:
    body = f"""{_META}<title>Before you continue</title>
<form method="post" action="/consent?return={story.path}">
<h1>Before you continue to {escape(outlet.name)}</h1>
<p>We and our 412 partners use cookies and similar technologies to store and access information on your device, to personalise
advertising and to measure audiences. You can accept all cookies, reject all, or manage your preferences at any time.</p>
<button name="choice" value="accept">Accept all cookies</button> <button name="choice" value="reject">Reject all</button>
<button name="choice" value="manage">Manage privacy preferences</button>
</form>"""
    return Reply(body=f"<!DOCTYPE html><html lang=en><head>{body}</html>".encode())


def _paywall(outlet: Outlet, story: Story) -> Reply:
    start = escape(plain(story)[0])
    body = f"""<main><h1>{escape(story.title)}</h1><p class="byline">By {escape(story.byline)}</p><p>{start}</p>
<div class="paywall"><h2>Subscribe to continue reading</h2><p>You have read your free articles for this month.
Subscribe for $2 a week to read this article and everything else we publish.</p>
<a href="/subscribe">Subscribe now</a> <a href="/login">Already a subscriber? Log in</a></div></main>"""
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    return Reply(body=page(outlet, f"{_META}\n<title>{escape(story.title)}</title>\n{data}", body).encode())


def _blocked(outlet: Outlet, story: Story) -> Reply:
    body = f"""<!DOCTYPE html><html><head>{_META}<title>Just a moment...</title></head><body>
<h1>{outlet.host}</h1><h2>Checking if the site connection is secure</h2>
<p>Enable JavaScript and cookies to continue. Verify you are human by completing the action below.</p>
<div id="challenge-form"></div><p>Reference: 8f2c-1907</p></body></html>"""
    return Reply(status=403, body=body.encode(), headers=(("Cache-Control", "no-store"),))


def _soft_404(outlet: Outlet, story: Story) -> Reply:
    body = (
        '<main class="tip"><h1>抱歉，您访问的页面不存在</h1>'
        '<p>页面可能已被删除、更名或暂时不可用，<span>5</span> 秒后返回<a href="/">首页</a>。</p></main>'
    )
    return Reply(body=page(outlet, f"{_META}\n<title>页面不存在 - {escape(outlet.name)}</title>", body).encode())


def _pdf(outlet: Outlet, story: Story) -> Reply:
    """A whole PDF of one page, with one line of text; offsets in its cross-reference table are right."""
    text = b"BT /F1 18 Tf 72 720 Td (Statistical bulletin) Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body))
    body += b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (count, table, end)
    return Reply(body=body, content_type="application/pdf")


def _empty(outlet: Outlet, story: Story) -> Reply:
    return Reply(body=b"")
