"""Symmetric decision trees, evaluated for all lines of a page at once.

In a symmetric tree every level asks one question of all nodes, so the leaf is a number whose bits are the answers. The answers
of a whole forest are a few comparisons of arrays: 0.8 ms for the 208 lines of a page and 150 trees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cunzhao.extract.arrays import Floats

LEAF_SCALE = 4096.0
"""Leaf values are kept as sixteen-bit integers in units of 1/4096: far finer than any decision."""
_ROWS = 1_024  # lines at once: keeps the arrays within 20 MB


@dataclass(frozen=True, slots=True)
class Forest:
    """``feature`` and ``border`` (trees, depth) are the questions; ``leaves`` (trees, 2 ** depth) and ``bias`` are log-odds."""

    feature: NDArray[np.int16]
    border: NDArray[np.float32]
    leaves: NDArray[np.int16]
    bias: float

    def probability(self, rows: Floats) -> Floats:
        """The probability for each row of features."""
        parts = [self._log_odds(rows[i : i + _ROWS]) for i in range(0, len(rows), _ROWS)]
        log_odds = np.concatenate(parts) if parts else np.zeros(0)
        return (1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))).astype(np.float32)

    def _log_odds(self, rows: Floats) -> NDArray[np.float64]:
        trees, depth = self.feature.shape
        columns = np.ascontiguousarray(rows.T)
        leaf = np.zeros((trees, len(rows)), np.int32)
        for level in range(depth):
            leaf |= (columns[self.feature[:, level]] > self.border[:, level, None]).astype(np.int32) << level
        leaf += (np.arange(trees, dtype=np.int32) * self.leaves.shape[1])[:, None]
        total: NDArray[np.int64] = self.leaves.ravel()[leaf].sum(0, dtype=np.int64)
        return total / LEAF_SCALE + self.bias


def unpacked(data: Mapping[str, NDArray[np.generic]], name: str) -> Forest:
    """A forest from the arrays of a data file, as :func:`packed` names them."""
    return Forest(
        data[f"{name}_feature"].astype(np.int16),
        data[f"{name}_border"].astype(np.float32),
        data[f"{name}_leaves"].astype(np.int16),
        float(data[f"{name}_bias"].astype(np.float64)),
    )


def packed(forest: Forest, name: str) -> dict[str, NDArray[np.generic]]:
    """A forest as named arrays."""
    return {
        f"{name}_feature": forest.feature,
        f"{name}_border": forest.border,
        f"{name}_leaves": forest.leaves,
        f"{name}_bias": np.array(forest.bias),
    }
