"""Blocks and comparisons as HTML that is safe to show.

Everything is built by escaping; ``nh3`` goes over the result as a second line, so that one forgotten escape is not enough.
No image is ever linked at its origin: what is not held is a named placeholder with a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import nh3
from markupsafe import Markup, escape

from cunzhao.publish.formats import clean, language_tag, one_line, web_address
from cunzhao.publish.messages import Words
from cunzhao.types import Block, DiffRun, Link

ImageUrl = Callable[[str], str | None]
"""From an image's URL on the page to where our copy of it lies; None where it is not held."""

_TAGS = {
    "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "div", "table", "tbody", "tr", "td", "figure", "img",
    "figcaption", "span", "pre", "code", "a", "br", "ins", "del",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "loading", "data-original"}, "*": {"class", "lang"}}
_REL = "noopener nofollow ugc"
_TRAVERSAL = re.compile(r"(?:\.\./)*[A-Za-z0-9_/.\-]+")


def blocks_html(
    blocks: Iterable[Block], image_url: ImageUrl, words: Words, language: str | None = None, *, originals: bool = False
) -> Markup:
    """The body of an article as sanitised HTML, with ``lang`` where the language is known.

    ``image_url`` gives relative or absolute addresses of held images; with ``originals`` each also says where it was, in
    ``data-original``, which a browser does not load and an import reads. Links open nothing on their own and carry
    ``rel="noopener nofollow ugc"``.
    """
    inner = Markup("\n").join(_block(block, image_url, words, originals) for block in blocks)
    tag = language_tag(language)
    opening = Markup('<div class="text" lang="{}">').format(tag) if tag else Markup('<div class="text">')
    return sanitised(opening + Markup("\n{}\n</div>").format(inner))


def sanitised(markup: str) -> Markup:
    """The second line: only our own elements and attributes, only http, https and relative addresses."""
    made = nh3.clean(
        markup, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"}, link_rel=_REL, strip_comments=True
    )
    return Markup(made)  # noqa: S704 - this is what the sanitiser gives


def _block(block: Block, image_url: ImageUrl, words: Words, originals: bool) -> Markup:
    maker = _MAKERS.get(block.kind)
    if maker is not None:
        return maker(block)
    return _figure(block, image_url, words, originals)


def _paragraph(block: Block) -> Markup:
    return Markup("<p>{}</p>").format(_linked(block.text, block.links))


def _heading(block: Block) -> Markup:
    """The page's own title is ``h1``, so headings of the text begin at ``h2``."""
    level = min(6, max(2, block.level))
    return Markup("<h{0}>{1}</h{0}>").format(level, _linked(block.text, block.links))


def _quotation(block: Block) -> Markup:
    lines = (Markup("<p>{}</p>").format(line) for line in _lines(block))
    return Markup("<blockquote>{}</blockquote>").format(Markup("").join(lines))


def _list(block: Block) -> Markup:
    tag = "ol" if block.level == 1 else "ul"
    lines = _lines(block) if "\n".join(block.items) == block.text else [escape(clean(item)) for item in block.items]
    return Markup("<{0}>{1}</{0}>").format(tag, Markup("").join(Markup("<li>{}</li>").format(line) for line in lines))


def _table(block: Block) -> Markup:
    rows = (
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(clean(cell)) for cell in row))
        for row in block.rows
    )
    return Markup('<div class="table"><table><tbody>{}</tbody></table></div>').format(Markup("").join(rows))


def _code(block: Block) -> Markup:
    return Markup("<pre><code>{}</code></pre>").format(clean(block.text))


_MAKERS: dict[str, Callable[[Block], Markup]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "quotation": _quotation,
    "list": _list,
    "table": _table,
    "code": _code,
}


