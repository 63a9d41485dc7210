"""Chosen runs as the blocks of an article: the same kinds as :mod:`cunzhao.extract.blocks` makes of lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from cunzhao.extract import clean
from cunzhao.extract.addresses import absolute
from cunzhao.extract.figures import _CREDIT
from cunzhao.extract.lines import HEADINGS
from cunzhao.extract.wrapper.decide import Choice
from cunzhao.extract.wrapper.images import address
from cunzhao.extract.wrapper.runs import Run
from cunzhao.reasons import phrase
from cunzhao.types import Block, Image, Link

_MAX_ROWS = 2_000
_NEAR = 6
"""Runs between an image and its caption."""
_MOST_QUOTED = 0.7
"""Share of the text above which a quotation is layout."""


def built(runs: Sequence[Run], choice: Choice, base: str) -> tuple[tuple[Block, ...], tuple[Image, ...]]:
    """The blocks in reading order, and the images of the figures among them."""
    figures = _figures(runs, choice, base)
    chosen = [i for i, keep in enumerate(choice.text) if keep or i in figures]
    layout = _layout(runs, [i for i in chosen if i not in figures])
    blocks: list[Block] = []
    for (kind, group), members in groupby(chosen, key=lambda i: _group(i, runs, figures, layout)):
        numbers = list(members)
        if kind == "figure":
            blocks += [figures[i] for i in numbers]
        elif not group:
            blocks += [_line(runs[i], base) for i in numbers]
        else:
            blocks.append(_joined_block(kind, [runs[i] for i in numbers], base))
    images = tuple(Image(f.url or "", runs[i].text, f.text) for i, f in sorted(figures.items()))
    return tuple(blocks), images


def removed(runs: Sequence[Run], choice: Choice) -> tuple[str, ...]:
    """What of the container was left out, in words."""
    left = (
        run
        for run, *kept in zip(runs, choice.text, choice.caption, choice.image, strict=True)
        if not any(kept) and run.text
    )
    return clean.summary(phrase("left-out", run.text[:60]) for run in left)


def _group(i: int, runs: Sequence[Run], figures: dict[int, Block], layout: frozenset[int]) -> tuple[str, int]:
    if i in figures:
        return "figure", 0
    run = runs[i]
    return ("paragraph", 0) if not run.group or run.group in layout else (run.kind, run.group)


def _layout(runs: Sequence[Run], chosen: Sequence[int]) -> frozenset[int]:
    """Quotations that hold most of the article."""
    counts = Counter(runs[i].group for i in chosen if runs[i].kind == "quotation")
    return frozenset(group for group, n in counts.items() if n > 3 and n > _MOST_QUOTED * len(chosen))


def _line(run: Run, base: str) -> Block:
    links = _absolute(run.links, base)
    if run.tag in HEADINGS:
        return Block("heading", run.text, level=int(run.tag[1]), links=links)
    return Block("paragraph", run.text, links=links)


def _joined_block(kind: str, runs: Sequence[Run], base: str) -> Block:
    if kind == "table":
        rows = _rows(runs)
        return Block("table", "\n".join(" | ".join(row) for row in rows), rows=rows)
    if kind == "list":
        items = [list(group) for _, group in groupby(runs, key=lambda run: run.item)]
        joined, links = _joined(
            [r for i in items for r in i], [s for i in items for s in [" "] * (len(i) - 1) + ["\n"]], base
        )
        texts = tuple(" ".join(run.text for run in item) for item in items)
        return Block("list", joined, level=int(runs[0].ordered), items=texts, links=links)
    text, links = _joined(runs, ["\n"] * len(runs), base)
    return Block("code" if kind == "code" else "quotation", text, links=links)


def _rows(runs: Sequence[Run]) -> tuple[tuple[str, ...], ...]:
    """A table's rows: the cells of the rows in which something was kept."""
    rows = (
        tuple(" ".join(run.text for run in cell) for _, cell in groupby(row, key=lambda run: run.cell))
        for _, row in groupby(runs, key=lambda run: run.item)
    )
    return tuple(row for _, row in zip(range(_MAX_ROWS), rows, strict=False))


def _joined(runs: Sequence[Run], separators: Sequence[str], base: str) -> tuple[str, tuple[Link, ...]]:
    """Runs as one text, with their links' offsets moved along."""
    text, links = "", []
    for run, separator in zip(runs, separators, strict=True):
        links += [Link(k.start + len(text), k.end + len(text), k.url) for k in _absolute(run.links, base)]
        text += run.text + separator
    return text[:-1], tuple(links)


def _absolute(links: Sequence[Link], base: str) -> tuple[Link, ...]:
    if not links:
        return ()
    joined = ((link, absolute(base, link.url)) for link in links)
    return tuple(Link(link.start, link.end, url) for link, url in joined if url)


def _figures(runs: Sequence[Run], choice: Choice, base: str) -> dict[int, Block]:
    """The article's images, each once, with the captions beside them, by the number of their run."""
    found: dict[int, Block] = {}
    taken: set[int] = set()
    seen: set[str] = set()
    for i, is_image in enumerate(choice.image):
        url = address(runs[i], base) if is_image else None
        if url is None or url in seen:
            continue
        seen.add(url)
        beside = _beside(i, runs, choice, taken)
        taken.update(beside)
        caption = " ".join(dict.fromkeys(runs[j].text for j in beside))
        match = _CREDIT.search(caption)
        credit = match[1].strip() if match else None
        caption = caption[: match.start()].strip(" (（[【|") or caption if match else caption
        found[i] = Block("figure", caption, url=url, credit=credit)
    return found


def _beside(at: int, runs: Sequence[Run], choice: Choice, taken: set[int]) -> list[int]:
    """The captions after an image, before the next image and the next line of text; else those right before it."""
    after: list[int] = []
    for j in range(at + 1, min(at + 1 + _NEAR, len(runs))):
        if choice.text[j] or runs[j].image is not None:
            break
        if choice.caption[j] and j not in taken:
            after.append(j)
    if after:
        return after
    return [at - 1] if at and choice.caption[at - 1] and at - 1 not in taken else []
