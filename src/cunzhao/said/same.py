"""Which statements say the same: in several outlets, in the next revision of a text, or with other words at another time.

Statements are short (a median of 33 characters in Chinese news, 71 in English), so they are compared by shingles of two units,
and found by eight pairs of minima of these: two texts that share 0.55 of their shingles share one of the pairs with a chance of
0.94 (1 - (1 - 0.55²)^8), with 0.7 of 0.996. Single minima would be as often those of a phrase that stands everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rensa import RMinHash

from cunzhao.text import fold, shingles
from cunzhao.types import StatementState

SAME = 0.55
"""Likeness from which two statements of one speaker are one: outlets that translate or cut a quotation keep more."""
NEAR = 0.3
"""Likeness from which the later of two statements is the earlier one in other words."""
LEAST = 6
"""Fewest shingles by which likeness is told; shorter statements must be equal."""
UNITS = 2
MOST_COMPARED = 400
"""Statements of a text that are compared one with another when it is edited; a text with more is compared as far as that."""

BANDS = 8
SEED = 20261123


def bands_of(text: str) -> tuple[int, ...]:
    """Eight keys of a statement's words; those that say nearly the same share at least one."""
    found = _shingles(text)
    if not found:
        return ()
    sketch = RMinHash(num_perm=2 * BANDS, seed=SEED)
    sketch.update(list(found))
    minima = sketch.digest()
    return tuple(_key(n, *minima[2 * n : 2 * n + 2]) for n in range(BANDS))


def _key(band: int, first: int, second: int) -> int:
    """63 bits, as SQL keeps them: three for the band, thirty for each minimum."""
    return (band << 60) | ((first & 0x3FFFFFFF) << 30) | (second & 0x3FFFFFFF)


def likeness(a: str, b: str) -> float:
    """The share (0 to 1) of all shingles of the two that both have; of short ones, whether they are equal."""
    first, second = _shingles(a), _shingles(b)
    if min(len(first), len(second)) < LEAST:
        return 1.0 if _letters(a) == _letters(b) else 0.0
    both = len(first & second)
    return both / (len(first) + len(second) - both)


@lru_cache(maxsize=4096)
def _shingles(text: str) -> frozenset[str]:
    return shingles(text, UNITS)


def _letters(text: str) -> str:
    return "".join(ch for ch in fold(text) if ch.isalnum())


# -- from one revision to the next ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """A statement as far as it is compared: who said it (a folded name) and in which words."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of the older statements, in their order, and the place of the older one that each newer one goes on from."""

    states: tuple[StatementState, ...]
    before: tuple[int | None, ...]


def follow(old: Sequence[Words], new: Sequence[Words]) -> Followed:
    """The statements of a revision and those of the next one, put together.

    The same words stand for themselves, also where the speaker changed, which is a change. What is left is put together by
    speaker and likeness, the most alike first; what is left then was withdrawn.
    """
    states: list[StatementState] = ["withdrawn"] * len(old)
    before: list[int | None] = [None] * len(new)
    for i, j in _equal(old, new):
        states[i] = "carried" if old[i].key == new[j].key else "changed"
        before[j] = i
    free_old = [i for i, state in enumerate(states) if state == "withdrawn"][:MOST_COMPARED]
    free_new = [j for j, i in enumerate(before) if i is None][:MOST_COMPARED]
    pairs = (
        (likeness(old[i].text, new[j].text), -i, -j) for i in free_old for j in free_new if old[i].key == new[j].key
    )
    for _, i, j in sorted((pair for pair in pairs if pair[0] >= NEAR), reverse=True):
        if states[-i] == "withdrawn" and before[-j] is None:
            states[-i], before[-j] = "changed", -i
    return Followed(tuple(states), tuple(before))


def _equal(old: Sequence[Words], new: Sequence[Words]) -> list[tuple[int, int]]:
    """Places of the same words, first those of the same speaker, each used once, in order."""
    pairs: list[tuple[int, int]] = []
    for with_speaker in (True, False):
        used_old, used_new = {i for i, _ in pairs}, {j for _, j in pairs}
        waiting: dict[tuple[str, str], list[int]] = {}
        for i, one in enumerate(old):
            if i not in used_old:
                waiting.setdefault((one.key if with_speaker else "", one.text), []).append(i)
        for j, one in enumerate(new):
            queue = waiting.get((one.key if with_speaker else "", one.text))
            if j not in used_new and queue:
                pairs.append((queue.pop(0), j))
    return pairs
