"""What can be measured of each line of a page without knowing its site: one row of numbers for each line.

Counting is done on whole pages at once (numpy), because a Python call for each line and feature would cost more than parsing.
Lengths are in Latin letters, of which a Han character, a kana or a Hangul syllable is worth :data:`CJK_WEIGHT`, so that no
feature means something else in another script. Lines and blocks lie in document order: a sum over any subtree is a difference
of two running sums.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cunzhao.extract.arrays import Floats, Ints, ratio, running, shifted, stacked
from cunzhao.extract.characters import (
    BAR,
    BRACKET,
    CJK,
    CJK_WEIGHT,
    COLON,
    COMMA,
    DIGIT,
    END,
    LOWER,
    QUOTE,
    SIGN,
    SPACE,
    UPPER,
    characters,
)
from cunzhao.extract.lines import HEADINGS, Walked

OWN = ("p", "h1", "h2", "h3 h4 h5 h6", "li", "td th", "div", "section article main", "blockquote q-block", "figcaption caption",
       "pre", "dt dd", "figure picture video audio object")  # fmt: skip
AROUND = ("article", "main", "aside", "nav", "header", "footer", "form fieldset label", "figure figcaption", "table", "ul ol",
          "blockquote", "noscript", "dl", "details", "address", "td", "p", "li")  # fmt: skip
_OWN_OF = {tag: i for i, tags in enumerate(OWN) for tag in tags.split()}
_AROUND_BIT = {tag: 1 << i for i, tags in enumerate(AROUND) for tag in tags.split()}
_CONTAINERS = frozenset(("table", "ul", "ol", "dl"))
_HEADING = frozenset(HEADINGS)
_FAR = 60.0  # lines: further off is far off


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page says of itself: titles (as written), its description, its text where JSON-LD has it, and whether it says
    that it is an article."""

    titles: tuple[str, ...] = ()
    description: str = ""
    body: str = ""
    article: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that later passes need again: for each line its size, linked share, block, and whether it is a picture;
    for each block its parent, subtree and depth. ``container`` numbers the table or list around each line, -1 without one."""

    size: Floats
    linked: Floats
    image: NDArray[np.bool_]
    heading: NDArray[np.bool_]
    block: Ints
    group: Ints
    parents: Ints
    first: Ints
    last: Ints
    depth: Ints
    container: Ints


def layout_of(walked: Walked, counts: Floats) -> Layout:
    """The columns of a page that has at least one line; ``counts`` as :func:`characters` gives them."""
    lines = walked.lines
    image = np.array([line.image is not None for line in lines])
    size = counts[:, LOWER] + counts[:, UPPER] + counts[:, DIGIT] + np.float32(CJK_WEIGHT) * counts[:, CJK]
    size = np.where(image, np.float32(0), size).astype(np.float32)
    length = np.maximum(counts.sum(1), 1)
    linked = np.array([line.linked for line in lines], np.float32) / length
    parents = np.array(walked.parents)
    depth = [0] * len(parents)
    groups: dict[tuple[str, str, str], int] = {}
    containers = [-1] * len(parents)
    tags, names = walked.tags, walked.names
    group = [0] * len(parents)
    for b, parent in enumerate(walked.parents):
        depth[b] = depth[parent] + 1
        containers[b] = b if tags[b] in _CONTAINERS else containers[parent]
        group[b] = groups.setdefault((tags[b], names[b], tags[parent]), len(groups))
    block = np.array([line.block for line in lines])
    heading = np.array([tag in _HEADING for tag in tags])[block] & ~image
    return Layout(
        size, np.minimum(linked, 1), image, heading, block, np.array(group)[block], parents,
        np.array(walked.first), np.array(walked.last), np.array(depth), np.array(containers)[block],
    )  # fmt: skip


def static(walked: Walked, hints: Hints) -> tuple[Floats, list[str], Layout]:
    """All features that need no learned table: rows of lines, their names, and the layout."""
    counts, opening, closing = characters(walked)
    layout = layout_of(walked, counts)
    columns: dict[str, NDArray[Any]] = {}
    _of_text(columns, walked, layout, counts, opening, closing)
    _of_hints(columns, walked, layout, hints)
    _of_blocks(columns, walked, layout)
    _of_place(columns, walked, layout)
    _of_page(columns, layout, counts, hints)
    return stacked(columns), list(columns), layout


def _of_text(
    columns: dict[str, NDArray[Any]], walked: Walked, layout: Layout, counts: Floats, opening: Ints, closing: Ints
) -> None:
    lines, size = walked.lines, layout.size
    length = np.maximum(counts.sum(1), 1)
    columns["size"] = size
    columns["length"] = length
    columns["words"] = counts[:, SPACE] + 1
    columns["wordlength"] = ratio(size, counts[:, SPACE] + 1)
    for name, kind in (("upper", UPPER), ("digit", DIGIT), ("cjk", CJK), ("bar", BAR), ("sign", SIGN)):
        columns[name] = counts[:, kind] / length
    for name, kind in (
        ("ends", END),
        ("commas", COMMA),
        ("colons", COLON),
        ("quotes", QUOTE),
        ("brackets", BRACKET),
    ):
        columns[name] = counts[:, kind]
    columns["density"] = ratio(counts[:, END] + counts[:, COMMA], size)
    columns["opening"] = opening
    columns["closing"] = closing
    columns["finished"] = closing == END
    columns["linked"] = layout.linked
    columns["links"] = np.array([len(line.links) for line in lines], np.float32)
    columns["unlinked"] = size * (1 - layout.linked)
    columns["bold"] = np.array([line.bold for line in lines], np.float32) / length
    columns["image"] = layout.image
    columns["good"] = _good(layout, closing)
    repeated = Counter(line.text for line in lines)
    columns["repeated"] = np.array([repeated[line.text] if line.text else 0 for line in lines], np.float32)


def _good(layout: Layout, closing: Ints) -> Floats:
    """The size of lines that read like running text, else 0."""
    like = (layout.linked < 0.5) & ~layout.heading & ((layout.size > 150) | ((layout.size >= 45) & (closing == END)))
    return np.where(like, layout.size, np.float32(0))


def _of_hints(columns: dict[str, NDArray[Any]], walked: Walked, layout: Layout, hints: Hints) -> None:
    """Agreement with what the page says of itself; -1 where it says nothing."""
    titles = [t.strip() for t in hints.titles if len(t.strip()) > 3]
    said = hints.description[:2_000]
    body = hints.body
    all_titles, opening = "\n".join(titles), said[:60]
    title, described, stated = [], [], []
    for line in walked.lines:
        text = line.text
        part = 8 < len(text) < 300 and text in all_titles
        title.append(-1 if not titles else 2 if text in titles else int(part))
        repeats = len(text) > 20 and (text[:40] in said or (len(said) > 40 and opening in text))
        described.append(-1 if not said else int(repeats))
        stated.append(-1 if not body else int(text[:50] in body and text[-30:] in body))
    columns["title"] = np.array(title)
    columns["described"] = np.array(described)
    columns["stated"] = np.array(stated)
    columns["after_title"] = np.cumsum(columns["title"] > 0) > 0


def _of_blocks(columns: dict[str, NDArray[Any]], walked: Walked, layout: Layout) -> None:
    """Tags of the block and around it; how much text, how linked, in how many lines, at four levels around the line."""
    block, parents = layout.block, layout.parents
    own = np.array([_OWN_OF.get(tag, -1) for tag in walked.tags])[block]
    for i, tags in enumerate(OWN):
        columns[f"is {tags}"] = own == i
    bits = [0] * len(walked.tags)
    for b, tag in enumerate(walked.tags):
        bits[b] = bits[walked.parents[b]] | _AROUND_BIT.get(tag, 0)
    around = np.array(bits)[block]
    for i, tags in enumerate(AROUND):
        columns[f"in {tags}"] = (around >> i) & 1
    columns["depth"] = layout.depth[block]
    size, good = layout.size, columns["good"]
    sums = [running(x) for x in (size, size * layout.linked, good, own == 0, layout.image)]
    total = max(float(sums[0][-1]), 1.0)
    level: Ints = block
    for k in range(5):
        first, last = layout.first[level], layout.last[level]
        mass, links, goods, paragraphs, images = (s[last] - s[first] for s in sums)
        count = np.maximum(last - first, 1)
        columns[f"mass{k}"] = mass / total
        columns[f"links{k}"] = ratio(links, mass)
        columns[f"lines{k}"] = count
        columns[f"goods{k}"] = ratio(goods, mass)
        columns[f"mean{k}"] = mass / count
        if k:
            columns[f"p{k}"] = paragraphs / count
            columns[f"images{k}"] = images / count
        level = parents[level]
    _of_groups(columns, layout, good, total)


def _of_groups(columns: dict[str, NDArray[Any]], layout: Layout, good: Floats, total: float) -> None:
    """Lines in blocks of equal tag, names and parent's tag: how many, how much text, how linked."""
    group = layout.group
    count = np.bincount(group)
    mass = np.bincount(group, layout.size)
    columns["group_lines"] = count[group]
    columns["group_mass"] = mass[group] / total
    columns["group_mean"] = (mass / np.maximum(count, 1))[group]
    columns["group_links"] = ratio(np.bincount(group, layout.size * layout.linked), mass)[group]
    columns["group_good"] = ratio(np.bincount(group, good), mass)[group]