def _figure(block: Block, image_url: ImageUrl, words: Words, originals: bool) -> Markup:
    caption = _linked(block.text, block.links)
    if block.credit:
        caption += Markup(' <span class="credit">{}</span>').format(words("credit", who=clean(block.credit)))
    body = picture_html(block.url, one_line(block.text), image_url, words, originals=originals)
    note = Markup("<figcaption>{}</figcaption>").format(caption) if caption else Markup("")
    return Markup("<figure>{}{}</figure>").format(body, note) if body or note else Markup("")


def picture_html(url: str | None, alt: str, image_url: ImageUrl, words: Words, *, originals: bool = False) -> Markup:
    """Our copy of an image, with ``originals`` naming where it was; or a placeholder that names it and links there."""
    held = image_url(url) if url else None
    if held and (web_address(held) or _TRAVERSAL.fullmatch(held) or held.startswith("/")):
        was = Markup(' data-original="{}"').format(url) if originals and web_address(url) and held != url else ""
        return Markup('<img src="{}"{} alt="{}" loading="lazy">').format(held, was, alt)
    if not url:
        return Markup("")
    name = Markup('<span class="missing-name">{}</span>').format(one_line(url, 90))
    if web_address(url):
        name = Markup('<a href="{}">{}</a>').format(url, name)
    return Markup('<div class="missing">{} {}</div>').format(words("image-missing"), name)


def _lines(block: Block) -> list[Markup]:
    """The lines of a block's text, each with the links that lie in it."""
    out = []
    start = 0
    for line in block.text.split("\n"):
        end = start + len(line)
        inside = [
            Link(max(k.start, start) - start, min(k.end, end) - start, k.url)
            for k in block.links
            if _meets(k, start, end)
        ]
        out.append(_linked(line, inside))
        start = end + 1
    return out


def _meets(link: Link, start: int, end: int) -> bool:
    return link.start < end and link.end > start


def _linked(text: str, links: Sequence[Link]) -> Markup:
    """Text with its links; offsets that overlap or lie outside are left out, newlines are kept as line breaks."""
    parts: list[Markup] = []
    at = 0
    for link in sorted(links, key=lambda link: link.start):
        if not web_address(link.url) or not at <= link.start < link.end <= len(text):
            continue
        parts.append(_text(text[at : link.start]))
        parts.append(Markup('<a href="{}">{}</a>').format(link.url, _text(text[link.start : link.end])))
        at = link.end
    parts.append(_text(text[at:]))
    return Markup("").join(parts)


def _text(text: str) -> Markup:
    return Markup("<br>").join(escape(clean(line)) for line in text.split("\n"))


# -- comparisons ------------------------------------------------------------------------------------------------------


def diff_html(runs: Sequence[DiffRun], words: Words, context: int | None = None) -> Markup:
    """A comparison with ``ins`` and ``del``, a paragraph each line.

    ``context`` is how many characters of unchanged text stay on both sides of a change; None keeps all.
    """
    paragraphs: list[Markup] = [Markup("")]
    for run in _shortened(runs, words, context):
        first, *others = run
        paragraphs[-1] += first
        paragraphs += others
    made = Markup("\n").join(Markup("<p>{}</p>").format(p) for p in paragraphs if p.strip())
    return sanitised(Markup('<div class="diff">{}</div>').format(made))


def _shortened(runs: Sequence[DiffRun], words: Words, context: int | None) -> Iterator[list[Markup]]:
    """Each run as one piece of markup for each paragraph it reaches into."""
    for index, run in enumerate(runs):
        text = clean(run.text)
        if run.op != "same":
            tag = "ins" if run.op == "new" else "del"
            yield [Markup("<{0}>{1}</{0}>").format(tag, line) if line else Markup("") for line in text.split("\n")]
        elif context is None or len(text) <= 2 * context + 20:
            yield [escape(line) for line in text.split("\n")]
        else:
            head = text[:context] if index else ""
            tail = text[-context:] if index + 1 < len(runs) else ""
            skip = Markup('<span class="skip">{}</span>').format("… " + words("diff-moved") + " …")
            yield [escape(line) for line in head.split("\n")]
            yield [skip]
            yield [escape(line) for line in tail.split("\n")]
