"""Which element holds the article on the pages of one source: selectors, tried in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from cunzhao.extract.wrapper.labels import Label
from cunzhao.extract.wrapper.runs import Run

COVERED = 0.97
"""Share of a page's text that its container must hold; what lies outside is lost."""
MOST = 3
"""Selectors of one wrapper: a source has a few kinds of articles."""
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,59}")  # nothing that needs escaping in a selector
_LEVELS = 40
_NEAR = 3
_WHOLE = "body"


@dataclass(frozen=True, slots=True)
class Sample:
    """A page to learn from: its tree, all its runs, and what the teacher took each for."""

    tree: LexborHTMLParser
    runs: Sequence[Run]
    labels: Sequence[Label]


@dataclass(slots=True)
class _Held:
    """How much of the teacher's text and of all text lies in an element."""

    node: Any
    text: int = 0
    all: int = 0


def containers(samples: Sequence[Sample]) -> tuple[str, ...]:
    """Selectors of which the first that is found on a page is its article's container; best ones first, ``body`` last."""
    held = [_held(sample) for sample in samples]
    found = {s: _scores(s, samples, held) for s in sorted({s for h in held for s in _proposed(h)})}
    chosen: list[str] = []
    left = set(range(len(samples)))
    while left and len(chosen) < MOST:
        best = max(found, key=lambda s: (sum(found[s][i] for i in left), -len(s), s), default="")
        won = {i for i in left if best and found[best][i] > 0}
        # A selector that finds the wrong element on a page of the others would keep that page from its own.
        if not won or (chosen and len(won) < 2) or any(found[best][i] < 0 for i in left - won):
            found.pop(best, None)
            if not found:
                break
            continue
        chosen.append(best)
        left -= won
    return (*chosen, _WHOLE) if left or not chosen else tuple(chosen)


def find(tree: LexborHTMLParser, selectors: Sequence[str]) -> tuple[LexborNode | None, str]:
    """The container of a page, and the selector that found it."""
    for selector in selectors:
        node = tree.css_first(selector)
        if node is not None:
            return node, selector
    return None, ""


def is_selector(text: str) -> bool:
    """Whether a text is a CSS selector that this parser understands."""
    try:
        LexborHTMLParser("<p>").css_first(text)
    except (SelectolaxError, ValueError):
        return False
    return bool(text.strip())


def _held(sample: Sample) -> dict[int, _Held]:
    """For each element around text, by its address, what it holds."""
    held: dict[int, _Held] = {}
    for run, label in zip(sample.runs, sample.labels, strict=True):
        if run.image is not None:
            continue
        node = run.node
        size = len(run.text)
        for _ in range(_LEVELS):
            if node is None or node.tag in ("html", "-document"):
                break
            here = held.setdefault(node.mem_id, _Held(node))
            here.all += size
            here.text += size if label == "text" else 0
            node = node.parent
    return held


def _proposed(held: dict[int, _Held]) -> Iterator[str]:
    """Selectors of the elements that hold all of a page's text."""
    whole = max((h.text for h in held.values()), default=0)
    for here in held.values():
        if whole and here.text >= COVERED * whole:
            yield from selectors_of(here.node)


def selectors_of(node: LexborNode) -> Iterator[str]:
    """Selectors by which an element can be named: id, classes, ``itemprop``, alone and below what is around it."""
    names = list(_simple(node))
    yield from names
    own = [*names[:2], str(node.tag)] if _PLAIN.fullmatch(node.tag or "") else []
    parent = node.parent
    for _ in range(_NEAR):
        if parent is None or parent.tag in (None, "body", "html", "-document"):
            return
        for above in list(_simple(parent))[:3]:
            yield from (f"{above} {name}" for name in own)
        parent = parent.parent


def _simple(node: LexborNode) -> Iterator[str]:
    attributes, tag = node.attributes, node.tag or ""
    if not _PLAIN.fullmatch(tag):
        return
    identity = (attributes.get("id") or "").strip()
    if _PLAIN.fullmatch(identity):
        yield f"{tag}#{identity}"
    if attributes.get("itemprop") == "articleBody":
        yield f'{tag}[itemprop="articleBody"]'
    names = [name for name in (attributes.get("class") or "").split()[:6] if _PLAIN.fullmatch(name)]
    yield from (f"{tag}.{name}" for name in names)
    if len(names) > 1:
        yield tag + "".join(f".{name}" for name in names)
    if tag in ("article", "main"):
        yield str(tag)


def _scores(selector: str, samples: Sequence[Sample], held: Sequence[dict[int, _Held]]) -> list[float]:
    """For each page, how well the selector names its container: 0 where it finds nothing, below 0 where it is wrong."""
    return [_score(sample.tree.css_first(selector), page) for sample, page in zip(samples, held, strict=True)]


def _score(node: LexborNode | None, page: dict[int, _Held]) -> float:
    if node is None:
        return 0.0
    here = page.get(node.mem_id)
    whole = max((h.text for h in page.values()), default=0)
    if here is None or here.text < COVERED * whole:
        return -1.0
    return 1.0 + here.text / here.all