def _of_place(columns: dict[str, NDArray[Any]], walked: Walked, layout: Layout) -> None:
    """Where a line stands, and what stands around it."""
    n = len(layout.size)
    number = np.arange(n)
    good = running(columns["good"])
    columns["place"] = number / n
    columns["number"] = np.minimum(number, 300)
    columns["good_before"] = good[:-1] / max(good[-1], 1)
    for name, flag in (("h1", columns["is h1"]), ("titled", columns["title"] > 0)):
        at = np.flatnonzero(flag)
        columns[f"from_{name}"] = np.clip(number - at[0], -_FAR, _FAR) if len(at) else np.full(n, _FAR + 1)
        near = np.searchsorted(at, number, side="right") - 1
        columns[f"since_{name}"] = (
            np.where(near >= 0, np.minimum(number - at[np.maximum(near, 0)], _FAR), -1) if len(at) else np.full(n, -2)
        )
    for by in (-3, -2, -1, 1, 2, 3):
        columns[f"size{by:+}"] = shifted(layout.size, by, -1)
        columns[f"linked{by:+}"] = shifted(layout.linked, by, -1)
    for by in (-2, -1, 1, 2):
        columns[f"digit{by:+}"] = shifted(columns["digit"], by, -1)
    for by in (-1, 1):
        columns[f"finished{by:+}"] = shifted(columns["finished"], by, -1)
        columns[f"upper{by:+}"] = shifted(columns["upper"], by, -1)
        columns[f"heading{by:+}"] = shifted(layout.heading, by)
        columns[f"image{by:+}"] = shifted(layout.image, by)
        columns[f"same_group{by:+}"] = layout.group == shifted(layout.group, by, -1)
        columns[f"same_parent{by:+}"] = layout.parents[layout.block] == shifted(layout.parents[layout.block], by, -1)
        columns[f"same_block{by:+}"] = layout.block == shifted(layout.block, by, -1)
    for width in (4, 12):
        low, high = np.maximum(number - width, 0), np.minimum(number + width + 1, n)
        columns[f"goods_up_{width}"] = good[number] - good[low]
        columns[f"goods_down_{width}"] = good[high] - good[np.minimum(number + 1, n)]


