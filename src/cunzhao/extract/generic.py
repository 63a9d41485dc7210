"""The generic extractor: any page, no knowledge of its site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from lxml.html import HtmlElement

from cunzhao.extract import (
    about,
    blocks,
    choose,
    clean,
    dom,
    figures,
    jsonld,
    language,
    lazy,
    leftout,
    model,
    shown,
    title,
    trim,
)
from cunzhao.extract.addresses import absolute
from cunzhao.extract.charset import decode, is_binary
from cunzhao.extract.lines import Line, Walked, key_of, lines_of, walk
from cunzhao.extract.page import Page
from cunzhao.extract.shown import Shown
from cunzhao.reasons import phrase
from cunzhao.types import Block, Extraction, Image

_MAX_JUDGED = 1_500_000  # characters of text: no article is so long, and judging its lines would cost seconds
_LITTLE = 140.0  # Latin letters: less than this is hardly an article


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a page: its blocks, the images of its figures, and what was left out or lost, in words.

    ``kept`` are the numbers of the lines that are the text. ``tame`` is False for a page that no third party's code should see,
    because that would take minutes.
    """

    blocks: tuple[Block, ...]
    images: tuple[Image, ...]
    removed: tuple[str, ...]
    partial: tuple[str, ...]
    lines: tuple[Line, ...]
    kept: tuple[int, ...] = ()
    tame: bool = True

    @property
    def place(self) -> range:
        """From the first line of the text to its last; of a text in pieces far apart, those of the weightiest one."""
        if not self.kept:
            return range(0)
        keep = np.zeros(len(self.lines), bool)
        keep[list(self.kept)] = True
        pieces = choose.pieces(keep)
        first, behind = max(pieces, key=lambda p: sum(trim.size(self.lines[i]) for i in self.kept if p[0] <= i < p[1]))
        return range(first, behind)


class GenericExtractor:
    """Reads any page: the block model chooses the lines, the page itself gives the structure."""

    version = f"generic/2+blocks-{model.VERSION}"

    def __init__(self, default_zone: timedelta = timedelta(0), learned: model.Model | None = None) -> None:
        """``default_zone`` is the distance from UTC of times on pages that state no zone at all.

        ``learned`` stands in for the block model that ships: that of a fold, when a page's own site must not have trained.
        """
        self._default_zone = default_zone
        self._learned = learned

    def extract(self, page: Page) -> Extraction:
        """The clean reading of a page; never raises for bad input."""
        if is_binary(page.content, page.content_type):
            return Extraction(page.url, self.version, partial=(phrase("binary"),))
        decoded = decode(page.content, page.content_type)
        parsed = dom.parse(decoded.text)
        tree = parsed.tree
        described = jsonld.describe(tree)
        base = base_of(tree, page.url)
        body = body_of(tree, base, described, not parsed.suspect, self._learned)
        views = shown.shown(body.lines)
        visit = about.Visit(page.url, base, page.seen_at, page.last_modified, self._default_zone)
        told = about.about(described, views, body.place, sample_of(body.blocks), visit, lambda: jsonld.scripts_of(tree))
        return Extraction(
            url=page.url,
            extractor=self.version,
            title=told.title,
            authors=told.authors,
            site_name=told.site_name,
            language=told.language,
            canonical=told.canonical,
            description=told.description,
            blocks=_headed(body, views, told.title, told.sites),
            images=with_lead(body.images, described, base),
            tags=told.tags,
            claims=told.claims,
            charset=f"{decoded.charset} ({decoded.how})",
            partial=(*decoded.problems, *parsed.partial, *body.partial),
            removed=body.removed,
            extra=about.kept_beside(told),
            standfirst=told.standfirst,
            section=told.section,
            desks=told.desks,
            wires=told.wires,
            notices=told.notices,
            stated=told.stated,
        )


