"""The second look: what the first pass thinks of a line's neighbours, of its box, and of lines like it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cunzhao.extract.arrays import Floats, ratio, running, shifted, stacked
from cunzhao.extract.features import Layout

_CORE = 0.8
_FAR = 80.0
_GAP = 6  # lines: more than a figure, its caption and a box of links between two paragraphs


def columns(layout: Layout, score: Floats) -> tuple[Floats, list[str]]:
    """Features made of the first pass's probabilities, one row for each line."""
    n = len(score)
    number = np.arange(n)
    size = layout.size + 1
    held = size * score
    sums, masses, scores = running(held), running(size), running(score)
    total = max(float(sums[-1]), 1e-6)
    found: dict[str, NDArray[Any]] = {"score": score}
    for by in (-3, -2, -1, 1, 2, 3):
        found[f"score{by:+}"] = shifted(score, by, -1)
    for width in (2, 5, 12):
        for name, low, high in (
            ("up", np.maximum(number - width, 0), number),
            ("down", np.minimum(number + 1, n), np.minimum(number + width + 1, n)),
        ):
            found[f"{name}{width}"] = ratio(sums[high] - sums[low], masses[high] - masses[low])
            if width == 5:
                found[f"plain_{name}"] = ratio(scores[high] - scores[low], high - low)
    found["before"] = sums[:-1] / total
    found["held"] = held / total
    level = layout.block
    for k in range(5):
        a, b = layout.first[level], layout.last[level]
        found[f"share{k}"] = (sums[b] - sums[a]) / total
        found[f"mean{k}"] = ratio(sums[b] - sums[a], masses[b] - masses[a])
        found[f"plain{k}"] = ratio(scores[b] - scores[a], np.maximum(b - a, 1))
        level = layout.parents[level]
    found["group"] = ratio(np.bincount(layout.group, held), np.bincount(layout.group, size))[layout.group]
    found["group_plain"] = ratio(np.bincount(layout.group, score), np.bincount(layout.group))[layout.group]
    _of_container(found, layout, score)
    _of_clusters(found, score, size, held, total)
    _of_core(found, layout, sums, total)
    _of_edges(found, score, size)
    found["expected"] = np.full(n, total)
    found["sure"] = np.full(n, float((held * score).sum()) / total)
    return stacked(found), [f"2:{name}" for name in found]


def _of_container(found: dict[str, NDArray[Any]], layout: Layout, score: Floats) -> None:
    """The mean of the table or list around a line, which is text as a whole or not at all; -1 without one."""
    inside = layout.container >= 0
    number = np.where(inside, layout.container, 0)
    text = inside & ~layout.image
    mean = ratio(np.bincount(number, score * text), np.maximum(np.bincount(number, text), 1))
    found["container"] = np.where(inside, mean[number], np.float32(-1))


def _of_clusters(found: dict[str, NDArray[Any]], score: Floats, size: Floats, held: Floats, total: float) -> None:
    """Runs of likely lines with small gaps: the share of a line's run, its number, and its distance from the weightiest."""
    n = len(score)
    strong = np.flatnonzero(score > 0.5)
    if not len(strong):
        strong = np.array([int(np.argmax(held))])
    fresh = np.diff(strong, prepend=strong[0]) > _GAP
    cluster_of = np.cumsum(fresh)
    begins = strong[np.flatnonzero(np.concatenate(([True], fresh[1:])))]
    ends = strong[np.flatnonzero(np.concatenate((fresh[1:], [True])))]
    sums = running(held)
    weight = sums[ends + 1] - sums[begins]
    number = np.arange(n)
    cluster = cluster_of[np.minimum(np.searchsorted(strong, number), len(strong) - 1)]
    within = (number >= begins[cluster]) & (number <= ends[cluster])
    found["cluster"] = np.where(within, weight[cluster] / total, 0)
    found["cluster_number"] = np.where(within, np.minimum(cluster, 20), -1)
    found["cluster_lines"] = np.where(within, (ends - begins + 1)[cluster], 0)
    found["clusters"] = np.full(n, len(begins))
    main = int(np.argmax(weight))
    found["main"] = np.full(n, weight[main] / total)
    first, last = begins[main], ends[main]
    before, behind = number < first, number > last
    found["from_main"] = np.clip(np.select([before, behind], [number - first, number - last], 0), -_FAR, _FAR)
    junk = running(size * (1 - score))
    between = [junk[first] - junk[number], junk[number] - junk[last + 1]]
    found["junk_between"] = np.select([before, behind], between, 0)


def _of_core(found: dict[str, NDArray[Any]], layout: Layout, sums: NDArray[Any], total: float) -> None:
    """Where a line stands to the deepest block that holds four fifths of the likely text."""
    shares = (sums[layout.last] - sums[layout.first]) / total
    heavy = np.flatnonzero(shares >= _CORE)
    core = int(heavy[np.argmax(layout.depth[heavy])]) if len(heavy) else 0
    number = np.arange(len(layout.block))
    a, b = int(layout.first[core]), int(layout.last[core])
    found["in_core"] = (number >= a) & (number < b)
    found["from_core"] = np.clip(number - a, -_FAR, _FAR)
    found["to_core"] = np.clip(b - number, -_FAR, _FAR)
    found["below_core"] = layout.depth[layout.block] - layout.depth[core]
    found["core_share"] = np.full(len(number), shares[core])


def _of_edges(found: dict[str, NDArray[Any]], score: Floats, size: Floats) -> None:
    """How far it is, in lines, to the nearest likely paragraph above and below, and to the first and last of them."""
    n = len(score)
    number = np.arange(n)
    strong = np.flatnonzero((score > 0.6) & (size > 60))
    if not len(strong):
        strong = np.array([int(np.argmax(score * size))])
    place = np.searchsorted(strong, number)
    above = np.where(place > 0, number - strong[np.maximum(place - 1, 0)], _FAR)
    below = np.where(place < len(strong), strong[np.minimum(place, len(strong) - 1)] - number, _FAR)
    found["above"] = np.minimum(above, _FAR)
    found["below"] = np.minimum(below, _FAR)
    found["from_first"] = np.clip(number - strong[0], -_FAR, _FAR)
    found["to_last"] = np.clip(strong[-1] - number, -_FAR, _FAR)