def _of_page(columns: dict[str, NDArray[Any]], layout: Layout, counts: Floats, hints: Hints) -> None:
    """What is the same for all lines of the page."""
    n, total = len(layout.size), max(float(layout.size.sum()), 1.0)
    said = {
        "page_lines": n,
        "page_mass": total,
        "page_linked": float((layout.size * layout.linked).sum()) / total,
        "page_good": float(columns["good"].sum()) / total,
        "page_cjk": float(counts[:, CJK].sum()) * CJK_WEIGHT / total,
        "page_p": float((columns["is p"] * layout.size).sum()) / total,
        "page_table": float((columns["in table"] * layout.size).sum()) / total,
        "page_h1": float(columns["is h1"].sum()),
        "page_article": float(columns["in article"].max()),
        "page_says_article": float(hints.article),
    }
    for name, value in said.items():
        columns[name] = np.full(n, value, np.float32)


_SPACES = re.compile(r"\s+")


def hints_of(titles: tuple[str, ...], description: str, body: list[str], article: bool) -> Hints:
    """Hints with white space made single, as lines have it."""
    return Hints(
        tuple(_SPACES.sub(" ", t).strip() for t in titles if t),
        _SPACES.sub(" ", description),
        " ".join(body)[:200_000],
        article,
    )
