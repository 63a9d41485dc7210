"""Small helpers for columns of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def ratio(a: NDArray[Any], b: NDArray[Any] | float) -> Floats:
    return (a / np.maximum(b, 1e-6)).astype(np.float32)


def shifted(values: NDArray[Any], by: int, fill: float = 0.0) -> Floats:
    """``values[i + by]`` for each i; ``fill`` beyond the ends."""
    out = np.full(len(values), fill, np.float32)
    if by > 0:
        out[:-by] = values[by:]
    elif -by < len(values):
        out[-by:] = values[:by]
    return out


def running(values: NDArray[Any]) -> NDArray[np.float64]:
    """Running sums with a leading 0: the sum of ``values[a:b]`` is ``r[b] - r[a]``."""
    out = np.zeros(len(values) + 1)
    np.cumsum(values, out=out[1:])
    return out


def stacked(columns: dict[str, NDArray[Any]]) -> Floats:
    """Columns of any type side by side, one row for each line."""
    out = np.empty((len(columns), len(next(iter(columns.values())))), np.float32)
    for i, column in enumerate(columns.values()):
        out[i] = column
    return out.T
