"""Invented articles of one source, in two layouts: what recurs on every page, and what varies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from cunzhao.extract import Page
from cunzhao.extract.wrapper import Lesson
from cunzhao.types import Block, Claim, Extraction, Image

SEEN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
PLACES = ("Harbour", "Lighthouse", "Dredging", "Ferry", "Breakwater", "Customs", "Pilot", "Market", "Tidal", "Crane")
WHO = ("Ada Lind", "Bo Marsh", "Cy Quay")
TEASER = "The ferries will run every twenty minutes from next spring, the company says after months of talks."


def paragraphs(n: int) -> list[str]:
    """The text of the ``n``-th article; no two have a line in common."""
    place = PLACES[n % len(PLACES)].lower()
    return [
        f"The {place} office number {n} opened its doors on Monday after a delay of {n + 2} weeks and a dispute about pay.",
        f"Work at the {place} had stood still since the storm of the year before, which took {n + 3} of its walls with it.",
        f"“Nobody at the {place} was asked in all these {n + 4} months,” said a clerk who wants to stay unnamed this time.",
        f"The council will come back to the {place} in its session number {n + 5}, when the reports of both sides lie there.",
    ]


def title(n: int) -> str:
    """Its headline."""
    return f"{PLACES[n % len(PLACES)]} office number {n} opens late"


def old_layout(n: int, body: Sequence[str] | None = None) -> str:
    """Text in ``div.story``, with a teaser, a promotion and a caption between."""
    lines = "".join(f"<p>{escape(p)}</p>" for p in body or paragraphs(n))
    return f"""<html lang="en"><head><title>{title(n)} - Quay News</title>
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{title(n)}","datePublished":"2026-03-0{
        n % 9 + 1
    }T08:00:00Z"}}</script> </head><body><nav class="menu"><ul><li><a href="/">Home</a></li><li><a
href="/sea">Sea</a></li></ul></nav> <div class="page"><h1 class="head">{title(n)}</h1><div class="by">By {
        WHO[n % 3]
    }</div>
<div class="story"><figure class="pic"><img src="/img/{n}.jpg"><figcaption>A view of pier {n}</figcaption></figure>
{lines}<div class="promo"><p>Read this too: <a href="/x{n}">{title(n + 1)}</a></p></div>
<p>Quay News is free to read. Tell your friends about us.</p>
<h2>What the <a href="/law">law</a> says of case {n}</h2><ul><li>Rule {n} of the port</li><li>Rule {n + 50} of the
town</li></ul></div> <div class="more"><p>{TEASER} {n}</p></div></div><footer class="end"><p>All rights reserved by the
Quay.</p></footer></body></html>"""


def new_layout(n: int) -> str:
    """The same source after its redesign: text in ``section.copy``."""
    lines = "".join(f'<p class="par">{escape(p)}</p>' for p in paragraphs(n))
    return f"""<html lang="en"><head><title>{title(n)}</title></head><body><header class="top"><a href="/">Home</a></header>
<main><h1>{title(n)}</h1><section class="copy">{lines}</section><aside
class="next"><p>{TEASER}</p></aside></main></body></html>"""


def url(n: int) -> str:
    """Its address."""
    return f"https://quay.example/news/{n}.html"


def page(n: int, markup: str) -> Page:
    """A page as it was served."""
    return Page(url(n), markup.encode(), "text/html; charset=utf-8", SEEN)


def taught(n: int, extra: Sequence[str] = (), without: int | None = None) -> Extraction:
    """What a teacher makes of it: all of the text, with ``extra`` lines that are none, perhaps ``without`` a paragraph."""
    lines = [p for i, p in enumerate(paragraphs(n)) if i != without] + list(extra)
    picture = Block("figure", f"A view of pier {n}", url=f"https://quay.example/img/{n}.jpg")
    return Extraction(
        url(n),
        "teacher/1",
        title=title(n),
        authors=(WHO[n % 3],),
        language="en",
        blocks=(picture, *(Block("paragraph", line) for line in lines), Block("heading", f"What the law says of case {n}", 2),
                Block("list", f"Rule {n} of the port\nRule {n + 50} of the town")),
        images=(Image(f"https://quay.example/img/{n}.jpg"),),
        claims=(Claim("json-ld", f"2026-03-0{n % 9 + 1}T08:00:00Z", datetime(2026, 3, n % 9 + 1, 8, tzinfo=UTC),
        "datePublished"),), )  # fmt: skip


def lessons(numbers: Sequence[int], **wrong: Extraction) -> list[Lesson]:
    """Pages of the old layout with their teaching."""
    return [Lesson(f"c{n}", page(n, old_layout(n)), wrong.get(f"c{n}") or taught(n)) for n in numbers]