def body_of(
    tree: HtmlElement,
    base: str,
    described: jsonld.SelfDescription,
    trust: bool = True,
    learned: model.Model | None = None,
) -> Body:
    """Read the body of a page; images get their real addresses in place. ``learned`` is the block model (the shipped one)."""
    placeholders = lazy.resolve_images(tree, base)
    walked = walk(tree)
    length = sum(len(line.text) for line in walked.lines)
    if length > _MAX_JUDGED:
        said = f"{length:,} characters of text: read line by line, without judging what is the article"
        return body_from(walked, [line.image is None for line in walked.lines], base, placeholders, (said,), tame=False)
    scores = (learned or model.shipped()).scores(walked, model.hints(described))
    titles = frozenset(key_of("".join(e.itertext())) for e in tree.iter("h1", "title"))
    keep = choose.chosen(walked, scores, titles)
    stated = jsonld.text_blocks(described)
    if (
        sum(trim.size(line) for line, kept in zip(walked.lines, keep, strict=True) if kept)
        < _LITTLE
        < sum(map(len, stated))
    ):
        blocks_said = tuple(Block("paragraph", text) for text in stated)
        return Body(
            blocks_said, (), clean.summary(placeholders), (phrase("of-json-ld"),), tuple(walked.lines), tame=trust
        )
    return body_from(walked, keep, base, placeholders, tame=trust)


def body_from(
    walked: Walked,
    keep: Sequence[bool],
    base: str,
    placeholders: Sequence[str] = (),
    partial: tuple[str, ...] = (),
    tame: bool = True,
) -> Body:
    """The body that consists of the kept lines, whoever chose them."""
    lines = walked.lines
    kept = tuple(i for i, chosen in enumerate(keep) if chosen and lines[i].image is None)
    found = [
        f for f in figures.figures_of(lines, keep, trim.core_of_kept(lines, keep)) if not figures.sells(f, lines, base)
    ]
    used = list(keep)
    for figure in found:
        for i in (figure.at, *figure.lines):
            used[i] = True
    removed = clean.summary([*leftout.left_out(walked, used, base), *placeholders])
    images = tuple(Image(f.url, f.alt, f.caption) for f in found)
    return Body(blocks.blocks_of(lines, keep, found, base), images, removed, partial, tuple(lines), kept, tame)


def whole_body(tree: HtmlElement, base: str) -> Body:
    """Clean a tree (in place) and read all of it: for text that somebody already chose to keep."""
    placeholders = lazy.resolve_images(tree, base)
    removed = clean.clean(tree, base)
    lines = lines_of(tree)
    keep = [line.image is None for line in lines]
    found = figures.figures_of(lines, [True] * len(lines), None)
    images = tuple(Image(f.url, f.alt, f.caption) for f in found)
    return Body(
        blocks.blocks_of(lines, keep, found, base), images, clean.summary([*removed, *placeholders]), (), tuple(lines)
    )


def with_lead(images: Sequence[Image], described: jsonld.SelfDescription, base: str) -> tuple[Image, ...]:
    """The images with the page's own preview image in front, marked ``lead``."""
    stated = described.first("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
    url = absolute(base, stated) if stated and not lazy.is_placeholder(stated) else None
    if url is None:
        return tuple(images)
    same = next((i for i in images if i.url.split("?")[0] == url.split("?")[0]), None)
    lead = Image(url, same.alt, same.caption, "lead") if same else Image(url, role="lead")
    return (lead, *(i for i in images if i is not same))


def base_of(tree: HtmlElement, url: str) -> str:
    """What relative addresses are relative to: ``<base href>`` if there is one, else the page itself."""
    stated = next((e.get("href") for e in tree.iter("base") if e.get("href")), None)
    return (absolute(url, stated) if stated else None) or url


def sample_of(made: Sequence[Block]) -> str:
    """The beginning of the text, as much as tells its language."""
    pieces: list[str] = []
    for block in made:
        if block.kind != "figure" and sum(map(len, pieces)) < language.SAMPLE:
            pieces.append(block.text)
    return "\n".join(pieces)


def _headed(body: Body, views: Sequence[Shown], headline: str | None, sites: frozenset[str]) -> tuple[Block, ...]:
    """The blocks without a repetition of the headline, led by the page's own headings that another title stands in for."""
    made = without_title(body.blocks, headline)
    shown = {key_of(headline or "")} | {key_of(block.text) for block in made if block.kind == "heading"}
    own = {line.key: line.text for line in title.own_headings(views, body.place, sites)}
    lost = [text for key, text in own.items() if not any(key in other for other in shown)]
    return (*(Block("heading", text, level=1) for text in lost), *made)


def without_title(made: Sequence[Block], headline: str | None) -> tuple[Block, ...]:
    """The blocks without a leading repetition of the headline."""
    key = key_of(headline or "")
    for i, block in enumerate(made[:3]):
        if key and key_of(block.text) == key and block.kind in ("heading", "paragraph"):
            return (*made[:i], *made[i + 1 :])
    return tuple(made)
