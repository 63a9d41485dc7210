"""Words in the names of boxes and at the ends of lines, weighed by how often they stood in articles of other sites.

The tables are small: words are hashed into buckets (CRC-32), and a bucket holds log-odds in sixteenths. A word counts only if
several sites used it, each site with one voice, so no table can hold the name of a site.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cunzhao.extract.arrays import Floats
from cunzhao.extract.features import Layout
from cunzhao.extract.lines import Walked

NAME_BUCKETS = 1 << 14
CUE_BUCKETS = 1 << 15
SCALE = 16.0
NAME_COLUMNS = 8
"""The first features are those of names, the others those of cues."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MOST_NAMES = 24
_MOST_KNOWN = 20_000
_DIGITS = bytes.maketrans(b"0123456789", b"0000000000")
_SEEDS = [crc32(letter) for letter in (b"a", b"b", b"c", b"d", b"e")]  # so that the five kinds of cue do not meet


@dataclass(frozen=True, slots=True)
class Tables:
    """Log-odds (times :data:`SCALE`) of name buckets and cue buckets; 0 where nothing is known."""

    names: NDArray[np.int8]
    cues: NDArray[np.int8]
    known: dict[str, tuple[float, float, float]] = field(default_factory=dict, repr=False, compare=False)

    def weigh(self, names: str) -> tuple[float, float, float]:
        """The lowest, the highest and the sum of the log-odds of names as written (remembered: pages repeat them)."""
        found = self.known.get(names)
        if found is None:
            values = self.names[list(name_buckets(names))].tolist() if names else ()
            found = (min(values) / SCALE, max(values) / SCALE, sum(values) / SCALE) if values else (0.0, 0.0, 0.0)
            if len(self.known) >= _MOST_KNOWN:
                self.known.clear()
            self.known[names] = found
        return found


@lru_cache(maxsize=20_000)
def name_buckets(names: str) -> tuple[int, ...]:
    """The buckets of the words in a class, id and role as written."""
    found = {word.lower() for word in _WORD.findall(names)} | {part.lower() for part in names.split()}
    return tuple(sorted({crc32(word.encode()) % NAME_BUCKETS for word in found if len(word) > 1})[:_MOST_NAMES])


def cue_buckets(text: str) -> tuple[int, int, int, int, int]:
    """The buckets of a line's beginning (short, long), its end (short, long), and of the whole of it; digits are all alike."""
    if len(text) > 120:
        text = f"{text[:60]} {text[-59:]}"
    text = text.lower()
    if text[:1] > "\u2e7f" or text[-1:] > "\u2e7f":
        parts = [
            part.encode("utf-8", "replace").translate(_DIGITS) for part in (text[:2], text[:4], text[-2:], text[-4:])
        ]
    else:
        words = text.encode("utf-8", "replace").translate(_DIGITS).split()
        parts = [b" ".join(words[:1]), b" ".join(words[:2]), b" ".join(words[-1:]), b" ".join(words[-2:])]
    whole = text[:40].encode("utf-8", "replace").translate(_DIGITS)
    a, b, c, d = parts
    return (
        crc32(a, _SEEDS[0]) % CUE_BUCKETS,
        crc32(b, _SEEDS[1]) % CUE_BUCKETS,
        crc32(c, _SEEDS[2]) % CUE_BUCKETS,
        crc32(d, _SEEDS[3]) % CUE_BUCKETS,
        crc32(whole, _SEEDS[4]) % CUE_BUCKETS,
    )


def columns(
    walked: Walked, layout: Layout, tables: Tables, cued: NDArray[Any] | None = None
) -> tuple[Floats, list[str]]:
    """Features from the tables, one row for each line. ``cued`` may hold the lines' cue buckets already."""
    weigh = tables.weigh
    lowest, highest, total, own = [0.0], [0.0], [0.0], [(0.0, 0.0, 0.0)]
    for b, names in enumerate(walked.names):
        low, high, summed = weigh(names)
        p = walked.parents[b]
        if b:
            lowest.append(min(low, lowest[p]))
            highest.append(max(high, highest[p]))
            total.append(summed + 0.7 * total[p])
            own.append((low, high, summed) if names else own[p])
        else:
            lowest[0], highest[0], total[0], own[0] = low, high, summed, (low, high, summed)
    block = layout.block
    owned = np.array(own)[block]
    inline = np.array([weigh(line.inline) if line.inline else (0.0, 0.0, 0.0) for line in walked.lines])
    if cued is None:
        cued = np.array([cue_buckets(line.text) for line in walked.lines])
    cues = tables.cues[cued] / SCALE
    out = np.column_stack(
        [
            np.array(lowest)[block], np.array(highest)[block], np.array(total)[block], owned, inline[:, 0], inline[:, 2],
            cues, cues.min(1), cues.sum(1),
        ]
    )  # fmt: skip
    names_of = ["name_min", "name_max", "name_sum", "own_min", "own_max", "own_sum", "inline_min", "inline_sum"]
    return out.astype(np.float32), [*names_of, "cue_a", "cue_b", "cue_c", "cue_d", "cue_e", "cue_min", "cue_sum"]
