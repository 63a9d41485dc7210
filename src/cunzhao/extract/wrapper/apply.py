"""A page read by a wrapper: one parse in C, one walk of the container, and the page's own words.

Costs at most 2.5 times a bare parse (``bench/wrappers.py``). What does not look like the source's pages is a :class:`Miss`,
never a guess: then the generic extractor reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from cunzhao.extract import about, generic, jsonld
from cunzhao.extract.charset import decode, is_binary
from cunzhao.extract.page import Page
from cunzhao.extract.wrapper import build, container, decide
from cunzhao.extract.wrapper.head import head_of
from cunzhao.extract.wrapper.model import Habits, Miss, Wrapper
from cunzhao.extract.wrapper.runs import Run, runs_of
from cunzhao.extract.wrapper.views import views_of
from cunzhao.types import Extraction

MAX_SIZE = 3_000_000
MAX_TAGS = 12_000
"""Above, lexbor can take seconds: 5,000 unclosed ``<b id=…>`` in as many paragraphs cost it 10 s."""
GROWTH = 3
"""How many times as large as the largest page it was learned from a page may be."""
SPARSE = 40_000
"""Characters that a page may have beyond what its tags explain: 20,000 attributes in one tag cost lexbor 2 s."""
_SHORTEST = 0.25
_LONGEST = 6
_SAMPLE = 190
"""Characters by which the language is told: the source's own is known, and only the script may differ."""
_UNSURE = 0.2
"""Share of the text that may stand in places of which the wrapper is not sure, or that it never saw."""


@dataclass(frozen=True, slots=True)
class Body:
    """What was found in the container: runs and what each is."""

    runs: Sequence[Run]
    choice: decide.Choice


def apply(wrapper: Wrapper, page: Page) -> Extraction | Miss:
    """Read a page by a wrapper of its source. Never raises for bad input."""
    if is_binary(page.content, page.content_type):
        return Miss("wrapper-binary", "")
    decoded = decode(page.content, page.content_type)
    if _strange(wrapper.habits, decoded.text):
        return Miss("wrapper-size", f"{len(decoded.text):,}")
    sound = decoded.charset == "utf-8" and decoded.how != "bom" and not decoded.problems
    tree = LexborHTMLParser(page.content if sound else decoded.text.encode("utf-8", "replace"))
    body = body_of(wrapper, tree)
    if isinstance(body, Miss):
        return body
    return _extraction(wrapper, page, tree, body, f"{decoded.charset} ({decoded.how})", decoded.problems)


def body_of(wrapper: Wrapper, tree: LexborHTMLParser) -> Body | Miss:
    """The text of a page by its places."""
    node, _ = container.find(tree, wrapper.containers)
    if node is None:
        return Miss("wrapper-no-container", ", ".join(wrapper.containers))
    runs = runs_of(node, wrapper.rules, _marks(wrapper, tree))
    choice = decide.choose(runs, wrapper.repeats)
    return _unlike(wrapper, choice) or Body(runs, choice)


def _strange(habits: Habits, markup: str) -> bool:
    """Whether a page is so large, or so made, that the fast parser must not see it: it takes time with the square of the tags
    left open and of the attributes of one tag. The latter show as much markup with few tags."""
    size, tags = len(markup), markup.count("<")
    if size > min(MAX_SIZE, GROWTH * habits.size + 100_000) or tags > min(MAX_TAGS, GROWTH * habits.tags + 500):
        return True
    return size > SPARSE + GROWTH * (tags + 1) * habits.size / (habits.tags + 1)


def _unlike(wrapper: Wrapper, choice: decide.Choice) -> Miss | None:
    """Whether what was found is unlike the source's other pages."""
    habits = wrapper.habits
    if choice.size < _SHORTEST * habits.least or choice.size == 0:
        return Miss("wrapper-short", f"{choice.size:,}")
    if choice.size > _LONGEST * habits.most:
        return Miss("wrapper-long", f"{choice.size:,}")
    if max(choice.unsure, choice.unseen) > _UNSURE * choice.size:
        return Miss("wrapper-unsure", f"{max(choice.unsure, choice.unseen):,}")
    return None


def _marks(wrapper: Wrapper, tree: LexborHTMLParser) -> dict[int, bool]:
    """The elements that a person said are text (True) or furniture (False), by their address."""
    marks: dict[int, bool] = {}
    for selectors, kept in ((wrapper.drop, False), (wrapper.keep, True)):
        for selector in selectors:
            try:
                marks.update((node.mem_id, kept) for node in tree.css(selector))
            except SelectolaxError:  # checked when it was entered; another version of the parser may read it otherwise
                continue
    return marks


def _extraction(
    wrapper: Wrapper, page: Page, tree: LexborHTMLParser, body: Body, charset: str, problems: Sequence[str]
) -> Extraction:
    head = head_of(tree, wrapper.shown.values(), wrapper.habits.everywhere)
    described = jsonld.describe(head)
    if described.language is None:
        described = replace(described, language=wrapper.habits.language)
    base = generic.base_of(head, page.url)
    views, place = views_of(head, body.runs, body.choice)
    blocks, images = build.built(body.runs, body.choice, base)
    visit = about.Visit(page.url, base, page.seen_at, page.last_modified)
    told = about.about(described, views, place, generic.sample_of(blocks)[:_SAMPLE], visit, lambda: _scripts(tree))
    return Extraction(
        url=page.url,
        extractor=wrapper.version,
        title=told.title,
        authors=told.authors,
        site_name=told.site_name,
        language=told.language,
        canonical=told.canonical,
        description=told.description,
        blocks=generic.without_title(blocks, told.title),
        images=generic.with_lead(images, described, base),
        tags=told.tags,
        claims=told.claims,
        charset=charset,
        partial=tuple(problems),
        removed=build.removed(body.runs, body.choice),
        extra=about.kept_beside(told),
        standfirst=told.standfirst,
        section=told.section,
        desks=told.desks,
        wires=told.wires,
        notices=told.notices,
        stated=told.stated,
    )


def _scripts(tree: LexborHTMLParser) -> Iterator[str]:
    """The text of the page's scripts, at most as much as the generic extractor looks through."""
    left = MAX_SIZE
    for node in tree.css("script"):
        text = node.text()[:left]
        left -= len(text)
        if text:
            yield text
